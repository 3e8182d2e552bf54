"""The last value of a payload whose end is missing: half a street or half a number is not one, so it is unknown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from intake.license.elements import WANTED

if TYPE_CHECKING:
    from intake.license.card import Card

_DATE, _COLOR, _CODE, _POSTAL = "[0-9]{8}", "[A-Z]{3}", "[A-Z]{2}", "[0-9]{5}.*|[A-Z][0-9][A-Z] ?[0-9][A-Z][0-9]"
# What shows by itself that nothing of it is missing.
_WHOLE = {
    **dict.fromkeys(("DBA", "DBB", "DBD", "DDB"), re.compile(_DATE)),
    **dict.fromkeys(("DAY", "DAZ"), re.compile(_COLOR)),
    **dict.fromkeys(("DAJ", "DAO"), re.compile(_CODE)),
    **dict.fromkeys(("DAK", "DAP"), re.compile(_POSTAL)),
    **dict.fromkeys(("DCU", "DAE"), re.compile(r"(?:[JS]R|I{2,3}|IV|VI{1,3}|IX|[1-9](?:ST|ND|RD|TH))\.?")),
    "DBC": re.compile("[0-9A-Z]"),
    "DAU": re.compile("[0-9 ]+(?:IN|CM)", re.IGNORECASE),
    "DCG": re.compile("USA|CAN|CDN|MEX"),
}


def without_half_a_value(card: Card, text: str) -> Card:
    """Return ``card``, read from a ``text`` whose end is missing, without the value that the text breaks off in."""
    values = card.elements.values
    last = next(reversed(values), "")
    value = values.get(last, "").strip()
    whole = _WHOLE.get(last)
    if last not in WANTED or not text.rstrip().endswith(last + value) or (whole and whole.fullmatch(value)):
        return card
    return card._replace(elements=card.elements._replace(values=values | {last: ""}))
