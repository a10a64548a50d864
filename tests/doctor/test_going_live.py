"""The scopes that the guide asks for are those that the shop uses, no more and no fewer."""

import re
from pathlib import Path

from tests.served import ROOT

CALLED = re.compile(r"_client\.v1\.([a-z_]+(?:\.sessions)?)\.?(\w*)")
WRITES = ("create", "update")


def used() -> dict[str, bool]:
    """Each resource that the provider's code calls, and whether it writes."""
    found: dict[str, bool] = {}
    for file in Path(ROOT, "creditshop", "providers", "stripe").glob("*.py"):
        for resource, method in CALLED.findall(file.read_text()):
            writes = method.startswith(WRITES) or not method  # `checkout.sessions` is kept, and called elsewhere
            found[resource] = found.get(resource, False) or writes
    return found


def asked_for() -> dict[str, bool]:
    """Each resource in the guide's table, and whether it asks to write it."""
    guide = Path(ROOT, "docs", "going-live.md").read_text()
    rows = re.findall(r"^ *\| [^|]+ \| (Read|Write) \| ([^|]*) \|", guide, re.MULTILINE)
    return {name: permission == "Write" for permission, names in rows for name in re.findall(r"`([^`]+)`", names)}


def test_the_table_of_scopes_is_what_the_code_calls() -> None:
    calls, scopes = used(), asked_for()
    assert len(calls) == 8
    assert calls.keys() == scopes.keys()
    together = {"charges"}  # one permission for charges and refunds
    assert {name for name in calls if calls[name] != scopes[name]} == together
