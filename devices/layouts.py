"""Keyboard layouts: which character a key makes, by the key codes of Linux (``linux/input-event-codes.h``).

A scanner that types names keys, not characters; which characters they are is up to the layout for which the scanner
is set. A place is a key code and a level: 0 plain, 1 with Shift, 2 with AltGr.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

ROWS: Final = ((41, *range(2, 14)), tuple(range(16, 28)), (*range(30, 41), 43), (86, *range(44, 54)))
"""The key codes of the four rows of characters, each from left to right."""

_EVERYWHERE: Final = {
    1: "\x1b", 14: "\x08", 15: "\t", 28: "\r", 57: " ", 96: "\r",
    55: "*", 71: "7", 72: "8", 73: "9", 74: "-", 75: "4", 76: "5", 77: "6", 78: "+", 79: "1", 80: "2", 81: "3",
    82: "0", 83: ".", 98: "/",
    108: "\n",  # some scanners type the line feed as the arrow down
}  # fmt: skip

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Layout:
    """One layout: the ``name`` for people, what stands at each place, and which places are dead keys."""

    name: str
    characters: dict[Place, str]
    dead: frozenset[Place] = frozenset()

    def at(self, code: int, level: int) -> str:
        """Return the character at a place, or an empty string."""
        return _EVERYWHERE.get(code) or self.characters.get((code, level), "")

    def place(self, character: str) -> Place | None:
        """Return where ``character`` is typed, or ``None`` when this layout has no key for it."""
        found = [place for place, each in self.characters.items() if each == character and place not in self.dead]
        return min(found, key=lambda place: place[1], default=None)


def _layout(name: str, plain: str, shifted: str, altgr: dict[int, str], dead: frozenset[Place]) -> Layout:
    """Return the layout whose rows stand in ``plain`` and ``shifted``, parted by blanks."""
    codes = [code for row in ROWS for code in row]
    plain, shifted = plain.replace(" ", ""), shifted.replace(" ", "")
    characters = {(code, 0): character for code, character in zip(codes, plain, strict=True)}
    characters |= {(code, 1): character for code, character in zip(codes, shifted, strict=True)}
    characters |= {(code, 2): character for code, character in altgr.items()}
    characters |= {(57, level): " " for level in range(2)}
    return Layout(name, characters, dead)


LAYOUTS: Final = {
    "us": _layout(
        "US",
        "`1234567890-= qwertyuiop[] asdfghjkl;'\\ <zxcvbnm,./",
        '~!@#$%^&*()_+ QWERTYUIOP{} ASDFGHJKL:"| >ZXCVBNM<>?',
        {},
        frozenset(),
    ),
    "uk": _layout(
        "British",
        "`1234567890-= qwertyuiop[] asdfghjkl;'# \\zxcvbnm,./",
        '¬!"£$%^&*()_+ QWERTYUIOP{} ASDFGHJKL:@~ |ZXCVBNM<>?',
        {},
        frozenset(),
    ),
    "de": _layout(
        "German",
        "^1234567890ß\xb4 qwertzuiopü+ asdfghjklöä# <yxcvbnm,.-",
        "°!\"§$%&/()=?` QWERTZUIOPÜ* ASDFGHJKLÖÄ' >YXCVBNM;:_",
        {3: "²", 4: "³", 8: "{", 9: "[", 10: "]", 11: "}", 12: "\\", 16: "@", 27: "~", 86: "|", 50: "µ"},
        frozenset({(41, 0), (13, 0), (13, 1)}),
    ),
    "fr": _layout(
        "French",
        "²&é\"'(-è_çà)= azertyuiop^$ qsdfghjklmù* <wxcvbn,;:!",
        "~1234567890°+ AZERTYUIOP¨£ QSDFGHJKLM%µ >WXCVBN?./§",
        {3: "~", 4: "#", 5: "{", 6: "[", 7: "|", 8: "`", 9: "\\", 10: "^", 11: "@", 12: "]", 13: "}"},
        frozenset({(26, 0), (26, 1)}),
    ),
}
"""The layouts that a scanner may be set for, by the word for the configuration."""
