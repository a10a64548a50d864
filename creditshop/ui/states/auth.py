"""What the pages around signing in show: the outcome of the last form, and where to go on afterwards."""

from urllib.parse import parse_qs, urlencode, urlsplit

import reflex as rx

from creditshop.accounts import local_path
from creditshop.accounts.demo import DEMO_PASSWORD, DEMO_PEOPLE
from creditshop.accounts.passwords import SHORTEST
from creditshop.config import Mode, settings
from creditshop.ui.gate import public
from creditshop.ui.states.session import SessionState
from creditshop.ui.texts import CATALOGUES, DEFAULT, text

_HOME = "/account/"


class AuthState(rx.State):
    """Read out of the page's address, which anybody may have written: known codes and local paths only."""

    ready: bool = False  # whoever is faster than the address is read would lose what they chose to buy
    error: str = ""
    sent: bool = False
    token: str = ""
    next_path: str = _HOME
    login_href: str = "/login/"
    register_href: str = "/register/"
    buying: bool = False
    oidc_name: str = ""
    oidc_href: str = "/auth/oidc"
    demo: list[dict[str, str]] = []  # noqa: RUF012 - Reflex copies the default for every client

    @rx.event
    @public
    async def load(self) -> None:
        """Take over what the address says."""
        query = self.router.url.query_parameters
        locale = (await self.get_state(SessionState)).locale
        self.error = _words(locale, query.get("error", ""))
        self.sent = query.get("sent") == "1"
        self.token = query.get("token", "")
        self.next_path = local_path(query.get("next"), _HOME)
        carried = f"?{urlencode({'next': self.next_path})}" if query.get("next") else ""
        self.login_href, self.register_href = f"/login/{carried}", f"/register/{carried}"
        self.oidc_name = settings().oidc_name if settings().oidc_issuer else ""
        self.oidc_href = f"/auth/oidc{carried}"
        self.buying = "buy" in parse_qs(urlsplit(self.next_path).query)
        self.demo, self.ready = self._demo_people(), True

    def _demo_people(self) -> list[dict[str, str]]:
        if settings().mode is not Mode.SANDBOX:
            return []
        return [{"email": email, "role": role, "password": DEMO_PASSWORD} for email, role in DEMO_PEOPLE]


def _words(locale: str, code: str) -> str:
    if not code:
        return ""
    key = f"auth.error.{code}"
    return text(locale, key if key in CATALOGUES[DEFAULT] else "auth.error.other", least=SHORTEST)
