"""The statement as a file: the figures of the month as CSV, and a PDF that says the same."""

import csv
import io
import re
import zlib
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette

from creditshop import ratelimit
from creditshop.accounts import Role, cookie_name
from creditshop.api.admin_statement import routes
from tests.conftest import Database
from tests.ui.bought import person


@pytest.fixture
async def finance(db: Database) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who decides about money, at the shop's routes."""
    ratelimit.forget()
    _, token = person(db, "fay@example.com", Role.FINANCE)
    transport = httpx.ASGITransport(Starlette(routes=routes))
    cookies = {cookie_name(): token}
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000", cookies=cookies) as client:
        yield client


async def test_the_file_has_a_line_for_each_figure(finance: httpx.AsyncClient) -> None:
    answer = await finance.get("/api/admin/statement.csv", params={"month": "2026-11"})
    assert answer.headers["content-disposition"] == 'attachment; filename="statement-2026-11.csv"'
    heading, *lines = csv.reader(io.StringIO(answer.text))
    assert heading == ["month", "currency", "figure", "count", "amount"]
    assert [line[2] for line in lines if line[1] == "credits"][:: len(lines) - 1] == ["opening", "closing"]


async def test_the_paper_says_the_same(finance: httpx.AsyncClient) -> None:
    answer = await finance.get("/api/admin/statement.pdf", params={"month": "2026-11"})
    assert (answer.headers["content-type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    streams = re.findall(rb"stream\n(.*?)\nendstream", answer.content, re.DOTALL)
    written = b"".join(zlib.decompress(one) for one in streams)
    assert b"statement of 2026-11" in written
    assert b"Closing" in written


@pytest.mark.parametrize("month", ["", "2026-13", "2026-1", "November", "2026-11'"])
async def test_what_is_no_month_is_refused_in_words(finance: httpx.AsyncClient, month: str) -> None:
    answer = await finance.get("/api/admin/statement.csv", params={"month": month})
    assert (answer.status_code, "2026-11" in answer.text) == (400, True)
