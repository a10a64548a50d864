"""Every rule says why it fired, with its figures, in both languages."""

from datetime import UTC, datetime

import pytest

from creditshop.fraud import PROVIDER, Flag, RuleName
from creditshop.fraud.rules import Facts
from creditshop.ui.states.flag_rows import flag_row
from creditshop.ui.texts import CATALOGUES

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
FIGURES: dict[RuleName, tuple[Facts, list[str]]] = {
    RuleName.DECLINES_ACCOUNT: ({"count": 12, "minutes": 60, "owner_id": "usr_1"}, ["12", "60"]),
    RuleName.DECLINES_ADDRESS: ({"count": 12, "minutes": 60, "ip": "203.0.113.7"}, ["12", "60", "203.0.113.7"]),
    RuleName.DECLINES_NETWORK: (
        {"count": 12, "minutes": 60, "network": "2001:db8::/48"},
        ["12", "60", "2001:db8::/48"],
    ),
    RuleName.ACCOUNTS_NETWORK: (
        {"count": 7, "minutes": 45, "network": "203.0.113.0/24"},
        ["7", "45", "203.0.113.0/24"],
    ),
    RuleName.LARGE_FIRST_PURCHASE: ({"amount_minor": 9900, "currency": "usd", "average_minor": 1234}, ["99", "12"]),
    RuleName.FAST_SPENDING: ({"percent": 97, "credits": 2667, "minutes": 10}, ["97 %", "667", "10"]),
    RuleName.EARLY_FRAUD_WARNING: ({"fraud_type": "some_new_type", "actionable": True}, ["some_new_type"]),
    RuleName.RADAR_REVIEW: ({"reason": "rule"}, []),
}


def flag(name: RuleName, facts: Facts, *, purchase: str | None = "pur_1", by: str | None = None) -> Flag:
    return Flag(name, "source", purchase, "usr_1", facts, "flg_1", NOW, NOW if by else None, by)


@pytest.mark.parametrize("name", RuleName)
@pytest.mark.parametrize("locale", CATALOGUES)
def test_every_reason_has_its_figures(name: RuleName, locale: str) -> None:
    facts, figures = FIGURES[name]
    row = flag_row(flag(name, facts), locale)
    assert [figure for figure in figures if figure not in row.reason] == []
    assert [figure for figure in figures if figure not in flag(name, facts).reason and figure != "667"] == []


def test_a_warning_says_whether_a_refund_still_helps() -> None:
    name = RuleName.EARLY_FRAUD_WARNING
    now, late = ({"fraud_type": "misc", "actionable": still} for still in (True, False))
    assert (row := flag_row(flag(name, now), "en")).refundable
    assert "prevents a dispute" in row.advice
    assert not (row := flag_row(flag(name, late), "en")).refundable
    assert "no longer" in row.advice
    assert not flag_row(flag(name, now, by="usr_owner"), "en").refundable


def test_a_flag_without_a_purchase_says_that_one_was_refused() -> None:
    row = flag_row(flag(RuleName.RADAR_REVIEW, {"reason": "rule"}, purchase=None, by=PROVIDER), "en", "ada@example.com")
    assert (row.advice, row.who, row.open) == ("A purchase was refused.", "ada@example.com", False)
    assert row.resolved.startswith("Closed by Stripe Nov 22, 2026")
