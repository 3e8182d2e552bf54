"""Reads a license: the way from what a scanner delivered to a :class:`License`.

A well-formed card is read straight away. Anything else goes through the workshop step by step: noise, keyboard
damage, frame, separators, elements (``intake.license.mending``).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from intake.errors import Unreadable
from intake.license.assemble import license_of
from intake.license.card import Card
from intake.license.clipped import falls_short, without_half_a_value
from intake.license.elements import DOCUMENTS, by_lines, hidden, is_readable
from intake.license.frame import announced_end
from intake.license.keyboard import may_be_german
from intake.license.mending import mended
from intake.license.mrz import read_zone, zone_in
from intake.license.repairs import END, POINTERS, SEPARATORS
from intake.license.separators import INTACT

if TYPE_CHECKING:
    from datetime import date

    from intake.license.model import License

LONGEST = 16 * 1024
"""Characters (or bytes) that a payload may have; real ones have 250 to 1,500."""

# The header of CDS 2020, D.12.3, and of DL/ID-2000, which lacks the jurisdiction version. South Carolina writes FS
# for RS, Connecticut and Maryland AAMVA for ANSI.
_HEADER = re.compile(
    r"\s*(@\n[\x1e\x1c]\r|@[\n\r\x1e]{0,8})(?:ANSI |AAMVA|AMVA )([0-9]{6})([0-9]{2})(?:[0-9]{2})?[0-9]{2}"
    r"((DL|ID|EN)([0-9]{4})([0-9]{4})(?:[A-Z]{2}[0-9]{8})*)"
)
_DIRECTORY = re.compile(r"([A-Z]{2})([0-9]{4})([0-9]{4})")

# UTF-8 that was taken for ISO 8859-1, or a byte kept as a surrogate; signs that a web page spelled out.
_GARBLED = re.compile("[\u00c3\u00c2\udc80-\udcff]")
_SPELLED_OUT = re.compile("&[#a-z][0-9A-Za-z]+;")

_NEAR, _FAR = 2, 40  # characters by which the first offset, and all else in a directory, may be wrong


class _Place(NamedTuple):
    """A subfile as the directory announces it: its type, and where it begins and ends."""

    kind: str
    start: int
    end: int


def read(payload: bytes | str, today: date | None = None) -> License:
    """Return the license in one raw payload, as a scanner delivered it.

    Also reads the machine-readable zone of a passport or identity card, whose years have two digits and are taken
    to lie around ``today``, by default the host's day. Bytes are UTF-8, else ISO 8859-1. Raises :class:`Unreadable`
    and nothing else: ``empty``, ``too_long``, ``one_dimensional`` (a bar code of lines, not the large block),
    ``cut_short``, ``two_licenses``, ``not_a_license``; ``zone_size``, ``zone_check_digit`` and ``visa``.
    """
    if len(payload) > LONGEST:
        raise Unreadable("too_long", "This is too long for a license; scan the large block on the back once more.")
    text = payload if isinstance(payload, str) else _decoded(payload)
    card = _well_formed(text)
    if card is None:
        if zone := zone_in(text):
            return read_zone(zone[0], today or datetime.now(UTC).date(), zone[1])
        card = mended(text)
    license_ = license_of(card)
    if END in card.repairs and not (license_.date_of_birth or license_.license_expires):
        raise Unreadable("cut_short", "Only the beginning of the license arrived; scan it again, a little slower.")
    return license_


def _decoded(payload: bytes) -> str:
    try:
        return payload.decode("utf-8")
    except UnicodeDecodeError:
        return payload.decode("iso-8859-1")


def _well_formed(text: str) -> Card | None:
    """Return the card when header and lines are as the standard has them, else ``None``."""
    header = _HEADER.match(text)
    if header is None or (not text.isascii() and _GARBLED.search(text)) or ("&" in text and _SPELLED_OUT.search(text)):
        return None
    lead, issuer, version, _, document, offset, _ = header.groups()
    body = text[header.end() :].removeprefix(document)
    if "ANSI" in body or "AMVA" in body:  # a second copy
        return None
    elements = by_lines(body.replace("\r", "\n").split("\n"))
    if not is_readable(elements.values) or may_be_german(elements.values):
        return None
    intact = lead[1:] in INTACT
    places = _places(header)
    if any(place.kind.startswith("Y") or _is_glued(place.kind * 2, body) for place in places[1:]):
        return None
    pointed = text.startswith(document, int(offset))
    if not (intact and pointed and "\r" in text[places[0].end - 1 : places[0].end + 1]) and hidden(
        body, elements.values
    ):
        return None
    repairs: tuple[str, ...] = (POINTERS,) if intact and not pointed else () if intact else (SEPARATORS,)
    if _breaks_off(text, places):
        repairs += (END,)
    points_right = not (intact and text.endswith("\r")) or _points_right(text, places)
    card = Card(issuer, int(version), DOCUMENTS[document], elements, repairs, points_right)
    return without_half_a_value(card, text) if END in repairs else card


def _places(header: re.Match[str]) -> list[_Place]:
    """Return where each subfile is, as the directory in ``header`` gives it."""
    return [
        _Place(kind, int(offset), int(offset) + int(length)) for kind, offset, length in _DIRECTORY.findall(header[4])
    ]


def _points_right(text: str, places: list[_Place]) -> bool:
    """Tell whether the subfiles are about where the directory says; states do not count the lengths well."""
    return _stands(places[0].kind, text, places[0].start, _NEAR) and all(
        _stands(place.kind, text, place.start, _FAR) and _stands("\r", text, place.end, _FAR) for place in places
    )


def _stands(wanted: str, text: str, place: int, slack: int) -> bool:
    return text.find(wanted, max(0, place - slack), place + slack + 2) >= 0


def _is_glued(beginning: str, body: str) -> bool:
    """Tell whether a subfile does not begin a line, where the CR between two of them was lost."""
    return beginning in body and f"\r{beginning}" not in body and f"\n{beginning}" not in body


def _breaks_off(text: str, places: list[_Place]) -> bool:
    """Tell whether the text stops well before the place that the directory gives for its last subfile's end."""
    return not text.endswith("\r") and falls_short(text, announced_end(place.end for place in places), places)
