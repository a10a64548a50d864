"""The audit log as a file: for deciders, whole, without formulas; and that it was taken out is in the log."""

import csv

import httpx
import pytest
from starlette.applications import Starlette

from creditshop import ratelimit
from creditshop.accounts import Role, cookie_name
from creditshop.api import audit
from creditshop.audit import Actor, Search
from tests.audit.acting import FINN, OLGA, act, log
from tests.conftest import Database
from tests.ui.bought import person

APP = Starlette(routes=audit.routes)
PATH = "/api/admin/audit.csv"


@pytest.fixture(autouse=True)
def fresh_counters() -> None:
    ratelimit.forget()


async def export(token: str = "", query: str = "", **headers: str) -> httpx.Response:
    cookies = {cookie_name(): token} if token else None
    transport = httpx.ASGITransport(APP, client=("203.0.113.9", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000", cookies=cookies) as browser:
        return await browser.get(PATH + query, headers=headers)


async def test_it_is_for_deciders_on_our_own_pages(db: Database) -> None:
    tokens = {role: person(db, f"{role}@example.com", role)[1] for role in Role}
    statuses = {role: (await export(token)).status_code for role, token in tokens.items()}
    assert statuses == {Role.CUSTOMER: 403, Role.SUPPORT: 403, Role.FINANCE: 200, Role.OWNER: 200}
    foreign = {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}
    assert (await export(tokens[Role.OWNER], **foreign)).status_code == 401
    assert (await export()).status_code == 401
    assert len(db.transact(log, Search(action="audit.export"))) == 2


async def test_it_holds_what_the_search_finds_and_no_formula(db: Database) -> None:
    trickster = Actor("usr_t", "=1+1@example.com", "support", "203.0.113.7")
    for number, by in enumerate((OLGA, FINN, trickster)):
        db.transact(act, "job.retry", f"job_{number}", by, minutes=number)
    owner, token = person(db, "zoe@example.com", Role.OWNER)
    answer = await export(token, "?action=job.")
    assert answer.headers["content-disposition"] == 'attachment; filename="audit.csv"'
    rows = list(csv.DictReader(answer.text.splitlines()))
    assert [row["target"] for row in rows] == ["job_2", "job_1", "job_0"]
    assert [row["actor_email"] for row in rows] == ["'=1+1@example.com", FINN.email, OLGA.email]
    assert (rows[0]["before"], rows[0]["after"]) == ("{}", '{"state":"queued"}')
    exported, *_ = db.transact(log, Search(action="audit.export"))
    assert (exported.actor_id, exported.ip, exported.after) == (owner.user_id, "203.0.113.9", {"action": "job."})


async def test_a_log_longer_than_one_read_comes_whole(db: Database) -> None:
    for number in range(5):
        db.transact(act, target=f"job_{number}", minutes=number)
    lines = [line async for page in audit.audit_pages(Search(), 2) for line in page]
    assert [line[7] for line in lines] == [f"job_{number}" for number in (4, 3, 2, 1, 0)]
