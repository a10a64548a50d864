"""A payment's time line tells in the reader's words what happened, to how much, and who did it."""

import pytest

from creditshop.checkout import dismiss
from creditshop.fraud import Flag, RuleName
from creditshop.refunds import RefundKind, answer_dispute, disputes_of
from creditshop.ui.states.returns import returns_of
from creditshop.ui.states.story import oddity, story
from creditshop.ui.texts import CATALOGUES
from tests.refunds.conftest import OWNER, Till, till  # noqa: F401 - the fixture
from tests.ui.test_flag_rows import FIGURES, flag

WRITTEN: dict[str, list[str]] = {  # as checkout/ and refunds/ write it, and what of it has to be in the words
    "the buyer disputes the payment: product_not_received": [],
    "a dispute is lost: the money is gone, its credits were taken back": [],
    "a refund has failed: some_new_reason": ["some_new_reason"],
    "a refund could not be carried out: StripeError; try later": ["StripeError; try later"],
    "evidence was not accepted: too large": ["too large"],
    "paid after its credits were granted by hand": [],
    "the provider does not know its session": [],
    "the provider could not be asked: no route": ["no route"],
    "still processing after 30 days": ["30"],
    "amount: 500 instead of 2200; currency: eur instead of usd": ["5", "22", "eur", "usd"],
}


def said(reason: str, locale: str, *flags: Flag) -> str:
    return oddity(reason, flags=flags, currency="usd", locale=locale)


@pytest.mark.parametrize("reason", WRITTEN)
def test_what_is_odd_is_said_in_the_reader_s_language_with_what_it_names(reason: str) -> None:
    told = [said(reason, locale) for locale in CATALOGUES]
    assert len({reason, *told}) == 1 + len(CATALOGUES)
    assert [(one, words) for one in WRITTEN[reason] for words in told if one not in words] == []


def test_a_mismatch_is_told_in_money() -> None:
    assert said("amount: 500 instead of 2200", "en") == "$5.00 was paid instead of $22.00."


@pytest.mark.parametrize("name", RuleName)
@pytest.mark.parametrize("locale", CATALOGUES)
def test_what_a_rule_found_is_told_as_the_flag_tells_it(name: RuleName, locale: str) -> None:
    facts, figures = FIGURES[name]
    found = flag(name, facts)
    assert [figure for figure in figures if figure not in said(found.reason, locale, found)] == []
    assert said("something of Stripe's", locale, found) == "something of Stripe's"


async def test_refunds_and_disputes_are_told_once_with_their_amounts_and_who(till: Till) -> None:  # noqa: F811
    purchase = await till.sell()
    refund_id = till.ask(purchase, RefundKind.AMOUNT, 1100)
    await till.carry_out(refund_id)
    till.report(till.bank.settle(str(till.refunds(purchase)[0].provider_id), "failed"))
    till.db.transact(dismiss, purchase.id, actor=OWNER.user_id, now=till.now)
    till.report(till.bank.dispute(str(purchase.payment_intent_id)))
    (dispute,) = till.db.transact(disputes_of, purchase.id)
    till.db.transact(answer_dispute, dispute.id, "They used it.", by=OWNER, now=till.now)
    detail = till.detail(purchase.id)
    lines = story(detail, till.db.transact(returns_of, detail), (), "en")
    assert [(line.what, line.change, line.detail) for line in lines][2:] == [
        ("Refund requested", "$11.00", "by usr_olga · because"),
        ("Refund pending", "$11.00", ""),
        ("Refund failed", "$11.00", "the card is lost or stolen"),
        ("Looked at", "", "by usr_olga"),
        ("Disputed", "$22.00", "Fraud: not made by the card holder"),
        ("Evidence handed in", "$22.00", "by usr_olga"),
    ]
