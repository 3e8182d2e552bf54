"""The last door: how data becomes text on the screen.

Data never meets markup: it goes into widgets as ``Content`` or ``Text`` objects made here. What is painted passes
``PaintedText`` once more, so that no character of any data can steer the terminal, not even one that was stored
before the rules or came in through a library.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.text import Text
from textual.content import Content
from textual.filter import LineFilter

from intake.text import presentable

if TYPE_CHECKING:
    from rich.style import Style
    from textual.color import Color


def plain(text: str) -> Content:
    """Return data as content, for labels, buttons, options, titles, tooltips; shown letter by letter."""
    return Content(presentable(text))


def cell(text: str, style: str | Style = "") -> Text:
    """Return data as one line, for tables and trees, in a Rich ``style`` that is not data."""
    return Text(presentable(text).replace("\n", " "), style=style, no_wrap=True)


def sentence(template: str, /, **data: object) -> Content:
    """Return ``template``, which is written in the code and may hold markup, with data in place of ``$name``."""
    return Content.from_markup(template, **{name: plain(str(value)) for name, value in data.items()})


@lru_cache(maxsize=4096)
def _painted(text: str) -> str:
    """Return ``text`` without what could steer a terminal, as many cells wide as it was laid out."""
    shown = presentable(text).replace("\n", " ")
    return shown if shown == text else set_cell_size(shown, cell_len(text))


class PaintedText(LineFilter):
    """Takes control, bidirectional and invisible characters and links out of every painted line."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - Textual's signature
        """Return the line with harmless text only."""
        return [
            segment
            if segment.control is None and self._is_harmless(segment)
            else Segment(_painted(segment.text), _unlinked(segment.style))
            for segment in segments
        ]

    @staticmethod
    def _is_harmless(segment: Segment) -> bool:
        text, style = segment.text, segment.style
        if style is not None and style.link:
            return False
        return (text.isascii() and text.isprintable()) or _painted(text) == text


def _unlinked(style: Style | None) -> Style | None:
    return style.update_link(None) if style is not None and style.link else style
