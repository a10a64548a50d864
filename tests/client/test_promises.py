"""The client and the shop say the same: operations, answers, refusals. What a newer shop adds does no harm."""

import dataclasses
import inspect
import pickle
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

import creditshop.client
from creditshop.accounts.errors import EmailTaken
from creditshop.api import answers as shops
from creditshop.api import errors as edge
from creditshop.api.problems import PROBLEMS
from creditshop.api.rest import create_api
from creditshop.api.rest.answering import problem
from creditshop.catalog import FeatureNotFound, OfferNotFound
from creditshop.client import AsyncCreditShop, CreditShop, CreditShopError, answers, errors
from creditshop.client.calls import books, shop, uses
from creditshop.client.calls.call import Call
from creditshop.client.reading import AnswerInvalid, read
from creditshop.client.trying import Limits, Pause, Tries
from creditshop.images import errors as images
from creditshop.ledger import errors as ledger
from creditshop.ratelimit import RateLimited

NOT_FOR_CLIENTS = {"NOT_FOUND", "METHOD_NOT_ALLOWED", "IDEMPOTENCY_KEY_MISSING", "SIGNATURE_INVALID", "LINK_EXPIRED"}
FAILURES = [
    ledger.InsufficientCredits(5, 3, 1),
    ledger.IdempotencyConflict("usr_1", "key"),
    ledger.AmountInvalid(0),
    ledger.WalletNotFound("wal_1"),
    ledger.WalletSuspended("wal_1"),
    ledger.HoldNotFound("hld_1"),
    ledger.HoldNotOpen("hld_1", "captured"),
    ledger.HoldExpired("hld_1"),
    ledger.CaptureExceedsHold("hld_1", 3, 5),
    edge.Forbidden("spend"),
    edge.RequestInvalid([{"loc": ["body"], "msg": "no"}]),
    edge.SpendNotFound("op_1"),
    RateLimited(7),
    FeatureNotFound("image.sing"),
    OfferNotFound("air", "eur"),
    EmailTaken(),
    images.PictureNotFound("img_1"),
    images.PictureTypeUnknown(("image/png",)),
]
SPEND = Call("POST", "/spends", lambda document: read(answers.Share, document), key="k")


def test_both_clients_have_the_same_methods() -> None:
    assert _public(CreditShop) - {"close"} == _public(AsyncCreditShop) - {"aclose"}


@pytest.mark.parametrize("kind", [CreditShop, AsyncCreditShop])
def test_help_shows_what_a_method_takes(kind: type) -> None:
    client = kind("http://localhost", "csk_")
    for name in ("capture", "holds", "hold"):
        own, bound = inspect.signature(getattr(kind, name)), inspect.signature(getattr(client, name))
        assert [*own.parameters] == ["self", *bound.parameters]
    assert [*inspect.signature(client.capture).parameters] == ["hold_id", "credits", "idempotency_key"]
    assert "Raises HoldNotFound" in client.capture.__doc__


def test_every_operation_of_the_api_has_a_method() -> None:
    calls = {name: build for part in (books, shop, uses) for name, build in _functions(part).items()}
    assert set(calls) <= _public(CreditShop)
    asked = {_route(build) for build in calls.values()}
    paths = create_api().openapi()["paths"]
    assert asked == {(method.upper(), re.sub("{.*?}", "x", path)) for path, one in paths.items() for method in one}


@pytest.mark.parametrize("kind", [k for k in vars(answers).values() if dataclasses.is_dataclass(k)])
def test_answers_have_the_fields_that_the_shop_sends(kind: type) -> None:
    theirs = getattr(shops, kind.__name__)
    assert [field.name for field in dataclasses.fields(kind)] == [field.name for field in dataclasses.fields(theirs)]


def test_every_code_has_an_exception() -> None:
    assert set(errors.KINDS) == {problem.code for problem in PROBLEMS.values()} - NOT_FOR_CLIENTS


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: type(failure).__name__)
def test_an_exception_has_the_data_of_the_problem(failure: Exception) -> None:
    document = problem(failure, "req_1")
    error = errors.error_of(int(str(document["status"])), document)
    assert type(error) is not CreditShopError
    for name in set(document) - {"type", "title"}:
        wanted = document[name]
        assert getattr(error, name) == (tuple(wanted) if isinstance(wanted, list) else wanted), name
    again = pickle.loads(pickle.dumps(error))
    assert vars(again) == vars(error) and str(again) == str(error)


def test_what_a_newer_shop_adds_is_ignored() -> None:
    share = read(answers.Share, {"grant": "grt_1", "credits": 5, "colour": "blue"})
    assert share == answers.Share("grt_1", 5)
    error = errors.error_of(418, {"code": "TEAPOT", "detail": "Short.", "stout": True})
    assert (type(error), error.code, error.status, str(error)) == (CreditShopError, "TEAPOT", 418, "TEAPOT: Short.")


@pytest.mark.parametrize("document", [None, [], {"grant": "grt_1"}, {"credits": 1}, {"grant": "grt_1", "credits": "5"}])
def test_what_is_no_answer_is_refused(document: Any) -> None:
    with pytest.raises(AnswerInvalid):
        read(answers.Share, document)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"data": 1}'])
def test_a_success_that_is_no_answer_is_an_error(body: bytes) -> None:
    with pytest.raises(CreditShopError) as caught:
        Tries(SPEND, Limits(1, 1, 1)).judge(httpx.Response(200, content=body))
    assert caught.value.code == "ANSWER_INVALID"


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
@pytest.mark.parametrize("body", [b"", b"<html>", b'{"code": "UNAVAILABLE"}', b'{"code": "INTERNAL"}', b'{"code": 7}'])
def test_a_failure_that_passes_is_waited_for(status: int, body: bytes) -> None:
    tries = Tries(SPEND, Limits(1, 60, 9))
    pauses = [tries.judge(httpx.Response(status, content=body)) for _ in range(8)]
    assert all(isinstance(pause, Pause) for pause in pauses)
    seconds = [pause.seconds for pause in pauses if isinstance(pause, Pause)]
    assert all(least / 2 <= one <= least for one, least in zip(seconds, (0.25, 0.5, 1, 2, 4, 8, 8, 8), strict=True))
    with pytest.raises(CreditShopError):
        tries.judge(httpx.Response(status, content=body))


@pytest.mark.parametrize("status", [301, 400, 404])
def test_what_will_stay_is_not_waited_for(status: int) -> None:
    with pytest.raises(CreditShopError) as caught:
        Tries(SPEND, Limits(1, 60, 9)).judge(httpx.Response(status, content=b"<html>"))
    assert (caught.value.code, caught.value.status) == ("UNKNOWN", status)


def test_a_refusal_of_the_payment_provider_is_no_outage() -> None:
    response = httpx.Response(502, json={"code": "CHECKOUT_REFUSED", "detail": "No."})
    with pytest.raises(errors.CheckoutRefused):
        Tries(SPEND, Limits(1, 1, 5)).judge(response)


def test_the_client_works_without_the_shop(tmp_path: Path) -> None:
    shutil.copytree(Path(creditshop.client.__file__).parent, tmp_path / "creditshop" / "client")
    program = "import sys, creditshop.client; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert not {"sqlmodel", "pydantic", "starlette", "reflex", "structlog"} & set(done.stdout.split())


def _public(kind: type) -> set[str]:
    return {name for name in dir(kind) if not name.startswith("_")}


def _functions(part: ModuleType) -> dict[str, Any]:
    found = inspect.getmembers(part, inspect.isfunction)
    return {name: one for name, one in found if one.__module__ == part.__name__ and not name.startswith("_")}


def _route(build: Any) -> tuple[str, str]:
    required = [one for one in inspect.signature(build).parameters.values() if one.default is one.empty]
    positional = [() if one.name == "uses" else "x" for one in required if one.kind is not one.KEYWORD_ONLY]
    call = build(*positional, **{one.name: "x" for one in required if one.kind is one.KEYWORD_ONLY})
    return call.method, call.path
