"""What the doctor says: one line for each thing that was looked at."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How it is."""

    OK = "ok"
    SKIPPED = "skipped"  # not needed here, or not to be told
    WARNING = "warning"  # the shop works, but not as it should for long
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Line:
    """`seen` is what was found, `do` one sentence that says what to do about it: empty for what is well."""

    name: str
    state: State
    seen: str
    do: str = ""


def ok(name: str, seen: str) -> Line:
    """All is well."""
    return Line(name, State.OK, seen)


def skipped(name: str, seen: str) -> Line:
    """There is nothing to look at."""
    return Line(name, State.SKIPPED, seen)


def warning(name: str, seen: str, do: str) -> Line:
    """It works, but not as it should for long."""
    return Line(name, State.WARNING, seen, do)


def problem(name: str, seen: str, do: str) -> Line:
    """The shop cannot do its work like this."""
    return Line(name, State.PROBLEM, seen, do)
