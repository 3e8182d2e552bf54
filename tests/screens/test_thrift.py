"""Thrift with bytes: the same picture from less output."""

from __future__ import annotations

import pyte
from hypothesis import given
from hypothesis import strategies as st

from screens.thrift import Canvas

ATTRIBUTES = ["", "1", "3", "4", "7", "1;4"]
FRONTS = ["", "31", "39", "97", "38;5;208", "38;2;228;228;224", "38;2;31;41;4"]
BACKS = ["", "42", "49", "103", "48;5;17", "48;2;38;43;48", "48;2;7;97;30"]
TEXTS = ["a", "b", " ", "Ann Bee ", "│", "0;1m", "京", "e\u0301"]
MOVES = ["\n\x1b[2;1H", "\x1b[3;5H", "\x1b[3;7H", "\x1b[1;1H", ""]
RED, GREEN = "\x1b[31mab\x1b[0m", "\x1b[32mab\x1b[0m"

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
frames = st.lists(runs, max_size=20).map(lambda parts: "\x1b[1;1H" + "".join(parts))


class Terminal:
    """What a terminal shows of what it is sent."""

    def __init__(self) -> None:
        self.screen = pyte.Screen(40, 6)
        self.stream = pyte.Stream(self.screen)

    def shows(self, output: str) -> list[list[pyte.screens.Char]]:
        self.stream.feed(output)
        cells = [[self.screen.buffer[y][x] for x in range(40)] for y in range(6)]
        return [*cells, [self.screen.cursor.attrs]]


@given(st.lists(frames, max_size=4))
def test_the_picture_stays_the_same(frames: list[str]) -> None:
    canvas, slim, plain = Canvas(), Terminal(), Terminal()
    for frame in frames:
        assert slim.shows(canvas.slim(frame)) == plain.shows(frame)


def test_one_cell_that_changes_is_one_cell_sent() -> None:
    canvas = Canvas()
    canvas.slim("\x1b[5;1HAnn Bee, waiting 3 min")
    assert canvas.slim("\x1b[5;1HAnn Bee, waiting 4 min\x1b[1;2H") == "\x1b[5;18H4\x1b[1;2H"


def test_a_picture_that_is_shown_already_is_not_sent_at_all() -> None:
    canvas = Canvas()
    canvas.slim("\x1b[5;1HAnn Bee\x1b[1;2H")
    assert canvas.slim("\x1b[5;1HAnn Bee\x1b[1;2H") == ""
    assert canvas.slim("\x1b[5;1HAnn Bee\x1b[2;3H") == "\x1b[2;3H", "but where the cursor stands is told"
    canvas.forget()
    assert "Ann Bee" in canvas.slim("\x1b[5;1HAnn Bee\x1b[2;3H")


def test_a_color_that_changes_is_sent_and_one_that_stays_is_not() -> None:
    canvas = Canvas()
    assert canvas.slim(f"\x1b[1;1H{RED}\n\x1b[2;1H{RED}") == "\x1b[1;1H\x1b[31mab\x1b[2;1Hab\x1b[0m\x1b[2;3H"
    assert canvas.slim(f"\x1b[1;1H{GREEN}\n\x1b[2;1H{RED}") == "\x1b[1;1H\x1b[32mab\x1b[0m\x1b[2;3H"


def test_a_redraw_sends_everything_again() -> None:
    canvas = Canvas()
    first = canvas.slim("\x1b[1;1Hab")
    canvas.forget()
    assert canvas.slim("\x1b[1;1Hab") == first


def test_the_other_screen_and_whatever_is_not_understood_make_everything_unknown() -> None:
    for escape in ("\x1b[?1049h", "\x1b[2J", "\x1bc", "\x1b[1L"):
        canvas = Canvas()
        first = canvas.slim("\x1b[1;1Hab")
        assert canvas.slim(escape) == escape
        assert canvas.slim("\x1b[1;1Hab") == first


def test_what_paints_nothing_passes_untouched_and_changes_nothing() -> None:
    canvas = Canvas()
    canvas.slim("\x1b[1;1Hab")
    for output in ("", "\x1b[?2026h\x1b[?25l", "\x1b]22;default\x07", "\x1b[>25u", "\x1b[?2048$p"):
        assert canvas.slim(output) == output
    assert canvas.slim("\x1b[1;1Hab") == "\x1b[1;3H"
