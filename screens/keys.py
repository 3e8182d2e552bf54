"""Keys and raw characters: what a scanner meant by a key event, and the key event of a character.

Terminals report the same key in two ways. Older ones send the character itself. Those with the kitty keyboard
protocol send names, and then LF arrives as ``ctrl+j`` and RS as ``ctrl+shift+6``, both without a character.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from textual import events
from textual.keys import KEY_NAME_REPLACEMENTS

_NAMED: Final = {
    "enter": "\r",
    "tab": "\t",
    "escape": "\x1b",
    "backspace": "\x7f",
    "space": " ",
    "newline": "\n",
}
_WITH_CTRL: Final = {
    "at": "\x00",
    "@": "\x00",
    "space": "\x00",
    "2": "\x00",
    "left_square_bracket": "\x1b",
    "3": "\x1b",
    "backslash": "\x1c",
    "4": "\x1c",
    "right_square_bracket": "\x1d",
    "5": "\x1d",
    "circumflex_accent": "\x1e",
    "6": "\x1e",
    "underscore": "\x1f",
    "minus": "\x1f",
    "slash": "\x1f",
    "7": "\x1f",
    "question_mark": "\x7f",
    "8": "\x7f",
}
_WITHOUT_CHARACTER: Final = frozenset({"alt", "super", "hyper", "meta"})
_KEYS: Final = {
    "\r": "enter",
    "\t": "tab",
    "\x1b": "escape",
    "\x7f": "backspace",
    "\x08": "backspace",
    "\x00": "ctrl+@",
    "\x1c": "ctrl+backslash",
    "\x1d": "ctrl+right_square_bracket",
    "\x1e": "ctrl+circumflex_accent",
    "\x1f": "ctrl+underscore",
}


def raw(event: events.Key) -> str:
    """Return the one character that ``event`` stands for on the wire, or an empty string for keys without one."""
    *modifiers, name = event.key.split("+")
    if _WITHOUT_CHARACTER.intersection(modifiers):
        return ""
    if event.character is not None and len(event.character) == 1:
        return event.character
    if "ctrl" in modifiers:
        return _controlled(name)
    return "" if modifiers else _NAMED.get(name, "")


def _controlled(name: str) -> str:
    if len(name) == 1 and name.isascii() and name.isalpha():
        return chr(ord(name.upper()) - ord("@"))
    return _WITH_CTRL.get(name, "")


def scanned(event: events.Key) -> str:
    """Return the character that ``event`` stands for inside a scan.

    Some scanners type the line feed as the arrow down, or press Alt where others press Ctrl.
    """
    *modifiers, name = event.key.split("+")
    if "alt" in modifiers:
        return _controlled(name)
    return "\n" if name == "down" else raw(event)


def key_of(character: str) -> events.Key:
    """Return the key event that Textual makes of ``character`` when it is typed."""
    return events.Key(_name(character), character)


def _name(character: str) -> str:
    if character in _KEYS:
        return _KEYS[character]
    if character < " ":
        return f"ctrl+{chr(ord(character) + ord('`'))}"
    if character.isalnum():
        return character
    name = unicodedata.name(character, character).lower().replace("-", "_").replace(" ", "_")
    return KEY_NAME_REPLACEMENTS.get(name, name)
