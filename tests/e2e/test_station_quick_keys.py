"""Keys that come faster than the station paints: each does what it would have done, had it been waited for.

On SQLite alone: no key waits for what a database stores.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.reception import JUNO

if TYPE_CHECKING:
    from tests.e2e.reception import Desk

F4 = "\x1bOS"


def test_a_search_that_comes_in_one_lump_is_typed_into_the_box(rita: Desk) -> None:
    rita.send("/juno")
    assert "1 found" in rita.wait_for("found")


def test_keys_right_after_a_card_that_came_at_once_are_keys(rita: Desk) -> None:
    rita.send(JUNO)
    rita.wait_for("JUNO VALE")
    for _ in range(20):
        rita.send(F4)
        rita.settle(0.05, 0.05)
        if "Queue:" in rita.text():
            break
    rita.wait_for("Queue:")


@pytest.mark.parametrize(
    ("size", "told"), [((20, 5), "needs"), ((59, 30), "60 × 15"), ((100, 14), "60 × 15"), ((3, 2), "Th")]
)
def test_a_terminal_without_room_says_how_much_is_needed_and_loses_nothing(
    rita: Desk, size: tuple[int, int], told: str
) -> None:
    rita.send("/juno")
    rita.wait_for("1 found")
    rita.resize(*size)
    rita.see(told)
    rita.send("zzz")
    rita.settle()
    rita.resize(80, 24)
    assert "juno" in rita.wait_for("1 found").lower()
