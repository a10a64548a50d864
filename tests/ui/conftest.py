"""A served shop behind the raw websocket, and the names of the handlers that its pages call."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from reflex_base.registry import RegistrationContext

from creditshop.accounts import Role, cookie_name
from creditshop.checkout import Buyer
from creditshop.ui import routes
from tests.checkout.conftest import Shop
from tests.conftest import Database, look_anew
from tests.served import ServedShop, served
from tests.ui.bought import make_shop, person
from tests.ui.websocket import ROOT, Visitor

assert routes.PAGES  # importing them fills the registry
STATES = f"{ROOT}.creditshop___ui___states___"
HANDLERS = [name for name in RegistrationContext.get().event_handlers if name.startswith(STATES)]


def handler(module: str, state: str, name: str) -> str:
    """A handler's registered name."""
    return f"{STATES}{module}____{state}.{name}"


@dataclass
class Served:
    """A served shop, and its database for this process to work on."""

    web: ServedShop
    shop: Shop

    @property
    def db(self) -> Database:
        return self.shop.db

    def person(self, name: str, role: Role = Role.CUSTOMER) -> tuple[Buyer, str]:
        """Somebody new and their Cookie header."""
        buyer, token = person(self.db, f"{name}@example.com", role)
        return buyer, f"{cookie_name()}={token}"

    def visit(self, cookie: str) -> Visitor:
        return Visitor(self.web.url, cookie=cookie)


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("private")) as web, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", web.environment["DATABASE_URL"])
        look_anew()
        yield Served(web, make_shop(Database(web.environment["DATABASE_URL"])))
    look_anew()
