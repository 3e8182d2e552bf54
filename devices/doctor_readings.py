"""What a text can be read as, if it is a known one that a wrong layout, a wrong case or a bad cable has bent.

The known text is cut into pieces of printable characters. They are looked for as every wrong layout and every wrong
case would leave them, and what is found between them tells what became of the control characters. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from itertools import permutations, product
from typing import TYPE_CHECKING, Final

from devices.evdev_keys import KeyDecoder
from devices.layouts import LAYOUTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from devices.scanner_profile import Case

RUNS: Final = re.compile(r"[\x00-\x1f]+")
"""Control characters in a row."""

_ALIKE: Final = 0.8  # likeness of a text that is the symbol with characters lost or twice


def _but_sharp_s(change: Callable[[str], str]) -> Callable[[str], str]:
    """Return ``change`` for all but the ß, whose capital is two letters and on no key."""
    return lambda text: "ß".join(map(change, text.split("ß")))


_CASES: Final[dict[Case, Callable[[str], str]]] = {
    "kept": str,
    "swapped": _but_sharp_s(str.swapcase),
    "upper": _but_sharp_s(str.upper),
    "lower": str.lower,
    "without shift": str,
}
_PAIRS: Final = [("us", "us"), *sorted(permutations(LAYOUTS, 2), key=lambda pair: "us" not in pair)]


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read what was typed: layouts of scanner and computer, the case, and what stands between the pieces.

    ``doubled`` is a whole symbol that came again, ``twice`` a control character that is but once in ``groups``.
    """

    scanner: str
    computer: str
    case: Case
    groups: tuple[str, ...]
    rest: str
    doubled: bool
    twice: bool


def typed_by(text: str, scanner: str, computer: str, *, shift: bool = True) -> str:
    """Return what a ``computer`` with one layout makes of ``text`` from a ``scanner`` that is set for another."""
    decoder, typed = KeyDecoder(LAYOUTS[computer]), ""
    for character in text:
        place = LAYOUTS[scanner].place(character)
        if place is None:
            typed += character
            continue
        code, level = place
        modifier = (None, 42, 100)[level] if shift else None
        strokes = [(code, 1), (code, 0)]
        if modifier:
            strokes = [(modifier, 1), *strokes, (modifier, 0)]
        typed += "".join(decoder.key(*stroke) for stroke in strokes)
    return typed


def readings(text: str, expected: str) -> Iterator[Reading]:
    """Yield every way to read ``text`` as ``expected``, the likeliest first."""
    for (scanner, computer), case in product(_PAIRS, _CASES):
        pieces = _pieces(expected, scanner, computer, case)
        groups, rest = _parted(text, pieces)
        if len(groups) == len(pieces) and not _has_doubled_sign([*groups[1:], rest], pieces):
            again, _ = _parted(rest, pieces)
            doubled = len(again) == len(pieces)
            once = _once(groups, expected)
            yield Reading(scanner, computer, case, once, again[0] if doubled else rest, doubled, once != tuple(groups))


def _once(groups: Sequence[str], expected: str) -> tuple[str, ...]:
    """Return ``groups`` with control characters as in ``expected`` where one came twice, in one place alone."""
    sent = ["", *RUNS.findall(expected)]
    places = [
        place
        for place, (run, came) in enumerate(zip(sent, groups, strict=True))
        if came in {run[:at] + run[at] + run[at:] for at in range(len(run))}
    ]
    if len(places) != 1:
        return tuple(groups)
    return (*groups[: places[0]], sent[places[0]], *groups[places[0] + 1 :])


def _has_doubled_sign(groups: Sequence[str], pieces: Sequence[str]) -> bool:
    """Tell whether one of ``groups``, and no other, has the last sign before it or the first one behind it again.

    There is one group behind each of ``pieces``.
    """
    return any(
        groups.count(came) == 1 and ((last and came.startswith(last[-1])) or (first and came.endswith(first[0])))
        for came, last, first in zip(groups, pieces, [*pieces[1:], ""], strict=True)
    )


def _parted(text: str, pieces: Sequence[str]) -> tuple[list[str], str]:
    """Return what stands before each of the ``pieces``, as far as they are found in order, and what is left.

    A piece is empty where a layout has no key for it.
    """
    groups: list[str] = []
    for piece in pieces:
        before, found, after = text.partition(piece) if piece else ("", "", text)
        if found != piece:
            break
        groups.append(before)
        text = after
    return groups, text


@cache
def _pieces(expected: str, scanner: str, computer: str, case: Case) -> tuple[str, ...]:
    """Return the pieces of ``expected`` as a wrong layout or case leaves them."""
    shift, changed = case != "without shift", _CASES[case]
    return tuple(changed(typed_by(piece, scanner, computer, shift=shift)) for piece in RUNS.split(expected))


def sent_as(text: str, expected: str) -> str | None:
    """Return ``expected`` as the likeliest layout and case leave it, ``None`` where the text is hardly alike.

    The longest pieces that came whole decide, or else how much is alike.
    """
    ways = [(*pair, case) for pair, case in product(_PAIRS, _CASES)]
    came = [sum(len(piece) for piece in _pieces(expected, *way)[1:] if piece in text) for way in ways]
    if any(came):
        return _bent(expected, *ways[came.index(max(came))])
    likeliest = max((_bent(expected, *way) for way in ways), key=lambda sent: _likeness(sent, text))
    return likeliest if _likeness(likeliest, text) >= _ALIKE else None


@cache
def _bent(expected: str, scanner: str, computer: str, case: Case) -> str:
    """Return ``expected`` as a wrong layout or case leaves it."""
    return _CASES[case](typed_by(expected, scanner, computer, shift=case != "without shift"))


def _likeness(sent: str, came: str) -> float:
    """Return how much of two texts is alike, from 0 to 1; 0 where it is less than ``_ALIKE``."""
    matcher = SequenceMatcher(None, sent, came, autojunk=False)
    could_be = matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE
    return matcher.ratio() if could_be else 0.0
