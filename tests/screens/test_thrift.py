"""Thrift with bytes: the same picture from less output."""

from __future__ import annotations

import pyte
from hypothesis import given
from hypothesis import strategies as st

from screens.thrift import slim

ATTRIBUTES = ["", "1", "3", "4", "7", "1;4"]
FRONTS = ["", "31", "39", "97", "38;5;208", "38;2;228;228;224", "38;2;31;41;4"]
BACKS = ["", "42", "49", "103", "48;5;17", "48;2;38;43;48", "48;2;7;97;30"]
TEXTS = ["a", " ", "Ann Bee ", "│", "0;1m"]
MOVES = ["\r\n", "\x1b[3;5H", "\x1b[1;1H", ""]

styles = st.builds(
    lambda *parts: ";".join(part for part in parts if part),
    st.sampled_from(ATTRIBUTES),
    st.sampled_from(FRONTS),
    st.sampled_from(BACKS),
)
runs = st.builds(
    lambda style, text, move: f"\x1b[{style}m{text}\x1b[0m{move}" if style else text + move,
    styles,
    st.sampled_from(TEXTS),
    st.sampled_from(MOVES),
)


def painted(output: str) -> list[list[pyte.screens.Char]]:
    """Return every cell that a terminal shows after ``output``, and the pen it is left with."""
    screen = pyte.Screen(20, 6)
    pyte.Stream(screen).feed(output)
    return [[screen.buffer[y][x] for x in range(20)] for y in range(6)] + [[screen.cursor.attrs]]


@given(st.lists(runs, max_size=25))
def test_the_picture_stays_the_same(runs: list[str]) -> None:
    output = "\x1b[H" + "".join(runs)
    assert painted(slim(output)) == painted(output)


@given(st.lists(runs, max_size=25))
def test_it_is_hardly_ever_longer(runs: list[str]) -> None:
    output = "".join(runs)
    assert len(slim(output)) <= len(output) + 2


def test_colors_that_stay_are_sent_once() -> None:
    run = "\x1b[38;2;1;2;3;48;2;4;5;6mab\x1b[0m"
    assert slim(run + "\r\n\x1b[2;1H" + run) == "\x1b[38;2;1;2;3;48;2;4;5;6mab\r\n\x1b[2;1Hab\x1b[0m"
    assert slim("\x1b[31;40ma\x1b[0m\x1b[32;40mb\x1b[0m") == "\x1b[31;40ma\x1b[32mb\x1b[0m"


def test_what_is_no_color_passes_untouched() -> None:
    for output in ("", "plain", "\x1b[?2026h\x1b[?25l", "\x1b]0;title\x07"):
        assert slim(output) == output
