"""From samples to figures: what fires, what is chance, and what is too little to say anything."""

from datetime import UTC, datetime, timedelta

import pytest

from creditshop.alerts import RuleName
from creditshop.alerts.measuring import Sample, sentence, take, wilson_lower
from tests.alerts.conftest import rule

R = RuleName
AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


def some(bad: int, good: int, value: int = 0) -> list[Sample]:
    """So many samples, one a second, the bad ones last."""
    return [
        Sample(AT - timedelta(seconds=bad + good - number), number >= good, ("row", str(number)), value)
        for number in range(bad + good)
    ]


@pytest.mark.parametrize(("bad", "of"), [(1, 20), (10, 20), (50, 100), (20, 20), (3, 10_000)])
def test_the_lower_bound_is_where_the_sample_lies_at_the_edge_of_what_chance_gives(bad: int, of: int) -> None:
    """Wilson's bound solves (share - p)^2 = z^2 p (1 - p) / n, with p below the share."""
    low = wilson_lower(bad, of)
    assert 0 < low < bad / of
    assert (bad / of - low) ** 2 == pytest.approx(2.326**2 * low * (1 - low) / of)


def test_of_nothing_there_is_no_lower_bound_above_nothing() -> None:
    assert wilson_lower(0, 0) == wilson_lower(0, 20) == 0


@pytest.mark.parametrize(
    ("bad", "good", "fires"), [(0, 100, False), (2, 18, False), (10, 10, True), (19, 0, False), (20, 0, True)]
)
def test_a_share_fires_above_its_threshold_beyond_chance_and_of_enough(bad: int, good: int, fires: bool) -> None:
    reading = take(rule(R.PAYMENT_FAILURES, threshold=5, least=20), some(bad, good), AT)
    assert reading.fires is fires
    assert reading.value == (round(100 * bad / (bad + good), 1))


def test_ever_more_of_the_same_share_becomes_certain() -> None:
    fires = [take(rule(R.PAYMENT_FAILURES), some(n, 9 * n), AT).fires for n in (2, 4, 8, 16, 64)]
    assert fires == sorted(fires)
    assert fires[0] is False
    assert fires[-1] is True


def test_refunds_are_counted_against_payments() -> None:
    reading = take(rule(R.REFUNDS, threshold=10, least=20), some(15, 50), AT)
    assert (reading.value, reading.of, reading.fires) == (30.0, 50, True)
    assert "30 % as many refunds as payments (50)" in sentence(rule(R.REFUNDS), reading)


def test_the_newest_rows_are_the_causes() -> None:
    reading = take(rule(R.DEAD_JOBS), some(30, 0), AT)
    assert reading.causes == tuple(("row", str(number)) for number in range(29, 19, -1))
    assert reading.latest == AT - timedelta(seconds=1)


def test_an_average_is_unusual_in_both_directions_and_only_where_something_is_usual() -> None:
    dear, cheap = (take(rule(R.PURCHASE_VALUE), some(20, 0, value), AT, usual=1000) for value in (4000, 250))
    assert (dear.value, dear.fires, cheap.value, cheap.fires) == (4.0, True, 4.0, True)
    assert not take(rule(R.PURCHASE_VALUE), some(20, 0, 4000), AT, usual=0).fires
    assert not take(rule(R.PURCHASE_VALUE), some(19, 0, 4000), AT, usual=1000).fires


def test_one_slow_webhook_in_twenty_is_no_lag() -> None:
    slow = [*some(1, 0, 900), *some(19, 0, 2)]
    assert not take(rule(R.WEBHOOK_LAG), slow, AT).fires
    assert take(rule(R.WEBHOOK_LAG), some(10, 0, 121), AT).fires


def test_a_sign_of_life_ends_silence() -> None:
    assert take(rule(R.WEBHOOK_SILENCE), some(4, 0), AT).fires
    assert not take(rule(R.WEBHOOK_SILENCE), some(4, 1), AT).fires
    assert not take(rule(R.WEBHOOK_SILENCE), some(3, 0), AT).fires
