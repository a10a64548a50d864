"""The hosted payment page: ``/pay/{session}``, its 3-D Secure step, and the receipt."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from creditshop.sandbox import checkout
from creditshop.sandbox.checkout import Authenticate, Declined, Done, Outcome, SessionClosed, return_url
from creditshop.sandbox.errors import StripeError
from creditshop.sandbox.json_types import Object
from creditshop.sandbox.modes import read_modes
from creditshop.sandbox.pages import page
from creditshop.sandbox.payment_form import CardPayment, DebitPayment, FormErrors, Payment, read_payment
from creditshop.sandbox.webhooks import deliver_now
from creditshop.sandbox.work import Work
from creditshop.sandbox.world import Sandbox

_NEVER_SHOWN_AGAIN = ("number", "cvc")


class PayPages:
    """The routes a buyer walks through."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self.routes = [
            Route("/pay/{session_id}", self.show, methods=["GET"]),
            Route("/pay/{session_id}", self.pay, methods=["POST"]),
            Route("/pay/{session_id}/authenticate", self.show_authentication, methods=["GET"]),
            Route("/pay/{session_id}/authenticate", self.authenticate, methods=["POST"]),
            Route("/receipts/{charge_id}", self.receipt, methods=["GET"]),
        ]

    async def show(self, request: Request) -> Response:
        session, items, _ = await self._look(request)
        return _session_page(request, session, items) if session else _missing(request)

    async def pay(self, request: Request) -> Response:
        session, items, now = await self._look(request)
        if session is None:
            return _missing(request)
        form = {key: value for key, value in (await request.form()).items() if isinstance(value, str)}
        try:
            payment = read_payment(form, session, now)
        except FormErrors as wrong:
            return _session_page(request, session, items, form=form, errors=wrong.fields, status=422)
        return await self._carry_out(request, lambda work: _pay(work, session["id"], payment), form)

    async def show_authentication(self, request: Request) -> Response:
        session, _, _ = await self._look(request)
        if session is None:
            return _missing(request)
        return page(request, "authenticate.html", session=session)

    async def authenticate(self, request: Request) -> Response:
        confirmed = (await request.form()).get("answer") == "complete"
        session_id = request.path_params["session_id"]
        return await self._carry_out(
            request, lambda work: checkout.authenticate(work, session_id, confirmed=confirmed), {}
        )

    async def receipt(self, request: Request) -> Response:
        charge = await asyncio.to_thread(self._find, request.path_params["charge_id"], "charge")
        return page(request, "receipt.html", charge=charge) if charge else _missing(request)

    async def _carry_out(self, request: Request, act: Callable[[Work], Outcome], form: Mapping[str, str]) -> Response:
        try:
            outcome, first = await asyncio.to_thread(self._run, act)
        except (SessionClosed, StripeError):
            return await self.show(request)
        self._sandbox.wake()
        await deliver_now(self._sandbox, first)
        root = request.scope.get("root_path", "")
        match outcome:
            case Done(url):
                return RedirectResponse(url, 303)
            case Authenticate():
                return RedirectResponse(f"{root}/pay/{request.path_params['session_id']}/authenticate", 303)
            case Declined(message):
                session, items, _ = await self._look(request)
                return _session_page(request, session or {}, items, form=form, errors={"card": message}, status=402)

    def _run(self, act: Callable[[Work], Outcome]) -> tuple[Outcome, list[int]]:
        with self._sandbox.work() as work:
            outcome = act(work)
            return outcome, work.delivery_ids if read_modes(work.tx).events_first else []

    async def _look(self, request: Request) -> tuple[Object | None, list[Object], datetime]:
        return await asyncio.to_thread(self._read, request.path_params["session_id"])

    def _read(self, session_id: str) -> tuple[Object | None, list[Object], datetime]:
        with self._sandbox.work() as work:
            now = datetime.fromtimestamp(work.now, UTC)
            session = work.tx.get(session_id)
            if session is None or session["object"] != "checkout.session":
                return None, [], now
            if session["status"] == "open" and session["expires_at"] <= work.now:
                session["status"] = "expired"
            return session, work.tx.hidden(session_id)["line_items"], now

    def _find(self, object_id: str, kind: str) -> Object | None:
        with self._sandbox.work() as work:
            thing = work.tx.get(object_id)
            return thing if thing and thing["object"] == kind else None


def _pay(work: Work, session_id: str, payment: Payment) -> Outcome:
    match payment:
        case CardPayment(buyer, card, expiry):
            return checkout.pay_by_card(work, session_id, card, expiry, buyer)
        case DebitPayment(buyer, settlement, seconds):
            return checkout.pay_by_debit(work, session_id, buyer, settlement=settlement, after_seconds=seconds)
    return checkout.complete_free(work, session_id, payment.buyer)


def _session_page(
    request: Request,
    session: Object,
    items: list[Object],
    *,
    form: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    if session["status"] == "complete":
        if request.method == "POST":
            return RedirectResponse(return_url(session), 303)
        return page(request, "closed.html", session=session, url=return_url(session))
    if session["status"] == "expired":
        return page(request, "closed.html", 410, session=session, url=session["cancel_url"])
    typed = {name: value for name, value in (form or {}).items() if name not in _NEVER_SHOWN_AGAIN}
    return page(request, "pay.html", status, session=session, items=items, form=typed, errors=errors or {})


def _missing(request: Request) -> Response:
    return page(request, "missing.html", 404)
