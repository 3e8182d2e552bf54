"""Choosing a name on a list by its first letters."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Final

from intake.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

_PAUSE: Final = 1.5
"""Seconds after which a letter begins another name."""


class FirstLetters:
    """The letters of a name that were typed last, and when the last of them was (0 for none, monotonic seconds)."""

    def __init__(self) -> None:
        self._typed = ""
        self.typed_at = 0.0

    def add(self, letter: str, names: Sequence[str]) -> int | None:
        """Return which of ``names`` one letter more chooses; one that leads nowhere begins anew, or is none.

        While there are no names yet, all letters are kept.
        """
        now = monotonic()
        before = self._typed if now - self.typed_at < _PAUSE or not names else ""
        for typed in (before + letter, letter):
            index = _first(typed, names)
            if index is not None or not names:
                self._typed, self.typed_at = typed, now
                return index
        return None

    def choice(self, names: Sequence[str]) -> int | None:
        """Return the first of ``names`` that begins with the letters."""
        return _first(self._typed, names)

    def forget(self) -> None:
        """Begin with the next letter."""
        self._typed, self.typed_at = "", 0.0


def _first(typed: str, names: Sequence[str]) -> int | None:
    wanted = fold(typed)
    return next((index for index, name in enumerate(names) if wanted and fold(name).startswith(wanted)), None)
