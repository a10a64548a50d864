"""What moved in a customer's wallet, page by page, with who did it."""

from dataclasses import dataclass

import reflex as rx

from creditshop.accounts import SignedIn
from creditshop.database import read
from creditshop.ledger import Movement
from creditshop.ui.states.customer_reading import ActedMovements, acted_movements
from creditshop.ui.states.detail import wanted_id
from creditshop.ui.states.paging import PAGE, StaffList
from creditshop.ui.states.rows import MovementRow, movement_row
from creditshop.ui.states.visit import locale_of
from creditshop.ui.texts import text


@dataclass(frozen=True)
class ActedRow:
    """A movement, who made it, and the payment that it refers to."""

    row: MovementRow
    actor: str
    payment: str


class AdminCustomerMovementsState(StaffList, rx.State):
    """The movements of the customer that the address names."""

    rows: list[ActedRow] = []  # noqa: RUF012 - Reflex copies the default for every client

    async def _show(self, _user: SignedIn) -> None:
        customer, locale = wanted_id(self), await locale_of(self)
        page = await read(acted_movements, customer, before=self._before(), limit=PAGE)
        self.rows = [_row(movement, page, customer, locale) for movement in page.movements]
        self._arrived(page.older)


def _row(movement: Movement, page: ActedMovements, customer: str, locale: str) -> ActedRow:
    return ActedRow(
        row=movement_row(movement, page.names, locale),
        actor=_actor(movement.actor, page.actors, customer, locale),
        payment=movement.reference if movement.reference in page.purchases else "",
    )


def _actor(actor: str, known: dict[str, str], customer: str, locale: str) -> str:
    if actor == customer:
        return text(locale, "customers.themselves")
    if actor.startswith("key_"):
        return text(locale, "explain.key", name=known[actor]) if actor in known else text(locale, "explain.app")
    return known.get(actor) or text(locale, "explain.shop")
