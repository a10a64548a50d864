"""`GET /api/images/resize`: a resized image for whoever has its signed address, charged to the image's wallet once."""

import asyncio
import hashlib
from datetime import datetime

import structlog
from sqlmodel import Session
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from creditshop.api.acting import act, look
from creditshop.api.errors import Unavailable
from creditshop.api.problems import REFUSALS
from creditshop.api.request_log import RequestLog
from creditshop.api.rest.answering import refuse
from creditshop.api.rest.edge import Edge
from creditshop.clock import utcnow
from creditshop.images import (
    ImageError,
    Link,
    PictureNotFound,
    charge,
    find_picture,
    is_paid,
    let_go,
    read_link,
    reserve,
    resize,
    signing_secrets,
    store,
    work,
)

_log = structlog.get_logger(__name__)


def create_images() -> Starlette:
    """The application that is mounted at /api/images; it refuses as the REST API does."""
    refusals = dict.fromkeys(REFUSALS, refuse)
    around = [Middleware(RequestLog), Middleware(Edge)]
    return Starlette(routes=[Route("/resize", resized)], exception_handlers=refusals, middleware=around)


async def resized(request: Request) -> Response:
    """The image that was signed for: held while it is made, charged when it is there, never charged again.

    403 for an address that was not signed here or has expired, 402 when the wallet cannot pay, 404 for a deleted image.
    """
    now = utcnow()
    link = read_link(request.query_params, signing_secrets(), now=now)
    wallet_id, paid = await look(_known, link, now=now)
    data = await (_remade(link) if paid else _charged(link, wallet_id, now=now))
    return _answer(request, link, data, now)


def _known(session: Session, link: Link, *, now: datetime) -> tuple[str, bool]:
    return find_picture(session, link.picture_id).wallet_id, is_paid(session, link, now=now)


async def _charged(link: Link, wallet_id: str, *, now: datetime) -> bytes:
    """The image, made and then paid. What fails costs nothing."""
    await act(reserve, link, wallet_id, now=now)
    try:
        data = await _remade(link)
    except (ImageError, Unavailable):
        await act(let_go, link, now=utcnow())
        raise
    await act(charge, link, wallet_id, now=utcnow())
    return data


async def _remade(link: Link) -> bytes:
    """The image as it was made before, or made now and kept for the next time."""
    try:
        before = await asyncio.to_thread(store.made, link.picture_id, link.digest)
        return await work(_make, link) if before is None else before
    except FileNotFoundError:
        _log.error("picture_file_missing", picture_id=link.picture_id)
        raise PictureNotFound(link.picture_id) from None
    except OSError as error:
        _log.exception("picture_files_unusable")
        raise Unavailable from error


def _make(link: Link) -> bytes:
    data = resize(store.original(link.picture_id), link.width, link.height, link.form)
    store.save_made(link.picture_id, link.digest, data)
    return data


def _answer(request: Request, link: Link, data: bytes, now: datetime) -> Response:
    """To be kept by anybody until the address expires: what it shows never changes."""
    tag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    seconds = int((link.expires_at - now).total_seconds())
    headers = {"ETag": tag, "Cache-Control": f"public, max-age={seconds}, immutable"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(data, media_type=link.form.media_type, headers=headers)
