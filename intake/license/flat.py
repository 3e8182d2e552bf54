"""Cutting text whose separators were lost: the most plausible way to part it into elements.

Every place where an element id stands may be a cut or may be letters of a name or a street. Ways through the text are
followed side by side (a beam search); a way gains where values have the shape of their element and where elements
follow each other as cards write them, and loses where a value does not fit or an element comes twice.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from intake.license.elements import ID
from intake.license.issuers import countries

if TYPE_CHECKING:
    from collections.abc import Iterable

_NOTHING = r"NONE|UNAVL|UNAVAIL|"
_DAY = "[0-9]{8}|[0-9]{2}-[0-9]{2}-[0-9]{4}"
_DATE = f"{_DAY}|{_NOTHING}"
_NAME = r"[A-ZÀ-Þ][A-ZÀ-Þ '.,-]{0,59}"
_COLOR = (
    r"BLK|BLU|BRO|DIC|GRY|GRN|HAZ|MAR|PNK|BAL|BLN|RED|SDY|WHI|UNK|BRN|HZL|BL|BR|BN|HZ|GN|GY|BK|RD|WH|BLUE|BROWN|BLACK"
    r"|HAZEL|GREEN|GRAY|GREY|BLONDE?|"
) + _NOTHING
_STREET = r"(?=.*[0-9])(?=.*[A-Z])[A-Z0-9À-Þ #&'()*,./@-]{4,40}|P\.? ?O\.? BOX.*|GENERAL DELIVERY"
_ZIP = "[0-9]{5}[ -]*[0-9]{0,5}"
_CODES = r"[A-Z0-9 *,/-]{1,12}|"

# id: shape of a value, gain where it fits, loss where it does not
_SHAPES: dict[str, tuple[str, float, float]] = {
    "DBB": (_DAY, 8, -8),
    **dict.fromkeys(("DBA", "DBD", "DDB"), (_DATE, 7, -8)),
    **dict.fromkeys(("DDC", "DDH", "DDI", "DDJ"), (_DATE, 5, -8)),
    **dict.fromkeys(("DDE", "DDF", "DDG"), ("[NTU]", 4, -6)),
    **dict.fromkeys(("DDK", "DDL", "DDM", "DDN", "DDO", "DDP"), ("[01YN]", 2, -7)),
    "DDA": ("[FNM]", 3, -6),
    "DDD": ("[01]|" + _NOTHING, 3, -6),
    "DBC": ("[0129MFX]", 5, -8),
    "DAU": (r"[0-9]{2,3} ?(?:IN|CM)?|[3-7]['-] ?-?[0-9]{1,2}\"?|", 5, -8),
    **dict.fromkeys(("DAY", "DAZ"), (_COLOR, 4, -5)),
    "DAJ": ("[A-Z]{2}", 5, -7),
    "DAO": ("[A-Z]{2}", 1, -8),
    "DAK": (_ZIP + "|[A-Z][0-9][A-Z] ?[0-9][A-Z][0-9]", 6, -6),
    "DAP": (_ZIP, 2, -8),
    "DCG": ("USA|CAN|CDN|MEX|US|" + _NOTHING, 5, -8),
    **dict.fromkeys(("DAW", "DAX"), ("[0-9]{2,3}(?: ?(?:LB|KG))?|", 3, -8)),
    "DAV": ("[0-9]{2,3}(?: ?CM)?", 2, -8),
    "DCE": ("[0-9]|", 3, -7),
    "DAQ": (r"(?=.*[0-9])[A-Z0-9 *./-]{3,25}", 4, -5),
    **dict.fromkeys(("DCS", "DAC", "DCT"), (_NAME, 3, -6)),
    "DAB": (_NAME, 2, -7),
    "DAD": (_NAME + "|", 2, -6),
    "DAA": (r"[A-ZÀ-Þ '.,$@-]{3,}(?:[1-9](?:ST|ND|RD|TH))?", 4, -7),
    "DCU": (r"(?:JR|SR|I{1,3}|I?V|VI{0,3}|IX|[1-9](?:ST|ND|RD|TH))\.?|" + _NOTHING, 3, -2),
    "DAG": (_STREET + "|", 4, -3),
    "DAL": (_STREET, 3, -6),
    "DAH": (r"[A-Z0-9À-Þ #&'()*,./@-]{1,40}|", 1, -3),
    "DAI": (r"[A-ZÀ-Þ '.-]{2,30}", 4, -5),
    "DAN": (r"[A-ZÀ-Þ '.-]{3,30}", -2, -8),
    "DCF": (r"[^\n]{1,30}|", 1, -2),
    "DCK": (r"(?=.*[0-9])[A-Z0-9 /-]{4,30}|" + _NOTHING, 1, -3),
    "DCJ": (r"(?=.*[0-9])[^\n]{4,30}|" + _NOTHING, 1, -3),
    **dict.fromkeys(("DCA", "DCB", "DCD", "DCH", "DAR", "DAS", "DAT"), (_CODES, 1, -4)),
    **dict.fromkeys(("DBF", "DBG", "DBH", "DBI"), (r"[0-9YN]{1,2}|DONOR|", 1, -5)),
    "DCL": (r"AI|AP|BK|H|O|U|W|" + _NOTHING, 0, -6),
}
_RARE = -4.0
_FLAGS = {"DDA", "DDK", "DDL", "DDM", "DDN", "DDO", "DDP"}
_NO_FLAG = -1.0
_VERSION_1 = {"DAR", "DAS", "DAT"}  # they stand beside DAA

# Orders in which cards write their elements: CDS 2005 to 2020 (two families), 2003, DL/ID-2000, and what comes last.
_ORDERS = (
    "DCA DCB DCD DBA DCS DAC DAD DBD DBB DBC DAY DAU DAG DAI DAJ DAK DAQ DCF DCG DDE DDF DDG DCK DDB DDK",
    "DAQ DCS DDE DAC DDF DAD DDG DCA DCB DCD DBD DBB DBA DBC DAU DAY DAG DAI DAJ DAK DCF DCG DCK DDA DDB DDD DDK DDL",
    "DCA DCB DCD DBA DCS DCT DCU DBD DBB DBC DAY DAU DCE DAG DAH DAI DAJ DAK DAQ DCF DCG DCH DAZ DAW DDB DCU DDA DDK",
    "DAQ DAA DAG DAL DAI DAJ DAK DAR DAS DAT DBA DBB DBC DBD DAU DAW DAY DAZ DBA DBF DBH",
    "DAA DAB DAC DAD DAE DAG DAH DAL DAM DAN DAO DAP DAQ DAR DAT DAU DAY DBA DBD DBG DBH",
    "DCG DCU DAW DAH DAZ DCK DCU DCJ DCU DAD DCU DDG DBD DAQ DCA DCH DDC DDB DAW DDH DDI DDJ DDK DCG DAW DCK",
    "DCK DDA DDD DDA DCK",
    "DCG DAZ DAH DDA DDC DDD DDG DAZ DCI DCJ DCU DCE DDA DDM DDN DDO DDP",
)
_FOLLOWS = frozenset(pair for order in _ORDERS for pair in zip(order.split(), order.split()[1:], strict=False))
# What is hardly ever a part of a name or a street.
_TELLING = r"(?:DB[ABD]|DD[BCHIJ])[0-9]{8}|DA[KUW][0-9 ]{3}|DC[FJK](?=\S*[0-9]{3})|DCG(?:USA|CAN)"
_IN_ORDER = 2.0
_TWICE, _GIVEN_TWICE = -9.0, -4.0
_MARKED = 6.0  # for cutting where a line begins
_OVERLOOKED, _SWALLOWED = -12.0, -4.0  # for not cutting there, and for not cutting at what is telling
_BEAM = 16
_LONGEST_VALUE = 120  # characters that are looked at to judge a value


_Cuts = tuple[int, "_Cuts"] | None  # the last cut and those before it


class _Way(NamedTuple):
    """One way through the text so far: its gain, the open element, and the cuts before it."""

    gain: float
    start: int
    seen: frozenset[str]
    cuts: _Cuts


def cut(body: str) -> dict[str, str]:
    """Return the elements of ``body``, whose lines may be all run together or only in places."""
    places = [match.start() for match in re.finditer(f"(?={ID})", body)]
    if not places:
        return {}
    gains = _Gains(body, places)
    ways = [_Way(0.0, places[0], frozenset([gains.name(places[0])]), None)]
    for place in places[1:]:
        ways = _best(step for way in ways for step in _steps(way, place, gains))
    best = max(ways, key=lambda way: way.gain + gains.of_value(way.start, len(body)))
    starts = _starts(best)
    values: dict[str, str] = {}
    for start, end in zip(starts, [*starts[1:], len(body)], strict=True):
        values.setdefault(gains.name(start), _first_line(body[start + 3 : end]))
    return values


def _starts(way: _Way) -> list[int]:
    starts, cuts = [way.start], way.cuts
    while cuts is not None:
        start, cuts = cuts
        starts.append(start)
    return starts[::-1]


def _first_line(value: str) -> str:
    return value.split("\n", 1)[0].strip()


class _Gains:
    """What cutting one text at one place or another is worth."""

    def __init__(self, body: str, places: list[int]) -> None:
        self._body = body
        self._marked = {place for place in places if body[place - 1 : place] == "\n"}
        # A cut without a line break costs little when all breaks were lost, more when most are there.
        self._unmarked = -1.0 - 4.0 * len(self._marked) / len(places)
        self._telling = {match.start() for match in re.finditer(f"(?={_TELLING})", body)}
        self._has_whole_name = "DAA" in body
        self._of_values: dict[tuple[int, int], float] = {}

    def name(self, place: int) -> str:
        return self._body[place : place + 3]

    def of_value(self, start: int, end: int) -> float:
        """Return how well the text up to ``end`` suits the element that starts at ``start``."""
        if (start, end) not in self._of_values:
            value = self._body[start + 3 : min(end, start + _LONGEST_VALUE)]
            foreign = self.name(start) in _VERSION_1 and not self._has_whole_name
            self._of_values[start, end] = _RARE if foreign else _fit(self.name(start), _first_line(value))
        return self._of_values[start, end]

    def of_cut(self, start: int, place: int) -> float:
        """Return the gain of ending the element at ``start`` and beginning another one at ``place``."""
        order = _IN_ORDER if (self.name(start), self.name(place)) in _FOLLOWS else 0.0
        return self.of_value(start, place) + order + (_MARKED if place in self._marked else self._unmarked)

    def of_company(self, name: str, seen: frozenset[str]) -> float:
        """Return the loss of an element that came before, or of given names that are there already in one piece."""
        if name in seen:
            return _TWICE
        return _GIVEN_TWICE if name in {"DAC", "DAD"} and "DCT" in seen else 0.0

    def of_passing(self, place: int) -> float:
        """Return the loss of taking the letters at ``place`` for a part of the value."""
        if place in self._marked:
            return _OVERLOOKED
        return _SWALLOWED if place in self._telling else 0.0


def _steps(way: _Way, place: int, gains: _Gains) -> list[_Way]:
    """Return the way when it passes over ``place``, and when it cuts there."""
    gain, start, seen, cuts = way
    if place < start + 3:
        return [way]
    passed = _Way(gain + gains.of_passing(place), start, seen, cuts)
    name = gains.name(place)
    gain += gains.of_cut(start, place) + gains.of_company(name, seen)
    return [passed, _Way(gain, place, seen | {name}, (start, cuts))]


def _best(ways: Iterable[_Way]) -> list[_Way]:
    """Return the best ways, one for each open element and set of elements seen."""
    kept: dict[tuple[int, frozenset[str]], _Way] = {}
    for way in ways:
        state = (way.start, way.seen)
        if state not in kept or kept[state].gain < way.gain:
            kept[state] = way
    return sorted(kept.values(), key=lambda way: way.gain, reverse=True)[:_BEAM]


@cache
def _shape(name: str) -> re.Pattern[str]:
    return re.compile(_SHAPES[name][0], re.IGNORECASE)


def _fit(name: str, value: str) -> float:
    """Return how well ``value`` suits the element."""
    if name not in _SHAPES:
        return _RARE
    if not value and name in _FLAGS:
        return _NO_FLAG
    _, fits, fails = _SHAPES[name]
    if name in {"DAJ", "DAO"} and len(value) == 2 and value.upper() not in countries():
        return -1.0
    return fits if _shape(name).fullmatch(value) else fails
