"""The archive: a zip file that has its name only once it is whole and on disk, and shows when a byte has changed."""

import hashlib
import os
import secrets
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from lzma import LZMAError
from pathlib import Path
from typing import IO, Final
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from creditshop.backup.errors import ArchiveDamaged, TargetExists
from creditshop.backup.manifest import NAME, Manifest, Part

CHUNK: Final = 1 << 20  # bytes
_FAST: Final = 1  # zlib's level: a backup should not take the shop's processors for long


class Writer:
    """Takes parts one after another. `parts` is what it has taken."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self.parts: dict[str, Part] = {}

    @contextmanager
    def part(self, name: str) -> Iterator["Hashing"]:
        """A new part to write into."""
        with self._archive.open(name, "w", force_zip64=True) as file:
            hashing = Hashing(file)
            yield hashing
        self.parts[name] = hashing.part

    def copy(self, path: Path, name: str) -> None:
        """A file as a part. Raises FileNotFoundError."""
        with path.open("rb") as source, self.part(name) as part:
            while chunk := source.read(CHUNK):
                part.write(chunk)

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest, without which an archive is nothing."""
        self._archive.writestr(NAME, manifest.model_dump_json(indent=2))


class Hashing:
    """A file that is written or read, and what has passed through so far."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._hash = hashlib.sha256()
        self._size = 0

    def write(self, data: bytes | memoryview) -> None:
        """Write all of `data`."""
        self._file.write(data)
        self._pass(data)

    def read(self) -> bytes:
        """The next chunk; nothing at the end. Raises ArchiveDamaged."""
        with _intact():
            data = self._file.read(CHUNK)
        self._pass(data)
        return data

    @property
    def part(self) -> Part:
        """What has passed."""
        return Part(size=self._size, sha256=self._hash.hexdigest())

    def _pass(self, data: bytes | memoryview) -> None:
        self._hash.update(data)
        self._size += len(data)


@contextmanager
def written(path: Path) -> Iterator[Writer]:
    """An archive to fill, for this machine's user only (mode 0600). A block that raises leaves nothing.

    Raises TargetExists.
    """
    if path.exists():
        raise TargetExists(f"{path} exists already: a backup is never overwritten, choose another name.")
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with open(draft, "xb", opener=_private) as file:
            with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=_FAST) as archive:
                yield Writer(archive)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
        sync(path.parent)
    finally:
        draft.unlink(missing_ok=True)


class Reader:
    """A backup whose manifest has been read. Nothing else of it is trusted before `check`."""

    def __init__(self, path: Path, archive: ZipFile, manifest: Manifest) -> None:
        self._path = path
        self._archive = archive
        self.manifest = manifest

    def check(self) -> None:
        """Raise ArchiveDamaged unless every part is there as it was written, and nothing else."""
        names = self._archive.namelist()
        if sorted(names) != sorted([*self.manifest.parts, NAME]):
            raise ArchiveDamaged(f"{self._path} does not hold what its manifest says.")
        for name in self.manifest.parts:
            with self.part(name) as part:
                while part.read():
                    pass

    @contextmanager
    def part(self, name: str) -> Iterator[Hashing]:
        """A part to read to its end. Raises ArchiveDamaged, at the end at the latest, when it has changed."""
        with _intact():
            file = self._archive.open(name)
        with file:
            hashing = Hashing(file)
            yield hashing
        if hashing.part != self.manifest.parts[name]:
            raise ArchiveDamaged(f"{self._path} is damaged: {name} is not what was written.")


@contextmanager
def _intact() -> Iterator[None]:
    """Say ArchiveDamaged for everything that the reading of a damaged zip file ends with."""
    try:
        yield
    except (BadZipFile, zlib.error, LZMAError, EOFError, OSError, RuntimeError, ValueError) as error:
        raise ArchiveDamaged(f"The backup cannot be read, or is damaged: {error}.") from error


@contextmanager
def opened(path: Path) -> Iterator[Reader]:
    """A backup to read. Raises ArchiveDamaged for a file that is none."""
    with _intact():
        archive = ZipFile(path)
    with archive:
        yield Reader(path, archive, _manifest(path, archive))


def _manifest(path: Path, archive: ZipFile) -> Manifest:
    try:
        with _intact():
            return Manifest.model_validate_json(archive.read(NAME))
    except KeyError as error:
        raise ArchiveDamaged(f"{path} has no manifest: it is no backup.") from error


def extract(reader: Reader, name: str, path: Path) -> None:
    """Write a part into a file of this machine's user; it is on disk when this returns. Raises ArchiveDamaged."""
    with reader.part(name) as part, open(path, "wb", opener=_private) as file:
        while chunk := part.read():
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def sync(folder: Path) -> None:
    """Have a folder's new names on disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
