"""The OpenAPI document is right about every route: nothing undocumented is answered, whatever is asked."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance
from starlette.applications import Starlette
from starlette.routing import Mount

from creditshop import ratelimit
from creditshop.api.rest import create_api
from tests.api.rest.app import Place, key_for
from tests.api.rest.test_authorisation import ROUTES
from tests.checkout.provider import Provider
from tests.conftest import Database

# On PostgreSQL alone, which takes less than SQLite does: no NUL, no number out of range.
pytestmark = pytest.mark.parametrize("db", ["postgresql"], indirect=True)
BRIEFLY = settings(
    max_examples=12, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
# Whether a wallet or a feature exists is not in the document, so what it allows may still be refused; and a batch, or
# a query with a parameter too many, is answered although a part of it is not as documented.
UNKNOWN = [positive_data_acceptance, negative_data_rejection]
USES = {"/spends", "/spends/batch", "/holds"}
POSSIBLE = {"package": "maker", "currency": "usd", "credits": 1}


@pytest.fixture
def operation(db: Database, provider: Provider, request: pytest.FixtureRequest) -> schemathesis.APIOperation:
    ratelimit.forget()
    method, _, path = request.param.partition(" ")
    return _schema()[path][method]


@cache
def _schema() -> schemathesis.BaseSchema:
    """Read once: making and reading it takes as long as a test."""
    shop = Starlette(routes=[Mount("/api/v1", create_api())])
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", shop)


@pytest.fixture
def headers(db: Database) -> dict[str, str]:
    return {"Authorization": f"Bearer {key_for(db)}"}


@pytest.mark.parametrize("operation", ROUTES, indirect=True)
def test_whatever_is_asked_the_answer_is_documented(
    operation: schemathesis.APIOperation, headers: dict[str, str]
) -> None:
    right, wrong = (operation.as_strategy(generation_mode=mode) for mode in GenerationMode)

    @BRIEFLY
    @given(case=right | wrong)
    def answers(case: schemathesis.Case) -> None:
        case.call_and_validate(headers=headers, excluded_checks=UNKNOWN)

    answers()


@pytest.mark.parametrize("operation", ROUTES, indirect=True)
def test_of_what_exists_the_answer_is_as_documented(
    operation: schemathesis.APIOperation, headers: dict[str, str], ada: Place
) -> None:
    succeeded, known = [], ada.names | POSSIBLE | {"src": ada.names["image_id"]}

    @BRIEFLY
    @given(case=operation.as_strategy())
    def answers(case: schemathesis.Case) -> None:
        case.path_parameters.update({name: ada.names[name] for name in case.path_parameters})
        for body in bodies(case.body):
            body |= {name: value for name, value in known.items() if name in body}
            if operation.path in USES:
                for name in ("feature", "quantity"):
                    body.pop(name, None)
                body["credits"] = 1
        answer = case.call_and_validate(headers=headers, excluded_checks=UNKNOWN)
        succeeded.append(answer.status_code < 300)

    answers()
    assert any(succeeded)


def bodies(body: Any) -> Iterator[dict[str, Any]]:
    """Every part of a body that names what may not exist."""
    if isinstance(body, dict) and not body.keys().isdisjoint({"wallet", "src"}):
        yield body
    elif isinstance(body, dict):
        for one in body.get("spends", ()):
            yield from bodies(one)
