"""Check digits of machine-readable zones (ICAO 9303-3, section 4.9), and what they prove about mixed-up signs."""

from __future__ import annotations

from itertools import combinations, cycle
from typing import Final

FILLER: Final = "<"

_VALUES: Final = {sign: value for value, sign in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")} | {FILLER: 0}
_WEIGHTS: Final = (7, 3, 1)
_LOOK_ALIKE: Final = {
    "0": "O",
    "O": "0",
    "1": "I",
    "I": "1",
    "2": "Z",
    "Z": "2",
    "5": "S",
    "S": "5",
    "8": "B",
    "B": "8",
}
_MOST_MIXED_UP: Final = 3


def check_digit(text: str) -> str:
    """Return the check digit of ``text``, which holds capitals, digits and fillers only."""
    return str(sum(_VALUES[sign] * weight for sign, weight in zip(text, cycle(_WEIGHTS), strict=False)) % 10)


def agrees(text: str, digit: str) -> bool:
    """Tell whether ``digit`` is the check digit of ``text``; an empty field may have a filler instead."""
    return digit == check_digit(text) or (digit == FILLER and not text.strip(FILLER))


def mended(text: str, digit: str) -> str | None:
    """Return ``text``, with letters and digits that look alike exchanged where only that agrees with ``digit``.

    ``None`` where nothing agrees, or where several ways with as few exchanges do and none is proven.
    """
    if agrees(text, digit):
        return text
    places = [place for place, sign in enumerate(text) if sign in _LOOK_ALIKE]
    for count in range(1, min(_MOST_MIXED_UP, len(places)) + 1):
        found = [way for chosen in combinations(places, count) if agrees(way := _exchanged(text, chosen), digit)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _exchanged(text: str, places: tuple[int, ...]) -> str:
    return "".join(_LOOK_ALIKE[sign] if place in places else sign for place, sign in enumerate(text))
