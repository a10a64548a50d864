"""The files of the data folder without which the database is not the whole shop, and when each is copied.

Signed heads go before the database: a head of later would be of entries that the copy has not. Keys and pictures go
after it: a row is written after its file, so every row of the copy finds its own.
"""

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Final

from creditshop.backup.archive import Reader, Writer, extract, sync
from creditshop.backup.errors import TargetExists, WrongArchive

FOLDER: Final = "data/"  # in the archive
SANDBOX: Final = "sandbox.db"  # Stripe's side of a shop that has no Stripe; it has a copy of its own making
HEADS: Final = ("heads/*/*.json",)
KEYS_AND_PICTURES: Final = ("*-key", "*.key", "*/*.key", "pictures/*/original")
# All else is made anew when it is missed, like resized pictures, or is a draft.


def put(writer: Writer, data: Path, patterns: tuple[str, ...]) -> None:
    """Copy the files that fit. One that vanishes meanwhile was deleted by whom it belonged to."""
    for path in sorted(found for pattern in patterns for found in data.glob(pattern)):
        if path.is_file():
            with suppress(FileNotFoundError):
                writer.copy(path, f"{FOLDER}{path.relative_to(data).as_posix()}")


def targets(reader: Reader, data: Path) -> dict[str, Path]:
    """Where each file goes, by the name of its part.

    Raises WrongArchive for one that no backup has, TargetExists when another file is there.
    """
    return dict(_targets(reader, data))


def _targets(reader: Reader, data: Path) -> Iterator[tuple[str, Path]]:
    for name, part in reader.manifest.parts.items():
        if not name.startswith(FOLDER):
            continue
        inside = PurePosixPath(name.removeprefix(FOLDER))
        if not _belongs(inside):
            raise WrongArchive(f"{name} has no place in a data folder.")
        path = data / inside
        if path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() != part.sha256:
            raise TargetExists(f"{path} exists already: restore into an empty data folder.")
        yield name, path


def _belongs(path: PurePosixPath) -> bool:
    if path.is_absolute() or ".." in path.parts:
        return False
    patterns = map(PurePosixPath, (SANDBOX, *HEADS, *KEYS_AND_PICTURES))
    return any(len(path.parts) == len(pattern.parts) and path.match(str(pattern)) for pattern in patterns)


def take(reader: Reader, name: str, path: Path) -> None:
    """Put a part where it belongs: the whole file or none, for this machine's user only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.restoring")
    extract(reader, name, draft)
    draft.replace(path)
    sync(path.parent)
