"""One file holds all that the shop knows about whoever asks, no secret, and nothing of anybody else."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from sqlmodel import Session, select
from starlette.applications import Starlette

from creditshop import ratelimit
from creditshop.accounts import Wish, ask_for_link
from creditshop.api import own_data
from creditshop.apikeys import CUSTOMER_SCOPES, create_key
from creditshop.audit.models import AuditEntry
from creditshop.clock import utcnow
from tests.api.test_exports import browser
from tests.conftest import Database
from tests.ui.bought import make_shop, paid, person

APP = Starlette(routes=own_data.routes)
PATH = "/api/account/data.json"


@pytest.fixture(autouse=True)
def fresh_counters() -> None:
    ratelimit.forget()


async def asked(token: str, **headers: str) -> httpx.Response:
    async with browser(token, APP) as reader:
        return await reader.get(PATH, headers=headers)


def noted(session: Session) -> list[tuple[str, str, str]]:
    entries = session.exec(select(AuditEntry).where(AuditEntry.action == "account.export"))
    return [(entry.actor_id, entry.actor_email, entry.target) for entry in entries]


def test_it_holds_everything_of_the_reader_and_nothing_of_others(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_data, "AT_ONCE", 1)
    shop = make_shop(db)
    (ada, token), (bob, _) = person(db, "ada@example.com"), person(db, "ada@example.com.au")
    bought, other = [paid(shop, ada), paid(shop, ada, "starter")], paid(shop, bob)
    db.transact(ask_for_link, bob.email, Wish.RESET, now=utcnow())
    wish: dict[str, Any] = {"name": "my script", "scopes": CUSTOMER_SCOPES, "created_by": ada.user_id}
    key = db.transact(create_key, owner_id=ada.user_id, now=utcnow(), **wish)
    answer = asyncio.run(asked(token))
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"] == 'attachment; filename="my-data.json"'
    data = json.loads(answer.text)
    assert data["account"]["email"] == ada.email
    assert {one["id"] for one in data["purchases"]} == {one.id for one in bought}
    assert all(one["terms_version"] and one["agreed_at"] for one in data["purchases"])
    assert sum(one["amount"] for one in data["movements"]) == data["wallet"]["balance"]["available"]
    assert [one["name"] for one in data["api_keys"]] == ["my script"]
    assert {one["recipient"] for one in data["mails"]} == {ada.email}
    assert len(data["sessions"]) == 1
    for hidden in (key.token, token, other.id, bob.user_id, bob.email):
        assert hidden not in answer.text
    assert db.transact(noted) == [(ada.user_id, "", ada.user_id)]


async def test_nobody_gets_nothing_nor_does_a_page_of_somebody_elses(db: Database) -> None:
    _, token = person(db, "ada@example.com")
    for answer in (await asked(""), await asked("forged"), await asked(token, origin="https://evil.example")):
        assert answer.status_code == httpx.codes.UNAUTHORIZED
    assert not db.transact(noted)


async def test_whoever_has_bought_nothing_gets_an_account(db: Database) -> None:
    _, token = person(db, "ada@example.com")
    data = json.loads((await asked(token)).text)
    assert (data["wallet"], data["purchases"], "movements" in data) == (None, [], False)


async def test_whoever_downloads_all_the_time_has_to_wait(db: Database) -> None:
    """OWASP ASVS 5.0, 2.4.1."""
    _, token = person(db, "ada@example.com")
    answers = [(await asked(token)).status_code for _ in range(31)]
    assert answers[-2:] == [httpx.codes.OK, httpx.codes.TOO_MANY_REQUESTS]
