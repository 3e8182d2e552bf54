"""The line at the bottom: the keys that work just now."""

from __future__ import annotations

import string
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from textual.content import Content
from textual.keys import _character_to_key
from textual.widget import Widget

from screens.fields import takes_text
from screens.key_names import printed

if TYPE_CHECKING:
    from textual import events
    from textual.binding import Binding
    from textual.screen import Screen

_TYPED: Final = frozenset(_character_to_key(each) for each in string.ascii_letters + string.digits + string.punctuation)
FIRST: Final = ("station.help", "demo.cards", "demo.practice")
"""The bindings that come first, so that they are seen however little room there is."""
LAST: Final = ("station.lock", "station.quit")
"""The bindings that come last, and are seen as well: who does not know them cannot leave."""
_MORE: Final = " … "
"""Stands for keys that have no room; help tells all."""


def shown_bindings(screen: Screen[object]) -> list[Binding]:
    """Return the live bindings of ``screen`` that a person should see.

    Help comes first, then what is nearest to the focus, lock and quitting last.
    While text is typed, a key that is a character is none of them.
    """
    once: dict[str, Binding] = {}
    typing = takes_text(screen.focused)
    for found in screen.active_bindings.values():
        if found.enabled and found.binding.show and not (typing and found.binding.key in _TYPED):
            once.setdefault(found.binding.id or found.binding.action, found.binding)
    return sorted(once.values(), key=_rank)


def _rank(binding: Binding) -> int:
    if binding.id in LAST:
        return len(FIRST) + 1 + LAST.index(binding.id)
    return FIRST.index(binding.id) if binding.id in FIRST else len(FIRST)


def _part(binding: Binding) -> Content:
    """Return a key as it stands in the line."""
    return Content.assemble((f" {printed(binding)}", "$footer-key-foreground b"), f" {binding.description} ")


class KeyBar(Widget):
    """Shows the live keys in one line; a click presses one. Textual's footer is a widget a key, and slower."""

    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self._places: list[tuple[int, str]] = []
        self._covered = False
        self._line = Content("")

    def on_mount(self) -> None:
        """Listen for keys that come and go."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self._read())
        self._read()

    def cover(self, covered: bool) -> None:
        """Show no key while a pop-up, which takes them all, stands over the screen."""
        self._covered = covered
        self._read()

    def on_resize(self) -> None:
        """Fit the line to the room."""
        self._read()

    def _read(self) -> None:
        line, places = self._laid_out([] if self._covered else shown_bindings(self.screen))
        if line != self._line or [key for _, key in places] != [key for _, key in self._places]:
            self._line, self._places = line, places
            self.refresh()

    def _laid_out(self, bindings: list[Binding]) -> tuple[Content, list[tuple[int, str]]]:
        """Return the line and, for each key on it, the column behind it.

        Where there is no room for all, the last of those between the first and the last ones give way to a sign.
        """
        parts: list[tuple[Content, Binding | None]] = [(_part(binding), binding) for binding in bindings]
        between = [part for part in parts if part[1] and part[1].id not in {*FIRST, *LAST}]
        room = self.size.width - sum(part.cell_length for part, _ in parts)
        if room < 0:
            at = next((place for place, (_, binding) in enumerate(parts) if binding and binding.id in LAST), len(parts))
            parts.insert(at, (Content(_MORE), None))
            room -= len(_MORE)
        while room < 0 and between:
            room += between[-1][0].cell_length
            parts.remove(between.pop())
        ends = accumulate(part.cell_length for part, _ in parts)
        places = [(end, binding.key if binding else "") for end, (_, binding) in zip(ends, parts, strict=True)]
        return Content("").join(part for part, _ in parts), places

    def render(self) -> Content:
        """Return the line."""
        return self._line

    def on_click(self, event: events.Click) -> None:
        """Press the key under the mouse."""
        event.stop()
        key = next((key for end, key in self._places if event.x < end), None)
        if key:
            self.app.simulate_key(key)
