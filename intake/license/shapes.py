"""What the value of each element looks like, and how well a text suits one: what tells the elements of a card apart."""

from __future__ import annotations

import re
from functools import cache

from intake.license.elements import ID
from intake.license.issuers import countries

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
_NEVER_LONG = {"DCS", "DAC", "DAD", "DCT", "DAI", *_CLASSES}
_LONGEST_NAME, _LOSS_OF_LONG = 42, -30.0  # for several elements taken for one
_OF_A_UNIT, _OF_A_LONG_UNIT = 3.0, -1.0  # for a second line that names a flat, and says more than its number
_OF_RUNNING_ON = -3.0
RARE = -4.0
FLAGS = {"DDA", "DDK", "DDL", "DDM", "DDN", "DDO", "DDP"}
_NO_FLAG = -1.0


@cache
def _shape(name: str) -> re.Pattern[str]:
    return re.compile(_SHAPES[name][0], re.IGNORECASE)


def fits(name: str, value: str) -> bool:
    """Tell whether ``value`` has the shape of the element, or says that there is none."""
    value = value.strip(" ,")
    return not value or value.upper() in _ABSENT or name not in _SHAPES or _shape(name).fullmatch(value) is not None


def fit(name: str, value: str) -> float:
    """Return how well ``value`` suits the element."""
    if name not in _SHAPES:
        return RARE
    if not value and name in FLAGS:
        return _NO_FLAG
    _, fits, fails = _SHAPES[name]
    if value.upper() in _ABSENT:
        return max(fits, _OF_NOTHING)
    if name in {"DAJ", "DAO"} and len(value) == 2 and value.upper() not in countries():
        return -1.0
    if not _shape(name).fullmatch(value):
        return fails if len(value) <= _LONGEST_NAME or name not in _NEVER_LONG else _LOSS_OF_LONG
    if name == "DAD" and value in {"", "DAD"}:  # SOLEDAD is likelier than a middle name DAD
        fits = _EMPTY_NAME
    elif name in {"DAH", "DAM"} and (unit := _UNIT.match(value)):
        fits = _OF_A_UNIT if _UNIT_NUMBER.fullmatch(value, unit.end()) else _OF_A_LONG_UNIT
    return fits + _OF_RUNNING_ON if _runs_on(name, value) else fits


def _runs_on(name: str, value: str) -> bool:
    """Tell whether hardly anything but the next element begins in a name, a street or codes."""
    if "D" not in value and "PA" not in value:
        return False
    if name in _WORDS:
        return _RUN_ON.search(value) is not None
    return name in _CLASSES and _RUN_ON_BEHIND_CODES.search(value) is not None


def best_fit(name: str, beginning: str) -> float:
    """Return how well a value that begins so could suit the element."""
    return max(fit(name, beginning + rest) for rest in _rests())


@cache
def _rests() -> tuple[str, ...]:
    """Return ends of values: digits, letters, and what is left of the usual words."""
    wholes = (
        "00000000",
        "NONE",
        "UNAVAIL",
        "USA",
        "CAN",
        "AA",
        "A1A1A1",
        "in",
        "cm",
        "BLACK",
        "BROWN",
        "GREEN",
        "HAZEL",
    )
    rests = {whole[place:] for whole in (*wholes, "BLN", "BLU", "GRY", "MAR", "RED") for place in range(len(whole))}
    return ("", *sorted(rests))
