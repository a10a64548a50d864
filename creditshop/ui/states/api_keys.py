"""What the pages of API keys have in common: the list, a new key, and the end of one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from creditshop.accounts import SignedIn, emails_of
from creditshop.accounts.errors import NoSuchUser
from creditshop.apikeys import ApiKeyError, KeyView, NewKey, Scope, keys
from creditshop.audit import Actor
from creditshop.clock import utcnow
from creditshop.config import settings
from creditshop.database import new_id, read, transact
from creditshop.ledger import open_wallet
from creditshop.ratelimit import RateLimited, hit
from creditshop.ui import format as fmt
from creditshop.ui.states import owner_acts
from creditshop.ui.states.live_page import Shown
from creditshop.ui.states.session import actor, signed_in_user
from creditshop.ui.states.visit import is_id, locale_of
from creditshop.ui.texts import text

LONGEST_NAME = 80
FIELDS = {scope: f"scope_{scope}" for scope in Scope}  # what the form calls a scope
_SOMEBODY = "external:customer-1"


@dataclass(frozen=True)
class KeyRow:
    """A key in the list."""

    id: str
    name: str
    token: str
    scopes: list[str]
    made: str
    used: str


class Keys(Shown, mixin=True):
    """`dialog` is "new", or "revoke" about the key `chosen`; `token`, with an `example` of its use, is only shown."""

    rows: list[KeyRow] = []  # noqa: RUF012 - Reflex copies the default for every client
    may_change: bool = False
    dialog: str = ""
    chosen: str = ""
    chosen_name: str = ""
    token: str = ""
    example: str = ""
    failed: str = ""

    def _owner(self, user: SignedIn) -> str | None:
        """Whose keys these are; None for the shop's own."""
        raise NotImplementedError

    def _by(self, user: SignedIn) -> Actor | None:
        """Who of the staff acts; None for people and what is theirs."""
        return actor(self, user) if self._owner(user) is None else None

    def _may_change(self, user: SignedIn) -> bool:
        raise NotImplementedError

    async def _show(self, user: SignedIn) -> None:
        locale = await locale_of(self)
        found = await read(_keys, self._owner(user))
        self.may_change = self._may_change(user)
        self.rows = [_row(key, maker, locale) for key, maker in found]
        self.loaded = True

    async def _open(self, dialog: Any, key_id: Any) -> None:
        user = await signed_in_user(self)
        if user is None or not self._may_change(user):
            return
        self._close()
        self.said = ""
        if dialog == "new":
            self.dialog = dialog
        elif dialog == "revoke" and (key := next((row for row in self.rows if row.id == key_id), None)):
            self.dialog, self.chosen, self.chosen_name = dialog, key.id, key.name

    def _close(self) -> None:
        self.dialog = self.chosen = self.chosen_name = self.token = self.example = self.failed = ""

    async def _create(self, form: Any) -> None:
        user = await signed_in_user(self)
        if user is None or not self._may_change(user) or not isinstance(form, dict):
            return
        name, locale = form.get("name"), await locale_of(self)
        name = name.strip() if isinstance(name, str) else ""
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            self.failed = text(locale, "keys.error.name")
            self.answer += 1
            return
        scopes = [scope for scope, field in FIELDS.items() if form.get(field)]
        wish = {"name": name, "scopes": scopes, "created_by": user.user_id}
        made = await self._do(user, _make, self._owner(user), **wish)
        if made is not None:
            self._close()
            new, place = made
            self.token, self.example = new.token, _example(new, place)

    def _forget(self) -> None:
        """Keep what is shown once no longer than it takes to send it: a reload or another tab finds nothing."""
        self.token = self.example = ""
        self.dirty_vars.difference_update(("token", "example"))  # or it would vanish from the page, too

    async def _revoke(self, key_id: Any) -> None:
        user = await signed_in_user(self)
        if user is None or not self._may_change(user) or not is_id(key_id):
            return
        await self._do(user, owner_acts.revoke_key, self._owner(user), key_id)
        if not self.failed:
            self._close()
            self.said = text(await locale_of(self), "keys.revoked")

    async def _do(self, user: SignedIn, function: Any, *args: Any, **more: Any) -> Any:
        """Do it, say what went wrong, and show how things are now."""
        self.said = self.failed = ""
        done = None
        try:
            await hit("keys.user", user.user_id)
            done = await transact(function, *args, **more, by=self._by(user), now=utcnow())
        except NoSuchUser:  # shut out meanwhile: what wakes the page leads it away
            return None
        except (ApiKeyError, RateLimited) as refusal:
            self.failed = text(await locale_of(self), f"keys.error.{refusal.code}")
        await self._show(user)
        self.answer += 1
        return done


def _keys(session: Session, owner_id: str | None) -> list[tuple[KeyView, str]]:
    """The keys, those of the shop itself with the address of who made them."""
    found = keys(session, owner_id)
    makers = {} if owner_id else emails_of(session, {key.created_by for key in found})
    return [(key, makers.get(key.created_by, "")) for key in found]


def _make(
    session: Session, owner_id: str | None, *, by: Actor | None, now: datetime, **wish: Any
) -> tuple[NewKey, str]:
    """A new key, and the place of a wallet that it can be tried on. Raises NoSuchUser for whoever is shut out."""
    new = owner_acts.create_key(session, owner_id, by=by, now=now, **wish)
    return new, open_wallet(session, owner_id, now=now) if owner_id else _SOMEBODY


def _example(new: NewKey, place: str) -> str:
    """A first request with the new key, for a command line."""
    api, bearer = f"{settings().public_url}/api/v1", f"-H 'Authorization: Bearer {new.token}'"
    if Scope.SPEND not in new.key.scopes:
        return f"curl {api}/features \\\n  {bearer}"
    return (
        f"curl {api}/spends \\\n  {bearer} \\\n  -H 'Idempotency-Key: {new_id('try')}' \\\n"
        f'  -H \'Content-Type: application/json\' \\\n  -d \'{{"wallet": "{place}", "credits": 1}}\''
    )


def _row(key: KeyView, maker: str, locale: str) -> KeyRow:
    when = fmt.day(key.created_at, locale)
    used = fmt.day_and_time(key.last_used_at, locale) if key.last_used_at else text(locale, "keys.never")
    return KeyRow(
        id=key.id,
        name=key.name or key.prefix,
        token=f"csk_{key.prefix}_…",
        scopes=[text(locale, f"keys.scope.{scope}") for scope in key.scopes],
        made=text(locale, "keys.made_by", day=when, maker=maker) if maker else when,
        used=used,
    )
