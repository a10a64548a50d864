"""Every route of staff as everybody, out of the app's own table: to whom it is not open it does and shows nothing."""

import httpx
import pytest
from starlette.routing import Route
from starlette.types import Receive, Send
from starlette.types import Scope as Request

from creditshop.accounts import DECIDERS, Role
from creditshop.creditshop import with_routes
from tests.security.conftest import Scene
from tests.security.test_origins import FOREIGN, origin_of

STAFF = tuple(role for role in Role if role.is_staff)
FOR = {  # a new route fails until it says whom it is for
    "/api/admin/movements.csv": STAFF,
    "/api/admin/payments.csv": DECIDERS,
    "/api/admin/audit.csv": DECIDERS,
    "/api/admin/statement.csv": DECIDERS,
    "/api/admin/statement.pdf": DECIDERS,
}
HIDDEN = (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN, httpx.codes.NOT_FOUND)
UNKNOWN_METHODS = ("POST", "PUT", "PATCH", "DELETE")


async def _no_pages(scope: Request, receive: Receive, send: Send) -> None:
    raise AssertionError("only routes are looked at")


def paths() -> set[str]:
    """Where staff work over HTTP."""
    routes = with_routes(_no_pages).routes  # type: ignore[attr-defined]
    return {route.path for route in routes if isinstance(route, Route) and route.path.startswith("/api/admin/")}


def asked(scene: Scene) -> dict[str, str]:
    """Whatever a route may take, about the victim."""
    return {"wallet": scene.wallet_id, "search": scene.paid.id, "target": scene.ada.buyer.user_id, "month": "2026-11"}


def test_every_route_of_staff_is_in_the_matrix() -> None:
    assert paths() == FOR.keys()


@pytest.mark.parametrize("role", [None, *Role])
@pytest.mark.parametrize("path", FOR)
def test_a_route_is_open_to_those_it_is_for(scene: Scene, path: str, role: Role | None) -> None:
    """OWASP ASVS 5.0, 8.2.1 and 8.2.2."""
    visitor = scene.person(f"{role}-at-{path.rpartition('/')[2]}", role) if role else None
    headers = {"Cookie": visitor.cookie} if visitor else {}
    before, may = scene.fingerprint(), role in FOR[path]
    with scene.web.api as browser:
        if not may:
            answer = browser.get(path, params=asked(scene), headers=headers)
            assert answer.status_code in HIDDEN
            answers = [answer, browser.head(path, params=asked(scene), headers=headers)]
        else:
            answers = []
        answers += [browser.request(method, path, params=asked(scene), headers=headers) for method in UNKNOWN_METHODS]
        for pattern in FOREIGN:
            from_there = headers | {"Origin": origin_of(scene, pattern)}
            answers.append(browser.get(path, params=asked(scene), headers=from_there))
        assert all(answer.is_client_error for answer in answers), answers
        assert [scene.shown(answer.text) for answer in answers if scene.shown(answer.text)] == []
        assert [answer.headers for answer in answers if "content-disposition" in answer.headers] == []
        assert scene.fingerprint() == before
        if may:
            answer = browser.get(path, params=asked(scene), headers=headers)
            assert answer.status_code == httpx.codes.OK
            assert answer.text.count("\n") > 0
            assert scene.fingerprint() != before  # who took it out is in the audit log
