"""The compiled frontend: built when its sources changed, and known by a fingerprint of them."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from creditshop.config import settings

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ("creditshop/ui", "creditshop/creditshop.py", "assets", "rxconfig.py", "requirements.txt")
WEB = ROOT / ".web" / "build" / "client"
STAMP = ROOT / ".web" / "fingerprint"

COMPRESSION = ("brotli", "gzip")
_PRELOAD = '<link rel="modulepreload"'

# Reflex stays off the network and uses the Node that the requirements brought, which stands beside this Python.
ENVIRONMENT = {
    "REFLEX_TELEMETRY_ENABLED": "false",
    "REFLEX_CHECK_LATEST_VERSION": "false",
    "REFLEX_USE_NPM": "1",
    "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
}


class BuildFailed(Exception):
    """The frontend could not be built; the message ends with what the build printed."""


def fingerprint() -> str:
    """A digest of everything that the built pages are made from: sources, and the settings that they carry."""
    carried = (settings().shop_name, settings().legal_name, settings().social_image)
    digest = hashlib.sha256("\0".join(carried).encode())
    for path in _files():
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def is_built() -> bool:
    """Whether there is a build, and it is of the sources as they are."""
    return (WEB / "index.html").exists() and STAMP.exists() and STAMP.read_text() == fingerprint()


def build() -> None:
    """Build the pages unless they are up to date. Takes about half a minute; raises BuildFailed."""
    if is_built():
        return
    STAMP.unlink(missing_ok=True)
    wanted = fingerprint()
    _run(sys.executable, "-m", "reflex", "export", "--frontend-only", "--no-zip")
    _let_styles_go_first()
    _run("node", ".web/compress-static.js", str(WEB), *COMPRESSION)  # Reflex's own, once more
    STAMP.write_text(wanted)


def _let_styles_go_first() -> None:
    """Have scripts wait for what the first picture needs: pages are there before they run. It halves the time to it."""
    pages = {page: page.read_text() for page in WEB.rglob("*.html")}
    if not any(_PRELOAD in text for text in pages.values()):
        raise BuildFailed(f"No page has `{_PRELOAD}` any more: look at how scripts are loaded now")
    for page, text in pages.items():
        page.write_text(text.replace(_PRELOAD, f'{_PRELOAD} fetchpriority="low"'))


def _run(*command: str) -> None:
    done = subprocess.run(  # noqa: S603 - our own interpreter, its node, and fixed words
        command, cwd=ROOT, env=os.environ | ENVIRONMENT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        last = (done.stdout + done.stderr).splitlines()[-30:]
        raise BuildFailed("\n".join(["The frontend could not be built:", *last]))


def _files() -> Iterator[Path]:
    for source in SOURCES:
        path = ROOT / source
        if path.is_file():
            yield path
        yield from sorted(p for p in path.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
