"""The second factor: codes as RFC 6238 has them, each good once, and nobody is anybody between the two steps."""

from base64 import b32encode
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from sqlalchemy import update

from creditshop.accounts import (
    OpenedSession,
    Role,
    SignedIn,
    begin_factor,
    confirm_factor,
    pass_step,
    pending_user,
    remove_factor,
    renew_codes,
    reset_factor,
    session_user,
    sessions,
    use_code,
)
from creditshop.accounts.errors import FactorExists, FactorRequired, StepOver, WrongCode
from creditshop.accounts.models import RecoveryCode, SecondFactor
from creditshop.config import settings
from tests.accounts.people import DEVICE, NOW, new_user, open_for
from tests.conftest import Database

STEP = timedelta(seconds=30)
LATER = NOW + 10 * STEP


def user_of(db: Database, opened: OpenedSession, now: datetime = LATER) -> SignedIn | None:
    return db.transact(session_user, opened.token, now=now)


def shown(secret: str, at: datetime) -> str:
    """What the app shows then."""
    return pyotp.TOTP(secret).at(at)


def somebody(db: Database, role: Role = Role.CUSTOMER) -> tuple[SignedIn, OpenedSession]:
    opened = db.transact(open_for, db.transact(new_user, role=role))
    user = user_of(db, opened, NOW)
    assert user
    return user, opened


def with_app(db: Database, role: Role = Role.CUSTOMER) -> tuple[SignedIn, OpenedSession, str, tuple[str, ...]]:
    """Somebody whose app was confirmed at NOW: their session, the app's secret, and the recovery codes."""
    user, opened = somebody(db, role)
    secret = db.transact(begin_factor, user, now=NOW)
    codes = db.transact(confirm_factor, user, shown(secret, NOW), now=NOW)
    known = user_of(db, opened)
    assert known
    return known, opened, secret, codes


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_codes_are_those_of_the_rfc(db: Database, seconds: int, code: str) -> None:
    """RFC 6238, appendix B, of which six digits are shown."""
    user, _ = somebody(db)
    db.transact(begin_factor, user, now=NOW)
    known = b32encode(b"12345678901234567890").decode()
    db.transact(lambda session: session.execute(update(SecondFactor).values(secret=known)))
    at = datetime.fromtimestamp(seconds, UTC)
    assert len(db.transact(confirm_factor, user, code, now=at)) == 10


def test_after_the_first_step_nobody_is_anybody(db: Database) -> None:
    """OWASP ASVS 5.0, 6.3.3."""
    user, _, secret, _ = with_app(db)
    first = db.transact(open_for, user.user_id, LATER)
    assert first.pending
    assert user_of(db, first) is None
    assert db.transact(pending_user, first.token, now=LATER) == user.user_id
    second = db.transact(pass_step, first.token, shown(secret, LATER), DEVICE, now=LATER)
    assert second.token != first.token
    assert user_of(db, first) is None
    found = user_of(db, second)
    assert found is not None
    assert (found.user_id, found.has_factor, found.session_id) == (user.user_id, True, first.session_id)


@pytest.mark.parametrize("late", [timedelta(minutes=10), timedelta(days=1)])
def test_the_first_step_is_soon_over(db: Database, late: timedelta) -> None:
    user, _, secret, _ = with_app(db)
    first = db.transact(open_for, user.user_id, LATER)
    with pytest.raises(StepOver):
        db.transact(pass_step, first.token, shown(secret, LATER + late), DEVICE, now=LATER + late)


def test_a_code_counts_once_and_one_step_early_or_late_but_no_more(db: Database) -> None:
    """OWASP ASVS 5.0, 6.5.1."""
    user, _, secret, _ = with_app(db)
    for away in (-2, 2):
        with pytest.raises(WrongCode):
            db.transact(use_code, user.user_id, shown(secret, LATER + away * STEP), now=LATER)
    db.transact(use_code, user.user_id, shown(secret, LATER - STEP), now=LATER)
    db.transact(use_code, user.user_id, f" {shown(secret, LATER)[:3]} {shown(secret, LATER)[3:]}", now=LATER)
    for away in (-1, 0):
        with pytest.raises(WrongCode):
            db.transact(use_code, user.user_id, shown(secret, LATER + away * STEP), now=LATER)
    db.transact(use_code, user.user_id, shown(secret, LATER + STEP), now=LATER)


def test_the_same_code_at_once_signs_in_once(db: Database) -> None:
    user, _, secret, codes = with_app(db)
    for code in (shown(secret, LATER), codes[3]):
        firsts = [db.transact(open_for, user.user_id, LATER) for _ in range(6)]

        def second(first: OpenedSession, code: str = code) -> bool:
            try:
                db.transact(pass_step, first.token, code, DEVICE, now=LATER)
            except WrongCode:
                return False
            return True

        with ThreadPoolExecutor(6) as pool:
            assert sorted(pool.map(second, firsts)) == [False] * 5 + [True]


def test_a_recovery_code_signs_in_once_however_it_is_typed(db: Database) -> None:
    """OWASP ASVS 5.0, 6.5.1."""
    user, _, _, codes = with_app(db)
    assert len(set(codes)) == 10
    db.transact(use_code, user.user_id, codes[0].lower().replace("-", " "), now=LATER)
    for wrong in (codes[0], codes[1][:-1], "", "000000"):
        with pytest.raises(WrongCode):
            db.transact(use_code, user.user_id, wrong, now=LATER)
    with pytest.raises(WrongCode):
        db.transact(use_code, "usr_other", codes[1], now=LATER)


def test_nothing_of_a_recovery_code_is_kept(db: Database) -> None:
    _, _, _, codes = with_app(db)
    kept = str(db.transact(lambda session: session.execute(RecoveryCode.__table__.select()).all()))  # type: ignore[attr-defined]
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)


def test_turning_it_on_ends_every_other_session(db: Database) -> None:
    user, opened = somebody(db)
    elsewhere = db.transact(open_for, user.user_id)
    secret = db.transact(begin_factor, user, now=NOW)
    with pytest.raises(WrongCode):
        db.transact(confirm_factor, user, "123456" if shown(secret, NOW) != "123456" else "654321", now=NOW)
    assert user_of(db, elsewhere) is not None
    db.transact(confirm_factor, user, shown(secret, NOW), now=NOW)
    assert user_of(db, elsewhere) is None
    assert user_of(db, opened) is not None
    assert len(db.transact(sessions, user.user_id, now=LATER)) == 1


def test_one_that_is_on_is_not_replaced_by_whoever_finds_the_browser_open(db: Database) -> None:
    user, _, _, _ = with_app(db)
    with pytest.raises(FactorExists):
        db.transact(begin_factor, user, now=LATER)
    with pytest.raises(WrongCode):
        db.transact(remove_factor, user, "000000", now=LATER)
    with pytest.raises(WrongCode):
        db.transact(renew_codes, user, "000000", now=LATER)


def test_new_recovery_codes_replace_the_old_ones(db: Database) -> None:
    user, _, secret, codes = with_app(db)
    other = db.transact(renew_codes, user, shown(secret, LATER), now=LATER)
    with pytest.raises(WrongCode):
        db.transact(use_code, user.user_id, codes[0], now=LATER)
    db.transact(use_code, user.user_id, other[0], now=LATER)


def test_turned_off_the_password_alone_signs_in(db: Database) -> None:
    user, _, secret, _ = with_app(db)
    db.transact(remove_factor, user, shown(secret, LATER), now=LATER)
    assert not db.transact(open_for, user.user_id, LATER).pending


def test_staff_without_are_customers_where_it_is_required(db: Database, clean_settings: pytest.MonkeyPatch) -> None:
    """OWASP ASVS 5.0, 6.3.3 and 8.2.1."""
    clean_settings.setenv("STAFF_TWO_FACTOR", "required")
    settings.cache_clear()
    user, opened = somebody(db, Role.OWNER)
    assert (user.role, user.held_back) == (Role.CUSTOMER, True)
    secret = db.transact(begin_factor, user, now=NOW)
    db.transact(confirm_factor, user, shown(secret, NOW), now=NOW)
    known = user_of(db, opened)
    assert known is not None
    assert (known.role, known.held_back) == (Role.OWNER, False)
    with pytest.raises(FactorRequired):
        db.transact(remove_factor, known, shown(secret, LATER), now=LATER)
    assert db.transact(reset_factor, user.user_id, now=LATER)
    again = user_of(db, opened)
    assert again is not None
    assert again.role is Role.CUSTOMER


@pytest.mark.parametrize(
    ("key", "said", "needed"),
    [("", "", False), ("sk_live_x", "", True), ("sk_test_x", "", True), ("sk_live_x", "optional", False)],
)
def test_where_real_people_may_be_it_is_required_unless_said_otherwise(
    clean_settings: pytest.MonkeyPatch, key: str, said: str, needed: bool
) -> None:
    clean_settings.setenv("STRIPE_SECRET_KEY", key)
    clean_settings.setenv("STAFF_TWO_FACTOR", said)
    settings.cache_clear()
    assert settings().staff_needs_factor is needed
