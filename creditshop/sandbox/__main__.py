"""``python -m creditshop.sandbox``: the sandbox alone, settings from the command line."""

import argparse
from pathlib import Path

from creditshop.sandbox.server import serve

parser = argparse.ArgumentParser(prog="python -m creditshop.sandbox", description=__doc__)
parser.add_argument("--host", default="127.0.0.1")
parser.add_argument("--port", type=int, default=4242)
parser.add_argument("--state", type=Path, default=Path(".data/sandbox.sqlite3"))
parser.add_argument("--secret-key", default="sk_test_sandbox")
parser.add_argument("--webhook-secret", default="whsec_sandbox")
parser.add_argument("--webhook-url", help="where to send events")
serve(**vars(parser.parse_args()))
