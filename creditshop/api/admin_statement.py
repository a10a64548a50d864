"""The statement of a month for staff who decide about money: as CSV for programs, as PDF for people."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from creditshop.accounts import DECIDERS
from creditshop.api.exports import CSV, attachment, line, sign_in_first, signed_in_reader, too_many
from creditshop.api.session import actor
from creditshop.audit import record
from creditshop.clock import utcnow
from creditshop.config import settings
from creditshop.database import read, transact
from creditshop.insights import Statement, refresh, statement
from creditshop.payments.money import major_units

_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")
_HEADING = ("month", "currency", "figure", "count", "amount")
Line = tuple[str, str, int | str, int]  # currency, figure, count, amount


async def statement_csv(request: Request) -> Response:
    """`month` is like 2026-11; amounts in minor units of their currency, credits without one."""
    return await _answer(request, "csv")


async def statement_pdf(request: Request) -> Response:
    """The same on paper."""
    return await _answer(request, "pdf")


async def _answer(request: Request, form: str) -> Response:
    user = await signed_in_reader(request)
    if user is None:
        return sign_in_first()
    if user.role not in DECIDERS:
        return PlainTextResponse("Finance and owners read statements.", status_code=403)
    month = _MONTH.fullmatch(request.query_params.get("month", ""))
    if month is None:
        return PlainTextResponse("`month` is like 2026-11.", status_code=400)
    if refusal := await too_many(user):
        return refusal
    await transact(record, actor(request, user), "statement.export", month[0], after={"form": form}, now=utcnow())
    await transact(refresh, now=utcnow())  # of this month, today's figures are shown as they are now
    found, name = await read(statement, int(month[1]), int(month[2])), f"statement-{month[0]}.{form}"
    if form == "csv":
        return attachment(name, CSV, _csv(month[0], found))
    return attachment(name, "application/pdf", _once(await asyncio.to_thread(_pdf, month[0], found)))


async def _csv(month: str, found: Statement) -> AsyncIterator[str]:
    yield line(_HEADING)
    for cells in _lines(found):
        yield line((month, *cells))


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content


def _lines(found: Statement) -> Iterator[Line]:
    for one in found.money:
        yield one.currency, "sold", one.payments, one.sold_minor
        yield one.currency, "refunded", one.refunds, one.refunded_minor
        yield one.currency, "disputed", one.disputes, one.disputed_minor
        yield one.currency, "provider_fees", "", one.fees_minor
        yield one.currency, "net_at_provider", "", one.net_minor
        yield one.currency, "unused_credits_at_end", "", one.unused_minor
    for name in ("opening", "sold", "bonus", "given", "adjusted", "spent", "expired", "revoked", "closing"):
        yield "credits", name, "", getattr(found.credits, name)


def _pdf(month: str, found: Statement) -> bytes:
    from fpdf import FPDF  # noqa: PLC0415 - heavy: a tenth of the time that the shop takes to start

    page = FPDF(format="A4")
    page.set_margin(20)
    page.add_page()
    page.set_title(f"Statement {month}")
    page.set_font("Helvetica", "B", 18)
    page.cell(0, 12, _latin(f"{settings().shop_name}: statement of {month}"), new_x="LMARGIN", new_y="NEXT")
    page.set_font("Helvetica", size=9)
    said = f"{found.first} to {found.last}, days of UTC. Made {datetime.now(UTC):%Y-%m-%d %H:%M} UTC."
    page.cell(0, 6, said, new_x="LMARGIN", new_y="NEXT")
    for money in found.money:
        rows = [cells for cells in _lines(found) if cells[0] == money.currency]
        _table(page, money.currency.upper(), [(n, c, f"{major_units(a, money.currency):,}") for _, n, c, a in rows])
    _table(page, "Credits", [(n, c, f"{a:,}") for currency, n, c, a in _lines(found) if currency == "credits"])
    return bytes(page.output())


def _table(page: Any, title: str, rows: Sequence[tuple[str, int | str, str]]) -> None:
    page.ln(6)
    page.set_font("Helvetica", "B", 12)
    page.cell(0, 8, title, new_x="LMARGIN", new_y="NEXT")
    page.set_font("Helvetica", size=10)
    for name, count, amount in rows:
        page.cell(80, 7, name.replace("_", " ").capitalize(), border="T")
        page.cell(30, 7, str(count), border="T", align="R")
        page.cell(0, 7, amount, border="T", align="R", new_x="LMARGIN", new_y="NEXT")


def _latin(words: str) -> str:
    """As the built-in fonts can write it (https://py-pdf.github.io/fpdf2/Unicode.html)."""
    return words.encode("latin-1", "replace").decode("latin-1")


routes = [
    Route("/api/admin/statement.csv", statement_csv, methods=["GET"]),
    Route("/api/admin/statement.pdf", statement_pdf, methods=["GET"]),
]
