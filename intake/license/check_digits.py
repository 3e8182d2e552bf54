"""Check digits of machine-readable zones (ICAO 9303-3, section 4.9), and what they prove about mixed-up signs."""

from __future__ import annotations

import re
from itertools import cycle
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

FILLER: Final = "<"

_VALUES: Final = {sign: value for value, sign in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")} | {FILLER: 0}
_WEIGHTS: Final = (7, 3, 1)
_MEANT: Final = {"O": "0", "I": "1", "Z": "2", "S": "5", "B": "8"}
_LEFT_OUT: Final = frozenset("OI")  # of their numbers, by most issuers; among digits each is what it looks like
_AMONG_DIGITS: Final = re.compile(r"(?<=[0-9])[OI](?=[0-9]|<*\Z)")


def check_digit(text: str) -> str:
    """Return the check digit of ``text``, which holds capitals, digits and fillers only."""
    return str(sum(_VALUES[sign] * weight for sign, weight in zip(text, cycle(_WEIGHTS), strict=False)) % 10)


def agrees(text: str, digit: str) -> bool:
    """Tell whether ``digit`` is the check digit of ``text``; an empty field may have a filler instead."""
    return digit == check_digit(text) or (digit == FILLER and not text.strip(FILLER))


def mended(
    text: str, digit: str, mixed_up: AbstractSet[str] = frozenset(), always: AbstractSet[str] = frozenset()
) -> str | None:
    """Return ``text``, with letters that were read for digits put right where one way alone agrees with ``digit``.

    A check digit of ten agrees by chance with every tenth guess, so only what is likely by itself is tried: the letters
    that ``always`` stand for digits in the same zone, of which O and I come before the text as it is; one O or I among
    digits; and one or all of the letters in ``mixed_up``, which stand for digits elsewhere in the zone. ``None`` where
    no way or several agree.
    """
    exchanged = "".join(_MEANT[sign] if sign in always else sign for sign in text)
    if agrees(exchanged, digit):
        is_clear = not agrees(text, digit) or (always - _LEFT_OUT).isdisjoint(text)
        return exchanged if is_clear else None
    if agrees(text, digit):
        return text
    proven = [place for place, sign in enumerate(text) if sign in mixed_up and sign in _MEANT]
    likely = {match.start() for match in _AMONG_DIGITS.finditer(text)}.union(proven)
    ways = {_exchanged(text, places) for places in (proven, *([place] for place in likely))}
    agreeing = [way for way in ways if agrees(way, digit)]
    return agreeing[0] if len(agreeing) == 1 else None


def always_digits(letters: str, text: str) -> set[str]:
    """Return which of ``letters``, signs that came for digits, always did, for their digits came nowhere."""
    return {sign for sign in set(letters).intersection(_MEANT) if _MEANT[sign] not in letters + text}


def _exchanged(text: str, places: Sequence[int]) -> str:
    return "".join(_MEANT[sign] if place in places else sign for place, sign in enumerate(text))
