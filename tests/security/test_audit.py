"""No handler of staff changes anything without a line in the audit log; generated from the registry."""

import inspect
import re
from collections.abc import Iterator
from functools import partial

import pytest
from reflex.state import BaseState, State
from reflex_base.registry import RegistrationContext

from creditshop.accounts import Role
from tests.security.conftest import Scene
from tests.security.registry import HANDLERS, calls, refused
from tests.ui.websocket import send_all

STAFFS = sorted(set(refused(Role.CUSTOMER)) - set(refused(Role.OWNER)))


def states(root: type[BaseState] = State) -> Iterator[type[BaseState]]:
    yield root
    for below in root.get_substates():
        yield from states(below)


COUNTING = "refresh,"  # figures of what others did
STATES = {state.get_full_name(): state for state in states()}


def code(name: str) -> str:
    """The source of a handler and of every method of its State that it leads to."""
    state, _, handler = name.rpartition(".")
    waiting, read = [inspect.getsource(RegistrationContext.get().event_handlers[name].handler.fn)], ""
    known = {handler}
    while waiting:
        source = waiting.pop()
        read += source
        for method in set(re.findall(r"self\.(_\w+)\(", source)) - known:
            known.add(method)
            if inspect.isfunction(found := getattr(STATES[state], method, None)):
                waiting.append(inspect.getsource(found))
    return read


def calls_of_transact(source: str) -> list[str]:
    """What is handed to `transact`, each time, brackets and all."""
    found = []
    for start in (match.end() for match in re.finditer(r"\btransact\(", source)):
        depth, end = 1, start
        while depth:
            depth += {"(": 1, ")": -1}.get(source[end], 0)
            end += 1
        found.append(source[start:end])
    return found


ACTING = [name for name in STAFFS if re.search(r"\bactor\(|\b_by\(", code(name))]
READING = sorted(set(STAFFS) - set(ACTING))


@pytest.mark.parametrize("name", STAFFS)
def test_whatever_a_handler_of_staff_changes_says_who_did_it(name: str) -> None:
    acts = [call for call in calls_of_transact(code(name)) if not call.startswith(COUNTING)]
    assert [act for act in acts if not re.search(r"\bby\b|\bactor\(", act)] == []


def test_the_acts_of_staff_are_found() -> None:
    acts = {name.rpartition(".")[2] for name in ACTING}
    assert {"grant", "dismiss", "replay", "ignore", "retry", "resend", "keep", "create", "revoke", "add"} <= acts
    assert set(HANDLERS) >= set(READING)


async def test_a_handler_that_names_nobody_changes_nothing(scene: Scene) -> None:
    owner = scene.person("reading-owner", Role.OWNER)
    before = scene.fingerprint()
    await send_all(partial(scene.visit, owner), calls(READING, scene.known))
    assert scene.fingerprint() == before
