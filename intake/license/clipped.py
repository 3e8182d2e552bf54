"""Payloads whose end is missing, and their last value: half a street or half a number is not one, so it is unknown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from intake.license.elements import WANTED
from intake.license.separators import are_intact

if TYPE_CHECKING:
    from collections.abc import Sequence

    from intake.license.card import Card

_LOOSELY_COUNTED = 12  # characters by which a text may fall short of what its header announces
_WELL_COUNTED = 2  # the separators at the end, which many programs strip, where the header has proved to count well
_DATE, _COLOR, _CODE, _POSTAL = "[0-9]{8}", "[A-Z]{3}", "[A-Z]{2}", "[0-9]{5}.*|[A-Z][0-9][A-Z] ?[0-9][A-Z][0-9]"
# What shows by itself that nothing of it is missing.
_WHOLE = {
    **dict.fromkeys(("DBA", "DBB", "DBD", "DDB"), re.compile(_DATE)),
    **dict.fromkeys(("DAY", "DAZ"), re.compile(_COLOR)),
    **dict.fromkeys(("DAJ", "DAO"), re.compile(_CODE)),
    **dict.fromkeys(("DAK", "DAP"), re.compile(_POSTAL)),
    **dict.fromkeys(("DCU", "DAE"), re.compile(r"(?:[JS]R|III|IV|VIII|IX|[1-9](?:ST|ND|RD|TH))\.?")),
    "DBC": re.compile("[0-9A-Z]"),
    "DAU": re.compile("[0-9 ]+(?:IN|CM)", re.IGNORECASE),
    "DCG": re.compile("USA|CAN|CDN|MEX"),
}


def falls_short(text: str, announced: int, subfiles: Sequence[tuple[str, int, int]], lost: int = 0) -> bool:
    """Tell whether ``text`` stops well before the length that its header announced.

    Each of ``subfiles`` begins with its type and place; ``lost`` separators are missing besides. Not all cards count
    well: more is asked of a header that may not.
    """
    missing = announced - len(text) - lost
    return missing > _LOOSELY_COUNTED or (missing > _WELL_COUNTED and _counts_well(text, subfiles))


def _counts_well(text: str, subfiles: Sequence[tuple[str, int, int]]) -> bool:
    """Tell whether each subfile stands where it should in a ``text`` that kept its separators and breaks off."""
    stands = all(text.startswith(kind, place) for kind, place, _ in subfiles)
    return stands and text[-1:].isprintable() and are_intact(text)


def without_half_a_value(card: Card, text: str) -> Card:
    """Return ``card``, read from a ``text`` whose end is missing, without the value that the text breaks off in."""
    values = card.elements.values
    last = next(reversed(values), "")
    value = values.get(last, "").strip()
    whole = _WHOLE.get(last)
    if last not in WANTED or not text.rstrip().endswith(last + value) or (whole and whole.fullmatch(value)):
        return card
    return card._replace(elements=card.elements._replace(values=values | {last: ""}))
