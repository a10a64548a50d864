"""Why a backup or a restore did not happen; nothing was changed then."""


class BackupError(Exception):
    """A backup or a restore that did not happen. The message is one line for whoever runs the command."""


class TargetExists(BackupError):
    """Something is where the result would go; it is never overwritten."""


class ArchiveDamaged(BackupError):
    """A file that is no whole, unchanged backup."""


class WrongArchive(BackupError):
    """A whole backup, but of another kind of database, another mode, or a schema that this version does not know."""
