"""The audit log shows what an act changed, in words and amounts."""

from datetime import UTC, datetime

from creditshop.audit import AuditView, Value
from creditshop.ui.states.audit_words import Change, changes

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def act(action: str, before: dict[str, Value], after: dict[str, Value]) -> AuditView:
    return AuditView("aud_1", NOW, "usr_1", "olga@example.com", "owner", "", action, "pur_1", "", before, after)


def test_money_is_shown_as_money_and_codes_as_words() -> None:
    refund = act("refund.request", {}, {"kind": "goodwill", "currency": "eur", "amount_minor": 5000, "credits": 0})
    assert changes(refund, "en") == [
        Change("Amount", "", "€50.00"),
        Change("Credits", "", "0"),
        Change("Kind", "", "Goodwill"),
    ]
    price = act("package.change", {"price.usd": None}, {"price.usd": 500})
    assert changes(price, "en") == [Change("Price in USD", "–", "$5.00")]


def test_what_stayed_as_it_was_is_left_out_and_states_are_those_of_the_thing() -> None:
    granted = act("purchase.grant", {"state": "review", "attention": "odd"}, {"state": "paid", "attention": "odd"})
    assert changes(granted, "de") == [Change("Stand", "In Prüfung", "Bezahlt")]
    assert changes(act("job.retry", {"state": "dead"}, {"state": "due"}), "en") == [Change("State", "Given up", "Due")]


def test_what_has_no_words_is_shown_as_it_was_recorded() -> None:
    assert changes(act("new.act", {}, {"new_value": "new"}), "de") == [Change("new_value", "", "new")]
