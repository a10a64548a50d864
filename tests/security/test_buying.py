"""What a buyer's browser may say about a purchase: which package, in which currency, and nothing else."""

import httpx
import pytest

from creditshop.checkout import PurchaseState
from creditshop.ratelimit import LIMITS
from creditshop.ui.texts import text
from tests.checkout.conftest import purchases_of
from tests.security.conftest import Person, Scene
from tests.ui.websocket import ROOT, Visitor

STATES = f"{ROOT}.creditshop___ui___states___"
BUY = f"{STATES}pricing____pricing_state.buy"
SUCCESS = "/checkout/success/"
AGREED = {"terms": "on", "withdrawal": "on"}


def wish(scene: Scene, **more: object) -> dict[str, object]:
    return {"package": scene.shop.offer("maker").package_id, "currency": "usd", **AGREED, **more}


def redirects(visitor: Visitor) -> list[str]:
    events = [event for update in visitor.received for event in update.get("events") or []]
    return [event["payload"]["path"].strip('"') for event in events if event["name"] == "_redirect"]


def bought_by(scene: Scene, buyer: Person) -> list[tuple[int, str, int, str]]:
    found = scene.db.transact(purchases_of, buyer.buyer.user_id)
    return [(bought.amount_minor, bought.currency, bought.all_credits, bought.email) for bought in found]


async def test_price_owner_and_role_are_not_the_buyers_to_say(scene: Scene) -> None:
    """OWASP ASVS 5.0, 2.2.2 and 15.3.3."""
    bob, offer = scene.person("haggler"), scene.shop.offer("maker")
    theirs = bought_by(scene, scene.ada)
    lies: dict[str, object] = {
        "price": "1", "amount": "1", "amount_minor": "1", "credits": "999999", "bonus_credits": "999999",
        "quantity": "100", "owner_id": scene.ada.buyer.user_id, "user_id": scene.ada.buyer.user_id,
        "email": scene.ada.buyer.email, "role": "owner", "metadata": "x", "success_url": "https://evil.example",
    }  # fmt: skip
    async with scene.visit(bob) as page:
        await page.send(BUY, form=wish(scene, **lies))
        await page.wait_for("_redirect")
    expected = (offer.amount_minor, offer.currency, offer.all_credits, bob.buyer.email)
    assert bought_by(scene, bob) == [expected]
    assert bought_by(scene, scene.ada) == theirs
    assert redirects(page)[0].startswith(scene.web.environment["STRIPE_API_BASE"])


@pytest.mark.parametrize(
    "change",
    [
        {"currency": "xxx"}, {"currency": ["usd"]}, {"currency": "USD"}, {"package": "pkg_forged"},
        {"package": None}, {"package": {"id": 1}}, {"terms": ""}, {"withdrawal": 0},
    ],
)  # fmt: skip
async def test_a_wish_that_is_not_on_offer_buys_nothing(scene: Scene, change: dict[str, object]) -> None:
    bob = scene.person(f"wisher-{abs(hash(str(change)))}")
    before = scene.fingerprint()
    async with scene.visit(bob) as page:
        await page.send(BUY, form=wish(scene, **change))
        await page.settle()
    assert redirects(page) == []
    assert scene.fingerprint() == before


async def test_arguments_beside_the_form_are_refused(scene: Scene) -> None:
    bob = scene.person("beside")
    before = scene.fingerprint()
    async with scene.visit(bob) as page:
        await page.send(BUY, form=wish(scene), price=1)
        await page.settle()
    assert redirects(page) == []
    assert scene.fingerprint() == before


async def test_an_unpaid_session_brings_no_credits(scene: Scene) -> None:
    """OWASP ASVS 5.0, 2.3.1."""
    bob = scene.person("impatient")
    async with scene.visit(bob) as page:
        await page.send(BUY, form=wish(scene))
        await page.wait_for("_redirect")
        (purchase,) = scene.db.transact(purchases_of, bob.buyer.user_id)
        await page.go(f"{SUCCESS}?session_id={purchase.session_id}")
        await page.wait_for(f"{SUCCESS}?purchase=")
        await page.go(f"{SUCCESS}?purchase={purchase.id}")
        await page.wait_for("'phase_rx_state_': 'open'")
        await page.settle()
    assert scene.shop.detail(purchase.id).purchase.state is PurchaseState.OPEN
    assert scene.shop.credits(bob.buyer.user_id) == 0


@pytest.mark.parametrize("whose", ["paid", "open", "in_review"])
@pytest.mark.parametrize("known", [True, False])
async def test_somebody_elses_session_brings_no_credits_and_no_data(scene: Scene, whose: str, known: bool) -> None:
    """OWASP ASVS 5.0, 8.2.2."""
    purchase, name = getattr(scene, whose), f"foreign-{whose}-{known}"
    thief = scene.person(name) if known else None
    before = scene.fingerprint()
    async with scene.visit(thief) as page:
        await page.go(f"{SUCCESS}?session_id={purchase.session_id}")
        await page.wait_for("_redirect")
        await page.settle()
    (there,) = redirects(page)
    assert there == SUCCESS if known else there.startswith("/login/?next=")
    assert purchase.id not in page.seen
    assert scene.fingerprint() == before
    assert scene.shown(page.seen) == []
    assert httpx.get(f"{scene.web.url}{SUCCESS}?session_id={purchase.session_id}").text.count(purchase.id) == 0


async def test_who_opens_many_checkouts_has_to_wait(scene: Scene) -> None:
    """ASVS 2.4.1: cards are tried out with many sessions."""
    tester, limit = scene.person("card-tester"), LIMITS["checkout.user"].amount
    async with scene.visit(tester) as page:
        for _ in range(limit):
            await page.send(BUY, form=wish(scene, currency="xxx"))  # a wish counts, whatever becomes of it
        await page.send(BUY, form=wish(scene))
        await page.wait_for(text("en", "buy.error.limited"))
    assert redirects(page) == []
    assert bought_by(scene, tester) == []
