"""What everybody can fetch: the files of the pages, and what a page gets when it begins."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from reflex.state import BaseState, State
from reflex_base.utils.types import Unset

from creditshop.frontend import WEB
from creditshop.ui import routes
from tests.security.conftest import Scene
from tests.security.registry import HYDRATE
from tests.ui.websocket import ROOT

TEXTS = {".html", ".js", ".json", ".css", ".txt", ".map", ".svg", ".webmanifest"}
PRIVATE = {
    "ids": re.compile(r"\b(?:pur|usr|ses|evt|mai|job|lnk|wal|ent|opn)_[0-9a-z]{26}\b|\bcs_(?:test|live)_\w+"),
    "keys": re.compile(r"\b(?:sk|rk)_(?:test|live)_\w+|\bwhsec_\w+"),
    "hashes": re.compile(r"\$argon2|\b[0-9a-f]{64}\b.{0,40}token_hash"),
    "addresses of servers": re.compile(r"\b(?:postgresql|postgres|redis|rediss|smtp|smtps|sqlite)://"),
    "e-mail addresses": re.compile(r"[\w.+-]+@example\.com"),
    "folders of the machine": re.compile(re.escape(str(Path.home())) + r"/\w+|/site-packages/"),
}


def states(root: type[BaseState] = State) -> Iterator[type[BaseState]]:
    yield root
    for below in root.get_substates():
        yield from states(below)


@pytest.mark.parametrize("what", PRIVATE)
def test_the_files_of_the_pages_hold_nothing_private(what: str) -> None:
    """OWASP ASVS 5.0, 3.5.7."""
    files = [path for path in WEB.rglob("*") if path.suffix in TEXTS]
    assert len(files) > 20
    found = {path.name: match.group() for path in files if (match := PRIVATE[what].search(path.read_text()))}
    assert found == {}


@pytest.mark.parametrize("begin", [HYDRATE, f"{ROOT}.hydrate_and_load"])
async def test_a_page_that_begins_as_nobody_gets_nothing_private(scene: Scene, begin: str) -> None:
    """OWASP ASVS 5.0, 15.3.1."""
    async with scene.visit(None) as nobody:
        await nobody.send(begin)
        await nobody.settle()
    assert nobody.states > {ROOT}
    assert scene.shown(nobody.seen) == []
    assert [name for name, pattern in PRIVATE.items() if pattern.search(nobody.seen)] == []


def test_nothing_is_computed_while_the_pages_are_built() -> None:
    assert routes.PAGES
    computed = [
        f"{state.get_full_name()}.{name}"
        for state in states()
        for name, var in state.computed_vars.items()
        if ".creditshop___" in state.get_full_name() and isinstance(var._initial_value, Unset)
    ]
    assert computed == []
