"""All that the shop knows about whoever asks, as one JSON document, streamed (GDPR, articles 15 and 20)."""

import json
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from creditshop.accounts import SignedIn, account, known_browsers, session_history
from creditshop.api.exports import AT_ONCE, attachment, sign_in_first, signed_in_reader, too_many
from creditshop.apikeys import keys
from creditshop.audit import Actor, record
from creditshop.checkout import PurchaseView, purchases
from creditshop.clock import utcnow
from creditshop.database import read, transact
from creditshop.ledger import grants_in_use, holds, movements, wallet_of, wallet_view
from creditshop.notices import mails
from creditshop.outgoing import endpoints
from creditshop.refunds import disputes_of, refunds_of

_EVER = datetime(1970, 1, 1, tzinfo=UTC)
_SESSIONS = 1000  # far more than are kept: they are deleted a month after their end
_OF_STAFF = ("attention", "requested_by", "answered_by", "actor")  # who of the staff did it, and what they look at
Pages = AsyncIterator[Iterable[object]]


async def own_data(request: Request) -> Response:
    """Everything about the signed-in person; no secrets, and nothing about anybody else.

    The audit log holds that it was taken out, before it leaves: by id alone, since the log forgets nobody.
    """
    user = await signed_in_reader(request)
    if user is None:
        return sign_in_first()
    if refusal := await too_many(user):
        return refusal
    now = utcnow()
    await transact(record, Actor(user.user_id, "", str(user.role), ""), "account.export", user.user_id, now=now)
    return attachment("my-data.json", "application/json", document(user, now))


async def document(user: SignedIn, now: datetime) -> AsyncIterator[str]:
    """The document, in pieces; times are UTC, amounts minor units, credits whole."""
    wallet_id = await read(wallet_of, user.user_id)
    about = plain(await read(account, user.user_id)) | {"second_factor": user.has_factor}
    wallet = plain(await read(wallet_view, wallet_id)) if wallet_id else None
    yield f'{{"made_at": {written(now)},\n"account": {written(about)},\n"wallet": {written(wallet)}'
    for name, pages in _sections(user, wallet_id, now):
        yield f',\n"{name}": ['
        separator = "\n"
        async for page in pages:
            for one in page:
                yield separator + written(one)
                separator = ",\n"
        yield "]"
    yield "}\n"


def _sections(user: SignedIn, wallet_id: str | None, now: datetime) -> Iterable[tuple[str, Pages]]:
    mine = user.user_id
    yield "sessions", _once(session_history, mine, since=_EVER, limit=_SESSIONS)
    yield "browsers", _once(known_browsers, mine)
    yield "api_keys", _once(keys, mine)
    yield "endpoints", _once(endpoints, mine)
    yield "purchases", _purchases(mine)
    if wallet_id is not None:
        yield "grants", _once(grants_in_use, wallet_id, now=now)
        yield "holds", _holds(wallet_id, now)
        yield "movements", _movements(wallet_id)
    yield "mails", _mails(user.email)


async def _once(function: Any, *args: Any, **kwargs: Any) -> Pages:
    yield map(plain, await read(function, *args, **kwargs))


async def _purchases(owner_id: str) -> Pages:
    before: str | None = None
    while True:
        page = await read(purchases, owner_id, before=before, limit=AT_ONCE)
        yield await read(_with_returns, page.purchases)
        if (before := page.next_before) is None:
            return


def _with_returns(session: Session, some: Iterable[PurchaseView]) -> list[dict[str, Any]]:
    """With the terms that were agreed to, the refunds and the disputes of each."""
    return [
        plain(one)
        | {
            "refunds": list(map(plain, refunds_of(session, one.id))),
            "disputes": list(map(plain, disputes_of(session, one.id))),
        }
        for one in some
    ]


async def _holds(wallet_id: str, now: datetime) -> Pages:
    before: str | None = None
    while True:
        page = await read(holds, wallet_id, now=now, before=before, limit=AT_ONCE)
        yield map(plain, page.holds)
        if (before := page.older) is None:
            return


async def _movements(wallet_id: str) -> Pages:
    before: int | None = None
    while True:
        page = await read(movements, wallet_id, before=before, limit=AT_ONCE)
        yield map(plain, page.movements)
        if (before := page.older) is None:
            return


async def _mails(address: str) -> Pages:
    """What was written to the present address, by subject; not to others that begin alike."""
    before: str | None = None
    while address:
        page = await read(mails, to=address, before=before, limit=AT_ONCE)
        yield [plain(one) for one in page.mails if one.recipient == address]
        if (before := page.next) is None:
            return


def plain(value: Any) -> dict[str, Any]:
    """A value of ours as JSON's, without what is about staff."""
    return {name: one for name, one in asdict(value).items() if name not in _OF_STAFF}


def written(value: Mapping[str, Any] | object) -> str:
    """JSON; moments as ISO 8601."""
    return json.dumps(value, ensure_ascii=False, default=_moment)


def _moment(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no form in JSON")


routes = [Route("/api/account/data.json", own_data, methods=["GET"])]
