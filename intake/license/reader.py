"""Reads a license: the way from what a scanner delivered to a :class:`License`.

A well-formed card is read straight away. Anything else goes through the workshop step by step: noise, keyboard
damage, frame, separators, elements (``intake.license.mending``).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from intake.errors import Unreadable
from intake.license.assemble import license_of
from intake.license.card import Card
from intake.license.clipped import breaks_off, without_half_a_value
from intake.license.elements import DATE_BELOW, DOCUMENTS, by_lines, hidden, is_readable
from intake.license.frame import announced_end, directory_of
from intake.license.keyboard import may_be_german
from intake.license.mending import mended, two_licenses
from intake.license.mingled import are_mingled
from intake.license.mrz import read_zone, zone_in
from intake.license.noise import GARBLED
from intake.license.repairs import END, POINTERS, SEPARATORS, START
from intake.license.repeated import once, without_lump
from intake.license.separators import INTACT

if TYPE_CHECKING:
    from datetime import date

    from intake.license.frame import Directory
    from intake.license.model import License

LONGEST = 16 * 1024
"""Characters (or bytes) that a payload may have; real ones have 250 to 1,500."""

# The header of CDS 2020, D.12.3, and of DL/ID-2000, which lacks the jurisdiction version. South Carolina writes FS
# for RS, Connecticut and Maryland AAMVA for ANSI.
_HEADER = re.compile(
    r"\s*(@[\n\r\x1e\x1c6^ac]{0,8})(?:ANSI |AAMVA|AMVA )([0-9]{6})([0-9]{2})(?:[0-9]{2})?[0-9]{2}"
    r"((DL|ID|EN)[0-9]{8}(?:[A-Z]{2}[0-9]{8})*)"
)

# Bytes kept as surrogates, another code page; signs that a web page spelled out.
_FOREIGN = re.compile("[\udc80-\udcff\x80-\xa5\u00b5-\u00b7\u00d7\ufffd]")
_SPELLED_OUT = re.compile("&[#a-z][0-9A-Za-z]+;")

_AS_IN_A_LIST = (":", "=")  # between an element and its value

_NEAR, _FAR = 2, 40  # characters by which the first offset, and all else in a directory, may be wrong


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
    values = card.elements.values
    if END in card.repairs and START not in card.repairs and not (values.get("DBB") or values.get("DBA")):
        raise Unreadable("cut_short", "Only the beginning of the license arrived; scan it again, a little slower.")
    return license_of(card)


def _decoded(payload: bytes) -> str:
    try:
        return payload.decode("utf-8")
    except UnicodeDecodeError:
        return payload.decode("iso-8859-1")


def _well_formed(text: str) -> Card | None:
    """Return the card when header and lines are as the standard has them, else ``None``."""
    header = _HEADER.match(text)
    if header is None or _has_foreign_signs(text):
        return None
    lead, issuer, version, entries, document = header.groups()
    body = text[header.end() :].removeprefix(document)
    if "ANSI" in body or "AMVA" in body:  # a second copy
        return None
    elements = by_lines(body.replace("\r", "\n"))
    values = elements.values
    if not is_readable(values) or may_be_german(values) or _is_elsewhere(values["DBB"], body):
        return None
    directory = directory_of(entries)
    for kind, _, _ in directory[1:]:
        if kind[0] == "Y" or _is_glued(kind * 2, body):
            return None
    mingled = (elements.repeated or "@" in body or "\x1e" in body) and are_mingled(text, directory, elements)
    announced = announced_end(directory) if mingled else 0
    if mingled and once(text, announced) == text == without_lump(text, announced):
        raise two_licenses()
    intact = lead[1:] in INTACT
    _, start, length = directory[0]
    pointed = text.startswith(document, start)
    ends = pointed and intact and "\r" in text[start + length - 1 : start + length + 1]
    if mingled or (not ends and hidden(body, elements.values)):
        return None
    repairs: tuple[str, ...] = (POINTERS,) if intact and not pointed else () if intact else (SEPARATORS,)
    if breaks_off(text, directory):
        repairs += (END,)
    points_right = not (intact and text.endswith("\r")) or _points_right(text, directory)
    card = Card(issuer, int(version), DOCUMENTS[document], elements, repairs, points_right)
    return without_half_a_value(card, text) if END in repairs else card


def _is_elsewhere(birth: str, body: str) -> bool:
    """Tell whether the value of an element begins behind a sign, or stands below its id."""
    return birth.lstrip().startswith(_AS_IN_A_LIST) or (not birth and DATE_BELOW.search(body) is not None)


def _has_foreign_signs(text: str) -> bool:
    """Tell whether ``text`` has signs that are on no card, or that stand for others."""
    if "\x00" in text or ("&" in text and _SPELLED_OUT.search(text)):
        return True
    return not text.isascii() and (_FOREIGN.search(text) or GARBLED.search(text)) is not None


def _points_right(text: str, directory: Directory) -> bool:
    """Tell whether the subfiles are about where the directory says; states do not count the lengths well."""
    kind, first, _ = directory[0]
    if not _stands(kind, text, first, _NEAR):
        return False
    for kind, start, length in directory:
        if not (text.startswith(kind, start) or _stands(kind, text, start, _FAR)):
            return False
        if not (text.startswith("\r", start + length - 1) or _stands("\r", text, start + length, _FAR, behind=start)):
            return False
    return True


def _stands(wanted: str, text: str, place: int, slack: int, *, behind: int = 0) -> bool:
    return text.find(wanted, max(behind, place - slack), place + slack + 2) >= 0


def _is_glued(beginning: str, body: str) -> bool:
    """Tell whether a subfile does not begin a line, where the CR between two of them was lost."""
    return f"\r{beginning}" not in body and f"\n{beginning}" not in body and beginning in body
