"""Data on the screen: shown letter by letter, never as markup, never as a command to the terminal."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from intake.text import presentable
from screens.text import PaintedText, cell, plain, sentence

BLACK = Color(0, 0, 0)
MARKUP = st.text("[]/@abz=\\ '\"{}:x1$n")


def painted(*segments: Segment) -> list[Segment]:
    return PaintedText().apply(list(segments), BLACK)


@given(MARKUP)
def test_markup_in_data_is_shown_as_it_is(text: str) -> None:
    assert plain(text).plain == presentable(text)
    assert cell(text).plain == presentable(text)
    assert sentence("[b]Name[/b] $name", name=text).plain == "Name " + presentable(text)


@given(MARKUP)
def test_data_never_brings_a_style_of_its_own(text: str) -> None:
    assert plain(text).spans == []
    assert cell(text).spans == []


@given(st.text())
def test_no_painted_line_holds_a_character_that_steers_a_terminal(text: str) -> None:
    (segment,) = painted(Segment(text))
    kinds = {unicodedata.category(character) for character in segment.text}
    assert not kinds & {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert segment.text == presentable(segment.text)


@given(st.text())
def test_a_painted_line_is_as_wide_as_it_was_laid_out(text: str) -> None:
    (segment,) = painted(Segment(text))
    assert cell_len(segment.text) == cell_len(text)


@pytest.mark.parametrize("text", ["Ann", "│ ─ ▔", "José Núñez", "張偉", "🙂"])
def test_honest_text_is_painted_as_it_is(text: str) -> None:
    line = Segment(text, Style.parse("red"))
    assert painted(line) == [line]


def test_a_link_in_a_style_is_not_painted() -> None:
    (segment,) = painted(Segment("Ann", Style(link="https://example.invalid/\x1b]52;c;x\x07", bold=True)))
    assert segment.style is not None
    assert segment.style.link is None
    assert segment.style.bold
