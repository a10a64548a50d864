"""Whatever breaks, the doctor tells it in a line, soon, and without the words of the failure."""

import asyncio

import pytest

from creditshop.doctor import Line, State
from creditshop.doctor.examining import safely


async def hangs() -> Line:
    await asyncio.Event().wait()
    raise AssertionError("unreachable")


async def breaks() -> Line:
    raise RuntimeError("canary")


@pytest.mark.parametrize(("looking", "words"), [(hangs, "no answer within 0.01 s"), (breaks, "RuntimeError")])
async def test_what_hangs_or_breaks_is_a_problem(looking: type, words: str) -> None:
    line = await safely("mail", looking(), lambda line: line, seconds=0.01)
    assert (line.name, line.state) == ("mail", State.PROBLEM)
    assert words in line.seen
    assert line.do
    assert "canary" not in str(line)
