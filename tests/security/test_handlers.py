"""Every handler over a raw websocket, as everybody it is not for: nothing happens, and nothing is shown."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from creditshop.accounts import Role
from tests.security.conftest import Scene
from tests.security.registry import HANDLERS, HELPERS, calls, open_all, refused
from tests.ui.websocket import send_all

ORDER = (Role.CUSTOMER, Role.SUPPORT, Role.FINANCE, Role.OWNER)


def attacks(handlers: list[str], scene: Scene) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each of these handlers with everything that a thief knows, and what is no handler."""
    yield from calls(handlers, scene.known)
    yield from calls(HELPERS, scene.known[:1])


@pytest.mark.parametrize("role", [None, Role.CUSTOMER])
async def test_who_is_no_staff_changes_and_sees_nothing_of_the_victims(scene: Scene, role: Role | None) -> None:
    """OWASP ASVS 5.0, 8.2.1 and 8.2.2."""
    thief = scene.person("bob", role) if role else None
    before = scene.fingerprint()
    seen = await send_all(partial(scene.visit, thief), attacks(HANDLERS, scene))
    assert scene.fingerprint() == before
    assert scene.shown(seen) == []


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.FINANCE, Role.OWNER])
async def test_staff_do_and_see_nothing_that_is_for_others_alone(scene: Scene, role: Role) -> None:
    """OWASP ASVS 5.0, 8.2.1."""
    sue = scene.person(f"{role}-without-a-right", role)
    before = scene.fingerprint()
    seen = await send_all(partial(scene.visit, sue), attacks(refused(role), scene))
    assert scene.fingerprint() == before
    assert scene.shown(seen) == []


def test_the_roles_are_told_apart() -> None:
    nobody, customer, support, finance, owner = (len(refused(role)) for role in (None, *ORDER))
    assert nobody > customer > support > finance > owner > 0


@pytest.mark.parametrize("role", [None, Role.CUSTOMER])
async def test_no_page_shows_somebody_elses(scene: Scene, role: Role | None) -> None:
    """OWASP ASVS 5.0, 8.2.2."""
    bob = scene.person("reader", role) if role else None
    async with scene.visit(bob) as thief:
        await open_all(thief, role, scene.paid.id)
    assert scene.shown(thief.seen) == []
