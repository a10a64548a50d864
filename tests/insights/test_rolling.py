"""Figures of a day are exactly what happened on it, however often, by whomever and how late they are counted."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from creditshop.clock import utcnow
from creditshop.insights import refresh, register_jobs, rolling
from creditshop.insights.rolling import FRESH, LATE, open_days
from creditshop.jobs import Registry, Runner
from creditshop.ledger import open_wallet
from tests.checkout.conftest import ADA, Shop
from tests.conftest import Database
from tests.insights.conftest import DAY, FIRST, LONG_AFTER, SECOND, counted, figures, in_wallets, wallet
from tests.ledger.acts import do, grant, spend

ON_THE_FIRST = {
    ("started", "usd"): (2, 0),
    ("opened", "usd"): (2, 0),
    ("declined", "usd"): (1, 0),
    ("paid", "usd"): (1, 2_000),
    ("sold", "usd"): (1, 2_500),
    ("bonus", "usd"): (1, 250),
    ("issued", ""): (0, 2_750),
    ("spent", ""): (0, 100),
    ("outstanding", ""): (0, 2_650),
}
ON_THE_SECOND = {
    ("abandoned", "usd"): (1, 0),
    ("started", "eur"): (1, 0),
    ("opened", "eur"): (1, 0),
    ("paid", "eur"): (1, 500),
    ("sold", "eur"): (1, 500),
    ("bonus", "eur"): (1, 0),
    ("issued", ""): (0, 510),
    ("expired", ""): (0, 10),
    ("spent", ""): (0, 450),
    ("revoked", ""): (0, 80),
    ("outstanding", ""): (0, 2_650 + 510 - 10 - 450 - 80),
}


def test_each_day_has_exactly_what_happened_on_it(history: Shop) -> None:
    assert counted(history.db, LONG_AFTER) is None
    assert figures(history.db) == {
        FIRST: ON_THE_FIRST,
        SECOND: ON_THE_SECOND,
        SECOND + DAY: {("outstanding", ""): (0, 2_620)},
    }
    assert history.db.transact(in_wallets) == 2_620


def test_counting_again_changes_nothing(history: Shop) -> None:
    counted(history.db, history.now)
    before = figures(history.db)
    counted(history.db, history.now + FRESH)
    assert figures(history.db) == before


def test_what_comes_later_in_the_day_is_seen_once_the_figures_are_a_few_seconds_old(history: Shop) -> None:
    counted(history.db, history.now)
    do(history.db, spend(wallet(history, ADA), 5), now=history.now)
    counted(history.db, history.now + FRESH / 2)
    assert figures(history.db)[SECOND]["spent", ""] == (0, 450)
    assert history.db.transact(refresh, now=history.now + FRESH)
    assert figures(history.db)[SECOND]["spent", ""] == (0, 455)
    assert figures(history.db)[SECOND]["outstanding", ""] == (0, history.db.transact(in_wallets))


def test_a_day_is_final_an_hour_after_its_end(history: Shop) -> None:
    midnight = history.now.replace(hour=0, minute=0, second=0) + DAY
    counted(history.db, midnight - FRESH)
    do(history.db, spend(wallet(history, ADA), 5), now=midnight - timedelta(seconds=1))
    counted(history.db, midnight + LATE - FRESH)
    assert figures(history.db)[SECOND]["spent", ""] == (0, 455)
    counted(history.db, midnight + LATE)
    do(history.db, spend(wallet(history, ADA), 5), now=midnight - timedelta(seconds=1))
    counted(history.db, midnight + 2 * LATE)
    assert figures(history.db)[SECOND]["spent", ""] == (0, 455)
    assert history.db.transact(open_days, midnight + 2 * LATE) == [SECOND + DAY]


def test_late_days_are_made_up_for_oldest_first_and_nobody_who_looks_waits_for_them(history: Shop) -> None:
    assert not history.db.transact(refresh, now=LONG_AFTER)
    assert figures(history.db) == {}
    assert counted(history.db, LONG_AFTER, limit=1) == SECOND
    assert figures(history.db) == {FIRST: ON_THE_FIRST}
    assert history.db.transact(refresh, now=LONG_AFTER)
    assert figures(history.db)[SECOND] == ON_THE_SECOND


async def test_the_job_goes_on_until_it_has_made_up_for_every_day(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = utcnow() - 3 * DAY
    do(db, grant(db.transact(open_wallet, "usr_ada", now=began), 100), now=began)
    monkeypatch.setattr(rolling, "_AT_ONCE", 2)  # today and yesterday: in its first hour, neither is final
    kinds = Registry()
    register_jobs(kinds)
    assert rolling.KIND in kinds.entries
    await Runner(kinds).drain()
    found = figures(db)
    assert sorted(found) == [began.date() + number * DAY for number in range((max(found) - began.date()).days + 1)]
    assert max(found) >= began.date() + 3 * DAY
    assert {day["outstanding", ""] for day in found.values()} == {(0, 100)}


def test_many_who_count_at_once_get_the_same(history: Shop) -> None:
    with ThreadPoolExecutor(4) as crowd:
        list(crowd.map(lambda _: counted(history.db, LONG_AFTER), range(4)))
    assert figures(history.db)[FIRST] == ON_THE_FIRST
    assert figures(history.db)[SECOND] == ON_THE_SECOND


def test_a_shop_where_nothing_has_happened_has_nothing_to_count(db: Database) -> None:
    assert db.transact(refresh, now=LONG_AFTER)
    assert db.transact(open_days, LONG_AFTER) == []
