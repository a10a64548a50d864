"""What a backup says of itself: the last part of the archive, and the first to be read."""

from typing import Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from creditshop.config import Mode

NAME: Final = "manifest.json"


class Part(BaseModel):
    """A file in the archive: its length in bytes, and the SHA-256 of its contents in hex."""

    model_config = ConfigDict(frozen=True)

    size: int
    sha256: str


class Contents(BaseModel):
    """What a database holds: its server's version, the revision of its schema, whose money it keeps, rows by table.

    Tables are in the order in which they can be filled: none before those that it refers to.
    """

    model_config = ConfigDict(frozen=True)

    kind: Literal["sqlite", "postgresql"]
    server: str
    revision: str
    mode: Mode
    account: str | None
    rows: dict[str, int]


class Manifest(BaseModel):
    """Everything that must be known before a backup is trusted. `made_at` is when the database was as it is in it."""

    model_config = ConfigDict(frozen=True)

    form: Literal["creditshop-backup-1"] = "creditshop-backup-1"
    made_at: AwareDatetime
    contents: Contents
    parts: dict[str, Part]

    @property
    def summary(self) -> str:
        """What it is, in a line."""
        found = self.contents
        rows, megabytes = sum(found.rows.values()), sum(part.size for part in self.parts.values()) / 1_000_000
        whose = f"{found.mode} {found.account or ''}".strip()
        return (
            f"{found.kind} ({whose}, schema {found.revision}) of {self.made_at:%Y-%m-%d %H:%M:%S} UTC, "
            f"{rows} rows, {len(self.parts)} parts, {megabytes:.1f} MB"
        )
