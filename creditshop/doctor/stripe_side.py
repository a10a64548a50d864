"""What is set up at Stripe: the key and its account, the clock, and the webhook endpoint with its events."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from creditshop.config import Mode, Settings
from creditshop.doctor import endpoint_side
from creditshop.doctor.endpoint_side import Wanted
from creditshop.doctor.lines import Line, ok, problem, skipped, warning
from creditshop.payments.errors import GatewayError, GatewayRefused, GatewayUnavailable
from creditshop.providers.stripe import Patience
from creditshop.providers.stripe.setup import Account, StripeSetup

KEY, CLOCK = "Stripe key", "clock"
FAST, SLOW = timedelta(seconds=5), timedelta(seconds=60)  # a signature counts for 300 seconds, codes of an app for 30
_PATIENCE = Patience(connect=3, answer=5, whole=8)


@dataclass(frozen=True, slots=True)
class Found:
    """The lines, whose the key is, and the signing secret of an endpoint that was made just now."""

    lines: list[Line]
    account: str | None = None
    secret: str | None = None


async def look(config: Settings, wanted: Wanted, clock: Callable[[], datetime]) -> Found:
    """Ask Stripe whose the key is and what time it is, and see to the endpoint."""
    stripe = StripeSetup(config.stripe_key, config.stripe_url, _PATIENCE)
    try:
        asked = clock()
        account = await stripe.account()
        lines = [_account(config, account), _clock(account, asked, clock())]
        endpoint, secret = await endpoint_side.look(stripe, config.mode, wanted)
    except GatewayError as error:
        unknown = [skipped(name, "not looked at without Stripe's answer") for name in (CLOCK, endpoint_side.ENDPOINT)]
        return Found([_without(config, error), *unknown])
    finally:
        await stripe.close()
    return Found([*lines, *endpoint], account.id, secret)


def _without(config: Settings, error: GatewayError) -> Line:
    if isinstance(error, GatewayUnavailable) and config.mode is Mode.SANDBOX:
        return skipped(KEY, "the sandbox answers while the shop runs")
    if isinstance(error, GatewayUnavailable):
        do = "Look whether this machine reaches api.stripe.com, and https://status.stripe.com."
    elif isinstance(error, GatewayRefused) and error.code == "permission_missing":
        do = "Give a restricted key the scopes of docs/going-live.md; a publishable key (pk_) is the wrong one."
    else:
        do = "Copy the key from https://dashboard.stripe.com/apikeys into STRIPE_SECRET_KEY."
    return problem(KEY, str(error), do)


def _account(config: Settings, account: Account) -> Line:
    seen = f"{config.mode}, account {account.id}"
    if config.mode is Mode.LIVE and not account.takes_payments:
        return problem(KEY, f"{seen}, which takes no payments yet", "Activate the account in the Stripe dashboard.")
    if config.mode is Mode.LIVE and config.app_env != "production":
        return warning(KEY, f"{seen}, but APP_ENV is {config.app_env}", "Set APP_ENV=production to take real money.")
    if config.mode is Mode.TEST and config.app_env == "production":
        return warning(KEY, f"{seen}: nobody pays real money", "Set the account's live key before you sell.")
    return ok(KEY, seen)


def _clock(account: Account, asked: datetime, answered: datetime) -> Line:
    """Stripe told the time at some moment between the two."""
    if account.told_at is None:
        return skipped(CLOCK, "Stripe's answer had no time in it")
    off = max(asked - account.told_at, account.told_at - answered, timedelta())
    seen = f"{off.total_seconds():.0f} s beside Stripe's"
    if off > SLOW:
        return problem(CLOCK, seen, "Set this machine's clock (NTP): webhooks and sign-in codes are refused by it.")
    return ok(CLOCK, seen) if off <= FAST else warning(CLOCK, seen, "Let NTP set this machine's clock.")
