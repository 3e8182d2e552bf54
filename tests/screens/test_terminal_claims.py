"""What a terminal may be believed, how much of it is taken, and what becomes of one that is gone."""

from __future__ import annotations

import os
import pty

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screens import claims
from screens.budget import Budget
from screens.outlet import Outlet

SIZE = (80, 24)


@pytest.mark.parametrize("sequence", ["\x1b[48;24;80;480;800t", "\x1b[48;24:1;80:2;480;800t"])
def test_a_size_is_believed_when_the_terminal_has_it(sequence: str) -> None:
    assert claims.is_size(sequence)
    assert claims.is_true_size(sequence, SIZE)


@pytest.mark.parametrize(
    "sequence",
    [
        "\x1b[48;20000;20000;1;1t",
        "\x1b[48;1;1;1;1t",
        "\x1b[48;24;80;0;0t",
        "\x1b[48;24;80;99999;99999t",
        "\x1b[48;;;;t",
    ],
)
def test_a_forged_size_is_not_believed(sequence: str) -> None:
    assert claims.is_size(sequence)
    assert not claims.is_true_size(sequence, SIZE)


@pytest.mark.parametrize("sequence", ["\x1b[57441;2u", "\x1b[57442;5:1u", "\x1b[57454u", "\x1b[57358;65:3u"])
def test_a_key_that_types_nothing_by_itself_is_known(sequence: str) -> None:
    assert claims.is_modifier(sequence)


@pytest.mark.parametrize("sequence", ["\x1b[57440u", "\x1b[57455u", "\x1b[97;5u", "\x1b[57399u", "\x1b[57441~"])
def test_other_keys_are_none_of_these(sequence: str) -> None:
    assert not claims.is_modifier(sequence)


def test_the_digit_nought_of_the_kitty_protocol_is_no_size() -> None:
    assert not claims.is_size("\x1b[48;;48u")


@given(st.integers(-5, 200), st.integers(-5, 200))
def test_the_mouse_is_believed_on_the_screen_only(x: int, y: int) -> None:
    sequence = f"\x1b[<0;{x};{y}M"
    assert claims.is_mouse(sequence)
    assert claims.is_on_screen(sequence, SIZE) == (1 <= x <= 80 and 1 <= y <= 24)


@given(st.lists(st.tuples(st.floats(0, 0.01), st.sampled_from([1, 5])), max_size=300))
def test_no_flood_gets_more_than_its_budget(spends: list[tuple[float, int]]) -> None:
    budget, now, taken = Budget(50, 100), 0.0, 0
    for gap, cost in spends:
        now += gap
        taken += cost * budget.allows(cost, now)
    assert taken <= 50 + now * 100 + 1e-6


def test_a_budget_fills_up_again() -> None:
    budget = Budget(5, 10)
    assert budget.allows(5, 0.0)
    assert not budget.allows(1, 0.05)
    assert budget.allows(1, 0.2)


def test_an_outlet_to_a_terminal_that_is_gone_swallows_everything_and_leaves_nothing_to_send() -> None:
    master, slave = pty.openpty()
    with open(slave, "w", encoding="utf-8") as stream:  # noqa: PTH123 - a descriptor
        outlet = Outlet(stream)
        os.close(master)
        outlet.write("before")
        outlet.flush()
        assert outlet.gone
        outlet.write("after")
        outlet.flush()
        assert outlet.stuck_for == 0
