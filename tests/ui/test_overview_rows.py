"""The overview says how each figure compares, in words and signs that need no colour, in money of one currency."""

from datetime import date

import pytest

from creditshop.insights import Figure, Figures, Overview
from creditshop.ui.states.overview_rows import Tile, steps, tiles

DAY = date(2026, 11, 22)
NONE = Figures({}, {}, 0)
NOW = Figures(
    {
        (Figure.STARTED, "usd"): 60,
        (Figure.OPENED, "usd"): 50,
        (Figure.PAID, "usd"): 29,
        (Figure.PAID, "eur"): 1,
        (Figure.DECLINED, "usd"): 10,
        (Figure.REFUNDED, "usd"): 1,
    },
    {
        (Figure.PAID, "usd"): 63_800,
        (Figure.PAID, "eur"): 500,
        (Figure.SOLD, "usd"): 100,
        (Figure.SOLD, "eur"): 50,
        (Figure.REFUNDED, "usd"): 2_200,
    },
    900,
)
BEFORE = Figures(
    {(Figure.PAID, "usd"): 29, (Figure.OPENED, "usd"): 10, (Figure.ABANDONED, "usd"): 1},
    {(Figure.PAID, "usd"): 60_000, (Figure.SOLD, "usd"): 150},
    1_000,
)


def shown(now: Figures, before: Figures, currency: str = "usd", locale: str = "en") -> dict[str, Tile]:
    found = Overview(DAY, DAY, now, before, {}, ())
    return {tile.label: tile for tile in tiles(found, currency, 30, locale)}


@pytest.mark.parametrize(
    ("label", "value", "detail", "change"),
    [
        ("Revenue", "$638.00", "29 payments", "▲ 6.3% vs. the 30 days before"),
        ("Average purchase", "$22.00", "with tax, after discounts", "▲ 6.3% vs. the 30 days before"),
        ("Given back", "$22.00", "1 refund · 0 disputes", "No figure from the time before"),
        ("Declined attempts", "25%", "10 of 40 attempts to pay", "▲ 25 points vs. the 30 days before"),
        ("Abandoned checkouts", "0%", "0 expired, 50 opened", "▼ 10 points vs. the 30 days before"),
        ("Credits sold", "150", "and 0 as a bonus", "As in the 30 days before"),
        ("Credits outstanding", "900", "in all balances", "▼ 10% vs. the 30 days before"),
    ],
)
def test_each_figure_says_what_it_is_made_of_and_how_it_compares(
    label: str, value: str, detail: str, change: str
) -> None:
    assert shown(NOW, BEFORE)[label] == Tile(label, value, detail, change)


def test_money_is_that_of_the_chosen_currency() -> None:
    assert shown(NOW, BEFORE, "eur")["Revenue"].value == "€5.00"
    assert shown(NOW, BEFORE, "eur")["Revenue"].detail == "1 payment"


def test_a_shop_without_sales_has_no_rates_and_no_money() -> None:
    found = shown(NONE, NONE, "")
    assert "Revenue" not in found
    assert found["Declined attempts"].value == "–"


def test_the_funnel_tells_each_step_as_a_share_of_those_who_began() -> None:
    told = [(step.label, step.count, step.share, step.percent) for step in steps(NOW, "en")]
    assert told == [
        ("Purchase begun", "60", "100%", 100),
        ("Payment page opened", "50", "83.3%", 83),
        ("Paid", "30", "50%", 50),
    ]
    assert [step.percent for step in steps(NONE, "de")] == [0, 0, 0]
