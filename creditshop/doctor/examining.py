"""Everything at once: no thing that is away keeps the others from being looked at."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from creditshop.config import Settings
from creditshop.config.checks import problems
from creditshop.doctor import machine_side, storage_side, stripe_side
from creditshop.doctor.endpoint_side import Wanted
from creditshop.doctor.lines import Line, State, ok, problem
from creditshop.doctor.stripe_side import KEY, Found

T = TypeVar("T")
PATIENCE = 10  # seconds for each thing
_AT_STRIPE = 30  # for some calls one after the other, each with a limit of its own
_SETTING = "Mend this setting: README, Configuration."


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """All lines, and the signing secret of a webhook endpoint that was made just now: nobody is told it again."""

    lines: tuple[Line, ...]
    secret: str | None = None

    @property
    def is_well(self) -> bool:
        """Whether there is no problem; warnings are none."""
        return all(line.state is not State.PROBLEM for line in self.lines)


async def examine(
    config: Settings, *, path: str, events: Collection[str], repair: bool = False, clock: Callable[[], datetime]
) -> Diagnosis:
    """Look at everything. `path` is where the shop takes webhooks, `events` are those it handles.

    `repair` makes or mends the webhook endpoint at Stripe, and changes nothing else. Never raises: what cannot be
    looked at is a problem.
    """
    wanted = Wanted(f"{config.public_url}{path}", events, repair)
    stripe, database, *others = await asyncio.gather(
        safely(KEY, stripe_side.look(config, wanted, clock), lambda line: Found([line]), _AT_STRIPE),
        _line("database", storage_side.database(config)),
        _line("Redis", machine_side.redis(config)),
        _line("mail", machine_side.mail(config)),
        _line("TLS", machine_side.certificate(config.public_url, clock())),
        _line("disk", _disk(config)),
    )
    mode = storage_side.belonging_unknown()
    if database.state is State.OK:
        mode = await _line("mode", storage_side.belonging(config, stripe.account))
    return Diagnosis((*_settings(config), *stripe.lines, database, mode, *others), stripe.secret)


async def safely(name: str, looking: Awaitable[T], otherwise: Callable[[Line], T], seconds: float = PATIENCE) -> T:
    """What `looking` found. When it takes longer or fails in any way, a problem, without words that may be secret."""
    try:
        async with asyncio.timeout(seconds):
            return await looking
    except TimeoutError:
        return otherwise(problem(name, f"no answer within {seconds:g} seconds", "Look whether it hangs."))
    except Exception as error:  # noqa: BLE001 - the other lines are told, whatever broke this one
        return otherwise(problem(name, f"cannot be looked at: {type(error).__name__}", _SETTING))


async def _line(name: str, looking: Awaitable[Line]) -> Line:
    return await safely(name, looking, lambda line: line)


async def _disk(config: Settings) -> Line:
    return await storage_side.disk(storage_side.places(config))


def _settings(config: Settings) -> list[Line]:
    found = [problem("settings", words, _SETTING) for words in problems(config)]
    return found or [ok("settings", f"{config.app_env}, {config.mode}, {config.public_url}")]
