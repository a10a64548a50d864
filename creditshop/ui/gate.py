"""Who may call which handler. Any visitor can call every handler over the websocket, so an unmarked one is refused.

    @rx.event
    @signed_in
    async def load(self) -> None: ...

The gate looks the session up in the database at every call. It keeps strangers out; which rows a handler may touch is
checked again inside, by `signed_in_user`.
"""

import hashlib
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import quote

import reflex as rx
from reflex.state import StateUpdate
from reflex_base.event import Event
from reflex_base.registry import RegistrationContext

from creditshop.accounts import Role, SignedIn, is_fresh
from creditshop.clock import utcnow

Handler = TypeVar("Handler", bound=Callable[..., Any])
Rule = Callable[[SignedIn | None], bool]
_MARK, _FRESH = "creditshop_rule", "creditshop_fresh"

_ROOT = "reflex___state____state"
HYDRATION = frozenset({f"{_ROOT}.hydrate", f"{_ROOT}.hydrate_and_load"})
# Reflex's own handlers that the pages need. Not among them: `setvar` of each State, with which anybody could write.
INTERNAL = HYDRATION | {
    f"{_ROOT}.set_is_hydrated",
    f"{_ROOT}.reflex___state____on_load_internal_state.on_load_internal",
    f"{_ROOT}.reflex___state____on_load_internal_state.set_is_hydrated",
    f"{_ROOT}.reflex___state____update_vars_internal_state.update_vars_internal",
    f"{_ROOT}.reflex___state____frontend_event_exception_state.handle_frontend_exception",
}


def public(handler: Handler) -> Handler:
    """Mark a handler that anybody may call. Goes under `@rx.event`, like the other marks."""
    return _marked(handler, lambda _: True)


def signed_in(handler: Handler) -> Handler:
    """Mark a handler for whoever is signed in."""
    return _marked(handler, lambda user: user is not None)


def staff(*roles: Role, fresh: bool = False) -> Callable[[Handler], Handler]:
    """Mark a handler for these roles; without any, for everyone but customers.

    `fresh`: only for whoever has proved a moment ago who they are (accounts.FRESH); others are asked to first.
    """
    allowed = roles or tuple(role for role in Role if role.is_staff)

    def marked(handler: Handler) -> Handler:
        setattr(handler, _FRESH, fresh)
        return _marked(handler, lambda user: user is not None and user.role in allowed)

    return marked


def _marked(handler: Handler, rule: Rule) -> Handler:
    setattr(handler, _MARK, rule)
    return handler


def rule_of(event_name: str) -> Rule | None:
    """The rule of a registered handler; None when it has no mark, and is refused."""
    if event_name in INTERNAL:
        return lambda _: True
    registered = RegistrationContext.get().event_handlers.get(event_name)
    return getattr(registered.handler.fn, _MARK, None) if registered else None


def asks_for_proof(event_name: str) -> bool:
    """Whether the handler is for those who have proved a moment ago who they are."""
    registered = RegistrationContext.get().event_handlers.get(event_name)
    return bool(registered and getattr(registered.handler.fn, _FRESH, False))


def _prove_first(state: rx.State) -> StateUpdate:
    """Lead to the page that asks, and from there back here."""
    url = state.router.url
    here = quote(f"{url.path}?{url.query}" if url.query else url.path, safe="")
    return StateUpdate(events=Event.from_event_type(rx.redirect(f"/confirm/?next={here}")))


class DenyByDefault(rx.Middleware):
    """Stops every event whose handler this visitor may not call."""

    async def preprocess(self, app: rx.App, state: Any, event: Event) -> StateUpdate | None:  # noqa: ARG002 - Reflex's signature
        """None lets the event through; an empty update ends it."""
        from creditshop.ui.states.session import signed_in_user  # noqa: PLC0415 - states import the marks of this module

        rule = rule_of(event.name)
        if rule is None:
            return StateUpdate()
        if rule(None):
            return None
        user = await signed_in_user(state)
        if user is None or not rule(user):
            return StateUpdate()
        return _prove_first(state) if asks_for_proof(event.name) and not is_fresh(user, utcnow()) else None


class _Binding(rx.State):
    """Whose session a browser tab's State belongs to: a hash of its cookie, None while it is nobody's yet."""

    _owner: str | None = None


class BindToSession(rx.Middleware):
    """Empties a tab's State when its session cookie has changed or its session has ended: the next person must not see
    the last one's.

    Reflex keeps State by a token that outlives signing out. Every new page and every reconnect begins with a hydration,
    which sends all of the State, and at which it can be reset; anything else that comes with another cookie is refused.
    """

    async def preprocess(self, app: rx.App, state: Any, event: Event) -> StateUpdate | None:  # noqa: ARG002 - Reflex's signature
        """None lets the event through; an empty update ends it."""
        # States import the marks of this module.
        from creditshop.ui.states.session import session_token, signed_in_user  # noqa: PLC0415

        token, begins = session_token(state), event.name in HYDRATION
        owner = hashlib.sha256((token or "").encode()).hexdigest()
        binding = await state.get_state(_Binding)
        has_ended = begins and token is not None and await signed_in_user(state) is None
        if binding._owner == owner and not has_ended:
            return None
        if binding._owner is not None:
            if not begins:
                return StateUpdate()
            state._get_root_state().reset()
        binding._owner = owner
        return None


def guard(app: rx.App) -> None:
    """Put the gate in front of every event of this app."""
    app.add_middleware(BindToSession())
    app.add_middleware(DenyByDefault())
