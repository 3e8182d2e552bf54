"""What cutting a text at one place or another is worth, by the shapes of values and the orders that cards write."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from intake.license.elements import KNOWN
from intake.license.shapes import FLAGS, RARE, best_fit, fit

if TYPE_CHECKING:
    from collections.abc import Iterable

_NAMES = {"DCS", "DAC", "DAD", "DCT"}
_NAMES_AND_CITY = {*_NAMES, "DAI"}
_VERSION_1 = ("DAE", "DAR", "DAS", "DAT")  # they stand beside DAA or DAB

# Orders in which cards write their elements: CDS 2005 to 2020 (two families), 2003, DL/ID-2000, what comes last, and
# Alberta's, which has its names twice.
_ORDERS = (
    "DAL DAN DAO DAP DAQ",
    "DCA DCB DCD DBA DCS DAC DAD DBD DBB DBC DAY DAU DAG DAI DAJ DAK DAQ DCF DCG DDE DDF DDG DCK DDB DDK",
    "DAQ DCS DDE DAC DDF DAD DDG DCA DCB DCD DBD DBB DBA DBC DAU DAY DAG DAI DAJ DAK DCF DCG DCK DDA DDB DDD DDK DDL",
    "DCA DCB DCD DBA DCS DCT DCU DBD DBB DBC DAY DAU DCE DAG DAH DAI DAJ DAK DAQ DCF DCG DCH DAZ DAW DDB DCU DDA DDK",
    "DAQ DAA DAG DAL DAI DAJ DAK DAR DAS DAT DBA DBB DBC DBD DAU DAW DAY DAZ DBA DBF DBH",
    "DAA DAB DAC DAD DAE DAG DAH DAL DAM DAN DAO DAP DAQ DAR DAT DAU DAY DBA DBD DBG DBH",
    "DCG DCU DAW DAH DAZ DCK DCU DCJ DCU DAD DCU DDG DBD DAQ DCA DCH DDC DDB DAW DDH DDI DDJ DDK DCG DAW DCK",
    "DCS DCT DAB DAC DAD DAG DAQ DAK DAI DAJ DBC DBB DAR DAT DBA DAU DAW DCE DAZ DAY",
    "DCK DDA DDD DDA DCK",
    "DCG DAZ DAH DDA DDC DDD DDG DAZ DCI DCJ DCU DCE DDA DDM DDN DDO DDP",
)
_FOLLOWS = frozenset(pair for order in _ORDERS for pair in zip(order.split(), order.split()[1:], strict=False))
# What is hardly ever a part of a name or a street.
_TELLING = re.compile(
    r"(?:DB[ABD]|DD[BCHIJ])[0-9]{8}|DA[KUW][0-9 ]{3}|DC[FJK](?=\S*[0-9]{3})|DCG(?:USA|CAN)"
    r"|D[A-D][A-Z](?i:NONE|UNAVL|UNAVAIL)"
)
_WORD = re.compile(r"\S D[A-D][A-Z]{2}")  # behind a single blank: where values are padded there are more
_IN_ORDER = 2.0
TWICE, _GIVEN_TWICE = -9.0, -4.0
_MARKED = 6.0  # for cutting where a line begins
_OVERLOOKED, _SWALLOWED = -12.0, -4.0  # for not cutting there, and for not cutting at what is telling
_RESIDENCE = 4.0
_BEHIND_BLANK = 0.1  # for cutting where the separator may have become a blank
_IN_A_WORD = -2.5  # for cutting DAI off DAIRY where it did not
_BEHIND_ID = -0.1  # for the second one of DACDAC or DAIDAI: DACIA is likelier than a name that ends so, SOLEDAD aside
_ALONE = -6.0  # for a cut flag without the others
_OUT_OF_STEP = -12.0  # for a cut flag without others in a text that breaks off later
_MISPLACED = -4.0  # for a flag that is not about names behind a name
_LATER = 1e-4  # a character, for the later one of two places: WANDA is likelier than a middle name in AD
_FARTHEST = 500  # characters that are looked at to find what is telling
_LONGEST_VALUE = 120  # characters that are looked at to judge a value

BITS = {name: 1 << place for place, name in enumerate(sorted(KNOWN))}


def _set(names: Iterable[str]) -> int:
    """Return the set of elements as a number with a bit for each: many sets are made and compared."""
    return sum(BITS[name] for name in names)


_PARTS_OF_NAME, _LAST_AND_FIRST = _set(("DAB", "DAC", "DAD")), _set(("DAB", "DAC"))
_CUT_FLAGS = _set(("DDE", "DDF", "DDG"))  # they come together
_FLAGS_SO_FAR = {  # each behind its name
    **dict.fromkeys(("DDE", "DAC"), _set(("DDE",))),
    **dict.fromkeys(("DDF", "DAD"), _set(("DDE", "DDF"))),
}
_NAMES_TWICE = _set(("DCS", "DAB"))
_DAA, _DCS, _FIRST = _set(("DAA",)), _set(("DCS",)), _set(("DAC", "DCT"))
# Elements that are worth less or more where some others were seen. Of given names, one form excludes the other.
COMPANY = {
    name: _set(others.split())
    for name, others in (
        ("DAN", "DAL DAI"), ("DAM", "DAL"), ("DAA", "DCS"), ("DAC", "DCT"), ("DAD", "DCT"), ("DCT", "DAC DAD")
    )
}  # fmt: skip


def _end_of_line(text: str, start: int, longest: int) -> int:
    end = text.find("\n", start, longest)
    return min(longest, len(text)) if end < 0 else end


class Gains:
    """What cutting one text at one place or another is worth."""

    def __init__(self, body: str, places: list[int]) -> None:
        self._body = body
        self._marked = {place for place in places if body[place - 1 : place] == "\n"}
        # A cut without a line break costs little when all breaks were lost, more when most are there.
        self._unmarked = -1.0 - 4.0 * len(self._marked) / len(places)
        self._telling = {place for place in places if _TELLING.match(body, place, place + _FARTHEST)}
        behind_blanks = [body[place - 1 : place] == " " for place in self._telling]
        self._in_a_word = _BEHIND_BLANK if 2 * sum(behind_blanks) > len(behind_blanks) else _IN_A_WORD
        self._names = {place: body[place : place + 3] for place in places}
        self._foreign = () if "DAA" in body or "DAB" in body else _VERSION_1
        self._limits = {place: _end_of_line(body, place, place + _LONGEST_VALUE) for place in places}
        self._of_lines: dict[int, float] = {}

    def name(self, place: int) -> str:
        """Return the id at ``place``."""
        return self._names[place]

    def of_value(self, start: int, end: int) -> float:
        """Return how well the text up to ``end`` suits the element that starts at ``start``."""
        limit = self._limits[start]
        if end < limit:
            return self._of_text(start, end)
        if start not in self._of_lines:
            self._of_lines[start] = self._of_text(start, limit)
        return self._of_lines[start]

    def _of_text(self, start: int, end: int) -> float:
        name = self._names[start]
        return RARE if name in self._foreign else fit(name, self._body[start + 3 : end].strip())

    def of_cuts(self, starts: Iterable[int], place: int) -> dict[int, float]:
        """Return the gain of ending the element at each of ``starts`` and beginning another one at ``place``."""
        following, marked = self._names[place], place in self._marked
        mark = (_MARKED if marked else self._unmarked) + _LATER * place
        if self._body[place - 1] == " ":
            mark += self._in_a_word if _WORD.match(self._body, place - 2) else _BEHIND_BLANK
        behind_id = self._body[place - 3 : place] in _NAMES_AND_CITY and following != "DAD"
        flag = following in FLAGS and not marked
        gains: dict[int, float] = {}
        for start in starts:
            name = self._names[start]
            gain = self.of_value(start, place) + mark
            if flag and name in _NAMES:
                gain += _MISPLACED
            elif (name, following) in _FOLLOWS:
                gain += _IN_ORDER
            if behind_id and start != place - 3:
                gain += _BEHIND_ID
            gains[start] = gain
        return gains

    def of_whole(self, seen: int) -> float:
        """Return the loss of a card that lacks what every card has, or has one of several that come together."""
        return _ALONE * sum((
            seen & _CUT_FLAGS not in {0, _CUT_FLAGS},
            bool(seen & _DAA and seen & _PARTS_OF_NAME) and seen & _LAST_AND_FIRST != _LAST_AND_FIRST,
            bool(seen & _DCS) and not seen & _FIRST,
        ))  # fmt: skip

    def of_beginning(self, start: int, end: int, seen: int) -> float:
        """Return how well the text up to ``end``, where it breaks off, suits the beginning of a value."""
        limit = min(end, self._limits[start])
        name = self._names[start]
        gain = RARE if name in self._foreign else best_fit(name, self._body[start + 3 : limit].strip())
        return gain + self._of_flags_so_far(name, seen)

    def of_end(self, start: int, end: int, seen: int) -> float:
        """Return what the last whole value is worth, where half an id follows at ``end``."""
        return self.of_value(start, end) + self._unmarked + self._of_flags_so_far(self._names[start], seen)

    @staticmethod
    def _of_flags_so_far(name: str, seen: int) -> float:
        """Return the loss of cut flags that lack others which come before the end of a text, behind ``name``."""
        return 0.0 if seen & _CUT_FLAGS in {0, _CUT_FLAGS, _FLAGS_SO_FAR.get(name, 0)} else _OUT_OF_STEP

    def of_passing(self, place: int) -> float:
        """Return the loss of taking the letters at ``place`` for a part of the value."""
        if place in self._marked:
            return _OVERLOOKED
        return _SWALLOWED if place in self._telling else 0.0


def of_company(name: str, seen: int) -> float:
    """Return the loss of an element that came before, or of given names that are there already in another form.

    The city of a residence is a gain behind its street.
    """
    if seen & BITS[name]:
        return TWICE
    if name == "DAN":
        return _RESIDENCE if seen & BITS["DAL"] and not seen & BITS["DAI"] else 0.0
    if name == "DAM":
        return 0.0 if seen & BITS["DAL"] else RARE
    return _GIVEN_TWICE if seen & COMPANY[name] and seen & _NAMES_TWICE != _NAMES_TWICE else 0.0
