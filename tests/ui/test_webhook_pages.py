"""The pages of webhooks over the raw websocket: owners manage their endpoints, staff see the shop's, live."""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest

from creditshop.accounts import Role, cookie_name
from creditshop.clock import utcnow
from creditshop.outgoing import DeliveryState, add_endpoint, deliveries, endpoints, secret_of
from tests.audit.acting import acts_of
from tests.conftest import Database, look_anew
from tests.ledger.acts import spend
from tests.outgoing.conftest import act, wallet
from tests.outgoing.receiver import App, Reply, listening
from tests.served import ServedShop, served
from tests.ui.bought import make_shop, opened, person
from tests.ui.websocket import ROOT, Visitor
from tests.waiting import until
from tests.webhooks import an_event, as_body, sign

OWN = f"{ROOT}.creditshop___ui___states___webhooks____webhooks_state"
SHOPS = f"{ROOT}.creditshop___ui___states___admin_endpoints____admin_endpoints_state"
FORM = {"url": "https://app.example.com/hooks", "credits_spent": "on", "balance_low": "on", "low_balance": "50"}


@dataclass
class Served:
    web: ServedShop
    db: Database

    def person(self, name: str, role: Role = Role.CUSTOMER) -> tuple[str, Visitor]:
        """Somebody new and a tab of theirs."""
        buyer, token = person(self.db, f"{name}@example.com", role)
        return buyer.user_id, Visitor(self.web.url, cookie=f"{cookie_name()}={token}")

    def endpoint(self, owner_id: str | None, url: str = "https://app.example.com/") -> str:
        return self.db.transact(add_endpoint, owner_id, url=url, events=["credits.spent"], now=utcnow())

    def spend(self, owner_id: str) -> None:
        account = self.db.transact(wallet, owner_id, 10)
        self.db.transact(act, owner_id, spend(account, 1))


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("webhooks")) as web, pytest.MonkeyPatch.context() as patch:
        for name in ("DATABASE_URL", "APP_ENV"):
            patch.setenv(name, web.environment[name])
        look_anew()
        yield Served(web, Database(web.environment["DATABASE_URL"]))
    look_anew()


@pytest.fixture
def app() -> Iterator[App]:
    with listening() as made:
        yield made


async def test_an_endpoint_is_added_and_its_secret_shown_and_changed(live: Served) -> None:
    ada, tab = live.person("ada")
    async with tab as page:
        await page.go("/account/webhooks/")
        await page.wait_for("'loaded_rx_state_': True")
        await page.send(f"{OWN}.add", form=FORM)
        await page.wait_for("The endpoint was added.")
        (made,) = live.db.transact(endpoints, ada)
        assert (made.url, made.events, made.low_balance) == (FORM["url"], ("credits.spent", "balance.low"), 50)
        assert "whsec_" not in page.seen
        await page.send(f"{OWN}.open", dialog="secret", about=made.id)
        await page.wait_for(live.db.transact(secret_of, ada, made.id))
        await page.send(f"{OWN}.change", what="secret", endpoint_id=made.id)
        await page.wait_for("There is a new secret.")
        await page.wait_for(live.db.transact(secret_of, ada, made.id))
        await page.send(f"{OWN}.close")
        await page.wait_for("'secret_rx_state_': ''")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"url": "app.example.com"}, "whole web address"),
        ({"url": "http://169.254.169.254/"}, "private network"),
        ({"low_balance": "a lot"}, "at least one event"),
        ({"low_balance": "9" * 5000}, "at least one event"),
        ({"credits_spent": "", "balance_low": ""}, "at least one event"),
        ({"url": ["https://app.example.com"]}, "whole web address"),
    ],
)
async def test_a_wrong_form_says_what_is_wrong_and_adds_nothing(
    live: Served, change: dict[str, object], says: str
) -> None:
    ada, tab = live.person(re.sub("[^a-z]", "", repr(change).lower())[:40])
    async with tab as page:
        await page.send(f"{OWN}.add", form=FORM | change)
        await page.wait_for(says)
    assert live.db.transact(endpoints, ada) == ()


async def test_an_endpoint_is_disabled_enabled_and_deleted(live: Served) -> None:
    ada, tab = live.person("ada2")
    made = live.endpoint(ada)
    async with tab as page:
        for what, says in (("disable", "Disabled."), ("enable", "Enabled."), ("delete", "Deleted.")):
            await page.send(f"{OWN}.change", what=what, endpoint_id=made)
            await page.wait_for(says)
        await page.send(f"{OWN}.change", what="delete", endpoint_id=made)
        await page.wait_for("This is not there any more.")
    assert live.db.transact(endpoints, ada) == ()


async def test_a_delivery_appears_on_the_open_page_and_is_sent_again(live: Served, app: App) -> None:
    app.replies = [Reply(410, b"so long")]
    ada, tab = live.person("ada3")
    made = live.endpoint(ada, app.url)
    async with tab as page:
        await page.go("/account/webhooks/")
        await page.wait_for("'loaded_rx_state_': True")
        await asyncio.to_thread(live.spend, ada)
        await page.wait_for("it answered 410 Gone")
        (delivery,) = live.db.transact(deliveries, ada, limit=5)
        await page.send(f"{OWN}.open", dialog="message", about=delivery.id)
        await page.wait_for("'response_rx_state_': 'so long'")
        await page.send(f"{OWN}.redeliver", delivery_id=delivery.id)
        await page.wait_for("Its endpoint is disabled.")
        await page.send(f"{OWN}.change", what="enable", endpoint_id=made)
        await page.send(f"{OWN}.redeliver", delivery_id=delivery.id)
        await page.wait_for("It is sent again.")
        await page.wait_for("'Delivered'")
    (delivery,) = live.db.transact(deliveries, ada, limit=5)
    assert (delivery.state, delivery.attempts) == (DeliveryState.DELIVERED, 2)


async def test_a_purchase_is_told_by_the_running_shop(live: Served, app: App) -> None:
    shop = make_shop(live.db)
    buyer, _ = await asyncio.to_thread(person, live.db, "ada5@example.com")
    live.db.transact(add_endpoint, buyer.user_id, url=app.url, events=["credits.added"], now=utcnow())
    purchase = await asyncio.to_thread(opened, shop, buyer)
    body = as_body(an_event(purchase_id=purchase.id, id=purchase.session_id, amount_subtotal=2200, amount_total=2200))
    async with httpx.AsyncClient(base_url=live.web.url) as stripe:
        answer = await stripe.post("/api/stripe/webhook", content=body, headers={"Stripe-Signature": sign(body)})
    assert answer.is_success, answer.text
    await asyncio.to_thread(until, lambda: app.got)
    data = app.events[0]["data"]
    assert (data["credits"], data["reference"]) == (2750, purchase.id)


async def test_what_is_somebody_elses_is_out_of_reach(live: Served) -> None:
    ada, _ = live.person("ada4")
    thief_id, tab = live.person("thief")
    ids = [live.endpoint(ada), live.endpoint(None)]
    secrets = [live.db.transact(secret_of, owner, made) for owner, made in zip((ada, None), ids, strict=True)]
    async with tab as thief:
        await thief.go("/account/webhooks/")
        for made in ids:
            for state in (OWN, SHOPS):
                for dialog in ("secret", "delete"):
                    await thief.send(f"{state}.open", dialog=dialog, about=made)
                for what in ("delete", "disable", "secret"):
                    await thief.send(f"{state}.change", what=what, endpoint_id=made)
        await thief.send(f"{SHOPS}.add", form=FORM)
        await thief.go("/admin/endpoints/")
        await thief.settle()
    assert not any(secret in thief.seen for secret in secrets) and SHOPS not in thief.states
    assert [live.db.transact(secret_of, o, made) for o, made in zip((ada, None), ids, strict=True)] == secrets
    assert len(live.db.transact(endpoints, None)) == 1 and live.db.transact(endpoints, thief_id) == ()


async def test_support_sees_the_shops_endpoints_and_an_owner_changes_them(live: Served) -> None:
    _, support = live.person("sue", Role.SUPPORT)
    olga, owner = live.person("olga", Role.OWNER)
    made = live.endpoint(None, "https://shop.example.com/all")
    secret = live.db.transact(secret_of, None, made)
    async with support as page:
        await page.go("/admin/endpoints/")
        await page.wait_for("https://shop.example.com/all")
        await page.send(f"{SHOPS}.open", dialog="secret", about=made)
        await page.send(f"{SHOPS}.change", what="delete", endpoint_id=made)
        await page.send(f"{SHOPS}.add", form=FORM)
        await page.settle()
        assert secret not in page.seen
    assert made in [found.id for found in live.db.transact(endpoints, None)]
    async with owner as page:
        await page.go("/admin/endpoints/")
        await page.wait_for("'may_change_rx_state_': True")
        await page.send(f"{SHOPS}.open", dialog="secret", about=made)
        await page.wait_for(secret)
        for what in ("secret", "disable", "enable", "delete"):
            await page.send(f"{SHOPS}.change", what=what, endpoint_id=made)
        await page.wait_for("Deleted.")
        await page.send(f"{SHOPS}.add", form=FORM)
        await page.wait_for("The endpoint was added.")
    added = live.db.transact(endpoints, None)[-1].id
    done = [(f"endpoint.{what}", made) for what in ("secret", "disable", "enable", "delete")]
    assert live.db.transact(acts_of, olga) == [*done, ("endpoint.add", added)]
