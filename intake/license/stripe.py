"""Magnetic-stripe text inside a PDF417: British Columbia, and Ohio before 2014 (CDS 2020, annex F).

Track 1 is state, city, name and address, track 2 issuer, number, expiry and birth date, track 3 postal code and
description. Ohio's cards lack the sentinels ``%``, ``;`` and ``?``. Of a text whose end is missing all is read that
came whole.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from intake.license.card import Card, Elements
from intake.license.dates import date_of, month_end
from intake.license.issuers import countries
from intake.license.repairs import END

if TYPE_CHECKING:
    from datetime import date

_TRACK_1 = r"\W*([A-Z]{2})[A-Z .'-]{2,13}\^?[A-Z ,.'-]+\$"
_TRACK_2 = r"(6[0-9]{5})([0-9A-Z ]{1,13}?) *=([0-9]{4})(?:([0-9]{8})(?:([0-9]{0,5})(=\s*\??|\?))?|[0-9]{0,7}\Z)"
_TRACK_3 = r"[\s?=]*(?:_%|[%#\"!])?.{2}"  # up to the postal code
_POSTAL = r"[A-Z][0-9][A-Z] ?[0-9][A-Z][0-9]|[0-9]{5}-?(?:[0-9]{4})?"  # where the blanks behind it were lost
_DESCRIPTION = r"([12MFX9])([0-9 ]{3})[0-9 ]{3}([A-Z ]{3})([A-Z ]{3})"
_SO_FAR = r"([12MFX9])(?:([0-9 ]{3})(?:[0-9 ]{3}([A-Z ]{3})?)?)?[0-9A-Z ]{0,2}()\Z"
_PLACES_OF_POSTAL, _DESCRIPTION_AT = 11, 27  # characters, and where class, restrictions and endorsements end
_LONGEST_CITY = 13  # a longer city ends there without '^'
_LONGEST_NUMBER = 13  # a longer number goes on behind the birth date
_LETTERS_AS_PAIRS = {"636023": (2, 10), "636010": (1, 14)}  # issuer: letters written as 01 to 26, digits in all


def card_of(text: str) -> Card | None:
    """Return the card in magnetic-stripe text, ``None`` when ``text`` is none."""
    if "^" not in text or re.search("ANSI|AAMVA|AMVA", text):
        return None
    text = (text if any(map(str.isupper, text)) else text.upper()).replace("£", "#").rstrip("\r\n")  # British keyboards
    found = re.search(_TRACK_2, text)
    if found is None:
        return _beginning(text)
    issuer, number, expires, born, over, _ = found.groups(default="")
    clipped = _is_clipped(text, found)
    if clipped and not found[6] and len(number) == _LONGEST_NUMBER:
        number = ""
    values = _place_and_name(text[: found.start()].rstrip("; ?\r\n"))
    if born[4:6] == "99":  # Florida: the month of birth is the month of expiry
        born = born[:4] + expires[2:] + born[6:]
    expiry = _expiry(expires, date_of(born))
    values |= {
        "DAQ": _number(issuer, number.strip() + over),
        "DBB": born,
        "DBA": expiry.strftime("%Y%m%d") if expiry else "",
        **_description(text[found.end() :]),
    }
    return Card(issuer, None, None, Elements(values), (END,) if clipped else ())


def _beginning(text: str) -> Card | None:
    """Return a card of nobody where ``text`` breaks off before anything that decides, ``None`` when it is no stripe."""
    found = re.match(_TRACK_1, text)
    return Card(None, None, None, Elements({}), (END,)) if found and found[1] in countries() else None


def _is_clipped(text: str, found: re.Match[str]) -> bool:
    """Tell whether the end is missing: the last sentinel where there are any, else the description."""
    rest = text[found.end() :]
    if not found[4]:
        return True
    if "?" in text[: found.end()]:
        return "?" not in rest and not (found[0].endswith("?") and not rest.strip())
    return not _description(rest).get("DBC")


def _place_and_name(track: str) -> dict[str, str]:
    """Return the elements of track 1: state and city, name, address."""
    first, *parts = re.sub("^[^A-Z]+", "", track.rpartition("%")[2]).split("^")
    city = first[2:]
    if "$" in city:
        parts.insert(0, city[_LONGEST_CITY:])
        city = city[:_LONGEST_CITY]
    name, address = (*parts, "", "")[:2]
    last, *given = name.split("$")
    street, _, line2 = address.partition("$")
    if city and line2.upper().startswith(city.strip().upper()):
        line2 = ""
    return {
        "DAA": ",".join([last.strip(" ,"), *given]),
        "DAG": street,
        "DAH": line2,
        "DAI": city,
        "DAJ": first[:2],
    }


def _description(track: str) -> dict[str, str]:
    """Return the elements of track 3: postal code, sex, height, hair and eye color."""
    begins = re.match(_TRACK_3, track, re.DOTALL)
    if begins is None:
        return {}
    rest = track[begins.end() :]
    postal = rest[:_PLACES_OF_POSTAL]
    told = re.match(_DESCRIPTION, rest[_DESCRIPTION_AT:])
    if told is None:
        short = re.match(_POSTAL, rest)
        is_padded = postal.endswith(" ")
        postal = short[0] if short else postal if len(rest) > _PLACES_OF_POSTAL else ""
        told = re.search(_DESCRIPTION, rest[len(postal) :]) or (
            re.match(_SO_FAR, rest[_DESCRIPTION_AT:]) if is_padded else None
        )
    sex, height, hair, eyes = told.groups(default="") if told else ("", "", "", "")
    return {"DAK": postal, "DBC": sex, "DAU": height, "DAZ": hair, "DAY": eyes}


def _number(issuer: str, digits: str) -> str:
    """Return the license number, its letters restored where the issuer writes them as numbers."""
    letters, length = _LETTERS_AS_PAIRS.get(issuer, (0, 0))
    pairs = [int(digits[place : place + 2]) for place in range(0, 2 * letters, 2)] if digits.isdecimal() else []
    if len(digits) != length or not all(1 <= pair <= 26 for pair in pairs):
        return digits
    return "".join(chr(ord("A") - 1 + pair) for pair in pairs) + digits[2 * letters :]


def _expiry(year_month: str, born: date | None) -> date | None:
    """Return the last day of the month YYMM, or what F.6.2 makes of the months 77 (never), 88 and 99."""
    year, month = 2000 + int(year_month[:2]), int(year_month[2:])
    if born and month == 88:
        return month_end(year + 1, born.month)
    if born and month == 99:
        return date_of(f"{year}{born:%m%d}")
    return month_end(year, month)
