"""Every handler over a raw websocket, as nobody, as another customer and as support: only what is allowed acts."""

from creditshop.accounts import Role
from tests.security.conftest import Scene
from tests.security.registry import HANDLERS, HELPERS, HYDRATE, call_all, listeners, refused
from tests.ui.websocket import Visitor

EVERYTHING = [*HANDLERS, *HELPERS]


async def attacked(visitor: Visitor, names: list[str], ids: list[str]) -> None:
    await visitor.send(HYDRATE)
    await visitor.settle()
    visitor.received.clear()
    await call_all(visitor, names, ids)
    await visitor.settle()


async def test_nobody_changes_and_sees_nothing(scene: Scene) -> None:
    before = scene.fingerprint()
    async with scene.visit(None) as nobody:
        await attacked(nobody, EVERYTHING, scene.known)
    assert scene.fingerprint() == before
    assert scene.shown(nobody.seen) == []


async def test_another_customer_changes_and_sees_nothing_of_the_victims(scene: Scene) -> None:
    bob = scene.person("bob")
    before = scene.fingerprint()
    async with scene.visit(bob) as thief:
        await attacked(thief, EVERYTHING, scene.known)
        for state in listeners(Role.CUSTOMER):
            await thief.wait_for(f"'{state}'")
    assert scene.fingerprint() == before
    assert scene.shown(thief.seen) == []


async def test_support_does_not_decide_and_staff_pages_show_them_no_secrets(scene: Scene) -> None:
    sue = scene.person("sue", Role.SUPPORT)
    before = scene.fingerprint()
    async with scene.visit(sue) as support:
        await attacked(support, refused(Role.SUPPORT), scene.known)
    assert scene.fingerprint() == before
    assert scene.shown(support.seen) == []
