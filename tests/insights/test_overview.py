"""The overview adds up what was counted: over the days asked for, beside as many before, never over currencies."""

from datetime import UTC, datetime, time

import pytest
from sqlmodel import Session

from creditshop.checkout import latest_news
from creditshop.insights import Figure, overview
from creditshop.insights.overview import Figures
from creditshop.insights.sources import SOURCES
from tests.checkout.conftest import Shop
from tests.conftest import Database
from tests.insights.conftest import DAY, FIRST, LONG_AFTER, SECOND, counted
from tests.plans import plan


def test_a_period_stands_beside_the_one_before(history: Shop) -> None:
    counted(history.db, LONG_AFTER)
    found = history.db.transact(overview, SECOND, SECOND)
    assert [(f.count(Figure.PAID), f.outstanding) for f in (found.before, found.now)] == [(1, 2_650), (1, 2_620)]
    assert [(f.money(Figure.PAID, "usd"), f.money(Figure.PAID, "eur")) for f in (found.before, found.now)] == [
        (2_000, 0),
        (0, 500),
    ]
    assert (found.before.failure_rate, found.now.failure_rate) == (0.5, 0)
    assert (found.before.abandonment, found.now.abandonment) == (0, 1)
    assert (found.before.average("usd"), found.now.average("usd"), found.now.average("eur")) == (2_000, None, 500)
    assert found.currencies == ("eur", "usd")


def test_days_add_up_to_their_period_and_credits_over_currencies(history: Shop) -> None:
    counted(history.db, LONG_AFTER)
    found = history.db.transact(overview, FIRST - DAY, SECOND + DAY)
    assert list(found.days) == [FIRST - DAY, FIRST, SECOND, SECOND + DAY]
    assert [day.outstanding for day in found.days.values()] == [0, 2_650, 2_620, 2_620]
    assert [day.credits(Figure.SOLD) for day in found.days.values()] == [0, 2_500, 500, 0]
    assert (found.now.credits(Figure.SOLD), found.now.credits(Figure.SPENT)) == (3_000, 550)
    assert (found.now.count(Figure.STARTED), found.now.count(Figure.OPENED), found.now.count(Figure.PAID)) == (3, 3, 2)
    assert (found.now.failure_rate, found.now.abandonment) == (1 / 3, 1 / 3)


def test_where_nothing_was_counted_there_are_no_figures(db: Database) -> None:
    found = db.transact(overview, FIRST, SECOND)
    nothing = Figures({}, {}, 0)
    assert (found.now, found.before, found.currencies) == (nothing, nothing, ())
    assert (nothing.failure_rate, nothing.abandonment, nothing.average("usd")) == (None, None, None)


def test_only_counted_days_are_read_through_their_index(history: Shop) -> None:
    """However many purchases there are: no table grows with them among those that are read."""
    plans = history.db.transact(plan, lambda session: overview(session, FIRST, SECOND))
    assert "daily_figure" in plans
    assert not any(table in plans for table in ("purchase", "credit_transaction", "wallet"))


@pytest.mark.parametrize("db", ["sqlite"], indirect=True)  # PostgreSQL reads small tables whole: bench_admin asks it
async def test_a_day_is_counted_and_news_are_found_by_time_without_reading_the_rest(history: Shop) -> None:
    start = datetime.combine(FIRST, time(), UTC)

    def ask(session: Session) -> None:
        for source in SOURCES:
            list(source(session, start, start + DAY))
        latest_news(session, limit=10)

    plans = history.db.transact(plan, ask)
    for index in ("purchase_event_latest", "purchase_latest", "failed_attempt_latest", "entries_by_time"):
        assert index in plans
    scans = {words for words in plans.split("'") if words.startswith("SCAN")}
    assert scans <= {"SCAN purchase_event USING INDEX purchase_event_latest"}  # from the newest on, as far as shown
