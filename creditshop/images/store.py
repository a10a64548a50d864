"""Files of pictures, outside the web root: a folder for each, with the original and what was made of it.

Every web and job process has to see the same CREDITSHOP_DATA_DIR. Blocks: run it in a thread.
"""

import os
import secrets
import shutil
import time
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final

from creditshop.config import settings

MOST_BYTES_MADE: Final = 1024**3  # of resized pictures: the longest unused go first
_ORIGINAL: Final = "original"
_KEY: Final = "signing.key"
_GRACE_SECONDS: Final = 3600  # a folder without a row may be an upload that is just being committed


def save_original(picture_id: str, data: bytes) -> None:
    """Keep an uploaded file; it is on disk when this returns."""
    _write(_folder() / picture_id / _ORIGINAL, data)


def original(picture_id: str) -> bytes:
    """The uploaded file. Raises FileNotFoundError when the picture was deleted."""
    return (_folder() / picture_id / _ORIGINAL).read_bytes()


def save_made(picture_id: str, digest: str, data: bytes) -> None:
    """Keep what was made of a picture for one signed address."""
    _write(_folder() / picture_id / digest, data)


def made(picture_id: str, digest: str) -> bytes | None:
    """What was made before for this signed address, if it is still kept."""
    path = _folder() / picture_id / digest
    try:
        os.utime(path)
        return path.read_bytes()
    except FileNotFoundError:
        return None


def own_secret() -> str:
    """The secret that this store keeps for signing addresses, made when it is first asked for."""
    return _secret(_folder() / _KEY)


def pictures_stored() -> list[str]:
    """The ids of the pictures that have had a folder for an hour."""
    before = time.time() - _GRACE_SECONDS
    return [path.name for path in _folder().glob("*") if path.is_dir() and path.stat().st_mtime < before]


def remove(picture_ids: Iterable[str]) -> None:
    """Remove these pictures' folders."""
    for picture_id in picture_ids:
        shutil.rmtree(_folder() / picture_id)


def trim(most_bytes: int = MOST_BYTES_MADE) -> None:
    """Remove what was made and not asked for the longest, until `most_bytes` are left of it."""
    files = [(path.stat(), path) for path in _folder().glob("*/*") if path.name != _ORIGINAL]
    kept = 0
    for stat, path in sorted(files, key=lambda file: file[0].st_mtime, reverse=True):
        kept += stat.st_size
        if kept > most_bytes:
            path.unlink(missing_ok=True)


@cache
def _secret(path: Path) -> str:
    if not path.exists():
        _write(path, secrets.token_hex(32).encode(), replace=False)
    return path.read_text()


def _folder() -> Path:
    return settings().creditshop_data_dir / "pictures"


def _write(path: Path, data: bytes, *, replace: bool = True) -> None:
    """The whole file or none; without `replace`, whoever is first decides."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with open(part, "xb", opener=_private) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            part.replace(path)
        else:
            with suppress(FileExistsError):
                path.hardlink_to(part)
    finally:
        part.unlink(missing_ok=True)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
