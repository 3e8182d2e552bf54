"""Cutting text whose separators were lost: the most plausible way to part it into elements.

Every place where an element id stands may be a cut or may be letters of a name or a street. Ways through the text are
followed side by side (a beam search); a way gains where values have the shape of their element and where elements
follow each other as cards write them, and loses where a value does not fit or an element comes twice.
"""

from __future__ import annotations

import re
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from intake.license.elements import ID
from intake.license.issuers import countries

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_NOTHING = r"NONE|UNAVL|UNAVAIL|"
_DAY = "[0-9]{8}|[0-9]{2}-[0-9]{2}-[0-9]{4}"
_DATE = f"{_DAY}|{_NOTHING}"
_NAME = r"[A-ZÀ-Þ][A-ZÀ-Þ '.,-]{0,59}"
_COLOR = (
    r"BLK|BLU|BRO|DIC|GRY|GRN|HAZ|MAR|PNK|BAL|BLN|RED|SDY|WHI|UNK|BRN|HZL|BL|BR|BN|HZ|GN|GY|BK|RD|WH|BLUE|BROWN|BLACK"
    r"|HAZEL|GREEN|GRAY|GREY|BLONDE?|"
) + _NOTHING
_SUFFIX = r"(?:JR|SR|I{1,3}|I?V|VI{0,3}|IX|[1-9](?:ST|ND|RD|TH))\.?|" + _NOTHING
_STREET = r"(?=.*[0-9])(?=.*[A-Z]{2})[A-Z0-9À-Þ #&'()*,./@-]{4,40}|P\.? ?O\.? BOX.*|GENERAL DELIVERY"
_UNIT = re.compile(r"(?:#|APT|UNIT|STE|SUITE|LOT|RM|BLDG|FL) ?[A-Z0-9]", re.IGNORECASE)
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
    "DAP": (_ZIP + "|[A-Z][0-9][A-Z] ?[0-9][A-Z][0-9]", 2, -8),
    "DCG": ("USA|CAN|CDN|MEX|US|" + _NOTHING, 5, -8),
    **dict.fromkeys(("DAW", "DAX"), ("[0-9]{2,3}(?: ?(?:LB|KG))?|", 3, -8)),
    "DAV": ("[0-9]{2,3}(?: ?CM)?", 2, -8),
    "DCE": ("[0-9]|", 3, -7),
    "DAQ": (r"(?=.*[0-9])[A-Z0-9 *./-]{3,25}", 4, -5),
    **dict.fromkeys(("DCS", "DAC", "DCT"), (_NAME, 3, -6)),
    "DAB": (_NAME, 2, -7),
    "DAD": (_NAME + "|", 2, -6),
    "DAA": (r"[A-ZÀ-Þ '.,$@-]{3,}(?:[1-9](?:ST|ND|RD|TH))?", 4, -7),
    "DCU": (_SUFFIX, 3, -2),
    "DAE": (_SUFFIX, 2, -7),
    "DAG": (_STREET + "|", 4, -3),
    "DAL": (_STREET, 3, -6),
    "DAH": (r"[A-Z0-9À-Þ #&'()*,./@-]{1,40}|", 1, -3),
    "DAM": (r"[A-Z0-9À-Þ #&'()*,./@-]{1,40}|", 1, -6),
    "DAI": (r"[A-ZÀ-Þ '.-]{2,30}", 4, -5),
    "DAN": (r"[A-ZÀ-Þ '.-]{3,30}", -2, -8),
    "DCF": (r"[^\n]{1,30}|", 1, -2),
    "DCK": (r"(?=.*[0-9])[A-Z0-9 /-]{4,30}|" + _NOTHING, 1, -3),
    "DCJ": (r"(?=.*[0-9])[^\n]{4,30}|" + _NOTHING, 1, -3),
    **dict.fromkeys(("DCA", "DCB", "DCD", "DCH", "DAR", "DAS", "DAT"), (_CODES, 1, -4)),
    "DCI": (r"[A-ZÀ-Þ ,.'-]{2,33}|" + _NOTHING, 2, -4),
    **dict.fromkeys(("DBF", "DBG", "DBH", "DBI"), (r"[0-9YN]{1,2}|DONOR|", 1, -5)),
    "DCL": (r"AI|AP|BK|H|O|U|W|" + _NOTHING, 0, -6),
}
_EMPTY_NAME = 1.0
_OF_A_UNIT = 3.0  # for a second line that names a flat
_RARE = -4.0
_FLAGS = {"DDA", "DDK", "DDL", "DDM", "DDN", "DDO", "DDP"}
_NO_FLAG = -1.0
_NAMES = {"DCS", "DAC", "DAD", "DCT"}
_VERSION_1 = {"DAR", "DAS", "DAT"}  # they stand beside DAA or DAB
_GIVEN_NAMES = {"DAC": ("DCT",), "DAD": ("DCT",), "DCT": ("DAC", "DAD")}  # where one is, the others are not
_PARTS_OF_NAME = {"DAB", "DAC", "DAD"}
_CUT_FLAGS = {"DDE", "DDF", "DDG"}  # they come together

# Orders in which cards write their elements: CDS 2005 to 2020 (two families), 2003, DL/ID-2000, and what comes last.
_ORDERS = (
    "DAL DAN DAO DAP DAQ",
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
_RESIDENCE = 4.0
_BEHIND_BLANK = 0.1  # for cutting where the separator may have become a blank
_BEHIND_ID = -0.1  # for the second one of DACDAC or DCTDAC: DACIA is likelier than a name that ends so, SOLEDAD aside
_ALONE = -6.0  # for a cut flag without the others
_MISPLACED = -4.0  # for a flag that is not about names behind a name
_LATER = 1e-4  # a character, for the later one of two places: WANDA is likelier than a middle name in AD
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
        ways = _best(_steps(ways, place, gains))
    best = max(ways, key=lambda way: way.gain + gains.of_value(way.start, len(body)) + gains.of_whole(way.seen))
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
        self._names = {place: body[place : place + 3] for place in places}
        self._is_version_1 = "DAA" in body or "DAB" in body
        self._of_values: dict[tuple[int, int], float] = {}

    def name(self, place: int) -> str:
        """Return the id at ``place``."""
        return self._names[place]

    def of_value(self, start: int, end: int) -> float:
        """Return how well the text up to ``end`` suits the element that starts at ``start``."""
        if (start, end) not in self._of_values:
            value = self._body[start + 3 : min(end, start + _LONGEST_VALUE)]
            foreign = self.name(start) in _VERSION_1 and not self._is_version_1
            self._of_values[start, end] = _RARE if foreign else _fit(self.name(start), _first_line(value))
        return self._of_values[start, end]

    def of_cut(self, start: int, place: int) -> float:
        """Return the gain of ending the element at ``start`` and beginning another one at ``place``."""
        name, following = self.name(start), self.name(place)
        order = _IN_ORDER if (name, following) in _FOLLOWS else 0.0
        if name in _NAMES and following in _FLAGS and place not in self._marked:
            order = _MISPLACED
        mark = _MARKED if place in self._marked else self._unmarked
        if self._body[place - 1] == " ":
            mark += _BEHIND_BLANK
        if self._body[place - 3 : place] in _NAMES and start != place - 3 and following != "DAD":
            mark += _BEHIND_ID
        return self.of_value(start, place) + order + mark + _LATER * place

    def of_company(self, name: str, seen: frozenset[str]) -> float:
        """Return the loss of an element that came before, or of given names that are there already in another form.

        The city of a residence is a gain behind its street.
        """
        if name in seen:
            return _TWICE
        if name == "DAN" and "DAL" in seen and "DAI" not in seen:
            return _RESIDENCE
        if name == "DAM" and "DAL" not in seen:
            return _RARE
        others = _GIVEN_NAMES.get(name, ())
        return _GIVEN_TWICE if not seen.isdisjoint(others) else 0.0

    def of_whole(self, seen: frozenset[str]) -> float:
        """Return the loss of a card that lacks what every card has, or has one of several that come together."""
        parts = seen & _PARTS_OF_NAME
        return _ALONE * sum((
            len(seen & _CUT_FLAGS) not in {0, 3},
            "DAA" in seen and bool(parts) and not parts >= {"DAB", "DAC"},
            "DCS" in seen and seen.isdisjoint(("DAC", "DCT")),
        ))  # fmt: skip

    def of_passing(self, place: int) -> float:
        """Return the loss of taking the letters at ``place`` for a part of the value."""
        if place in self._marked:
            return _OVERLOOKED
        return _SWALLOWED if place in self._telling else 0.0


def _steps(ways: Sequence[_Way], place: int, gains: _Gains) -> Iterator[_Way]:
    """Yield each way when it passes over ``place``, and when it cuts there."""
    name, passing = gains.name(place), gains.of_passing(place)
    of_cut = {start: gains.of_cut(start, place) for start in {way.start for way in ways} if start + 3 <= place}
    of_company = {seen: gains.of_company(name, seen) for seen in {way.seen for way in ways}}
    for way in ways:
        gain, start, seen, cuts = way
        if start in of_cut:
            yield _Way(gain + passing, start, seen, cuts)
            yield _Way(gain + of_cut[start] + of_company[seen], place, seen | {name}, (start, cuts))
        else:
            yield way


def _best(ways: Iterable[_Way]) -> list[_Way]:
    """Return the best ways, one for each open element and set of elements seen."""
    kept: dict[tuple[int, frozenset[str]], _Way] = {}
    for way in ways:
        state = (way.start, way.seen)
        if state not in kept or kept[state].gain < way.gain:
            kept[state] = way
    return sorted(kept.values(), key=itemgetter(0), reverse=True)[:_BEAM]


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
    if not value and name == "DAD":
        fits = _EMPTY_NAME
    elif name in {"DAH", "DAM"} and _UNIT.match(value):
        fits = _OF_A_UNIT
    if name in {"DAJ", "DAO"} and len(value) == 2 and value.upper() not in countries():
        return -1.0
    return fits if _shape(name).fullmatch(value) else fails
