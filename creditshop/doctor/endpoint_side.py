"""The webhook endpoint at Stripe: there is one, it is enabled, and it sends what the shop handles."""

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

from creditshop.config import Mode
from creditshop.doctor.lines import Line, ok, problem, skipped, warning
from creditshop.payments.errors import GatewayError, GatewayUnavailable
from creditshop.providers.stripe.setup import API_VERSION, EVERY_EVENT, Endpoint, StripeSetup

ENDPOINT = "webhook endpoint"
_REPAIR = "Run `python -m creditshop doctor --repair`."
_SCOPE = "Give a restricted key the scope Webhook Endpoints (read; write for --repair), or look in the dashboard."
_LOST = "Run it again; if the endpoint is there then, roll its signing secret in the dashboard, since nobody has it."
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Wanted:
    """The endpoint that the shop needs; `repair`: make it so."""

    url: str
    events: Collection[str]
    repair: bool


async def look(stripe: StripeSetup, mode: Mode, wanted: Wanted) -> tuple[list[Line], str | None]:
    """The lines, and the signing secret of an endpoint that was made just now."""
    if mode is not Mode.SANDBOX and urlsplit(wanted.url).hostname in _LOOPBACK:
        return [skipped(ENDPOINT, "Stripe cannot reach this machine: `stripe listen` brings webhooks")], None
    try:
        there = [one for one in await stripe.endpoints() if _same(one.url, wanted.url, mode)]
    except GatewayError as error:
        return [warning(ENDPOINT, str(error), _SCOPE)], None
    found = sorted(there, key=lambda one: _faults(one, wanted))
    if wanted.repair and (not found or _can_be_mended(found[0], wanted)):
        return await _repaired(stripe, found, wanted)
    if not found:
        return [problem(ENDPOINT, f"none for {wanted.url}", _REPAIR)], None
    return _judged(found, wanted), None


async def _repaired(stripe: StripeSetup, found: list[Endpoint], wanted: Wanted) -> tuple[list[Line], str | None]:
    try:
        if found:
            return _judged([await stripe.mend_endpoint(found[0], wanted.events), *found[1:]], wanted), None
        made = await stripe.create_endpoint(wanted.url, wanted.events)
    except GatewayError as error:
        lost = isinstance(error, GatewayUnavailable) and not found
        return [problem(ENDPOINT, str(error), _LOST if lost else _SCOPE)], None
    return [_made(made)], made.secret


def _same(url: str, wanted: str, mode: Mode) -> bool:
    """The sandbox reaches the shop by whatever name it was given for this machine."""
    if mode is Mode.SANDBOX:
        return urlsplit(url).path == urlsplit(wanted).path
    return url == wanted


def _faults(endpoint: Endpoint, wanted: Wanted) -> tuple[bool, bool, bool]:
    """Among several the shop lives by the one with the least: an old one that is disabled is nobody's fault."""
    return not endpoint.is_enabled, endpoint.api_version != API_VERSION, bool(_missing(endpoint, wanted))


def _can_be_mended(endpoint: Endpoint, wanted: Wanted) -> bool:
    return not endpoint.is_enabled or bool(_missing(endpoint, wanted))


def _missing(endpoint: Endpoint, wanted: Wanted) -> set[str]:
    return set() if EVERY_EVENT in endpoint.events else {*wanted.events} - endpoint.events


def _judged(found: list[Endpoint], wanted: Wanted) -> list[Line]:
    best, *others = found
    too_many = [one.id for one in others if one.is_enabled]
    do = "Delete them: every event comes more than once, signed with a secret that the shop may not have."
    more = [warning(ENDPOINT, f"{', '.join(too_many)} send to the same address", do)] if too_many else []
    return [_judged_one(best, wanted), *more]


def _judged_one(endpoint: Endpoint, wanted: Wanted) -> Line:
    if not endpoint.is_enabled:
        return problem(ENDPOINT, f"{endpoint.id} is disabled", _REPAIR)
    if missing := _missing(endpoint, wanted):
        return problem(ENDPOINT, f"{endpoint.id} does not send {', '.join(sorted(missing))}", _REPAIR)
    if endpoint.api_version != API_VERSION:
        seen = f"{endpoint.id} sends the API version {endpoint.api_version or 'of the account'}, not {API_VERSION}"
        return warning(
            ENDPOINT, seen, f"Stripe cannot change it: delete the endpoint in the dashboard. Then: {_REPAIR}"
        )
    return ok(ENDPOINT, f"{endpoint.id} sends all {len(wanted.events)} events, version {API_VERSION}")


def _made(endpoint: Endpoint) -> Line:
    do = "Set STRIPE_WEBHOOK_SECRET to the secret below, which Stripe shows this once, and start the shop anew."
    return warning(ENDPOINT, f"{endpoint.id} was made for {endpoint.url}", do)
