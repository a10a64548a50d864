"""The team, for staff: who works for the shop in which role, who is invited; owners change it."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from creditshop.accounts import Member, Offer, Role, SignedIn, give_role, invite, offers, reset_lost_factor, withdraw
from creditshop.accounts import team as members
from creditshop.accounts.errors import AccountError
from creditshop.clock import utcnow
from creditshop.config import settings
from creditshop.database import read, transact
from creditshop.ratelimit import RateLimited, hit
from creditshop.ui import format as fmt
from creditshop.ui import typed
from creditshop.ui.gate import staff
from creditshop.ui.states.live_page import StaffPage
from creditshop.ui.states.session import actor, signed_in_user
from creditshop.ui.states.visit import is_id, locale_of
from creditshop.ui.texts import CATALOGUES, DEFAULT, text

_LONGEST_ADDRESS = 254
ROLES = tuple(role for role in Role if role.is_staff)


@dataclass(frozen=True)
class MemberRow:
    """Somebody on the team."""

    id: str = ""
    email: str = ""
    role: str = ""
    role_name: str = ""
    factor: bool = False
    factor_name: str = ""
    waits: bool = False
    seen: str = ""
    disabled: bool = False
    own: bool = False


@dataclass(frozen=True)
class OfferRow:
    """An invitation that was not accepted so far."""

    id: str = ""
    email: str = ""
    role_name: str = ""
    until: str = ""


class AdminTeamState(StaffPage, rx.State):
    """`dialog` is "invite", or "change" about `chosen`; `visit` counts its openings."""

    rows: list[MemberRow] = []  # noqa: RUF012 - Reflex copies the defaults for every client
    offer_rows: list[OfferRow] = []  # noqa: RUF012
    may_change: bool = False
    dialog: str = ""
    chosen: MemberRow = MemberRow()
    visit: int = 0
    failed: str = ""

    @rx.event
    @staff(Role.OWNER, fresh=True)
    async def open(self, user_id: Any) -> None:
        """Open the form: about this member, or for an invitation."""
        self.chosen = next((row for row in self.rows if row.id == user_id), MemberRow())
        self.dialog = "change" if self.chosen.id else "invite"
        self.said = self.failed = ""
        self.visit += 1

    @rx.event
    @staff(Role.OWNER)
    async def close(self) -> None:
        """The form was closed."""
        self.dialog = self.failed = ""

    @rx.event
    @staff(Role.OWNER, fresh=True)
    async def invite(self, form: Any) -> None:
        """Mail an invitation."""
        user = await signed_in_user(self)
        if user is None or user.role is not Role.OWNER or not isinstance(form, dict):
            return
        role = _role(form.get("role"))
        if role is None or not role.is_staff:
            await self._refuse("role")
            return
        address = typed.words(form.get("email"), _LONGEST_ADDRESS)
        await self._act(user, "invited", invite, address, role, mails=True, email=address)

    @rx.event
    @staff(Role.OWNER, fresh=True)
    async def withdraw(self, offer_id: Any) -> None:
        """Take an invitation back."""
        user = await signed_in_user(self)
        if user is not None and user.role is Role.OWNER and is_id(offer_id):
            await self._act(user, "withdrawn", withdraw, offer_id)

    @rx.event
    @staff(Role.OWNER, fresh=True)
    async def keep(self, form: Any) -> None:
        """Give the chosen member the role that the form says; a customer's takes them off the team."""
        user = await signed_in_user(self)
        if user is None or user.role is not Role.OWNER or not isinstance(form, dict) or not self.chosen.id:
            return
        role = _role(form.get("role"))
        if role is None:
            await self._refuse("role")
        else:
            said = "kept" if role.is_staff else "removed"
            await self._act(user, said, give_role, self.chosen.id, role, email=self.chosen.email)

    @rx.event
    @staff(Role.OWNER, fresh=True)
    async def reset_factor(self) -> None:
        """Take the chosen member's lost second factor away."""
        user = await signed_in_user(self)
        if user is not None and user.role is Role.OWNER and self.chosen.id:
            await self._act(user, "factor_gone", reset_lost_factor, self.chosen.id, email=self.chosen.email)

    async def _act(self, user: SignedIn, said: str, act: Any, *what: Any, mails: bool = False, **words: str) -> None:
        locale = await locale_of(self)
        self.said = self.failed = ""
        try:
            if mails:
                await hit("mail.address", words["email"].lower())
            await transact(act, *what, by=actor(self, user), now=utcnow())
        except (AccountError, RateLimited) as error:
            await self._refuse(error.code)
        else:
            self.said, self.dialog = text(locale, f"team.said.{said}", **words), ""
            self.answer += 1
        if still := await signed_in_user(self):  # who gave their own role away is out
            await self._show(still)

    async def _refuse(self, code: str) -> None:
        key = f"team.error.{code}"
        self.failed = text(await locale_of(self), key if key in CATALOGUES[DEFAULT] else "auth.error.other")
        self.answer += 1

    async def _show(self, user: SignedIn) -> None:
        locale = await locale_of(self)
        self.may_change = user.role is Role.OWNER
        self.rows = [_member(one, user, locale) for one in await read(members)]
        self.offer_rows = [_offer(one, locale) for one in await read(offers, now=utcnow())]
        self.loaded = True


def _role(value: Any) -> Role | None:
    return Role(value) if isinstance(value, str) and value in tuple(Role) else None


def _member(one: Member, reader: SignedIn, locale: str) -> MemberRow:
    waits = not one.has_factor and settings().staff_needs_factor
    state = "on" if one.has_factor else "waits" if waits else "off"
    return MemberRow(
        id=one.user_id,
        email=one.email,
        role=one.role,
        role_name=text(locale, f"team.role.{one.role}"),
        factor=one.has_factor,
        factor_name=text(locale, f"team.factor.{state}"),
        waits=waits,
        seen=fmt.day_and_time(one.seen_at, locale) if one.seen_at else text(locale, "team.never"),
        disabled=one.disabled,
        own=one.user_id == reader.user_id,
    )


def _offer(one: Offer, locale: str) -> OfferRow:
    until = fmt.day_and_time(one.expires_at, locale)
    return OfferRow(one.id, one.email, text(locale, f"team.role.{one.role}"), until)
