"""What a keyboard's key events say: key codes and modifiers in, characters out. Pure; knows one keyboard."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from devices.layouts import Layout

_SHIFT: Final = frozenset({42, 54})
_CTRL: Final = frozenset({29, 97})
_ALT: Final = 56
_ALTGR: Final = 100
_META: Final = frozenset({125, 126})
_MODIFIERS: Final = _SHIFT | _CTRL | _META | {_ALT, _ALTGR}
_CAPS_LOCK: Final = 58
_KEYPAD: Final = {82: 0, 79: 1, 80: 2, 81: 3, 75: 4, 76: 5, 77: 6, 71: 7, 72: 8, 73: 9}
_COMBINING: Final = {"^": "\u0302", "\xb4": "\u0301", "`": "\u0300", "¨": "\u0308"}
# With Ctrl, what terminals make of the digits and of the keys that carry [ \ ] and - on a US keyboard.
_CTRL_PLACES: Final = {
    3: "\x00", 4: "\x1b", 5: "\x1c", 6: "\x1d", 7: "\x1e", 8: "\x1f", 9: "\x7f",
    26: "\x1b", 43: "\x1c", 27: "\x1d", 12: "\x1f",
}  # fmt: skip


class KeyDecoder:
    """Turns the key events of one keyboard that is set for ``layout`` into characters.

    Knows Shift, AltGr, caps lock and dead keys, Ctrl for control characters (Ctrl+J is the line feed, Ctrl+6 or
    Ctrl+^ RS), which some scanners press with Alt, and Alt with a number on the keypad. Keys that repeat because they
    are held down say nothing.
    """

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self.reset()

    def reset(self) -> None:
        """Forget what is held down, locked or begun."""
        self._held: set[int] = set()
        self._caps = False
        self._dead = ""
        self._number = ""

    def key(self, code: int, value: int) -> str:
        """Return what the event types; ``value`` is 1 for a key that goes down, 0 up, 2 held."""
        if code in _MODIFIERS:
            return self._modifier(code, value)
        if value != 1:
            return ""
        if code == _CAPS_LOCK:
            self._caps = not self._caps
            return ""
        if _ALT in self._held and code in _KEYPAD:
            self._number += str(_KEYPAD[code])
            return ""
        return self._controlled(code) if self._held & (_CTRL | {_ALT}) else self._typed(code)

    def _modifier(self, code: int, value: int) -> str:
        if value:
            self._held.add(code)
            return ""
        self._held.discard(code)
        number, self._number = (self._number, "") if code == _ALT else ("", self._number)
        return chr(int(number) & 0xFF) if number else ""

    @property
    def _level(self) -> int:
        if _ALTGR in self._held:
            return 2
        return 1 if self._held & _SHIFT else 0

    def _controlled(self, code: int) -> str:
        character = self._layout.at(code, self._level)
        if character.isascii() and (character.isalpha() or character in "@[\\]^_") and character:
            return chr(ord(character.upper()) & 0x1F)
        return _CTRL_PLACES.get(code) or (character if character < " " else "")

    def _typed(self, code: int) -> str:
        character = self._layout.at(code, self._level)
        if self._caps and character.isalpha() and len(character.swapcase()) == 1:
            character = character.swapcase()
        if (code, self._level) in self._layout.dead:
            before, self._dead = self._dead, character
            return before
        return self._accented(character) if character else ""

    def _accented(self, character: str) -> str:
        """Put the accent of a dead key on ``character``; a space gives the accent alone."""
        accent, self._dead = self._dead, ""
        if not accent:
            return character
        if character == " ":
            return accent
        composed = unicodedata.normalize("NFC", character + _COMBINING[accent])
        return composed if len(composed) == 1 else accent + character
