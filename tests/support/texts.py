"""Texts as people, cards, keyboards and enemies deliver them, drawn from all of Unicode."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

_PIECES = (
    "O'Neil", "Núñez", "Zoë", "Łukasz", "Đặng", "İpek", "ıl", "Straße", "ΣΊΣΥΦΟΣ", "Ǆ", "ﬁne", "Ａｎｎ", "한글", "漢字",
    "عمر", "שלום", "กำ", "नमस्ते", "😀", "👩\u200d⚕️", "🇺🇸", "D1234567", "555-0100", "a@b.example", "%", "_", "\\", "'",
    '"', "--", ";", "{}", "[/]", "NULL", "\0", "\t", "\n", "\r\n", "\x1b[31m", "\x7f", "\x85", "\u2028", "\u202e",
    "\u200b", "\ufeff", "\ud800", "\udfff", "\udce9", "\ue000", "\U000e0041", "\U0010ffff", "\ufffe", "\u0301",
    "\u0323\u0302", "ẛ̣", "\u1100\u1161\u11a8", "½", "①", "۱۲۳", "x" * 20, " ", "  ", "\u00a0", "\u3000", "-", "Van der",
    "ß", "ŉ", "\u0345",
)  # fmt: skip
_RANGES = ((0, 0x7F), (0x80, 0x24F), (0x300, 0x36F), (0x370, 0x1FFF), (0x2000, 0xD7FF), (0xE000, 0x10FFFF))


def any_text(chance: Random, longest: int = 45) -> str:
    """Return one text, rarely longer than ``longest`` characters; one in three is plainly a name or a number."""
    if chance.random() < 0.33:
        return chance.choice(
            ("Ann", "de la Cruz", "Marlowe", "D7042011", "ÉMILE", "émile", "4 Sample St. #2", "o'brien")
        )
    text = "".join(_piece(chance) for _ in range(chance.randint(1, 6)))
    if chance.random() < 0.1:
        text = text * 9
    shaped = chance.choice((str, _composed, _decomposed, _flattened))(text)
    return shaped if chance.random() < 0.2 else shaped[: chance.randint(1, longest)]


def _piece(chance: Random) -> str:
    if chance.random() < 0.7:
        return chance.choice(_PIECES)
    low, high = chance.choice(_RANGES)
    return chr(chance.randint(low, high))


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def _flattened(text: str) -> str:
    return unicodedata.normalize("NFKD", text)
