"""The credits that returns take follow from their rows alone: no order, no repetition, one rounding."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditshop.refunds.target import Return, target


@pytest.mark.parametrize(
    ("returns", "taken"),
    [
        ([], 0),
        ([Return(2200)], 2750),
        ([Return(1100)], 1375),
        ([Return(1)], 2),  # 1.25, in the shop's favour
        ([Return(1), Return(1)], 3),  # 2.5: rounded once
        ([Return(500, credits=0)], 0),  # goodwill
        ([Return(500, credits=0), Return(1700, credits=2750)], 2750),
        ([Return(1100), Return(2200)], 2750),  # a refund, and a dispute about all of it that was lost
    ],
)
def test_what_goes_back_takes_its_credits(returns: list[Return], taken: int) -> None:
    assert target(2750, 2200, returns) == taken


@given(
    st.integers(1, 10**9),
    st.integers(1, 10**9),
    st.lists(st.builds(Return, st.integers(1, 10**9), st.none() | st.integers(0, 10**9))),
    st.randoms(),
)
def test_it_is_never_more_than_was_sold_and_no_order_matters(
    sold: int, charged: int, returns: list[Return], random: st.DataObject
) -> None:
    taken = target(sold, charged, returns)
    assert 0 <= taken <= sold
    shuffled = list(returns)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert target(sold, charged, shuffled) == taken
