"""Backup and restore: the database and the files it needs, of one moment, in one file that is checked before use."""

from creditshop.backup.errors import ArchiveDamaged, BackupError, TargetExists, WrongArchive
from creditshop.backup.making import back_up
from creditshop.backup.manifest import Contents, Manifest, Part
from creditshop.backup.restoring import check, restore

__all__ = [
    "ArchiveDamaged",
    "BackupError",
    "Contents",
    "Manifest",
    "Part",
    "TargetExists",
    "WrongArchive",
    "back_up",
    "check",
    "restore",
]
