"""The reader's own payments and credit movements as CSV (RFC 4180), streamed a page at a time."""

import csv
import io
from collections.abc import AsyncIterator, Iterable, Sequence

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from creditshop.accounts import SignedIn
from creditshop.api.forms import is_foreign
from creditshop.api.session import current_user
from creditshop.checkout import PurchaseView, purchases
from creditshop.database import read
from creditshop.ledger import Movement, movements, wallet_of
from creditshop.ratelimit import RateLimited, hit

AT_ONCE = 500  # rows of one read
CSV = "text/csv; charset=utf-8"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet runs a text that begins so (OWASP, "CSV injection")
_PAYMENTS = (
    "payment", "created_at", "paid_at", "state", "package", "credits", "bonus_credits", "amount_minor", "currency",
)  # fmt: skip
MOVEMENTS = ("movement", "at", "cause", "reference", "change", "available", "held", "frozen", "owed")
Rows = AsyncIterator[Iterable[Sequence[object]]]


async def payments_csv(request: Request) -> Response:
    """Every payment of the signed-in user, newest first; amounts in minor units of their currency."""
    user = await signed_in_reader(request)
    if user is None:
        return sign_in_first()
    return await csv_file("payments.csv", _PAYMENTS, payment_pages(user.user_id), user)


async def movements_csv(request: Request) -> Response:
    """Every movement of the signed-in user's credits, newest first, with the balance after it."""
    user = await signed_in_reader(request)
    if user is None:
        return sign_in_first()
    return await csv_file("movements.csv", MOVEMENTS, movement_pages(user.user_id), user)


async def signed_in_reader(request: Request) -> SignedIn | None:
    """Who asks; nobody for a page of somebody else's, whatever cookie its browser brings along."""
    return None if is_foreign(request.headers) else await current_user(request)


async def payment_pages(owner_id: str, at_once: int = AT_ONCE) -> Rows:
    """The owner's payments as lines, newest first, read `at_once` at a time."""
    before: str | None = None
    while True:
        page = await read(purchases, owner_id, before=before, limit=at_once)
        yield map(_payment, page.purchases)
        before = page.next_before
        if before is None:
            return


async def movement_pages(owner_id: str, at_once: int = AT_ONCE) -> Rows:
    """The owner's movements as lines, newest first, read `at_once` at a time."""
    wallet_id = await read(wallet_of, owner_id)
    before: int | None = None
    while wallet_id is not None:
        page = await read(movements, wallet_id, before=before, limit=at_once)
        yield map(_movement, page.movements)
        before = page.older
        if before is None:
            return


def _payment(purchase: PurchaseView) -> Sequence[object]:
    charged = purchase.amount_minor if purchase.amount_total is None else purchase.amount_total
    return (
        purchase.id,
        purchase.created_at.isoformat(),
        purchase.paid_at.isoformat() if purchase.paid_at else "",
        purchase.state,
        purchase.name,
        purchase.credits,
        purchase.bonus_credits,
        charged,
        purchase.currency,
    )


def _movement(movement: Movement) -> Sequence[object]:
    parts = movement.parts
    return (
        movement.id,
        movement.created_at.isoformat(),
        movement.cause,
        movement.reference,
        movement.change,
        parts.available,
        parts.held,
        parts.frozen,
        parts.owed,
    )


async def csv_file(name: str, heading: Sequence[str], pages: Rows, user: SignedIn) -> Response:
    """These lines as a file that the browser saves; 429 for somebody who downloads all the time."""
    return await download(name, CSV, lines(heading, pages), user)


async def download(name: str, media_type: str, content: AsyncIterator[str | bytes], user: SignedIn) -> Response:
    """A file that the browser saves; 429 for somebody who downloads all the time."""
    return await too_many(user) or attachment(name, media_type, content)


async def too_many(user: SignedIn) -> Response | None:
    """Count a download; the answer for somebody who downloads all the time, None for everybody else."""
    try:
        await hit("export.user", user.user_id)
    except RateLimited as error:
        return PlainTextResponse("Too many downloads.", 429, headers={"Retry-After": str(error.retry_after)})
    return None


def attachment(name: str, media_type: str, content: AsyncIterator[str | bytes]) -> Response:
    """A file that the browser saves."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingResponse(content, media_type=media_type, headers=headers)


async def lines(heading: Sequence[str], pages: Rows) -> AsyncIterator[str]:
    """A file of CSV, a page of rows at a time."""
    yield line(heading)
    async for page in pages:
        yield "".join(map(line, page))


def line(cells: Sequence[object]) -> str:
    """One line of CSV. A text that a spreadsheet would run as a formula gets an apostrophe in front; numbers do not."""
    written = io.StringIO()
    csv.writer(written).writerow([_harmless(cell) for cell in cells])
    return written.getvalue()


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def sign_in_first() -> Response:
    """For whoever is not signed in."""
    return PlainTextResponse("Sign in first.", status_code=401)


routes = [
    Route("/api/account/payments.csv", payments_csv, methods=["GET"]),
    Route("/api/account/movements.csv", movements_csv, methods=["GET"]),
]
