"""Signed statements of wallets, and the public key that they are checked with."""

from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from creditshop.api.exports import download, sign_in_first, signed_in_reader
from creditshop.clock import utcnow
from creditshop.database import read
from creditshop.ledger import (
    STATEMENT_END,
    SignedHead,
    public_key,
    sign_head,
    statement_beginning,
    statement_entries,
    wallet_of,
)

_AT_ONCE = 500


async def statement_json(request: Request) -> Response:
    """The signed statement of the signed-in user's wallet; 404 as long as there is none."""
    user = await signed_in_reader(request)
    if user is None:
        return sign_in_first()
    wallet_id = await read(wallet_of, user.user_id)
    if wallet_id is None:
        return PlainTextResponse("No credits have moved yet.", status_code=404)
    return await download("statement.json", "application/json", await statement_of(wallet_id), user)


async def public_key_hex(_request: Request) -> Response:
    """The public key of what is signed now, in hex."""
    return PlainTextResponse(f"{public_key().hex()}\n")


async def statement_of(wallet_id: str, at_once: int = _AT_ONCE) -> AsyncIterator[bytes]:
    """The wallet's statement as of now, in parts, read `at_once` entries at a time. Raises WalletNotFound."""
    return _parts(await read(sign_head, wallet_id, now=utcnow()), at_once)


async def _parts(head: SignedHead, at_once: int) -> AsyncIterator[bytes]:
    yield statement_beginning(head)
    for after in range(0, head.sequence, at_once):
        entries = await read(statement_entries, head, after=after, limit=at_once)
        yield (b",\n" if after else b"") + b",\n".join(entries)
    yield STATEMENT_END


routes = [
    Route("/api/account/statement.json", statement_json, methods=["GET"]),
    Route("/api/ledger/public-key", public_key_hex, methods=["GET"]),
]
