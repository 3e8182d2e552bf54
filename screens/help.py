"""F1: what can be done with what has the focus."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from screens.confirm import Passing
from screens.key_names import printed
from screens.text import plain

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import ActiveBinding
    from textual.screen import Screen

_KEYS_TOGETHER = 16


class Help(Passing[None]):
    """Shows the help of what had the focus on ``screen``, and every key that works there."""

    def __init__(self, screen: Screen[object]) -> None:
        super().__init__()
        self._text = _help_of(screen)
        self._keys = _keys_of(screen)

    def compose(self) -> ComposeResult:
        """Lay out text and keys."""
        with Vertical(classes="dialog wide") as box:
            box.border_title = "Help"
            box.border_subtitle = "↑↓ scroll, Esc closes"
            with VerticalScroll():
                yield Static(plain(self._text), id="help-text")
                yield Static(self._keys)


def _help_of(screen: Screen[object]) -> str:
    """Return the text of the focused widget, or of the nearest thing around it that has one."""
    nodes = screen.focused.ancestors_with_self if screen.focused is not None else [screen]
    return next((node.HELP for node in nodes if node.HELP), "")


def _keys_of(screen: Screen[object]) -> Content:
    """Return a line for each live key that has a meaning of its own, first for those in the key bar."""
    lines: dict[str, tuple[list[str], str]] = {}
    for active in sorted(screen.active_bindings.values(), key=lambda each: not each.binding.show):
        binding = replace(active.binding, key_display=None)  # which stands for several keys in the key bar
        meaning = _meaning(active)
        if active.enabled and meaning and binding.id:
            keys, _ = lines.setdefault(binding.id, ([], meaning))
            keys.append(printed(binding))
    return Content("\n").join(
        Content.assemble((", ".join(keys).rjust(_KEYS_TOGETHER), "b $accent"), f"  {meaning}")
        for keys, meaning in lines.values()
    )


def _meaning(active: ActiveBinding) -> str:
    return active.tooltip or active.binding.description
