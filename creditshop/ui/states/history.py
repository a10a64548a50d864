"""The account's whole history, page by page: payments, and movements of credits."""

import reflex as rx

from creditshop.accounts import SignedIn
from creditshop.checkout import purchases
from creditshop.database import read
from creditshop.ui.states.paging import PAGE, OwnList
from creditshop.ui.states.reading import named_movements
from creditshop.ui.states.rows import MovementRow, PaymentRow, movement_row, payment_row
from creditshop.ui.states.visit import locale_of


class PaymentsState(OwnList, rx.State):
    """The reader's payments."""

    rows: list[PaymentRow] = []  # noqa: RUF012 - Reflex copies the default for every client

    async def _show(self, user: SignedIn) -> None:
        page = await read(purchases, user.user_id, before=self._before(), limit=PAGE)
        locale = await locale_of(self)
        self.rows = [payment_row(purchase, locale) for purchase in page.purchases]
        self._arrived(page.next_before)


class MovementsState(OwnList, rx.State):
    """The reader's movements of credits."""

    rows: list[MovementRow] = []  # noqa: RUF012 - Reflex copies the default for every client

    async def _show(self, user: SignedIn) -> None:
        page = await read(named_movements, user.user_id, before=self._before(), limit=PAGE)
        locale = await locale_of(self)
        self.rows = [movement_row(movement, page.names, locale) for movement in page.movements]
        self._arrived(page.older)
