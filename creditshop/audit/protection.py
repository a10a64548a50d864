"""Append only, held by the database itself."""

from typing import Final

from sqlalchemy import DDL, event

from creditshop.audit.models import AUDIT

APPEND_ONLY: Final[dict[str, tuple[str, ...]]] = {
    "sqlite": (
        """CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit_entry
        BEGIN SELECT RAISE(ABORT, 'the audit log is append only'); END""",
        """CREATE TRIGGER audit_never_vanishes BEFORE DELETE ON audit_entry
        BEGIN SELECT RAISE(ABORT, 'the audit log is append only'); END""",
    ),
    "postgresql": (
        """CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'the audit log is append only' USING ERRCODE = 'restrict_violation'; END $$""",
        """CREATE TRIGGER audit_never_changes BEFORE UPDATE OR DELETE ON audit_entry
        FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()""",
        """CREATE TRIGGER audit_never_vanishes BEFORE TRUNCATE ON audit_entry
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()""",
    ),
}
REMOVE_APPEND_ONLY: Final[dict[str, tuple[str, ...]]] = {
    "sqlite": (),  # dropping a table drops its triggers
    "postgresql": ("DROP FUNCTION IF EXISTS refuse_audit_change() CASCADE",),
}


def _attach(moment: str, statements: dict[str, tuple[str, ...]]) -> None:
    for dialect, texts in statements.items():
        for text in texts:
            event.listen(AUDIT, moment, DDL(text).execute_if(dialect=dialect))  # type: ignore[no-untyped-call]


_attach("after_create", APPEND_ONLY)
_attach("after_drop", REMOVE_APPEND_ONLY)
