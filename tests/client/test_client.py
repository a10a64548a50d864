"""Every operation of the API, by both clients, against a served shop."""

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from PIL import Image

from creditshop.client import (
    CaptureExceedsHold,
    FeatureNotFound,
    Forbidden,
    HoldNotFound,
    HoldNotOpen,
    IdempotencyConflict,
    ImageNotFound,
    ImageTypeUnknown,
    InsufficientCredits,
    InvalidRequest,
    PackageNotFound,
    SpendNotFound,
    Unauthenticated,
    Use,
    WalletNotFound,
    WalletSuspended,
)
from creditshop.database import new_id
from tests.client.conftest import Connect
from tests.served import ServedShop


def test_a_spend(client: Any, wallet: str) -> None:
    spend = client.spend(wallet, credits=30, reference="report 7")
    assert (spend.wallet, spend.credits, spend.feature, spend.reference) == (wallet, 30, None, "report 7")
    assert spend.balance.available == 70
    assert [share.credits for share in spend.grants] == [30]
    assert spend.created_at.utcoffset() == timedelta(0)
    assert client.find_spend(spend.id) == spend


def test_a_feature(client: Any, wallet: str) -> None:
    (feature,) = [one for one in client.features() if one.slug == "image.resize"]
    spend = client.spend(wallet, feature="image.resize", quantity=1)
    assert (spend.feature, spend.credits) == (feature.slug, feature.credits)
    with pytest.raises(FeatureNotFound) as caught:
        client.spend(wallet, feature="image.sing")
    assert caught.value.feature == "image.sing"


def test_not_enough(client: Any, shop: ServedShop, wallet: str) -> None:
    with pytest.raises(InsufficientCredits) as caught:
        client.spend(wallet, credits=101)
    error = caught.value
    assert (error.status, error.code) == (402, "INSUFFICIENT_CREDITS")
    assert (error.required, error.available, error.held, error.top_up_url) == (101, 100, 0, f"{shop.url}/")
    assert error.request_id.startswith("req_")
    assert "101 credits are needed" in str(error)


def test_one_key(client: Any, wallet: str) -> None:
    spend = client.spend(wallet, credits=1, idempotency_key=f"{wallet} 1")
    assert client.spend(wallet, credits=1, idempotency_key=f"{wallet} 1") == spend
    with pytest.raises(IdempotencyConflict) as caught:
        client.spend(wallet, credits=2, idempotency_key=f"{wallet} 1")
    assert (caught.value.status, caught.value.key) == (409, f"{wallet} 1")


def test_a_batch(client: Any, wallet: str) -> None:
    uses = [Use(wallet, credits=60), Use(wallet, credits=60), Use("wal_1", credits=1), Use(wallet, credits=40)]
    first, second, third, fourth = client.spend_batch(uses)
    assert (first.credits, fourth.balance.available) == (60, 0)
    assert isinstance(second, InsufficientCredits) and second.available == 40
    assert isinstance(third, WalletNotFound) and third.wallet == "wal_1"


def test_holds(client: Any, wallet: str) -> None:
    hold, other = (client.open_hold(wallet, credits=some, expires_in=3600) for some in (10, 20))
    assert hold.expires_at - hold.created_at == timedelta(hours=1)
    with pytest.raises(CaptureExceedsHold) as exceeded:
        client.capture(hold.id, credits=11)
    assert (exceeded.value.hold, exceeded.value.held, exceeded.value.wanted) == (hold.id, 10, 11)
    assert client.capture(hold.id, credits=4).released == 6
    assert client.release(other.id).released == 20
    with pytest.raises(HoldNotOpen) as closed:
        client.release(hold.id)
    assert closed.value.state == "captured"
    assert [(one.id, one.state) for one in client.holds(wallet)] == [(other.id, "released"), (hold.id, "captured")]
    with pytest.raises(HoldNotFound):
        client.find_hold("hld_1")


def test_lists_go_on_over_pages(client: Any, wallet: str) -> None:
    client.spend_batch([Use(wallet, credits=1)] * 100)
    client.grant(wallet, credits=7, reason="more")
    entries = list(client.entries(wallet))
    assert len({entry.id for entry in entries}) == 102
    assert (entries[0].amount, entries[-1].amount) == (7, 100)


def test_wallets(client: Any) -> None:
    name = new_id("ada%41?b=1#c")
    made = client.create_wallet(name, name="Ada")
    assert (made.external_id, made.balance.available, made.suspended) == (name, 0, False)
    assert client.create_wallet(name) == client.find_wallet(f"external:{name}") == client.find_wallet(made.id) == made
    assert made in client.wallets()
    with pytest.raises(WalletNotFound):
        client.find_wallet("external:nobody")


def test_the_past(client: Any, wallet: str) -> None:
    spend = client.spend(wallet, credits=30)
    client.spend(wallet, credits=30)
    assert client.balance(wallet).balance.available == 40
    then = client.balance(wallet, at=spend.created_at + timedelta(microseconds=1))
    assert (then.balance.available, [grant.remaining for grant in then.grants]) == (70, [70])


def test_usage(client: Any, wallet: str) -> None:
    client.spend(wallet, credits=30)
    today = datetime.now(UTC).date()
    days = list(client.usage(wallet, since=today - timedelta(days=1), until=today))
    assert [(one.feature, one.credits, one.spends) for one in days] == [(None, 30, 1)]
    assert days[0].day in (today, today - timedelta(days=1))


def test_suspending(client: Any, wallet: str) -> None:
    assert client.suspend_wallet(wallet, reason="asked to").suspended
    with pytest.raises(WalletSuspended):
        client.spend(wallet, credits=1)
    assert not client.resume_wallet(wallet, reason="asked to").suspended


def test_gifts(client: Any, wallet: str) -> None:
    expires_at = datetime.now(UTC) + timedelta(days=7)
    gift = client.grant(wallet, credits=5, reason="sorry", expires_at=expires_at)
    assert (gift.credits, gift.reason, gift.expires_at) == (5, "sorry", expires_at)
    first, _ = client.grants(wallet)
    assert (first.id, first.amount, first.expires_at) == (gift.grant, 5, expires_at)


def test_links(client: Any, shop: ServedShop, wallet: str) -> None:
    package = next(iter(client.packages("eur")))
    wish = {"package": package.slug, "currency": "eur", "email": "ada@example.com"}
    link = client.checkout_link(wallet, **wish)
    assert link.url.startswith(shop.url) and link.purchase.startswith("pur_")
    assert client.checkout_link(wallet, **wish) == link
    assert client.sign_in_link(wallet).expires_at > datetime.now(UTC)
    with pytest.raises(PackageNotFound):
        client.checkout_link(wallet, package="air", currency="eur")


def test_images(client: Any, wallet: str) -> None:
    file = io.BytesIO()
    Image.new("RGB", (64, 32)).save(file, "png")
    image = client.upload_image(wallet, file.getvalue())
    assert (image.wallet, image.media_type, image.width, image.height) == (wallet, "image/png", 64, 32)
    assert client.find_image(image.id) == image
    signed = client.sign_image(image.id, width=16, format="jpeg", expires_in=60)
    assert httpx.get(signed.url).headers["Content-Type"] == "image/jpeg"
    assert client.find_wallet(wallet).balance.available == 99
    client.delete_image(image.id)
    with pytest.raises(ImageNotFound):
        client.find_image(image.id)
    with pytest.raises(ImageTypeUnknown) as caught:
        client.upload_image(wallet, b"words")
    assert "image/png" in caught.value.accepted


def test_refused_requests(client: Any, connect: Connect, make_key: Callable[..., str], wallet: str) -> None:
    with pytest.raises(InvalidRequest) as invalid:
        client.spend(wallet)
    assert invalid.value.errors[0]["loc"] == ["body"]
    with pytest.raises(Forbidden) as forbidden:
        connect(key=make_key("read")).spend(wallet, credits=1)
    assert forbidden.value.scope == "spend"
    with pytest.raises(Unauthenticated):
        connect(key="csk_no").spend(wallet, credits=1)
    with pytest.raises(SpendNotFound):
        client.find_spend("op_1")
