"""Every act that the code records can be read: it has words, and so has its area."""

import ast
from collections.abc import Iterator
from pathlib import Path

import creditshop
from creditshop.ui.texts import CATALOGUES

RECORDING = {"record", "noting", "note_staff", "_with_endpoint"}  # the functions that are told an action's name


def recorded() -> Iterator[str]:
    """The actions that stand in the code."""
    for path in Path(creditshop.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and RECORDING & set(map(called, (node.func, *node.args[:1]))):
                words = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
                yield from (word for word in words if "." in word)


def called(function: ast.AST) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def test_every_act_has_words_and_so_has_its_area() -> None:
    actions = set(recorded())
    assert {"event.replay", "staff.sign_in", "user.create", "audit.export"} <= actions
    wanted = {f"audit.action.{action}" for action in actions}
    wanted |= {f"audit.area.{action.partition('.')[0]}" for action in actions}
    assert wanted - set(CATALOGUES["en"]) == set()
