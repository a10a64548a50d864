"""The database: engines, transactions at the edges, announcements after a commit, column types, migrations."""

from creditshop.database.announcements import afterwards, announce, savepoint
from creditshop.database.counting import count_up_to
from creditshop.database.distinct import distinct_values
from creditshop.database.inserting import insert_once
from creditshop.database.prefixes import begins_with
from creditshop.database.transactions import read, transact, transact_sync
from creditshop.database.types import BytewiseText, UtcDateTime, enum_check, new_id, random_word

__all__ = [
    "BytewiseText",
    "UtcDateTime",
    "afterwards",
    "announce",
    "begins_with",
    "count_up_to",
    "distinct_values",
    "enum_check",
    "insert_once",
    "new_id",
    "random_word",
    "read",
    "savepoint",
    "transact",
    "transact_sync",
]
