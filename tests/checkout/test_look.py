"""A payment settles although its webhook never comes: through the buyer's return, and through jobs without it."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import Session

from creditshop.checkout import CheckoutUnavailable, look_after_payment, register_jobs
from creditshop.checkout.look import LAST_LOOK, TRIES
from creditshop.clock import utcnow
from creditshop.jobs import JobState, Registry, Runner, jobs
from creditshop.jobs.models import JOBS
from tests.checkout.conftest import ADA, Shop

SESSION = "cs_test_1"


@pytest.fixture
async def sold(shop: Shop) -> Shop:
    """A shop with one open purchase, made just now."""
    shop.provider.now = utcnow()
    await shop.buy()
    return shop


@pytest.fixture
def runner() -> Runner:
    kinds = Registry()
    register_jobs(kinds)
    return Runner(kinds)


def make_due(shop: Shop, kind: str) -> None:
    """Let the jobs of this kind that wait be due, as if their time had come."""
    due = update(JOBS).where(JOBS.c.kind == kind, JOBS.c.state == JobState.QUEUED).values(run_at=utcnow())

    def edit(session: Session) -> None:
        session.connection().execute(due)

    shop.db.transact(edit)


async def do(shop: Shop, runner: Runner, kind: str) -> None:
    make_due(shop, kind)
    await runner.drain()


async def test_the_buyer_who_returns_gets_the_credits_at_once(sold: Shop) -> None:
    sold.provider.pay(SESSION)
    purchase = await look_after_payment(SESSION, ADA.user_id, now=sold.now)
    assert purchase is not None
    assert (purchase.state, sold.credits()) == ("paid", 2_750)


async def test_a_settled_purchase_is_shown_without_asking_the_provider(sold: Shop) -> None:
    sold.hear(sold.provider.pay(SESSION))
    calls = sold.provider.calls
    assert await look_after_payment(SESSION, ADA.user_id, now=sold.now) == sold.purchases[0]
    assert sold.provider.calls == calls


@pytest.mark.parametrize(
    ("session_id", "user_id"), [(SESSION, "usr_mallory"), ("cs_test_unknown", "usr_ada"), ("", "usr_ada")]
)
async def test_a_foreign_or_forged_session_shows_nothing_and_asks_nobody(
    sold: Shop, session_id: str, user_id: str
) -> None:
    sold.provider.pay(SESSION)
    calls = sold.provider.calls
    assert await look_after_payment(session_id, user_id, now=sold.now) is None
    assert (sold.provider.calls, sold.credits()) == (calls, 0)


@pytest.mark.parametrize("trouble", ["down", "refused"])
async def test_when_the_provider_cannot_be_asked_the_buyer_sees_what_we_know(sold: Shop, trouble: str) -> None:
    sold.provider.trouble = [trouble]
    purchase = await look_after_payment(SESSION, ADA.user_id, now=sold.now)
    assert purchase is not None
    assert purchase.state == "open"


async def test_a_lost_answer_is_heard_by_a_job(shop: Shop, runner: Runner) -> None:
    shop.provider.now = utcnow()
    shop.provider.trouble = ["lost"]
    with pytest.raises(CheckoutUnavailable):
        await shop.buy()
    await do(shop, runner, "checkout.resume")
    assert (shop.states(), len(shop.provider.sessions)) == (["open"], 1)
    assert await shop.buy() == "https://pay.test/cs_test_1"


async def test_a_stored_failure_is_given_up_by_a_job(shop: Shop, runner: Runner) -> None:
    shop.provider.now = utcnow()
    shop.provider.trouble = ["broken"]
    with pytest.raises(CheckoutUnavailable):
        await shop.buy()
    await do(shop, runner, "checkout.resume")
    assert shop.states() == ["failed"]


async def test_a_job_tries_again_while_the_provider_is_away(shop: Shop, runner: Runner) -> None:
    shop.provider.now = utcnow()
    shop.provider.trouble = ["down", "down"]
    with pytest.raises(CheckoutUnavailable):
        await shop.buy()
    await do(shop, runner, "checkout.resume")
    assert shop.states() == ["created"]
    await do(shop, runner, "checkout.resume")
    assert shop.states() == ["open"]


async def test_resuming_what_was_answered_asks_nobody(sold: Shop, runner: Runner) -> None:
    calls = sold.provider.calls
    await do(sold, runner, "checkout.resume")
    assert sold.provider.calls == calls


async def test_a_payment_nobody_reported_is_found_after_the_session_has_ended(sold: Shop, runner: Runner) -> None:
    sold.provider.pay(SESSION)
    await do(sold, runner, "checkout.look")
    assert (sold.states(), sold.credits(), sold.problems()) == (["paid"], 2_750, [])
    assert [job.kind for job in sold.db.transact(jobs, limit=50) if job.state is JobState.QUEUED].count(
        "checkout.look"
    ) == 0


async def test_an_outage_of_many_hours_loses_no_payment(sold: Shop, runner: Runner) -> None:
    sold.provider.pay(SESSION)
    sold.provider.trouble = ["down"] * 12  # with the waiting in between: three hours and more
    for _ in range(13):
        await do(sold, runner, "checkout.look")
    assert (sold.states(), sold.credits()) == (["paid"], 2_750)


async def test_a_payment_that_cannot_be_asked_about_is_brought_to_a_person(sold: Shop, runner: Runner) -> None:
    _try_in_vain(sold, TRIES - 1)
    sold.provider.trouble = ["refused"]
    await do(sold, runner, "checkout.look")
    (found,) = sold.to_look_at()
    assert "cannot take payments" in str(found.attention)
    assert sold.states() == ["open"]


def _try_in_vain(shop: Shop, times: int) -> None:
    tried = update(JOBS).where(JOBS.c.kind == "checkout.look").values(attempts=times)

    def edit(session: Session) -> None:
        session.connection().execute(tried)

    shop.db.transact(edit)


async def test_a_buyer_who_went_away_leaves_an_expired_purchase(sold: Shop, runner: Runner) -> None:
    sold.provider.expire(SESSION)
    await do(sold, runner, "checkout.look")
    assert sold.states() == ["expired"]


async def test_a_delayed_payment_is_looked_at_until_it_is_settled(sold: Shop, runner: Runner) -> None:
    sold.provider.complete(SESSION)
    for _ in range(3):
        await do(sold, runner, "checkout.look")
        assert sold.states() == ["processing"]
    sold.provider.pay(SESSION)
    await do(sold, runner, "checkout.look")
    assert (sold.states(), sold.credits()) == (["paid"], 2_750)


async def test_a_payment_that_never_settles_is_brought_to_a_person(sold: Shop, runner: Runner) -> None:
    sold.provider.complete(SESSION)
    purchase = sold.purchases[0]
    sold.edit(purchase.id, created_at=sold.now - LAST_LOOK - timedelta(days=1))
    await do(sold, runner, "checkout.look")
    assert [found.id for found in sold.to_look_at()] == [purchase.id]
    assert sold.states() == ["processing"]


async def test_a_session_the_provider_has_forgotten_expires(sold: Shop, runner: Runner) -> None:
    sold.provider.sessions.clear()
    await do(sold, runner, "checkout.look")
    assert sold.states() == ["expired"]


async def test_a_session_the_provider_has_forgotten_while_money_is_under_way_is_brought_to_a_person(
    sold: Shop, runner: Runner
) -> None:
    sold.hear(sold.provider.complete(SESSION))
    sold.provider.sessions.clear()
    await do(sold, runner, "checkout.look")
    (found,) = sold.to_look_at()
    assert (found.state, "does not know" in str(found.attention)) == ("processing", True)
    assert sold.detail(found.id).timeline[-1].what == "flagged"


async def test_a_job_finds_a_payment_whose_metadata_was_lost(sold: Shop, runner: Runner) -> None:
    sold.provider.pay(SESSION, purchase_id=None)
    await do(sold, runner, "checkout.look")
    assert (sold.states(), sold.credits()) == (["paid"], 2_750)


async def test_looking_at_a_purchase_whose_answer_was_lost_hears_it_first(shop: Shop, runner: Runner) -> None:
    shop.provider.now = utcnow()
    shop.provider.trouble = ["lost"]
    with pytest.raises(CheckoutUnavailable):
        await shop.buy()
    shop.provider.pay(SESSION)
    await do(shop, runner, "checkout.look")
    assert (shop.states(), shop.credits()) == (["paid"], 2_750)
