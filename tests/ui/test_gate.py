"""Who may call which handler over the raw websocket, and whose State a browser tab shows."""

from collections.abc import Iterator

import httpx
import pytest
from reflex_base.registry import RegistrationContext

from creditshop.accounts import Role, SignedIn, cookie_name
from creditshop.accounts.demo import DEMO_PASSWORD, DEMO_PEOPLE
from creditshop.clock import utcnow
from creditshop.ui import routes
from creditshop.ui.door import BURST
from creditshop.ui.gate import INTERNAL, public, rule_of, signed_in, staff
from tests.served import ServedShop, served
from tests.ui.websocket import ROOT, SESSION, Visitor

OURS = [name for name in RegistrationContext.get().event_handlers if ".creditshop___" in name]
HANDLERS = [name for name in OURS if not name.endswith(".setvar")]
PUBLIC = [name for name in HANDLERS if (rule := rule_of(name)) and rule(None)]
PRIVATE = sorted(set(HANDLERS) - set(PUBLIC))
OPEN = {ROOT, SESSION, f"{ROOT}.creditshop___ui___states___pricing____pricing_state"}  # what anybody gets at /
BUYER = DEMO_PEOPLE[0][0]


def person(role: Role) -> SignedIn:
    return SignedIn("usr_1", "ses_1", "ada@example.com", "Ada", role, True, "en", utcnow(), utcnow())


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedShop]:
    with served(tmp_path_factory.mktemp("gate")) as running:
        yield running


def sign_in(shop: ServedShop, email: str) -> str:
    """The Cookie header of somebody who has just signed in."""
    form = {"email": email, "password": DEMO_PASSWORD}
    answer = httpx.post(f"{shop.url}/auth/login", data=form, headers={"Origin": shop.url})
    assert answer.status_code == httpx.codes.SEE_OTHER
    return f"{cookie_name()}={answer.cookies[cookie_name()]}"


@pytest.mark.parametrize("name", HANDLERS)
def test_every_handler_says_who_may_call_it(name: str) -> None:
    """OWASP ASVS 5.0, 8.2.1."""
    assert routes.PAGES
    assert rule_of(name) is not None, f"{name} has no mark: it would be refused"


def test_the_pages_have_private_and_public_handlers() -> None:
    assert PRIVATE
    assert PUBLIC


def test_marks_admit_whom_they_name() -> None:
    def handler() -> None: ...

    @signed_in
    def for_members() -> None: ...

    @staff()
    def for_staff() -> None: ...

    @staff(Role.FINANCE)
    def for_finance() -> None: ...

    nobody, buyer, finance, owner = None, person(Role.CUSTOMER), person(Role.FINANCE), person(Role.OWNER)
    everybody = (nobody, buyer, finance, owner)
    assert [public(handler).creditshop_rule(who) for who in everybody] == [True] * 4  # type: ignore[attr-defined]
    assert [for_members.creditshop_rule(who) for who in everybody] == [False, True, True, True]  # type: ignore[attr-defined]
    assert [for_staff.creditshop_rule(who) for who in everybody] == [False, False, True, True]  # type: ignore[attr-defined]
    assert [for_finance.creditshop_rule(who) for who in everybody] == [False, False, True, False]  # type: ignore[attr-defined]


def test_of_reflex_itself_only_what_the_pages_need_is_open() -> None:
    theirs = {name for name in RegistrationContext.get().event_handlers if ".creditshop___" not in name}
    assert theirs >= INTERNAL
    assert not [name for name in (theirs | set(OURS)) - INTERNAL if name.endswith("setvar") and rule_of(name)]


async def test_a_public_handler_answers_anybody(shop: ServedShop) -> None:
    async with Visitor(shop.url) as nobody:
        await nobody.send(f"{SESSION}.load")
        await nobody.wait_for("'known_rx_state_': True")


async def test_no_private_handler_answers_nobody(shop: ServedShop) -> None:
    """OWASP ASVS 5.0, 8.3.1."""
    for some in batched(PRIVATE):
        await nobody_calls(shop, some)


def batched(names: list[str]) -> list[list[str]]:
    """As many at a time as the door lets through."""
    return [names[start : start + BURST - 10] for start in range(0, len(names), BURST - 10)]


async def nobody_calls(shop: ServedShop, names_of_handlers: list[str]) -> None:
    async with Visitor(shop.url) as nobody:
        await nobody.send(f"{ROOT}.hydrate")
        await nobody.settle()
        nobody.received.clear()
        for name in names_of_handlers:
            arguments = RegistrationContext.get().event_handlers[name].handler.fn.__code__
            names = arguments.co_varnames[1 : arguments.co_argcount]
            await nobody.send(name, **dict.fromkeys(names, "x"))
        await nobody.settle()
        assert nobody.states <= OPEN, nobody.states - OPEN
        assert {"_redirect", "_download"}.isdisjoint(
            event["name"] for update in nobody.received for event in update.get("events") or []
        )


async def test_a_tab_forgets_who_was_signed_in_when_its_cookie_goes(shop: ServedShop) -> None:
    async with Visitor(shop.url, cookie=sign_in(shop, BUYER)) as buyer:
        await buyer.send(f"{SESSION}.load")
        await buyer.wait_for(BUYER)
    async with Visitor(shop.url, token=buyer.token) as next_one:
        await next_one.send(f"{ROOT}.hydrate")
        await next_one.settle()
        assert next_one.states > {SESSION}
        assert BUYER not in next_one.seen


async def test_a_tab_with_another_cookie_does_nothing_before_it_starts_anew(shop: ServedShop) -> None:
    async with Visitor(shop.url, cookie=sign_in(shop, BUYER)) as buyer:
        await buyer.send(f"{SESSION}.load")
        await buyer.wait_for(BUYER)
    async with Visitor(shop.url, token=buyer.token) as next_one:
        await next_one.send(f"{SESSION}.choose_locale", locale="de")
        await next_one.send(f"{ROOT}.hydrate")
        await next_one.settle()
        assert next_one.seen.index("is_hydrated_rx_state_") < next_one.seen.index("'chosen_locale_rx_state_': 'de'")
        assert BUYER not in next_one.seen
