"""Endpoints belong to their owner: what is somebody else's looks like what is missing."""

import base64
from collections.abc import Callable
from typing import Any

import pytest

from creditshop.clock import utcnow
from creditshop.outgoing import (
    DeliveryNotFound,
    EndpointNotFound,
    EventsInvalid,
    EventType,
    TooManyEndpoints,
    UrlInvalid,
    add_endpoint,
    change_secret,
    delete_endpoint,
    deliveries,
    disable,
    enable,
    endpoints,
    redeliver,
    secret_of,
)
from creditshop.outgoing.endpoints import MOST
from tests.conftest import Database
from tests.ledger.acts import spend
from tests.outgoing.conftest import Told, act, listen, wallet

URL = "https://app.example.com/hooks"
ACTS: list[tuple[Callable[..., Any], dict[str, Any]]] = [
    (secret_of, {}),
    (change_secret, {"now": utcnow()}),
    (disable, {"now": utcnow()}),
    (enable, {}),
    (delete_endpoint, {}),
]


def test_an_endpoint_is_shown_as_it_was_added(db: Database) -> None:
    made = listen_low(db, "usr_ada", URL)
    (shown,) = db.transact(endpoints, "usr_ada")
    assert (shown.id, shown.url, shown.low_balance, shown.disabled) == (made, URL, 5, None)
    assert shown.events == (EventType.BALANCE_LOW,)
    secret = db.transact(secret_of, "usr_ada", made)
    assert len(base64.b64decode(secret.removeprefix("whsec_"))) == 32
    assert secret not in repr(shown)


def listen_low(db: Database, owner_id: str | None, url: str) -> str:
    return db.transact(add_endpoint, owner_id, url=url, events=["balance.low"], low_balance=5, now=utcnow())


@pytest.mark.parametrize("owner", ["usr_ada", None])
@pytest.mark.parametrize("thief", ["usr_bob", None])
@pytest.mark.parametrize(("function", "more"), ACTS)
def test_another_owners_endpoint_looks_like_none(
    db: Database, owner: str | None, thief: str | None, function: Callable[..., Any], more: dict[str, Any]
) -> None:
    made = db.transact(listen, owner, URL)
    if owner != thief:
        before = db.transact(endpoints, owner), db.transact(secret_of, owner, made)
        with pytest.raises(EndpointNotFound):
            db.transact(function, thief, made, **more)
        assert (db.transact(endpoints, owner), db.transact(secret_of, owner, made)) == before
    else:
        db.transact(function, owner, made, **more)


def test_another_owners_deliveries_are_not_shown_nor_redelivered(ada: Told) -> None:
    ada.act(spend(ada.wallet, 1))
    for thief in ("usr_bob", None):
        assert ada.db.transact(deliveries, thief, limit=5) == ()
        with pytest.raises(DeliveryNotFound):
            ada.db.transact(redeliver, thief, ada.only().id, now=utcnow())
        with pytest.raises(DeliveryNotFound):
            ada.db.transact(deliveries, thief, limit=5, before=ada.only().id)


@pytest.mark.parametrize(
    ("events", "low_balance"),
    [((), None), (("credits.added", "purchase.made"), None), (("balance.low",), None), (("balance.low",), 0),
     (("balance.low",), 2**53)],
)  # fmt: skip
def test_an_endpoint_listens_to_what_there_is(db: Database, events: tuple[str, ...], low_balance: int | None) -> None:
    with pytest.raises(EventsInvalid):
        db.transact(add_endpoint, "usr_ada", url=URL, events=events, low_balance=low_balance, now=utcnow())
    assert db.transact(endpoints, "usr_ada") == ()


def test_an_address_inside_of_a_network_is_refused(db: Database) -> None:
    with pytest.raises(UrlInvalid):
        listen_low(db, "usr_ada", "http://169.254.169.254/latest/meta-data")


def test_one_owner_has_so_many_endpoints_and_no_more(db: Database) -> None:
    for number in range(MOST):
        listen_low(db, "usr_ada", f"{URL}/{number}")
    with pytest.raises(TooManyEndpoints):
        listen_low(db, "usr_ada", URL)
    listen_low(db, "usr_bob", URL)
    assert [shown.url for shown in db.transact(endpoints, "usr_ada")] == [f"{URL}/{n}" for n in range(MOST)]


def test_the_log_is_read_page_by_page(db: Database) -> None:
    account = db.transact(wallet, "usr_ada", 1000)
    db.transact(listen, "usr_ada", URL, (EventType.CREDITS_SPENT,))
    for _ in range(5):
        db.transact(act, "usr_ada", spend(account, 1))
    seen = db.transact(deliveries, "usr_ada", limit=2)
    while older := db.transact(deliveries, "usr_ada", limit=2, before=seen[-1].id):
        seen += older
    moments = [delivery.created_at for delivery in seen]
    assert len({delivery.id for delivery in seen}) == 5 and moments == sorted(moments, reverse=True)
