"""One really served shop under attack: with secrets to find, a victim with something to steal, and a thief."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

import httpx
import pytest
from sqlmodel import Session, SQLModel, select, text

from creditshop import alerts
from creditshop.accounts import Role, cookie_name
from creditshop.apikeys import CUSTOMER_SCOPES, NewKey, create_key
from creditshop.audit import Actor
from creditshop.checkout import Buyer, PurchaseView
from creditshop.clock import utcnow
from creditshop.fraud import flags_of
from creditshop.fraud.hearing import hear_warning
from creditshop.jobs import enqueue
from creditshop.ledger import movements, wallet_of
from creditshop.notices.letters import Letter, Template, render, unpack
from creditshop.notices.models import Mail
from creditshop.outgoing import add_endpoint, deliveries, secret_of
from creditshop.payments import events
from creditshop.refunds import disputes_of, hear_dispute, hear_refund, refunds_of
from tests.checkout.conftest import Shop
from tests.conftest import Database, look_anew
from tests.ledger.acts import spend
from tests.otlp import Collector, collecting
from tests.outgoing.conftest import act, wallet
from tests.sandbox.receiver import Receiver
from tests.sandbox.shop import running_sandbox
from tests.served import ServedShop, served
from tests.ui.bought import make_shop, opened, paid, person, reviewed
from tests.ui.websocket import Visitor
from tests.webhooks import an_event, as_body, sign

STRIPE_KEY = "sk_test_canaryofthestripekey"
WEBHOOK_SECRET = "whsec_canaryofthewebhooksecret"
SMTP_PASSWORD = "canaryofthemailserver"
APP = "https://canaryoftheapp.example.com/"
WHY = ["canaryoftherefund", "canaryofthedispute", "canaryofthewarning"]  # what the provider says of the victim's
MOVING = {"last_seen_at"}  # a visit is noted
COUNTED = {"rolled_day", "daily_figure", "reconciliation_run", "provider_movement"}  # by jobs, whenever they are due


@dataclass(frozen=True)
class Person:
    """Somebody with an account. `token` is their session's."""

    buyer: Buyer
    token: str

    @property
    def cookie(self) -> str:
        """Their Cookie header."""
        return f"{cookie_name()}={self.token}"


@dataclass
class Scene:
    """The shop, its database for this process to look at, and the victim's things."""

    web: ServedShop
    shop: Shop
    ada: Person
    paid: PurchaseView
    open: PurchaseView
    in_review: PurchaseView
    secret: PurchaseView
    returns: list[str]
    wallet_id: str
    event_id: str
    job_id: str
    endpoint_id: str
    delivery_id: str
    endpoint_secret: str
    key: NewKey
    operation_id: str
    traces: Collector = field(default_factory=Collector)

    @property
    def db(self) -> Database:
        return self.shop.db

    @property
    def known(self) -> list[str]:
        """Ids of the victim's things that a thief has got hold of."""
        purchases = [self.paid, self.open, self.in_review]
        sessions = [str(purchase.session_id) for purchase in purchases]
        told = [self.event_id, self.job_id, self.endpoint_id, self.delivery_id]
        more = [*told, *self.returns, self.wallet_id, self.key.key.id, self.operation_id]
        return [*(purchase.id for purchase in purchases), *sessions, *more]

    @property
    def private(self) -> list[str]:
        """What nobody else may ever see of the victim, and what the server itself keeps secret."""
        ada, secret = self.ada, self.secret
        theirs = [ada.buyer.email, ada.buyer.user_id, ada.token, secret.id, str(secret.session_id)]
        kept = [self.endpoint_secret, self.key.token, self.key.key.prefix]
        return [*theirs, *kept, *WHY, APP, STRIPE_KEY, WEBHOOK_SECRET, SMTP_PASSWORD]

    def shown(self, *texts: str) -> list[str]:
        """What of it can be read there."""
        return [value for value in self.private if any(value in text for text in texts)]

    def person(self, name: str, role: Role = Role.CUSTOMER) -> Person:
        return Person(*person(self.db, f"{name}@example.com", role))

    def visit(self, visitor: Person | None, token: str = "") -> Visitor:
        return Visitor(self.web.url, cookie=visitor.cookie if visitor else "", token=token)

    def letters(self, email: str) -> list[Letter]:
        """The mails to this address, as they will be sent."""
        return self.db.transact(_letters, email)

    def fingerprint(self) -> dict[str, str]:
        """A digest of each table, to see that an attack left no trace."""
        return self.db.transact(_digests)


def _letters(session: Session, email: str) -> list[Letter]:
    rows = session.exec(select(Mail).where(Mail.recipient == email))
    return [render(Template(row.template), unpack(row.facts), row.locale) for row in rows]


def _digests(session: Session) -> dict[str, str]:
    digests = {}
    for table in SQLModel.metadata.sorted_tables:
        if table.name in COUNTED:
            continue
        columns = [column for column in table.c if column.name not in MOVING]
        rows = select(*columns)
        if table.name == "job":  # the shop works on meanwhile: only what was given up stays as it is
            rows = rows.where(table.c.state == "dead")
        if table.name == "account_second_factor":  # one that is not confirmed counts for nothing
            rows = rows.where(table.c.confirmed_at.is_not(None))
        if table.name == "audit_entry":  # having Stripe compared takes no argument, and is noted
            rows = rows.where(table.c.action != "difference.look")
        digests[table.name] = sha256(repr(sorted(map(repr, session.execute(rows)))).encode()).hexdigest()
    return digests


@pytest.fixture(scope="package")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """The one shop that nearly all attacks go to. It is traced, and waits a second for a body."""
    with collecting() as collector:
        watched = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, "OTEL_BSP_SCHEDULE_DELAY": "100"}  # milliseconds
        with running_shop(tmp_path_factory.mktemp("security"), BODY_SECONDS="1", **watched) as scene:
            scene.traces = collector
            yield scene


@contextmanager
def running_shop(home: Path, **more: str) -> Iterator[Scene]:
    """A shop in Stripe's test mode: real secrets in its settings, and no mailbox page for all to read."""
    with running_sandbox(home / "stripe.db", Receiver(), WEBHOOK_SECRET, STRIPE_KEY) as stripe:
        environment = {
            "STRIPE_API_BASE": stripe.url,
            "STRIPE_SECRET_KEY": STRIPE_KEY,
            "STAFF_TWO_FACTOR": "optional",
            "STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET,
            "SMTP_URL": f"smtp://shop:{SMTP_PASSWORD}@127.0.0.1:9",
        } | more
        with served(home / "data", **environment) as web, pytest.MonkeyPatch.context() as patch:
            for name in ("DATABASE_URL", "PUBLIC_URL", *environment):
                patch.setenv(name, web.environment.get(name, web.url))
            look_anew()
            yield _scene(web)
        look_anew()


def _no_alerts(session: Session) -> None:
    """The dead job and the rest of the scene would be told of amid an attack."""
    owner = Actor("usr_owner", "owner@example.com", "owner", "")
    for rule in alerts.rules(session).values():
        alerts.change_rule(session, replace(rule, is_on=False), by=owner, now=utcnow())


def _scene(web: ServedShop) -> Scene:
    shop = make_shop(Database(web.environment["DATABASE_URL"]))
    shop.db.transact(_no_alerts)
    ada = Person(*person(shop.db, "ada.canary@example.com"))
    body = as_body(an_event("charge.succeeded", id="ch_1"))
    signature = sign(body, secret=WEBHOOK_SECRET)
    answer = httpx.post(f"{web.url}/api/stripe/webhook", content=body, headers={"Stripe-Signature": signature})
    assert answer.is_success, answer.text
    endpoint_id, delivery_id = shop.db.transact(_told, ada.buyer.user_id)
    return Scene(
        web,
        shop,
        ada,
        paid=(scale := paid(shop, ada.buyer, "scale")),
        returns=shop.db.transact(_returns, scale),
        open=opened(shop, ada.buyer, "starter"),
        in_review=reviewed(shop, ada.buyer),
        secret=paid(shop, ada.buyer, "studio"),
        wallet_id=str(shop.db.transact(wallet_of, ada.buyer.user_id)),
        event_id=shop.db.transact(_only_event),
        job_id=shop.db.transact(_dead_job),
        endpoint_id=endpoint_id,
        delivery_id=delivery_id,
        endpoint_secret=shop.db.transact(secret_of, ada.buyer.user_id, endpoint_id),
        key=shop.db.transact(_a_key, ada.buyer.user_id),
        operation_id=shop.db.transact(_last_operation, ada.buyer.user_id),
    )


def _a_key(session: Session, owner_id: str) -> NewKey:
    return create_key(session, owner_id=owner_id, name=APP, scopes=CUSTOMER_SCOPES, created_by=owner_id, now=utcnow())


def _last_operation(session: Session, owner_id: str) -> str:
    (latest,) = movements(session, str(wallet_of(session, owner_id)), limit=1).movements
    return latest.operation_id


def _told(session: Session, owner_id: str) -> tuple[str, str]:
    """An endpoint, and a delivery to it that was given up."""
    made = add_endpoint(session, owner_id, url=APP, events=["credits.spent"], now=utcnow())
    account = wallet(session, owner_id, 1)
    act(session, owner_id, spend(account, 1))
    session.connection().execute(text("DELETE FROM job WHERE kind = 'outgoing.deliver'"))
    session.connection().execute(text("UPDATE webhook_delivery SET state = 'dead', next_at = NULL"))
    (delivery,) = deliveries(session, owner_id, limit=2)
    return made, delivery.id


def _returns(session: Session, purchase: PurchaseView) -> list[str]:
    """Money that went back, a dispute and a warning of fraud; their ids."""
    now, intent, (refused, disputed, warned) = utcnow(), str(purchase.payment_intent_id), WHY
    refund = events.Refund("re_1", "failed", 100, "usd", intent, None, None, None, refused, now)
    hear_refund(session, refund, now=now)
    dispute = events.Dispute("du_1", "needs_response", disputed, 100, "usd", intent, 100, 0, 1, None, 0, now)
    hear_dispute(session, dispute, as_of=now, now=now)
    hear_warning(session, events.FraudWarning("issfr_1", intent, warned, True, now), now=now)
    rows = (*refunds_of(session, purchase.id), *disputes_of(session, purchase.id), *flags_of(session, purchase.id))
    return [*(row.id for row in rows), refund.id, dispute.id]


def _only_event(session: Session) -> str:
    return str(session.connection().execute(text("SELECT id FROM inbox_event")).scalar_one())


def _dead_job(session: Session) -> str:
    enqueue(session, "mail.send", {"mail_id": "mai_none"}, key="security:dead", run_at=utcnow())
    bury = "UPDATE job SET state = 'dead', finished_at = run_at, error = 'x' WHERE key = 'security:dead' RETURNING id"
    return str(session.connection().execute(text(bury)).scalar_one())
