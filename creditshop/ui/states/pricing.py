"""The shop window: what is offered in the reader's currency, and the way from a choice to Stripe's page."""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlencode

import reflex as rx
import structlog

from creditshop.catalog import Offer, OfferNotFound, currencies, offers
from creditshop.checkout import Agreement, Buyer, start_checkout
from creditshop.checkout.errors import AgreementMissing, CheckoutBlocked, CheckoutRefused, CheckoutUnavailable
from creditshop.clock import utcnow
from creditshop.config import settings
from creditshop.database import read
from creditshop.ratelimit import RateLimited, hit, hit_from
from creditshop.ui import legal
from creditshop.ui.gate import public, signed_in
from creditshop.ui.states.offers import offer_card
from creditshop.ui.states.session import SessionState, signed_in_user
from creditshop.ui.texts import text

_WORDS: dict[type[Exception], str] = {
    AgreementMissing: "buy.error.agree",
    OfferNotFound: "buy.error.gone",
    CheckoutUnavailable: "buy.error.unavailable",
    CheckoutBlocked: "buy.error.blocked",
    CheckoutRefused: "buy.error.refused",
    RateLimited: "buy.error.limited",
}
_HOME_CURRENCIES = {"GB": "gbp", "US": "usd", "CA": "usd", "AU": "usd"}
_log = structlog.get_logger()


class PricingState(rx.State):
    """The packages as finished strings; prices and owners are looked up again when somebody buys."""

    loaded: bool = False
    offers: list[dict[str, Any]] = []  # noqa: RUF012 - Reflex copies defaults for every client, here and below
    currencies: list[str] = []  # noqa: RUF012
    currency: str = "usd"
    cancelled: bool = False
    wanted: str = ""
    failed: str = ""
    error: str = ""
    answers: int = 0
    chosen_currency: str = rx.Cookie("", name="currency", path="/", max_age=31_536_000, same_site="lax")

    @rx.event
    @public
    async def load(self) -> None:
        """Show the packages, and the choice that somebody made before signing in."""
        query = self.router.url.query_parameters
        self.currencies = list(await read(currencies))
        self.currency = self._currency(query.get("currency", ""))
        self.cancelled = query.get("checkout") == "cancelled"
        self.error = self.failed = ""
        await self._show()
        known = {offer["id"] for offer in self.offers}
        signed_in_now = (await self.get_state(SessionState)).signed_in
        self.wanted = query.get("buy", "") if signed_in_now and query.get("buy") in known else ""

    @rx.event
    @public
    async def choose_currency(self, currency: Any) -> None:
        """Show the prices in another currency, now and next time."""
        if currency in self.currencies:
            self.currency = self.chosen_currency = currency
            self.error = self.failed = ""
            await self._show()

    @rx.event
    @public
    async def put_away(self) -> AsyncIterator[Any]:
        """The question before paying was closed: forget the choice, in the address too."""
        self.wanted = self.failed = self.error = ""
        if "buy" in self.router.url.query_parameters:
            yield rx.redirect("/", replace=True)

    @rx.event
    @signed_in
    async def buy(self, form: Any) -> AsyncIterator[Any]:
        """Open the checkout; `form` names package and currency and brings the two agreements, all strings at best."""
        fields = form.items() if isinstance(form, dict) else ()
        wish = {name: value for name, value in fields if isinstance(value, str)}
        self.failed = self.error = ""
        try:
            url = await self._checkout(wish)
        except tuple(_WORDS) as error:
            await self._refuse(wish, _WORDS[type(error)])
        except Exception:  # noqa: BLE001 - the buyer must hear that nothing was paid, whatever broke
            _log.exception("checkout_broke", package_id=wish.get("package"))
            await self._refuse(wish, "buy.error.other")
        else:
            yield rx.redirect(url)

    async def _checkout(self, wish: dict[str, str]) -> str:
        package_id, currency = wish.get("package", ""), wish.get("currency", "")
        user = await signed_in_user(self)
        if user is None:
            return _login(package_id, currency)
        await hit("checkout.user", user.user_id)
        ip = self.router.session.client_ip
        await hit_from("checkout.network", ip)
        locale = (await self.get_state(SessionState)).locale
        agreed = bool(wish.get("terms") and wish.get("withdrawal"))
        agreement = Agreement(
            terms_version=legal.terms(locale).version if agreed else "",
            withdrawal_wording=text(locale, "buy.withdrawal") if agreed else "",
        )
        buyer = Buyer(user.user_id, user.email, locale, ip)
        return await start_checkout(buyer, package_id, currency, agreement, now=utcnow())

    async def _refuse(self, wish: dict[str, str], key: str) -> None:
        self.failed = self.wanted = wish.get("package", "")
        locale = (await self.get_state(SessionState)).locale
        self.error = text(locale, key, email=settings().legal_email or text(locale, "buy.error.imprint"))
        self.answers += 1

    def _currency(self, asked: str) -> str:
        home = _HOME_CURRENCIES.get(_territory(self.router.headers.accept_language), "eur")
        wishes = (asked, self.chosen_currency, home, "usd")
        return next((wish for wish in wishes if wish in self.currencies), self.currency)

    async def _show(self) -> None:
        locale = (await self.get_state(SessionState)).locale
        found = await read(offers, self.currency)
        self.offers = [_card(offer, locale) for offer in found]
        self.loaded = True


def _territory(accept_language: str) -> str:
    first = accept_language.partition(",")[0].partition(";")[0].strip()
    language, _, territory = first.partition("-")
    return territory.upper() or {"en": "US"}.get(language.lower(), "")


def _card(offer: Offer, locale: str) -> dict[str, Any]:
    own = {"dialog": f"buy-{offer.package_id}", "login": _login(offer.package_id, offer.currency)}
    return offer_card(offer, locale) | own


def _login(package_id: str, currency: str) -> str:
    """Signing in and back to the same choice."""
    here = f"/?{urlencode({'buy': package_id, 'currency': currency})}"
    return f"/login/?{urlencode({'next': here})}"
