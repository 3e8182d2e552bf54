"""Two cards that two scanners typed at once: the signs of both are mixed in one text, and no value can be trusted.

A wrong length, an @ in a street or an odd value alone has other causes; it takes several of them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from intake.license.elements import WANTED
from intake.license.frame import announced_end
from intake.license.shapes import fits

if TYPE_CHECKING:
    from collections.abc import Mapping

    from intake.license.card import Elements
    from intake.license.frame import Directory

# One of these signs stands in a header, and nowhere else.
_START = "\x1e\x1c"
_HEADER = re.compile(rf"[{_START}]\s*(?:ANSI|AAMVA|AMVA)\s*[0-9]{{6}}")
_FEW = 3  # signs of another header that are believed to be that; more of them are a damage of another kind
_MUCH = 200  # characters; less than any card has, more than what scanners put in place of separators
_FREE = frozenset({"DAA", "DAB", "DAG", "DAH", "DAL", "DAM"})  # where an @ may stand: between names, in a street
# What has a shape of its own that nearly every card keeps to.
_SHAPED = (
    "DAQ", "DCS", "DAC", "DAD", "DBA", "DBB", "DBC", "DBD", "DDB", "DAI", "DAJ", "DAK", "DAU", "DAY", "DAZ",
    "DCG", "DDE", "DDF", "DDG",
)  # fmt: skip
# A line that begins with no element, subfile or header, as where the line end of the other card came in between.
_STRAY = re.compile(
    r"[\n\r](?!D[A-D][A-Z]|[\s@]|(?:DL|ID|EN)?(?:D[A-D][A-Z]|PA[A-F])|Z[A-Z]{2}|ANSI|A?AMVA|6[03][46][0-9]{3}|\Z)"
)
_NUMBERS, _NAMES = ("DAQ", "DBB", "DBA"), ("DCS", "DAB", "DAC", "DCT", "DAA")
_NOBODY_ELSES = 3  # of them, a number of the card's or the birth date among them, that nobody else has all
_BORN = re.compile("DBB([0-9]{8})")
_LONGEST = 50  # characters, more than any value has but several names and what a code means
_IN_WORDS = frozenset({"DAA", "DCT", "DCP", "DCQ", "DCR"})
_MOST_REPEATED, _MOST_ODD, _MOST_STRAY = 2, 3, 8  # that are counted
_OF_ODD = 0.5
_ENOUGH = 2.5


def are_mingled(text: str, directory: Directory, elements: Elements, headers: int = 1, torn: int = 0) -> bool:
    """Tell whether ``text`` holds the signs of a card besides the ``elements`` of those that its ``headers`` begin.

    ``torn`` headers are there besides, which begin none.
    """
    values = elements.values
    followed = text[: text.rfind("D")]  # a header without elements does no harm
    ats = followed.count("@") - headers
    starts = _other_starts(followed) + torn
    in_values = 0 < ats <= _FEW and any("@" in value for name, value in values.items() if name not in _FREE)
    long = _long(values)
    longer = _MUCH < announced_end(directory) < len(text) - _MUCH
    told = sum((
        2.0 * (0 < starts <= _FEW),
        2.0 if long & WANTED else 1.0 * bool(long),
        1.5 * in_values,
        longer and 1.0 + (len(set(_BORN.findall(text))) > 1),
        0.5 * (0 < ats <= _FEW),
        1.0 * min(len(elements.repeated), _MOST_REPEATED),
        0.25 * min(len(_STRAY.findall(text)), _MOST_STRAY),
    ))  # fmt: skip
    if told + _OF_ODD * _MOST_ODD < _ENOUGH:
        return False
    others = (name for name in _SHAPED if name not in long and "@" not in values.get(name, ""))
    odd = sum(not fits(name, values.get(name, "")) for name in others)
    return told + _OF_ODD * min(odd, _MOST_ODD) >= _ENOUGH and not _came_again(text, values)


def _long(values: Mapping[str, str]) -> set[str]:
    """Return the elements whose value is longer than any of theirs."""
    if max(map(len, values.values()), default=0) <= _LONGEST:
        return set()
    return {name for name, value in values.items() if len(value.strip()) > _LONGEST} - _IN_WORDS


def _other_starts(text: str) -> int:
    """Count the beginnings of headers behind the first one that are no header any more."""
    if sum(map(text.count, _START)) < 2:
        return 0
    first = _HEADER.search(text)
    place = first.start() if first else 0
    return sum(map(text[place:].count, _START)) - max(1, len(_HEADER.findall(text)))


def _came_again(text: str, values: Mapping[str, str]) -> bool:
    """Tell whether it is the same card again, whose header was damaged."""
    text = _compact(text)
    told = {name: _compact(name + value) for name in _NUMBERS + _NAMES if (value := values.get(name, "").strip())}
    again = {name for name, value in told.items() if text.count(value) > 1}
    return len(again) >= _NOBODY_ELSES and again.issuperset(told.keys() & set(_NUMBERS))


def _compact(text: str) -> str:
    """Return ``text`` in capitals, for one copy may have small letters, and without blanks."""
    return text.upper().replace(" ", "")
