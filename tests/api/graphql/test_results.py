"""Every mutation answers what was done or one of its problems, and every member of every union is reachable."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from graphql import GraphQLUnionType, get_named_type

from creditshop import ratelimit
from creditshop.accounts import Role, change_role
from creditshop.api import acts
from creditshop.api.errors import Unavailable
from creditshop.api.graphql import mutations
from creditshop.apikeys import Scope
from creditshop.catalog import FeatureView, keep_feature
from creditshop.clock import utcnow
from creditshop.database import new_id
from tests.api.graphql.app import SCHEMA, GraphQLApp
from tests.api.rest.app import customer, key_for
from tests.checkout.conftest import suspicious
from tests.checkout.provider import Provider
from tests.conftest import Database

PAGE = FeatureView("page.render", "Page", credits=3, per_unit=True, unit="page", active=True)
WISHES: dict[str, dict[str, Any]] = {
    "spend": {"wallet": "{wallet}", "credits": 1},
    "spendBatch": {"spends": []},
    "openHold": {"wallet": "{wallet}", "credits": 1},
    "captureHold": {"id": "{hold}"},
    "releaseHold": {"id": "{hold}"},
    "createCheckoutLink": {"wallet": "{wallet}", "package": "maker", "currency": "usd"},
    "createWallet": {"externalId": "new"},
    "grantCredits": {"wallet": "{wallet}", "credits": 1, "reason": "a test"},
    "createSignInLink": {"wallet": "{wallet}"},
    "suspendWallet": {"wallet": "{wallet}", "reason": "a test"},
    "resumeWallet": {"wallet": "{wallet}", "reason": "a test"},
}
INVALID: dict[str, dict[str, Any]] = {
    "spendBatch": {"spends": []},
    "createWallet": {"externalId": "a b"},
    "captureHold": {"id": "no hold"},
    "releaseHold": {"id": "no hold"},
}
CHANGED: dict[str, dict[str, Any]] = {
    "captureHold": {"credits": 2},
    "releaseHold": {"id": "{other_hold}"},
}
REFUSED: list[tuple[str, str, dict[str, Any]]] = [
    *(
        (use, problem, wrong)
        for use in ("spend", "openHold")
        for problem, wrong in {
            "InsufficientCredits": {"credits": 2000},
            "WalletSuspended": {"wallet": "{suspended}"},
            "WalletNotFound": {"wallet": "wal_none"},
            "AmountInvalid": {"credits": 0},
            "FeatureNotFound": {"credits": None, "feature": "no.such"},
            "QuantityInvalid": {"credits": None, "feature": "page.render", "quantity": 0},
        }.items()
    ),
    *(
        (close, problem, {"id": hold})
        for close in ("captureHold", "releaseHold")
        for problem, hold in {
            "HoldNotFound": "hld_none",
            "HoldNotOpen": "{closed}",
            "HoldExpired": "{expired}",
        }.items()
    ),
    ("captureHold", "CaptureExceedsHold", {"credits": 100}),
    ("captureHold", "AmountInvalid", {"credits": 0}),
    ("grantCredits", "WalletNotFound", {"wallet": "wal_none"}),
    ("grantCredits", "AmountInvalid", {"credits": 0}),
    ("createCheckoutLink", "WalletNotFound", {"wallet": "wal_none"}),
    ("createCheckoutLink", "PackageNotFound", {"package": "no.such"}),
    ("createCheckoutLink", "EmailInvalid", {"email": "nobody"}),
    ("createCheckoutLink", "CustomerNotFound", {"wallet": "{staff}"}),
    ("createSignInLink", "WalletNotFound", {"wallet": "wal_none"}),
    ("createSignInLink", "CustomerNotFound", {"wallet": "{staff}"}),
    ("suspendWallet", "WalletNotFound", {"wallet": "wal_none"}),
    ("resumeWallet", "WalletNotFound", {"wallet": "wal_none"}),
    ("createWallet", "EmailInvalid", {"email": "nobody"}),
    ("createWallet", "EmailTaken", {"email": "ada@example.com"}),
]
LIMITED = {"CheckoutBlocked", "CheckoutRefused", "RateLimited"}  # a test of their own


@dataclass
class Place:
    """Ada's things, and the names that the tables have for them."""

    owner: str
    names: dict[str, str]

    def wish(self, field: str, wrong: dict[str, Any] | None = None, key: str | None = None) -> dict[str, Any]:
        """The arguments of a mutation, with some of them wrong."""
        arguments = {name: self._named(value) for name, value in {**WISHES[field], **(wrong or {})}.items()}
        if field == "spendBatch" and wrong is None:
            arguments["spends"] = [{"wallet": self.names["wallet"], "credits": 1}]
        return arguments | ({"idempotencyKey": key or new_id("idem")} if moves(field) else {})

    def _named(self, value: Any) -> Any:
        return value.format(**self.names) if isinstance(value, str) else value


def moves(field: str) -> bool:
    """Whether a mutation moves credits."""
    assert SCHEMA.mutation_type is not None
    return "idempotencyKey" in SCHEMA.mutation_type.fields[field].args


def members(field: str) -> tuple[str, ...]:
    """What a mutation may answer; first of all that it was done."""
    assert SCHEMA.mutation_type is not None
    union = get_named_type(SCHEMA.mutation_type.fields[field].type)
    assert isinstance(union, GraphQLUnionType)
    return tuple(one.name for one in union.types)


@pytest.fixture
async def ada(db: Database, app: GraphQLApp, provider: Provider) -> Place:
    db.transact(keep_feature, PAGE)
    owner, wallet = customer(db, 1000)
    _, suspended = customer(db, 10)
    boss, staff = customer(db)
    db.transact(change_role, boss, Role.OWNER, now=utcnow())
    await app.do("suspendWallet", wallet=suspended, reason="a test")
    await app.do("createWallet", externalId="ada", email="ada@example.com")
    holds = [await _hold(app, wallet) for _ in range(4)]
    await app.do("releaseHold", id=holds[2], idempotencyKey="closed")
    names = dict(zip(("hold", "other_hold", "closed", "expired"), holds, strict=True))
    return Place(owner, names | {"wallet": wallet, "suspended": suspended, "staff": staff})


async def _hold(app: GraphQLApp, wallet: str) -> str:
    made = await app.do("openHold", wallet=wallet, credits=10, expiresIn=60, idempotencyKey=new_id("idem"))
    return str(made["id"])


def test_no_member_of_a_union_is_left_untested() -> None:
    assert set(WISHES) == set(SCHEMA.mutation_type.fields)
    for field in WISHES:
        tested = {problem for name, problem, _ in REFUSED if name == field}
        tested |= {members(field)[0], "Forbidden", "InvalidRequest", "Unavailable"}
        tested |= {"IdempotencyKeyMissing"} if moves(field) else set()
        tested |= {"IdempotencyConflict"} if moves(field) and field != "spendBatch" else set()
        tested |= LIMITED if field == "createCheckoutLink" else set()
        assert tested == set(members(field)), field


@pytest.mark.parametrize("field", WISHES)
async def test_a_mutation_does_what_it_says_or_says_why_not(
    db: Database, app: GraphQLApp, ada: Place, monkeypatch: pytest.MonkeyPatch, field: str
) -> None:
    done = await app.do(field, **ada.wish(field, key="k"))
    assert done["__typename"] == members(field)[0]
    invalid = await app.do(field, **ada.wish(field, INVALID.get(field, {"wallet": "nonsense"})))
    assert (invalid["__typename"], invalid["code"]) == ("InvalidRequest", "INVALID_REQUEST")
    assert all(flaw["loc"] and flaw["msg"] for flaw in invalid["errors"])
    powerless = replace(app, token=key_for(db, None, [Scope.READ]))
    assert (await powerless.do(field, **ada.wish(field)))["code"] == "FORBIDDEN"
    if moves(field):
        assert await app.do(field, **ada.wish(field, key="k")) == done
        assert (await app.do(field, **ada.wish(field) | {"idempotencyKey": "é"}))["code"] == "IDEMPOTENCY_KEY_MISSING"
        if field != "spendBatch":
            other = await app.do(field, **ada.wish(field, CHANGED.get(field, {"credits": 2}), key="k"))
            assert (other["code"], other["key"]) == ("IDEMPOTENCY_CONFLICT", "k")
    monkeypatch.setattr(acts, "act", _away)
    monkeypatch.setattr("creditshop.api.acts.selling.act", _away)
    assert (await app.do(field, **ada.wish(field)))["code"] == "UNAVAILABLE"


async def _away(*_: object, **_more: object) -> None:
    raise Unavailable


@pytest.mark.parametrize("field", {name: None for name, _, _ in REFUSED})
async def test_what_is_refused_is_a_member_with_the_code_of_rest(
    app: GraphQLApp, ada: Place, monkeypatch: pytest.MonkeyPatch, field: str
) -> None:
    for problem, wrong in [(problem, wrong) for name, problem, wrong in REFUSED if name == field]:
        with monkeypatch.context() as later:
            if problem == "HoldExpired":
                later.setattr(mutations, "utcnow", lambda: utcnow() + timedelta(minutes=2))
            refused = await app.do(field, **ada.wish(field, wrong))
        assert refused["__typename"] == problem
        assert refused["code"].title().replace("_", "") == problem
        assert refused["title"]
        assert refused["detail"]


async def test_a_checkout_may_be_blocked_refused_by_the_provider_or_asked_for_too_often(
    app: GraphQLApp, ada: Place, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ratelimit.LIMITS, "checkout.user", ratelimit.parse("2 per minute"))
    with suspicious(refuses=True):
        assert (await app.do("createCheckoutLink", **ada.wish("createCheckoutLink")))["code"] == "CHECKOUT_BLOCKED"
    provider.trouble = ["refused"]
    assert (await app.do("createCheckoutLink", **ada.wish("createCheckoutLink")))["code"] == "CHECKOUT_REFUSED"
    limited = await app.do("createCheckoutLink", **ada.wish("createCheckoutLink"))
    assert (limited["code"], limited["__typename"]) == ("RATE_LIMITED", "RateLimited")
    assert 1 <= limited["retryAfter"] <= 60


async def test_each_spend_of_a_batch_has_its_own_outcome(app: GraphQLApp, ada: Place) -> None:
    wallet = ada.names["wallet"]
    wishes = [
        {"wallet": wallet, "credits": 1},
        {"wallet": "wal_none", "credits": 1},
        {"wallet": wallet, "credits": "2"},
    ]
    done = await app.do("spendBatch", spends=wishes, idempotencyKey="k")
    assert [one["__typename"] for one in done["data"]] == ["Spend", "WalletNotFound", "Spend"]
    assert [one.get("credits") for one in done["data"]] == [1, None, 2]
    assert (await app.do("spendBatch", spends=wishes, idempotencyKey="k")) == done
