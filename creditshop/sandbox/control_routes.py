"""``/_control``: what a test or the panel makes happen at once, or go wrong. Not part of Stripe's API."""

import asyncio
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from creditshop.sandbox import checkout, deliveries, payment_controls
from creditshop.sandbox.background import change_due
from creditshop.sandbox.errors import StripeError
from creditshop.sandbox.history import recent_deliveries
from creditshop.sandbox.json_types import Object
from creditshop.sandbox.modes import Modes, read_modes, write_modes
from creditshop.sandbox.objects import sessions
from creditshop.sandbox.pages import page
from creditshop.sandbox.requests.base import Expandable
from creditshop.sandbox.requests.controls import Decide, MoveClock, Resend
from creditshop.sandbox.webhooks import deliver_now
from creditshop.sandbox.work import Work
from creditshop.sandbox.world import Sandbox


class Controls:
    """The routes under ``/_control``. JSON in, JSON out; a form from the panel is sent back to the panel."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self.routes = [
            Route("/_control/modes", self._answer(_show_modes), methods=["GET"]),
            Route("/_control/modes", self._answer(_change_modes), methods=["POST"]),
            Route("/_control/modes", self._answer(_reset_modes), methods=["DELETE"]),
            Route("/_control/clock", self._answer(self._move_clock), methods=["POST"]),
            Route("/_control/deliveries", self._answer(_show_deliveries), methods=["GET"]),
            Route("/_control/flush", self.flush, methods=["POST"]),
            *(Route(f"/_control/{path}", self._answer(act), methods=["POST"]) for path, act in _ACTS.items()),
        ]

    async def flush(self, request: Request) -> Response:
        """Let everything due happen and attempt every pending delivery, due or not; answer when that is done."""
        if not _is_from_here(request):
            return _refusal(request, 403, "Only this sandbox's own pages may do that.")
        while await asyncio.to_thread(change_due, self._sandbox):
            pass
        waiting = await asyncio.to_thread(self._pending)
        await deliver_now(self._sandbox, waiting)
        return _back(request, {"attempted": len(waiting)})

    def _pending(self) -> list[int]:
        with self._sandbox.work() as work:
            return deliveries.pending(work.tx)

    def _move_clock(self, work: Work, body: Object, _: str) -> Object:
        """Let the sandbox's time run ahead: sessions expire, debits settle, retries come due."""
        moved = MoveClock.model_validate(body)
        self._sandbox.move_clock(work.tx, moved.offset_seconds)
        return moved.model_dump()

    def _answer(self, act: Callable[[Work, Object, str], Object]) -> Callable[[Request], Any]:
        def run(body: Object, object_id: str) -> Object:
            with self._sandbox.work() as work:
                return act(work, body, object_id)

        async def answer(request: Request) -> Response:
            if not _is_from_here(request):
                return _refusal(request, 403, "Only this sandbox's own pages may do that.")
            try:
                result = await asyncio.to_thread(run, await _body(request), request.path_params.get("id", ""))
            except StripeError as error:
                return _refusal(request, error.status, error.message)
            except ValidationError as error:
                wrong = error.errors()[0]
                return _refusal(request, 400, f"{'.'.join(map(str, wrong['loc']))}: {wrong['msg']}")
            self._sandbox.wake()
            return _back(request, result)

        return answer


def _show_modes(work: Work, _body: Object, _id: str) -> Object:
    return read_modes(work.tx).model_dump()


def _change_modes(work: Work, body: Object, _: str) -> Object:
    """Change the modes that are named, and leave the others."""
    write_modes(work.tx, Modes.model_validate({**read_modes(work.tx).model_dump(), **body}))
    return read_modes(work.tx).model_dump()


def _reset_modes(work: Work, _body: Object, _id: str) -> Object:
    write_modes(work.tx, Modes())
    return Modes().model_dump()


def _show_deliveries(work: Work, _body: Object, _id: str) -> Object:
    return {"deliveries": recent_deliveries(work, 100)}


def _resend(work: Work, body: Object, event_id: str) -> Object:
    """Send an event again, as it was: what duplicates are made of."""
    event = work.find("event", event_id)
    times = Resend.model_validate(body).times
    targets = work.targets(event["type"]) * times
    added = [deliveries.add(work.tx, event["id"], target, work.now, due_at=work.now) for target in targets]
    return {"deliveries": added}


def _expire(work: Work, _: Object, session_id: str) -> Object:
    """As if the session's time were over."""
    return sessions.expire(work, Expandable(), session_id)


def _settle(work: Work, body: Object, session_id: str) -> Object:
    """Decide a bank debit now."""
    session = work.find("checkout.session", session_id)
    intent = work.tx.get(session["payment_intent"] or "")
    if intent is None or intent["status"] != "processing":
        raise StripeError("No bank debit of this session is waiting to settle.", status=409)
    checkout.settle(work, intent, Decide.model_validate(body).outcome)
    return work.find("checkout.session", session_id)


# What can be done to the object whose id is in the path.
_ACTS: dict[str, Callable[[Work, Object, str], Object]] = {
    "disputes/{id}/decide": payment_controls.decide_dispute,
    "events/{id}/resend": _resend,
    "payments/{id}/dispute": payment_controls.dispute,
    "payments/{id}/refund": payment_controls.refund,
    "payments/{id}/review": payment_controls.review,
    "payments/{id}/warn": payment_controls.warn,
    "refunds/{id}/decide": payment_controls.decide_refund,
    "reviews/{id}/approve": payment_controls.approve_review,
    "sessions/{id}/expire": _expire,
    "sessions/{id}/settle": _settle,
}


async def _body(request: Request) -> Object:
    if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return {name: _value(str(text)) for name, text in (await request.form()).items()}
    raw = await request.body()
    try:
        body = json.loads(raw) if raw else {}
    except ValueError as error:
        raise StripeError("The request body is not JSON.") from error
    if not isinstance(body, dict):
        raise StripeError("The request body is not a JSON object.")
    return body


def _value(text: str) -> Any:
    return {"true": True, "false": False}.get(text, text)


def _is_from_here(request: Request) -> bool:
    """A browser names the page that asks; other sites' pages may not."""
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def _back(request: Request, result: Object) -> Response:
    if _is_form(request):
        return RedirectResponse(f"{request.scope.get('root_path', '')}/", 303)
    return JSONResponse(result)


def _refusal(request: Request, status: int, message: str) -> Response:
    if _is_form(request):
        return page(request, "refused.html", status, message=message)
    return JSONResponse({"error": message}, status)


def _is_form(request: Request) -> bool:
    """Whether a person pressed a button on the panel."""
    return "text/html" in request.headers.get("accept", "")
