"""Writes a license as a well-formed AAMVA payload, for cards of training, demonstration and tests.

The reader gives back what was written: ``read(compose(holder)) == holder`` for every license whose values can stand on
a card: text without commas that fits ISO 8859-1, dates of 1800 to 2199, and a country that follows from the card.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from intake.errors import invalid
from intake.license.elements import DOCUMENTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from intake.license.model import License

_SEX_DIGITS = {"M": "1", "F": "2", "X": "9"}
_NONE = "NONE"
_TYPES = {document: kind for kind, document in reversed(DOCUMENTS.items())}


def compose(holder: License, own: Mapping[str, str] | None = None) -> bytes:
    """Return the payload of ``holder``'s card in the edition ``holder.version`` (1 to 10), ISO 8859-1.

    ``own`` adds the jurisdiction's own subfile: values by the letter of their element (``{"A": "Y"}``).
    Raises :class:`intake.errors.Misused` without issuer, version or document, or for text beyond ISO 8859-1.
    """
    if holder.issuer is None or not re.fullmatch("[0-9]{6}", holder.issuer):
        raise invalid("issuer", "a card needs a six-digit issuer number.")
    if holder.version is None or not 1 <= holder.version <= 10:
        raise invalid("version", "cards can be written in versions 1 to 10.")
    if holder.document not in _TYPES:
        raise invalid("document", "a card is a license or an id.")
    elements = _version_1(holder) if holder.version == 1 else _version_2_on(holder, holder.version)
    subfiles = [_subfile(_TYPES[holder.document], elements)]
    if own:
        kind = "Z" + (holder.jurisdiction or "Z")[0]
        subfiles.append(_subfile(kind, ((kind + letter, value) for letter, value in own.items())))
    try:
        return (_header(holder.issuer, holder.version, subfiles) + "".join(subfiles)).encode("iso-8859-1")
    except UnicodeEncodeError:
        raise invalid("license", "the values hold a character that no card can carry.") from None


def _header(issuer: str, version: int, subfiles: list[str]) -> str:
    """Return the header and the directory with the true places and lengths of the subfiles."""
    jurisdiction_version = "" if version == 1 else "00"
    header = f"@\n\x1e\rANSI {issuer}{version:02}{jurisdiction_version}{len(subfiles):02}"
    place = len(header) + 10 * len(subfiles)
    for subfile in subfiles:
        header += f"{subfile[:2]}{place:04}{len(subfile):04}"
        place += len(subfile)
    return header


def _subfile(kind: str, elements: Iterable[tuple[str, str]]) -> str:
    return kind + "\n".join(name + value for name, value in elements) + "\n\r"


def _version_1(holder: License) -> Iterator[tuple[str, str]]:
    """Yield the elements of DL/ID-2000."""
    yield "DAQ", holder.license_number or _NONE
    names = (holder.last_name, holder.first_name, holder.middle_name, holder.suffix)
    yield "DAA", ",".join(name or "" for name in names)
    yield from _address(holder)
    yield from (("DAR", "D   "), ("DAS", " " * 10), ("DAT", " " * 5))
    yield from _dates(holder, year_first=True)
    yield "DBC", holder.sex or ""
    yield from _height_in_feet(holder.height or "")
    yield from _present(("DAY", holder.eye_color), ("DAZ", holder.hair_color), ("DCG", holder.country))
    yield from _revision(holder, year_first=True)


def _version_2_on(holder: License, version: int) -> Iterator[tuple[str, str]]:
    """Yield the elements of the editions of 2003 and later."""
    year_first = version > 2 and holder.country == "CAN"
    yield "DAQ", holder.license_number or _NONE
    yield from _names(holder, version)
    if holder.document == "license":
        yield from (("DCA", "D"), ("DCB", _NONE), ("DCD", _NONE))
    yield from _dates(holder, year_first=year_first)
    yield "DBC", _SEX_DIGITS.get(holder.sex or "", "0")
    yield "DAU", _height_with_unit(holder.height)
    yield "DAY", holder.eye_color or "UNK"
    yield from _address(holder)
    yield "DCF", holder.document_discriminator or _NONE
    yield "DCG", holder.country or ""
    yield from _present(("DCU", holder.suffix), ("DAZ", holder.hair_color))
    if version in {2, 3}:
        yield "DCH", _NONE
    birthdays = (("DDH", holder.under_18_until), ("DDI", holder.under_19_until), ("DDJ", holder.under_21_until))
    yield from ((name, _date(day, year_first=year_first)) for name, day in birthdays if day)
    yield from _revision(holder, year_first=year_first)


def _names(holder: License, version: int) -> Iterator[tuple[str, str]]:
    """Yield family and given names; given names share an element before 2009."""
    yield "DCS", holder.last_name or _NONE
    if version < 4:
        yield "DCT", f"{holder.first_name or ''},{holder.middle_name or ''}"
        return
    yield "DDE", _cut("last_name", holder)
    yield "DAC", holder.first_name or _NONE
    yield "DDF", _cut("first_name", holder)
    yield "DAD", holder.middle_name or _NONE
    yield "DDG", _cut("middle_name", holder)


def _cut(name: str, holder: License) -> str:
    return "T" if name in holder.truncated else "N"


def _address(holder: License) -> Iterator[tuple[str, str]]:
    yield "DAG", holder.address_line1 or ""
    yield from _present(("DAH", holder.address_line2))
    yield "DAI", holder.city or ""
    yield "DAJ", holder.state or ""
    yield "DAK", _postal_code(holder.postal_code or "")


def _postal_code(code: str) -> str:
    """Return the code on eleven places, with 0000 for an unknown +4."""
    if re.fullmatch(r"[0-9]{5}(-[0-9]{4})?", code):
        code = code.replace("-", "").ljust(9, "0")
    return code.ljust(11)


def _dates(holder: License, *, year_first: bool) -> Iterator[tuple[str, str]]:
    named = (("DBD", holder.license_issued), ("DBB", holder.date_of_birth), ("DBA", holder.license_expires))
    yield from ((name, _date(day, year_first=year_first) if day else _NONE) for name, day in named)


def _revision(holder: License, *, year_first: bool) -> Iterator[tuple[str, str]]:
    if holder.revision_date:
        yield "DDB", _date(holder.revision_date, year_first=year_first)


def _date(day: date, *, year_first: bool) -> str:
    month_day = f"{day.month:02}{day.day:02}"
    return f"{day.year:04}{month_day}" if year_first else f"{month_day}{day.year:04}"


def _height_with_unit(height: str | None) -> str:
    number, _, unit = (height or "").partition(" ")
    return f"{number:0>3} {unit}" if unit else ""


def _height_in_feet(height: str) -> Iterator[tuple[str, str]]:
    """Yield the height as version 1 has it: feet and inches in DAU, centimeters in DAV."""
    number, _, unit = height.partition(" ")
    if unit == "cm":
        yield "DAV", f"{number:0>3}"
    elif unit:
        yield "DAU", f"{int(number) // 12}{int(number) % 12:02}"


def _present(*elements: tuple[str, str | None]) -> Iterator[tuple[str, str]]:
    yield from ((name, value) for name, value in elements if value)
