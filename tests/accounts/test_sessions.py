"""Sessions are rows: what they grant ends when they are revoked, rest or grow old."""

from datetime import timedelta

import pytest
from sqlmodel import Session, text

from creditshop.accounts import (
    Role,
    change_role,
    disable_user,
    revoke_others,
    revoke_session,
    session_user,
    sessions,
    sign_out,
)
from creditshop.accounts.errors import NoSuchSession, NoSuchUser
from creditshop.accounts.sessions import LONGEST, LONGEST_REST, LONGEST_STAFF, touch
from creditshop.database import announcements
from tests.accounts.people import ANNA, DEVICE, NOW, new_user, open_for, signed_in
from tests.audit.acting import log
from tests.conftest import Database

SECOND = timedelta(seconds=1)


def everything(session: Session) -> str:
    tables = ("account_user", "account_session", "account_email_link", "mail", "job")
    return "\n".join(
        str(row) for table in tables for row in session.connection().execute(text(f"SELECT * FROM {table}"))
    )


def alive(db: Database, token: str) -> bool:
    return db.transact(session_user, token, now=NOW) is not None


def test_a_token_names_its_user(db: Database) -> None:
    opened = signed_in(db)
    found = db.transact(session_user, opened.token, now=NOW)
    assert found is not None
    assert (found.user_id, found.session_id, found.email) == (opened.user_id, opened.session_id, ANNA)
    assert found.role is Role.CUSTOMER


def test_an_invented_token_names_nobody(db: Database) -> None:
    signed_in(db)
    assert not any(alive(db, token) for token in ("", "x", "ä'; --"))


def test_the_database_does_not_hold_what_signs_in(db: Database) -> None:
    """OWASP ASVS 5.0, 7.2.1."""
    opened = signed_in(db)
    assert opened.token not in db.transact(everything)


def test_every_session_has_a_token_of_its_own(db: Database) -> None:
    """OWASP ASVS 5.0, 7.2.3."""
    first = signed_in(db)
    assert db.transact(open_for, first.user_id).token != first.token


def test_a_session_ends_by_age(db: Database) -> None:
    """OWASP ASVS 5.0, 7.3.2."""
    opened = signed_in(db)
    for day in range(1, 30):
        db.transact(touch, opened.session_id, now=NOW + timedelta(days=day))
    assert db.transact(session_user, opened.token, now=NOW + LONGEST - SECOND)
    assert db.transact(session_user, opened.token, now=NOW + LONGEST) is None


def test_a_session_ends_by_rest(db: Database) -> None:
    """OWASP ASVS 5.0, 7.3.1."""
    opened = signed_in(db)
    assert db.transact(session_user, opened.token, now=NOW + LONGEST_REST - SECOND)
    assert db.transact(session_user, opened.token, now=NOW + LONGEST_REST) is None


@pytest.mark.parametrize("role", [role for role in Role if role.is_staff])
def test_staff_sign_in_every_twelve_hours(db: Database, role: Role) -> None:
    opened = signed_in(db, role=role)
    assert db.transact(session_user, opened.token, now=NOW + LONGEST_STAFF - SECOND)
    assert db.transact(session_user, opened.token, now=NOW + LONGEST_STAFF) is None


def test_use_is_noted_once_a_minute(db: Database) -> None:
    opened = signed_in(db)
    for seconds, noted in ((59, 0), (60, 60), (119, 60), (120, 120)):
        db.transact(touch, opened.session_id, now=NOW + timedelta(seconds=seconds))
        found = db.transact(session_user, opened.token, now=NOW)
        assert found is not None
        assert found.seen_at == NOW + timedelta(seconds=noted)


def test_the_list_shows_live_sessions_of_this_user(db: Database) -> None:
    first = signed_in(db)
    second = db.transact(open_for, first.user_id, now=NOW + SECOND)
    gone = db.transact(open_for, first.user_id)
    db.transact(sign_out, gone.token, now=NOW)
    signed_in(db, "bob@example.com")
    listed = db.transact(sessions, first.user_id, now=NOW + SECOND)
    assert [line.session_id for line in listed] == [second.session_id, first.session_id]
    assert (listed[0].ip, listed[0].user_agent) == (DEVICE.ip, DEVICE.user_agent)


def test_signing_out_ends_this_session_only(db: Database) -> None:
    first = signed_in(db)
    second = db.transact(open_for, first.user_id)
    db.transact(sign_out, first.token, now=NOW)
    db.transact(sign_out, "unknown", now=NOW)
    assert (alive(db, first.token), alive(db, second.token)) == (False, True)


def test_somebody_elses_session_looks_like_none(db: Database) -> None:
    anna, bob = signed_in(db), signed_in(db, "bob@example.com")
    for session_id in (anna.session_id, "ses_unknown"):
        with pytest.raises(NoSuchSession):
            db.transact(revoke_session, bob.user_id, session_id, now=NOW)
    assert alive(db, anna.token)
    db.transact(revoke_session, anna.user_id, anna.session_id, now=NOW)
    assert not alive(db, anna.token)


def test_all_others_can_be_ended(db: Database) -> None:
    """OWASP ASVS 5.0, 7.4.3."""
    kept = signed_in(db)
    others = [db.transact(open_for, kept.user_id) for _ in range(3)]
    bob = signed_in(db, "bob@example.com")
    assert db.transact(revoke_others, kept.user_id, kept.session_id, now=NOW) == 3
    assert [alive(db, one.token) for one in (kept, bob, *others)] == [True, True, False, False, False]


def test_another_role_ends_every_session(db: Database) -> None:
    """OWASP ASVS 5.0, 8.3.2."""
    opened = signed_in(db, role=Role.FINANCE)
    db.transact(change_role, opened.user_id, Role.CUSTOMER, now=NOW)
    assert not alive(db, opened.token)
    found = db.transact(session_user, db.transact(open_for, opened.user_id).token, now=NOW)
    assert found is not None
    assert found.role is Role.CUSTOMER


def test_a_disabled_account_is_out_at_once(db: Database) -> None:
    """OWASP ASVS 5.0, 7.4.2."""
    opened = signed_in(db)
    db.transact(disable_user, opened.user_id, now=NOW)
    assert not alive(db, opened.token)
    assert not alive(db, db.transact(open_for, opened.user_id).token)


def test_an_unknown_user_is_named_as_such(db: Database) -> None:
    for function in (disable_user, change_role):
        with pytest.raises(NoSuchUser):
            db.transact(function, "usr_unknown", *([Role.OWNER] if function is change_role else []), now=NOW)


def test_open_pages_hear_when_a_session_ends(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    monkeypatch.setattr(announcements, "_listeners", [heard.extend])
    opened = signed_in(db)
    assert heard == []
    db.transact(sign_out, opened.token, now=NOW)
    db.transact(sign_out, opened.token, now=NOW)
    assert heard == [opened.user_id]


def test_a_user_is_made_once(db: Database) -> None:
    from creditshop.accounts.errors import EmailTaken

    db.transact(new_user, "Anna@Example.com")
    with pytest.raises(EmailTaken):
        db.transact(new_user, "anna@EXAMPLE.com")


def test_that_staff_are_let_in_is_in_the_audit_log(db: Database) -> None:
    signed_in(db)
    assert db.transact(log) == []
    opened = signed_in(db, "olga@example.com", Role.OWNER)
    (entry,) = db.transact(log)
    assert (entry.action, entry.actor_id, entry.target) == ("staff.sign_in", opened.user_id, opened.user_id)
    assert (entry.actor_email, entry.role, entry.ip, entry.at) == ("olga@example.com", "owner", DEVICE.ip, NOW)
