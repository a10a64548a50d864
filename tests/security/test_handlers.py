"""Every handler over a raw websocket, as nobody, as another customer and as support: only what is allowed acts."""

from functools import partial

import pytest

from creditshop.accounts import Role
from tests.security.conftest import Scene
from tests.security.registry import HANDLERS, HELPERS, calls, open_all, refused
from tests.ui.websocket import send_all

EVERYTHING = [*HANDLERS, *HELPERS]


async def test_nobody_changes_and_sees_nothing(scene: Scene) -> None:
    before = scene.fingerprint()
    seen = await send_all(partial(scene.visit, None), calls(EVERYTHING, scene.known))
    assert scene.fingerprint() == before
    assert scene.shown(seen) == []


async def test_another_customer_changes_and_sees_nothing_of_the_victims(scene: Scene) -> None:
    bob = scene.person("bob")
    before = scene.fingerprint()
    seen = await send_all(partial(scene.visit, bob), calls(EVERYTHING, scene.known))
    assert scene.fingerprint() == before
    assert scene.shown(seen) == []


async def test_support_does_not_decide_and_staff_pages_show_them_no_secrets(scene: Scene) -> None:
    sue = scene.person("sue", Role.SUPPORT)
    before = scene.fingerprint()
    seen = await send_all(partial(scene.visit, sue), calls(refused(Role.SUPPORT), scene.known))
    assert scene.fingerprint() == before
    assert scene.shown(seen) == []


@pytest.mark.parametrize("role", [None, Role.CUSTOMER])
async def test_no_page_shows_somebody_elses(scene: Scene, role: Role | None) -> None:
    bob = scene.person("reader", role) if role else None
    async with scene.visit(bob) as thief:
        await open_all(thief, role, scene.paid.id)
    assert scene.shown(thief.seen) == []
