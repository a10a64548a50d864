"""Endpoints that are gone, disabled or deleted, and what becomes of what was under way to them."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import Session, select

from creditshop.clock import utcnow
from creditshop.database import read, transact
from creditshop.jobs import JobState
from creditshop.jobs.models import JOBS
from creditshop.outgoing import (
    DeliveryState,
    Disabled,
    EndpointDisabled,
    change_secret,
    delete_endpoint,
    disable,
    redeliver,
    secret_of,
)
from creditshop.outgoing.delivering import PATIENCE
from creditshop.outgoing.log import FORGET, KEPT
from creditshop.outgoing.models import MESSAGES
from tests.jobs.tables import make_due
from tests.ledger.acts import spend
from tests.outgoing.conftest import Told, work
from tests.outgoing.receiver import App, Reply
from tests.outgoing.test_delivery import endpoint


async def test_an_endpoint_that_is_gone_is_disabled_at_once(ada: Told, app: App) -> None:
    app.replies = [Reply(410)]
    ada.act(spend(ada.wallet, 30))
    await work()
    assert endpoint(ada).disabled == Disabled.GONE
    assert ada.only().state == DeliveryState.DEAD
    with pytest.raises(EndpointDisabled):
        ada.db.transact(redeliver, ada.owner, ada.only().id, now=utcnow())


@pytest.mark.parametrize(("days", "disabled"), [(PATIENCE - timedelta(hours=1), None), (PATIENCE, Disabled.FAILING)])
async def test_an_endpoint_that_only_fails_for_days_is_disabled(
    ada: Told, app: App, days: timedelta, disabled: Disabled | None
) -> None:
    app.replies = [Reply(500)] * 2
    ada.act(spend(ada.wallet, 30))
    await work()
    ada.later(days)
    await ada.try_now()
    assert endpoint(ada).disabled == disabled


async def test_a_success_ends_the_days_of_failures(ada: Told, app: App) -> None:
    app.replies = [Reply(500), Reply(200), Reply(500)]
    ada.act(spend(ada.wallet, 30))
    await work()
    ada.later(PATIENCE * 2)
    await ada.try_now()
    ada.act(spend(ada.wallet, 30))
    await work()
    assert endpoint(ada).disabled is None


async def test_what_is_under_way_to_a_disabled_endpoint_is_given_up(ada: Told, app: App) -> None:
    ada.act(spend(ada.wallet, 30))
    ada.db.transact(disable, ada.owner, ada.endpoint, now=utcnow())
    await work()
    assert (ada.only().state, ada.only().error) == (DeliveryState.DEAD, "The endpoint is disabled.")
    assert app.got == []


async def test_a_deleted_endpoint_gets_nothing_and_leaves_no_trouble(ada: Told, app: App) -> None:
    ada.act(spend(ada.wallet, 30))
    ada.db.transact(delete_endpoint, ada.owner, ada.endpoint)
    await work()
    assert (app.got, ada.log()) == ([], ())
    assert set(await read(_states)) == {JobState.DONE}


async def test_a_retired_secret_signs_for_a_day(ada: Told, app: App) -> None:
    old = ada.db.transact(secret_of, ada.owner, ada.endpoint)
    for age in (timedelta(hours=23), timedelta(hours=25)):
        new = ada.db.transact(change_secret, ada.owner, ada.endpoint, now=utcnow() - age)
        ada.act(spend(ada.wallet, 1))
        await work()
        app.check(new)
        assert len(app.got[-1][0]["webhook-signature"].split()) == (2 if age < timedelta(days=1) else 1)
        if age < timedelta(days=1):
            app.check(old)


async def test_a_job_that_cannot_run_gives_its_delivery_up_and_redelivery_helps(ada: Told, app: App) -> None:
    ada.act(spend(ada.wallet, 30))
    for _ in range(2):
        await transact(_exhaust)
        await work()
        assert ada.only().state == DeliveryState.DEAD and "did not survive" in str(ada.only().error)
        ada.db.transact(redeliver, ada.owner, ada.only().id, now=utcnow())
    await work()
    assert ada.only().state == DeliveryState.DELIVERED


async def test_what_is_old_is_forgotten(ada: Told) -> None:
    ada.act(spend(ada.wallet, 1), spend(ada.wallet, 1))
    await work()
    kept, old = ada.log()
    await transact(_age, old.message_id)
    await transact(_forget_again)
    await work()
    assert [delivery.id for delivery in ada.log()] == [kept.id]
    assert await read(_messages) == [kept.message_id]


def _states(session: Session) -> list[str]:
    return list(session.connection().scalars(select(JOBS.c.state)))


def _messages(session: Session) -> list[str]:
    return list(session.connection().scalars(select(MESSAGES.c.id)))


def _exhaust(session: Session) -> None:
    session.connection().execute(
        update(JOBS).where(JOBS.c.kind == "outgoing.deliver", JOBS.c.state == "queued").values(attempts=10)
    )


def _age(session: Session, message_id: str) -> None:
    session.connection().execute(
        update(MESSAGES).where(MESSAGES.c.id == message_id).values(created_at=utcnow() - KEPT * 1.1)
    )


def _forget_again(session: Session) -> None:
    session.connection().execute(
        update(JOBS).where(JOBS.c.kind == FORGET).values(state=JobState.QUEUED, finished_at=None)
    )
    make_due(session)
