"""No secret is in a committed file: what looks like one is in .secrets.baseline, where somebody has looked at it.

A new line there is made with `detect-secrets scan --baseline .secrets.baseline`, once it is sure that it is no secret.
"""

import json
import subprocess
from collections.abc import Iterable
from pathlib import Path

from detect_secrets import SecretsCollection
from detect_secrets.settings import transient_settings

ROOT = Path(__file__).resolve().parents[1]
BASELINE = json.loads((ROOT / ".secrets.baseline").read_text())
LISTS = ("requirements", "reflex.lock/", "tests/payloads/", ".secrets.baseline")  # hashes, and ids of Stripe's examples


def secrets_in(files: Iterable[Path]) -> set[tuple[str, str]]:
    """File and hash of everything that looks like a secret."""
    found = SecretsCollection(root=str(ROOT))
    with transient_settings({"plugins_used": BASELINE["plugins_used"], "filters_used": BASELINE["filters_used"]}):
        for file in files:
            found.scan_file(str(file))
    return {(Path(name).as_posix(), secret.secret_hash) for name, secret in found}


def test_every_committed_file_is_free_of_secrets() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    files = [Path(name) for name in listed if name and not name.startswith(LISTS) and (ROOT / name).is_file()]
    known = {(name, one["hashed_secret"]) for name, ones in BASELINE["results"].items() for one in ones}
    assert len(files) > 500
    assert secrets_in(files) - known == set()


def test_a_key_that_somebody_pastes_is_found(tmp_path: Path) -> None:
    key = "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc"
    (tmp_path / "notes.py").write_text(f'KEY = "{key}"\nOTHER = "AKIA" + "x"\nAWS = "{"AKIA" + "IOSFODNN7EXAMPLQ"}"\n')
    assert len(secrets_in([tmp_path / "notes.py"])) == 2
