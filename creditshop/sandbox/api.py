"""Answers requests to ``/v1``: who asks, what they want, once for each idempotency key, in Stripe's words."""

import asyncio
import hmac
import json
from base64 import b64decode
from binascii import Error as NotBase64
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from creditshop.sandbox import form, idempotency
from creditshop.sandbox.endpoints import Endpoint, find_endpoint
from creditshop.sandbox.errors import StripeError
from creditshop.sandbox.expand import expand
from creditshop.sandbox.idempotency import Stored
from creditshop.sandbox.ids import random_text
from creditshop.sandbox.json_types import Object
from creditshop.sandbox.modes import Modes, read_modes, spend
from creditshop.sandbox.requests.base import Expandable, Params, read
from creditshop.sandbox.webhooks import deliver_now
from creditshop.sandbox.work import API_VERSION, Work
from creditshop.sandbox.world import Sandbox

LARGEST_BODY_BYTES = 1_000_000


@dataclass(frozen=True)
class Call:
    """A request that is allowed, known and well formed."""

    request_id: str
    endpoint: Endpoint
    ids: tuple[str, ...]
    params: Params
    key: str | None
    fingerprint: str


@dataclass(frozen=True)
class Answer:
    """What to send back, and how badly."""

    request_id: str
    status: int
    body: Object
    replayed: bool = False
    holds_key: bool = False
    lost: bool = False
    events_first: tuple[int, ...] = ()
    hold_seconds: float = 0


class Api:
    """The ASGI app behind ``/v1``."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        request_id = f"req_{random_text(14)}"
        key = None
        try:
            call = await self._read(request, request_id)
            key = call.key
            answer = await asyncio.to_thread(_answer, self._sandbox, call)
        except StripeError as error:
            answer = Answer(request_id, error.status, error.body(_log_url(self._sandbox, request_id)))
        await self._be_late(answer)
        if key and answer.holds_key:
            await asyncio.to_thread(_release, self._sandbox, key)
        response = _response(answer, key)
        await (_send_torn(response, send) if answer.lost else response(scope, receive, send))

    async def _read(self, request: Request, request_id: str) -> Call:
        _authenticate(self._sandbox, request)
        _check_version(request)
        path = request.url.path.removeprefix(request.scope.get("root_path", ""))
        path = path if path.startswith("/v1") else f"/v1{path}"
        endpoint, ids = find_endpoint(request.method, path)
        given = form.decode(await _pairs(request))
        return Call(
            request_id=request_id,
            endpoint=endpoint,
            ids=ids,
            params=read(endpoint.params, given),
            key=request.headers.get("idempotency-key") if request.method == "POST" else None,
            fingerprint=idempotency.fingerprint(request.method, path, given),
        )

    async def _be_late(self, answer: Answer) -> None:
        self._sandbox.wake()
        if answer.events_first:
            await deliver_now(self._sandbox, list(answer.events_first))
        if answer.hold_seconds:
            await asyncio.sleep(answer.hold_seconds)


def _answer(sandbox: Sandbox, call: Call) -> Answer:
    if call.key:
        with sandbox.store.begin() as tx:
            stored = idempotency.claim(tx, call.key, call.fingerprint, sandbox.now(tx))
        if stored:
            return Answer(stored.request_id, stored.status, stored.body, replayed=True)
    try:
        with sandbox.work(call.request_id, call.key) as work:
            return _act(sandbox, work, call)
    except BaseException:
        if call.key:
            with sandbox.store.begin() as tx:
                idempotency.forget(tx, call.key)
        raise


def _act(sandbox: Sandbox, work: Work, call: Call) -> Answer:
    log_url = _log_url(sandbox, call.request_id)
    status, body = 200, {}
    try:
        with work.tx.savepoint():
            body = call.endpoint.act(work, call.params, *call.ids)
            if isinstance(call.params, Expandable):
                body = expand(work, body, call.params.expand)
    except StripeError as error:
        status, body = error.status, error.body(log_url)
        work.delivery_ids.clear()
    modes, lost = Modes(), False
    if call.endpoint.method == "POST":
        modes, lost = read_modes(work.tx), spend(work.tx, "drop_answer")
        if spend(work.tx, "fail_after_acting"):
            trouble = StripeError("An unknown error occurred", status=500, type="api_error")
            status, body = trouble.status, trouble.body(log_url)
    if call.key:
        idempotency.keep(work.tx, call.key, Stored(call.request_id, status, body))
    return Answer(
        request_id=call.request_id,
        status=status,
        body=body,
        holds_key=call.key is not None,
        lost=lost,
        events_first=tuple(work.delivery_ids) if modes.events_first else (),
        hold_seconds=modes.hold_answer_seconds,
    )


def _release(sandbox: Sandbox, key: str) -> None:
    with sandbox.store.begin() as tx:
        idempotency.release(tx, key)


def _authenticate(sandbox: Sandbox, request: Request) -> None:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        given = _user_of(given)
    if not given:
        raise StripeError(
            "You did not provide an API key. You need to provide your API key in the Authorization header, using"
            " Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
            status=401,
        )
    if not hmac.compare_digest(given.encode(), sandbox.secret_key.encode()):
        raise StripeError(f"Invalid API Key provided: {given[:8]}****{given[-4:]}", status=401)


def _user_of(basic: str) -> str:
    try:
        return b64decode(basic).decode().partition(":")[0]
    except (NotBase64, UnicodeDecodeError):
        return ""


def _check_version(request: Request) -> None:
    version = request.headers.get("stripe-version", API_VERSION)
    if version != API_VERSION:
        raise StripeError(f"The sandbox speaks API version {API_VERSION} only, not {version[:40]}.")


async def _pairs(request: Request) -> list[tuple[str, str]]:
    if request.method != "POST":
        return list(request.query_params.multi_items())
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY_BYTES:
            raise StripeError("The request body is too large.", status=413)
    try:
        return parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=10_000)
    except ValueError as error:
        raise StripeError("The request body is not a form in UTF-8.") from error


def _response(answer: Answer, key: str | None) -> Response:
    headers = {"Request-Id": answer.request_id, "Stripe-Version": API_VERSION}
    if key:
        headers["Idempotency-Key"] = key
    if answer.replayed:
        headers["Idempotent-Replayed"] = "true"
        headers["Original-Request"] = answer.request_id
    return Response(json.dumps(answer.body, indent=2), answer.status, headers, "application/json")


async def _send_torn(response: Response, send: Send) -> None:
    """Announce the whole answer, send half of it, and hang up."""
    await send({"type": "http.response.start", "status": response.status_code, "headers": response.raw_headers})
    half = bytes(response.body)[: len(response.body) // 2]
    await send({"type": "http.response.body", "body": half, "more_body": True})


def _log_url(sandbox: Sandbox, request_id: str) -> str:
    return f"{sandbox.base_url}/#{request_id}"
