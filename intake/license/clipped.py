"""Payloads whose end is missing, and their last value: half a street or half a number is not one, so it is unknown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from intake.license.elements import WANTED
from intake.license.frame import announced_end
from intake.license.separators import are_intact

if TYPE_CHECKING:
    from intake.license.card import Card
    from intake.license.frame import Directory

_LOOSELY_COUNTED = 12  # characters by which a text may fall short of what its header announces
_WELL_COUNTED = 2  # the separators at the end, which many programs strip, where the header has proved to count well
_MUCH = 40  # characters that no wrong length, accent of two bytes or stripped blank explains
_CONTROLS = "".join(map(chr, range(32)))
_PADDING = _CONTROLS + " "
_ENDS = ("\n\r", "\r\r")  # of a subfile: the last one is a CR of its own, not the scanner's
_OF_A_SUBFILE = _ENDS[0]
_ID = 3  # letters of an element's id
_DATE, _CODE, _POSTAL = "[0-9]{8}", "[A-Z]{2}", "[0-9]{5}.*|[A-Z][0-9][A-Z] ?[0-9][A-Z][0-9]"
_COLOR = "B(?:AL|LACK|LK|LN|LOND|LUE?|R[NO]|ROWN)|DIC|GR(?:[NY]|[AE]Y|EEN)|HAZ(?:EL)?|HZL|MAR|PNK|RED|SDY|UNK|WHI"
# What shows by itself that nothing of it is missing.
_WHOLE = {
    **dict.fromkeys(("DBA", "DBB", "DBD", "DDB"), re.compile(_DATE)),
    **dict.fromkeys(("DAY", "DAZ"), re.compile(_COLOR)),
    **dict.fromkeys(("DAJ", "DAO"), re.compile(_CODE)),
    **dict.fromkeys(("DAK", "DAP"), re.compile(_POSTAL)),
    **dict.fromkeys(("DCU", "DAE"), re.compile(r"(?:[JS]R|III|IV|VIII|IX|[1-9](?:ST|ND|RD|TH))\.?")),
    "DBC": re.compile("[0-9A-Z]"),
    "DAU": re.compile("[0-9 ]+(?:IN|CM)|[3-7][' -]*(?:0[0-9]|1[01])\"?", re.IGNORECASE),
    "DCG": re.compile("USA|CAN|CDN|MEX"),
}


def breaks_off(text: str, directory: Directory, lost: int = 0) -> bool:
    """Tell whether ``text`` stops well before the length that its header announced.

    ``lost`` separators are missing besides. Not all cards count well: little has to be missing where all separators
    came and each subfile stands where it should, more elsewhere, and much before a CR, which may be the subfile's own
    as well as the Enter of a scanner behind a value cut in two, unless the value shows that it is.
    """
    came = text.rstrip(_CONTROLS)
    missing = announced_end(directory) - len(came)
    if missing <= _WELL_COUNTED:
        return False
    behind = text[len(came) :]
    ends = behind.endswith("\r")
    if are_intact(text) and all(text.startswith(kind, place) for kind, place, _ in directory):
        return not any(end in behind for end in _ENDS) and (not ends or missing > _MUCH or _is_half(came))
    last = directory[-1][0]
    if behind and last.startswith("Z") and last * 2 in text:  # of what is read nothing comes behind
        return False
    return missing - len(behind) - lost > (_MUCH if ends else _LOOSELY_COUNTED)


def _is_half(text: str) -> bool:
    """Tell whether ``text`` ends in a line that is no element, or whose value lacks something."""
    line = text[text.rfind("\n") + 1 :]
    value, whole = line[_ID:].strip(), _WHOLE.get(line[:_ID])
    return len(line) < _ID or bool(value and whole and not whole.fullmatch(value))


def is_whole(name: str, value: str) -> bool:
    """Tell whether ``value`` shows by itself that nothing of it is missing."""
    whole = _WHOLE.get(name)
    return whole is not None and whole.fullmatch(value) is not None


def without_half_a_value(card: Card, text: str) -> Card:
    """Return ``card``, read from a ``text`` whose end is missing, without the value that the text breaks off in.

    Behind LF and CR nothing is missing but further subfiles, or lines that were taken out.
    """
    if text.endswith(_OF_A_SUBFILE) and "\n" in text[:-2]:
        return card
    values = card.elements.values
    last = next(reversed(values), "")
    value = values.get(last, "").strip()
    if (
        last not in WANTED
        or is_whole(last, value)
        or not re.search(rf"{last} *{re.escape(value)}\Z", text.rstrip(_PADDING))
    ):
        return card
    return card._replace(elements=card.elements._replace(values=values | {last: ""}))


def without_values_of(card: Card, letters: str) -> Card:
    """Return ``card`` without the values that hold one of ``letters``, which may stand for each other."""
    values = {
        name: "" if set(value.upper()).intersection(letters) else value for name, value in card.elements.values.items()
    }
    return card._replace(elements=card.elements._replace(values=values))
