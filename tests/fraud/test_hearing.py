"""Warnings and reviews of the provider flag their purchase once, in whatever order and however often they come."""

from dataclasses import replace

import pytest

from creditshop.fraud import Action, RuleName, flags_of, hear_review, hear_warning, resolve
from creditshop.inbox import NotOurs, NotYet
from creditshop.payments.events import FraudWarning, Review
from tests.checkout.conftest import ADA, SESSION, Shop
from tests.checkout.provider import NOON
from tests.fraud.conftest import OWNER, flags, paid, set_rule

INTENT = f"pi_{SESSION}"
WARNING = FraudWarning("issfr_1", INTENT, "made_with_stolen_card", True, NOON)
REVIEW = Review("prv_1", INTENT, True, "rule", NOON)


@pytest.fixture
async def watched(guarded: Shop) -> Shop:
    """A shop that listens to the provider, with one paid purchase."""
    set_rule(guarded, RuleName.EARLY_FRAUD_WARNING, Action.FLAG)
    set_rule(guarded, RuleName.RADAR_REVIEW, Action.FLAG)
    await paid(guarded, ADA)
    return guarded


def warn(shop: Shop, warning: FraudWarning) -> None:
    shop.db.transact(hear_warning, warning, now=shop.now)


def review(shop: Shop, seen: Review) -> None:
    shop.db.transact(hear_review, seen, now=shop.now)


def test_a_warning_about_an_unknown_payment_waits(guarded: Shop) -> None:
    set_rule(guarded, RuleName.EARLY_FRAUD_WARNING, Action.FLAG)
    with pytest.raises(NotYet):
        warn(guarded, WARNING)
    with pytest.raises(NotOurs):
        warn(guarded, replace(WARNING, payment_intent_id=None))


async def test_a_warning_flags_once_and_is_corrected_later(watched: Shop) -> None:
    for warning in (WARNING, WARNING, replace(WARNING, actionable=False)):
        warn(watched, warning)
    (flag,) = flags(watched)
    assert flag.facts == {"fraud_type": "made_with_stolen_card", "actionable": False}
    assert watched.purchases[0].attention == flag.reason
    assert [line.what for line in watched.detail(watched.purchases[0].id).timeline].count("flagged") == 1


@pytest.mark.parametrize("told", [[True, False], [True, True, False, False], [False, True], [False, True, False]])
async def test_a_review_is_flagged_until_it_is_closed(watched: Shop, told: list[bool]) -> None:
    for is_open in told:
        review(watched, replace(REVIEW, open=is_open, reason="rule" if is_open else "approved"))
    assert flags(watched) == []
    (flag,) = watched.db.transact(flags_of, watched.purchases[0].id)
    assert (flag.rule, flag.resolved_by, watched.purchases[0].attention) == (RuleName.RADAR_REVIEW, "provider", None)


async def test_a_closed_review_leaves_other_flags_alone(watched: Shop) -> None:
    warn(watched, WARNING)
    review(watched, REVIEW)
    review(watched, replace(REVIEW, open=False))
    assert [flag.rule for flag in flags(watched)] == [RuleName.EARLY_FRAUD_WARNING]
    assert watched.purchases[0].attention is not None


async def test_what_is_switched_off_is_not_heard(watched: Shop) -> None:
    review(watched, REVIEW)
    set_rule(watched, RuleName.EARLY_FRAUD_WARNING, Action.OFF)
    set_rule(watched, RuleName.RADAR_REVIEW, Action.OFF)
    warn(watched, WARNING)
    review(watched, replace(REVIEW, id="prv_2"))
    assert [flag.source for flag in flags(watched)] == ["prv_1"]
    review(watched, replace(REVIEW, open=False))
    assert flags(watched) == []


async def test_a_warning_freezes_credits_where_the_rule_says_so_until_it_is_resolved(watched: Shop) -> None:
    warn(watched, replace(WARNING, id="issfr_0"))
    assert watched.credits() == 2_750
    set_rule(watched, RuleName.EARLY_FRAUD_WARNING, Action.HOLD)
    for _ in range(2):
        warn(watched, WARNING)
    assert watched.credits() == 0
    frozen = next(flag for flag in flags(watched) if flag.source == WARNING.id)
    watched.db.transact(resolve, frozen.id, by=OWNER, note="their sister's card", now=watched.now)
    assert watched.credits() == 2_750
