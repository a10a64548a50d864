"""The legal texts as the pages show them. Read on the server at each load, so new ones need no new build."""

import reflex as rx

from creditshop.config import settings
from creditshop.ui import legal
from creditshop.ui.gate import public
from creditshop.ui.states.session import SessionState


class LegalState(rx.State):
    """Imprint, terms and privacy in the reader's language."""

    loaded: bool = False
    terms: list[str] = []  # noqa: RUF012 - Reflex copies defaults for every client, here and below
    terms_are_example: bool = False
    privacy: list[str] = []  # noqa: RUF012
    privacy_is_example: bool = False
    imprint_name: str = ""
    imprint_address: list[str] = []  # noqa: RUF012
    imprint_email: str = ""

    @rx.event
    @public
    async def load(self) -> None:
        """Read the texts."""
        locale = (await self.get_state(SessionState)).locale
        terms, privacy, shop = legal.terms(locale), legal.privacy(locale), settings()
        self.terms, self.terms_are_example = list(terms.paragraphs), terms.example
        self.privacy, self.privacy_is_example = list(privacy.paragraphs), privacy.example
        self.imprint_name, self.imprint_email = shop.legal_name, shop.legal_email
        self.imprint_address = [line.strip() for line in shop.legal_address.splitlines() if line.strip()]
        self.loaded = True
