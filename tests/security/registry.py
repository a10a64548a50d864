"""Every handler that a websocket can name, out of Reflex's own registry: a new one is attacked by itself."""

import inspect
from collections.abc import Iterable, Iterator
from typing import Any

from reflex_base.registry import RegistrationContext
from reflex_base.utils.format import format_event_handler

from creditshop.accounts import Role, SignedIn
from creditshop.clock import utcnow
from creditshop.ui import routes
from creditshop.ui.gate import HYDRATION, rule_of
from creditshop.ui.states.mailbox import MailboxState
from tests.ui.websocket import ROOT, Visitor

assert routes.PAGES  # importing them fills the registry
HANDLERS = sorted(RegistrationContext.get().event_handlers)
HYDRATE = f"{ROOT}.hydrate"
HELPERS = sorted(  # what is no handler, but a method or a var of the same State
    f"{state}.{helper}"
    for state in {name.rpartition(".")[0] for name in HANDLERS}
    for helper in ("_show", "_decide", "reset", "loaded", "nothing")
)
MAILBOX = MailboxState.get_full_name()


def arguments(name: str) -> list[str]:
    """What the handler's arguments are called."""
    handler = RegistrationContext.get().event_handlers.get(name)
    return list(inspect.signature(handler.handler.fn).parameters)[1:] if handler else []


def refused(role: Role | None) -> list[str]:
    """The handlers that are not for this role; None is nobody."""
    user = SignedIn("usr_1", "ses_1", "a@example.com", "", role, True, "en", utcnow(), utcnow()) if role else None
    return [name for name in HANDLERS if not ((rule := rule_of(name)) and rule(user))]


def calls(names: Iterable[str], ids: Iterable[str]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each handler with each id as every argument, on a page whose address names it in every way."""
    for name in names:
        if name in HYDRATION:
            continue
        for found in ids:
            query = ("session_id",) if found.startswith("cs_") else ("id", "purchase", "search", "buy")
            at = "/?state=attention&" + "&".join(f"{name}={found}" for name in query)
            yield name, at, dict.fromkeys(arguments(name), found)


async def open_all(visitor: Visitor, role: Role | None, found: str) -> None:
    """Go to every page, at an address that names the id, and wait for what it shows to this role of its own."""
    own = set(refused(None)) - set(refused(role))
    for page in routes.PAGES:
        await visitor.go(f"{page.route.rstrip('/')}/?id={found}&purchase={found}&search={found}")
        for load in map(format_event_handler, page.on_load):
            if load in own:
                await visitor.wait_for(f"'{load.rpartition('.')[0]}'")
    await visitor.settle()
