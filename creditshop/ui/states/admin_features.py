"""The price list for staff: what using each feature costs."""

from dataclasses import dataclass
from typing import Annotated, Any

import reflex as rx
from pydantic import BaseModel, BeforeValidator, Field, StringConstraints, ValidationError

from creditshop.accounts import DECIDERS, SignedIn
from creditshop.catalog import MOST_CREDITS, FeatureExists, FeatureView, features
from creditshop.clock import utcnow
from creditshop.database import read, transact
from creditshop.ui import format as fmt
from creditshop.ui.gate import staff
from creditshop.ui.states import acts
from creditshop.ui.states.live_page import StaffPage
from creditshop.ui.states.session import actor, signed_in_user
from creditshop.ui.states.visit import locale_of
from creditshop.ui.texts import text

SLUG = r"[a-z0-9]([a-z0-9._\-]{0,62}[a-z0-9])?"
LONGEST = 60

_Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST, pattern=r"^[^\x00-\x1f]+$")]
_Ticked = Annotated[bool, BeforeValidator(bool)]  # a box sends anything or nothing


class _Form(BaseModel):
    """What the form sends."""

    slug: Annotated[str, StringConstraints(pattern=f"^{SLUG}$")]
    name: _Words
    credits: Annotated[int, Field(ge=1, le=MOST_CREDITS)]
    unit: _Words
    per_unit: _Ticked = False
    active: _Ticked = False


@dataclass(frozen=True)
class FeatureRow:
    """A feature in the list."""

    slug: str = ""
    name: str = ""
    price: str = ""
    credits: int = 1
    per_unit: bool = False
    unit: str = ""
    active: bool = True


class AdminFeaturesState(StaffPage, rx.State):
    """`dialog` is "add", or "change" about the feature `chosen`; `visit` counts its openings, so that the form begins
    each with what is kept.
    """

    rows: list[FeatureRow] = []  # noqa: RUF012 - Reflex copies the default for every client
    may_change: bool = False
    dialog: str = ""
    chosen: FeatureRow = FeatureRow()
    visit: int = 0
    failed: str = ""

    @rx.event
    @staff(*DECIDERS)
    async def open(self, slug: Any) -> None:
        """Open the form: for the feature with this slug, or for a new one."""
        self.chosen = next((row for row in self.rows if row.slug == slug), FeatureRow())
        self.dialog = "change" if self.chosen.slug else "add"
        self.said = self.failed = ""
        self.visit += 1

    @rx.event
    @staff(*DECIDERS)
    async def close(self) -> None:
        """The form was closed."""
        self.dialog = self.failed = ""

    @rx.event
    @staff(*DECIDERS)
    async def keep(self, form: Any) -> None:
        """Put on the list what the form says. Later uses cost the new price; what was spent stays."""
        user = await signed_in_user(self)
        if user is None or user.role not in DECIDERS or not isinstance(form, dict):
            return
        locale, change = await locale_of(self), bool(self.chosen.slug)
        self.said = self.failed = ""
        try:
            wanted = _Form.model_validate(form | ({"slug": self.chosen.slug} if change else {}))
            act, feature = acts.change_feature if change else acts.add_feature, FeatureView(**wanted.model_dump())
            await transact(act, feature, by=actor(self, user), now=utcnow())
        except ValidationError as error:
            self.failed = text(locale, f"admin.features.error.{error.errors()[0]['loc'][0]}")
        except FeatureExists as error:
            self.failed = text(locale, "admin.features.error.exists", slug=error.slug)
        else:
            self.said, self.dialog = text(locale, "admin.features.kept", name=wanted.name), ""
        await self._show(user)
        self.answer += 1

    async def _show(self, user: SignedIn) -> None:
        found, locale = await read(features, everything=True), await locale_of(self)
        self.may_change = user.role in DECIDERS
        self.rows = [_row(feature, locale) for feature in found]
        self.loaded = True


def _row(feature: FeatureView, locale: str) -> FeatureRow:
    key = "admin.features.per_unit" if feature.per_unit else "admin.features.flat"
    price = text(locale, key, credits=fmt.credits(feature.credits, locale), unit=feature.unit)
    return FeatureRow(
        feature.slug, feature.name, price, feature.credits, feature.per_unit, feature.unit, feature.active
    )
