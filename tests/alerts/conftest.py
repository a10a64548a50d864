"""A shop that is watched: a provider that can be out of reach, owners to write to, and short ways to look."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from creditshop.accounts import Role, create_user
from creditshop.alerts import (
    DEFINITIONS,
    AlertView,
    Replay,
    Rule,
    RuleName,
    acknowledge,
    change_rule,
    open_alerts,
    past_alerts,
    replay,
    resolve_alert,
)
from creditshop.alerts.watching import watch
from creditshop.audit import Actor
from creditshop.database import transact
from creditshop.jobs import JobRun
from creditshop.notices import mailbox
from creditshop.payments import current
from creditshop.payments.errors import GatewayUnavailable
from tests.alerts.traffic import Traffic
from tests.conftest import Database

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
OWNER = Actor("usr_owner", "owner@example.com", "owner", "203.0.113.1")


class Stripe:
    """A provider that answers, or does not."""

    def __init__(self) -> None:
        self.is_there = True

    async def account_id(self) -> str:
        if not self.is_there:
            raise GatewayUnavailable("no answer")
        return "acct_1"


@dataclass
class Watched:
    """What a test does and sees; `now` is the shop's clock."""

    db: Database
    stripe: Stripe
    now: datetime = NOW

    async def watch(self, minutes: int = 1, *, each: bool = False) -> tuple[AlertView, ...]:
        """Let time pass, with a look at its end, or each minute; what is open then."""
        for _ in range(minutes if each else 1):
            self.now += timedelta(minutes=1 if each else minutes)
            effect = await watch(JobRun("job_1", "watch", "alerts.watch", {}, 1, 1, self.now))
            await transact(effect)
        return self.open

    @property
    def open(self) -> tuple[AlertView, ...]:
        return self.db.transact(open_alerts)

    @property
    def past(self) -> tuple[AlertView, ...]:
        return self.db.transact(past_alerts).alerts

    def traffic(self, seed: int = 1) -> Traffic:
        """An empty sheet to write rows on; `happens` makes them happen."""
        return Traffic(seed)

    def happens(self, traffic: Traffic) -> None:
        self.db.transact(traffic.write)

    def replay(self, name: RuleName, days: int = 30, **values: int) -> Replay:
        return self.db.transact(replay, rule(name, **values), days=days, now=self.now)

    def set_rule(self, name: RuleName, **values: Any) -> None:
        self.db.transact(change_rule, rule(name, **values), by=OWNER, now=self.now)

    def acknowledge(self, alert: AlertView) -> None:
        self.db.transact(acknowledge, alert.id, by=OWNER, now=self.now)

    def resolve(self, alert: AlertView) -> None:
        self.db.transact(resolve_alert, alert.id, by=OWNER, note="seen to", now=self.now)

    def mails(self) -> list[tuple[str, str]]:
        """Template and address of every mail, oldest first."""
        return [(line.template, line.to) for line in reversed(self.db.transact(mailbox, limit=1000))]


def rule(name: RuleName, **values: Any) -> Rule:
    """The rule as it is set at first, but for these."""
    return replace(DEFINITIONS[name].rule, **values)


@pytest.fixture
def watched(db: Database) -> Watched:
    stripe = Stripe()
    current.bind(stripe, None, None)  # type: ignore[arg-type]
    db.transact(_staff)
    return Watched(db, stripe)


def _staff(session: Session) -> None:
    for role in (Role.OWNER, Role.SUPPORT):
        create_user(session, f"{role}@example.com", "hash", role=role, now=NOW)
