"""Cutting text whose separators were lost: the most plausible way to part it into elements.

Every place where an element id stands may be a cut or may be letters of a name or a street. Ways through the text are
followed side by side (a beam search); a way gains where values have the shape of their element and where elements
follow each other as cards write them, and loses where a value does not fit or an element comes twice.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING

from intake.license.elements import BEGINNING, ID, KNOWN
from intake.license.issuers import countries

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_NOTHING = r"NONE|UNAVL|UNAVAIL|"
_DAY = "[0-9]{8}|[0-9]{2}-[0-9]{2}-[0-9]{4}"
_DATE = f"{_DAY}|{_NOTHING}"
_NAME = r"[A-ZÀ-Þ](?:[A-ZÀ-Þ '.,-]{0,58}[A-ZÀ-Þ.,])?"
_COLOR = (
    r"BLK|BLU|BRO|DIC|GRY|GRN|HAZ|MAR|PNK|BAL|BLN|RED|SDY|WHI|UNK|BRN|HZL|BL|BR|BN|HZ|GN|GY|BK|RD|WH|BLUE|BROWN|BLACK"
    r"|HAZEL|GREEN|GRAY|GREY|BLONDE?|"
) + _NOTHING
_SUFFIX = r"(?:JR|SR|I{1,3}|I?V|VI{0,3}|IX|[1-9](?:ST|ND|RD|TH))\.?|" + _NOTHING
_STREET = r"(?=.*[0-9])(?=.*[A-Z]{2})[A-Z0-9À-Þ #&'()*,./@-]{4,40}|P\.? ?O\.? BOX.*|GENERAL DELIVERY"
_UNIT = re.compile(r"(?:#|(?:APT|UNIT|STE|SUITE|LOT|RM|BLDG|FL)(?![A-Z]))[. #]*", re.IGNORECASE)
_UNIT_NUMBER = re.compile("[0-9]{1,5}-?[A-Z]{0,2}|[A-Z]{1,4}-?[0-9]{0,5}", re.IGNORECASE)
# In a name or a street hardly anything but the next element: no word has DCB, no house number goes on with DAS, and no
# road (RD) with DAI.
_RUN_ON = re.compile(
    rf"DC[BDFGJK]|[0-9]{ID}|DCA[A-E]?M?\Z| (?:AVE?|BLVD|CIR|CT|DR|HWY|LN|LOOP|PKWY|PL|RD|ST|TER|TRL|WAY)DA[HI]"
)
_RUN_ON_BEHIND_CODES = re.compile("D(?:A[A-Z]|B[A-D])")
_WORD = re.compile(r"\S D[A-D][A-Z]{2}")  # behind a single blank: where values are padded there are more
_WORDS = {"DAQ", "DCS", "DAC", "DAD", "DCT", "DAI", "DAG", "DAH"}
_ZIP = "[0-9]{5}[ -]*[0-9]{0,5}"
_CODES = r"[A-Z0-9 *,/-]{1,12}|"
_CLASSES = ("DCA", "DCB", "DCD", "DCH", "DAR", "DAS", "DAT")

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
    **dict.fromkeys(_CLASSES, (_CODES, 1, -4)),
    "DCI": (r"[A-ZÀ-Þ ,.'-]{2,33}|" + _NOTHING, 2, -4),
    **dict.fromkeys(("DBF", "DBG", "DBH", "DBI"), (r"[0-9YN]{1,2}|DONOR|", 1, -5)),
    "DCL": (r"AI|AP|BK|H|O|U|W|" + _NOTHING, 3, -6),
}
_ABSENT = {"NONE", "UNAVL", "UNAVAIL"}
_OF_NOTHING = 4.0  # for a value that says that there is none, wherever it stands
_EMPTY_NAME = 1.0
_OF_A_UNIT, _OF_A_LONG_UNIT = 3.0, -1.0  # for a second line that names a flat, and says more than its number
_OF_RUNNING_ON = -3.0
_RARE = -4.0
_FLAGS = {"DDA", "DDK", "DDL", "DDM", "DDN", "DDO", "DDP"}
_NO_FLAG = -1.0
_NAMES = {"DCS", "DAC", "DAD", "DCT"}
_NAMES_AND_CITY = {*_NAMES, "DAI"}
_VERSION_1 = ("DAE", "DAR", "DAS", "DAT")  # they stand beside DAA or DAB

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
_TELLING = re.compile(
    r"(?:DB[ABD]|DD[BCHIJ])[0-9]{8}|DA[KUW][0-9 ]{3}|DC[FJK](?=\S*[0-9]{3})|DCG(?:USA|CAN)"
    r"|D[A-D][A-Z](?i:NONE|UNAVL|UNAVAIL)"
)
_IN_ORDER = 2.0
_TWICE, _GIVEN_TWICE = -9.0, -4.0
_MARKED = 6.0  # for cutting where a line begins
_OVERLOOKED, _SWALLOWED = -12.0, -4.0  # for not cutting there, and for not cutting at what is telling
_RESIDENCE = 4.0
_BEHIND_BLANK = 0.1  # for cutting where the separator may have become a blank
_IN_A_WORD = -2.5  # for cutting DAI off DAIRY where it did not
_BEHIND_ID = -0.1  # for the second one of DACDAC or DAIDAI: DACIA is likelier than a name that ends so, SOLEDAD aside
_ALONE = -6.0  # for a cut flag without the others
_MISPLACED = -4.0  # for a flag that is not about names behind a name
_LATER = 1e-4  # a character, for the later one of two places: WANDA is likelier than a middle name in AD
_BEAM = 16
_MOST_PLACES, _MOST_OF_A_CARD = 150, 64  # that are looked at: in the whole payload, in one of many copies
_FARTHEST = 500  # characters that are looked at to find what is telling
_LONGEST_VALUE = 120  # characters that are looked at to judge a value


_Cuts = tuple[int, "_Cuts"] | None  # the last cut and those before it
_Way = tuple[float, int, int, _Cuts]
"""One way through the text so far: its gain, the open element, the set of elements seen, and the cuts before it."""

_BITS = {name: 1 << place for place, name in enumerate(sorted(KNOWN))}


def _set(names: Iterable[str]) -> int:
    """Return the set of elements as a number with a bit for each: many sets are made and compared."""
    return sum(_BITS[name] for name in names)


_PARTS_OF_NAME, _LAST_AND_FIRST = _set(("DAB", "DAC", "DAD")), _set(("DAB", "DAC"))
_CUT_FLAGS = _set(("DDE", "DDF", "DDG"))  # they come together
_DAA, _DCS, _FIRST = _set(("DAA",)), _set(("DCS",)), _set(("DAC", "DCT"))
# Elements that are worth less or more where some others were seen. Of given names, one form excludes the other.
_COMPANY = {
    name: _set(others.split())
    for name, others in (
        ("DAN", "DAL DAI"), ("DAM", "DAL"), ("DAA", "DCS"), ("DAC", "DCT"), ("DAD", "DCT"), ("DCT", "DAC DAD")
    )
}  # fmt: skip


def cut(body: str, copies: int = 1) -> dict[str, str]:
    """Return the elements of ``body``, one of ``copies``, whose lines may be all run together or only in places.

    No text takes more than a few milliseconds: places behind those of a card are not cut.
    """
    most = max(_MOST_PLACES // copies, _MOST_OF_A_CARD)
    places = [match.start() for match in islice(BEGINNING.finditer(body), most)]
    if not places:
        return {}
    gains = _Gains(body, places)
    ways: list[_Way] = [(0.0, places[0], _BITS[gains.name(places[0])], None)]
    for place in places[1:]:
        ways = _further(ways, place, gains)
    best = max(ways, key=lambda way: way[0] + gains.of_value(way[1], len(body)) + gains.of_whole(way[2]))
    starts = _starts(best)
    values: dict[str, str] = {}
    for start, end in zip(starts, [*starts[1:], len(body)], strict=True):
        values.setdefault(gains.name(start), _first_line(body[start + 3 : end]))
    return values


def _starts(way: _Way) -> list[int]:
    _, start, _, cuts = way
    starts = [start]
    while cuts is not None:
        start, cuts = cuts
        starts.append(start)
    return starts[::-1]


def _first_line(value: str) -> str:
    return value.split("\n", 1)[0].strip()


def _end_of_line(text: str, start: int, longest: int) -> int:
    end = text.find("\n", start, longest)
    return min(longest, len(text)) if end < 0 else end


class _Gains:
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
        return _RARE if name in self._foreign else _fit(name, self._body[start + 3 : end].strip())

    def of_cuts(self, starts: Iterable[int], place: int) -> dict[int, float]:
        """Return the gain of ending the element at each of ``starts`` and beginning another one at ``place``."""
        following, marked = self._names[place], place in self._marked
        mark = (_MARKED if marked else self._unmarked) + _LATER * place
        if self._body[place - 1] == " ":
            mark += self._in_a_word if _WORD.match(self._body, place - 2) else _BEHIND_BLANK
        behind_id = self._body[place - 3 : place] in _NAMES_AND_CITY and following != "DAD"
        flag = following in _FLAGS and not marked
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

    def of_passing(self, place: int) -> float:
        """Return the loss of taking the letters at ``place`` for a part of the value."""
        if place in self._marked:
            return _OVERLOOKED
        return _SWALLOWED if place in self._telling else 0.0


def _of_company(name: str, seen: int) -> float:
    """Return the loss of an element that came before, or of given names that are there already in another form.

    The city of a residence is a gain behind its street.
    """
    if seen & _BITS[name]:
        return _TWICE
    if name == "DAN":
        return _RESIDENCE if seen & _BITS["DAL"] and not seen & _BITS["DAI"] else 0.0
    if name == "DAM":
        return 0.0 if seen & _BITS["DAL"] else _RARE
    return _GIVEN_TWICE if seen & _COMPANY[name] else 0.0


def _further(ways: Sequence[_Way], place: int, gains: _Gains) -> list[_Way]:
    """Return the best ways when each passes over ``place`` and when it cuts there.

    There is one for each open element and set of elements seen.
    """
    name, passing = gains.name(place), gains.of_passing(place)
    bit, by_company = _BITS[name], name in _COMPANY
    of_cuts = gains.of_cuts({way[1] for way in ways if way[1] + 3 <= place}, place)
    further: list[_Way] = []
    cut_here: dict[int, _Way] = {}
    for way in ways:
        gain, start, seen, cuts = way
        if start not in of_cuts:
            further.append(way)
            continue
        further.append((gain + passing, start, seen, cuts) if passing else way)
        gain += of_cuts[start]
        if by_company:
            gain += _of_company(name, seen)
        elif seen & bit:
            gain += _TWICE
        seen |= bit
        if seen not in cut_here or cut_here[seen][0] < gain:
            cut_here[seen] = (gain, place, seen, (start, cuts))
    further += cut_here.values()
    further.sort(key=itemgetter(0), reverse=True)
    return further[:_BEAM]


@cache
def _shape(name: str) -> re.Pattern[str]:
    return re.compile(_SHAPES[name][0], re.IGNORECASE)


def fits(name: str, value: str) -> bool:
    """Tell whether ``value`` has the shape of the element, or says that there is none."""
    value = value.strip(" ,")
    return not value or value.upper() in _ABSENT or name not in _SHAPES or _shape(name).fullmatch(value) is not None


def _fit(name: str, value: str) -> float:
    """Return how well ``value`` suits the element."""
    if name not in _SHAPES:
        return _RARE
    if not value and name in _FLAGS:
        return _NO_FLAG
    _, fits, fails = _SHAPES[name]
    if value.upper() in _ABSENT:
        return max(fits, _OF_NOTHING)
    if name in {"DAJ", "DAO"} and len(value) == 2 and value.upper() not in countries():
        return -1.0
    if not _shape(name).fullmatch(value):
        return fails
    if name == "DAD" and value in {"", "DAD"}:  # SOLEDAD is likelier than a middle name DAD
        fits = _EMPTY_NAME
    elif name in {"DAH", "DAM"} and (unit := _UNIT.match(value)):
        fits = _OF_A_UNIT if _UNIT_NUMBER.fullmatch(value, unit.end()) else _OF_A_LONG_UNIT
    if (name in _WORDS and _RUN_ON.search(value)) or (name in _CLASSES and _RUN_ON_BEHIND_CODES.search(value)):
        fits += _OF_RUNNING_ON
    return fits
