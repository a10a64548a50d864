"""People hear by mail, at once, of what is done to how they sign in."""

import pytest
from sqlmodel import Session

from creditshop.accounts import Wish, remove_factor, renew_codes, reset_factor, use_code
from creditshop.accounts.links import redeem
from creditshop.accounts.users import replace_password
from creditshop.accounts.values import Credentials
from tests.accounts.people import ANNA, DEVICE, NOW, ask, mails, new_user
from tests.accounts.test_factors import LATER, STEP, shown, with_app
from tests.conftest import Database


def told(db: Database) -> list[tuple[str, str]]:
    """What was told to whom, without links."""
    links = ("verify_email", "reset_password")
    return [(template, to) for template, to, _ in db.transact(mails) if template not in links]


def test_a_new_password_is_told_by_either_way_to_it(db: Database) -> None:
    """OWASP ASVS 5.0, 6.3.7."""
    user_id = db.transact(new_user)
    db.transact(replace_password, Credentials(user_id, "unmatchable"), "chosen", DEVICE, now=NOW)
    assert told(db) == [("password_changed", ANNA)]
    db.transact(redeem, ask(db, wish=Wish.RESET)["token"], "chosen", DEVICE, now=NOW)
    assert told(db) == [("password_changed", ANNA)] * 2


def test_whoever_has_just_signed_up_is_told_nothing(db: Database) -> None:
    db.transact(redeem, ask(db)["token"], "chosen", DEVICE, now=NOW)
    assert not told(db)


def test_each_change_of_the_second_factor_is_told(db: Database) -> None:
    """OWASP ASVS 5.0, 6.3.7."""
    user, _, secret, codes = with_app(db)
    db.transact(use_code, user.user_id, codes[0], now=LATER)
    db.transact(renew_codes, user, shown(secret, LATER), now=LATER)
    later = LATER + 3 * STEP
    db.transact(remove_factor, user, shown(secret, later), now=later)
    assert sorted(template for template, _ in told(db)) == [
        "factor_off",
        "factor_on",
        "recovery_renewed",
        "recovery_used",
    ]
    assert "codes left: 9" in next(text for name, _, text in db.transact(mails) if name == "recovery_used")


def test_a_reset_by_staff_is_told_only_if_there_was_something_to_reset(db: Database) -> None:
    user, _, _, _ = with_app(db)
    assert db.transact(reset_factor, user.user_id, now=LATER)
    assert not db.transact(reset_factor, user.user_id, now=LATER)
    assert sorted(template for template, _ in told(db)) == ["factor_on", "factor_reset"]


def test_what_was_not_done_is_not_told(db: Database) -> None:
    user, _, secret, _ = with_app(db)

    def undone(session: Session) -> None:
        remove_factor(session, user, shown(secret, LATER), now=LATER)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        db.transact(undone)
    assert [template for template, _ in told(db)] == ["factor_on"]
