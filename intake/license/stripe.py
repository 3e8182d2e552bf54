"""Magnetic-stripe text inside a PDF417: British Columbia, and Ohio before 2014 (CDS 2020, annex F).

Track 1 is state, city, name and address, track 2 issuer, number, expiry and birth date, track 3 postal code and
description. Ohio's cards lack the sentinels ``%``, ``;`` and ``?``. Of a text whose end or beginning is missing, or
a whole track, for which readers send an E, everything is read that came whole.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from intake.license.card import Card, Elements
from intake.license.dates import date_of, month_end
from intake.license.issuers import countries, issuers
from intake.license.number_shapes import is_possible
from intake.license.repairs import END, NOISE, SEPARATORS, SMALL, START, TWICE, track

if TYPE_CHECKING:
    from datetime import date

_TRACK_1 = r"([A-Z]{2})(?:[A-Z .'-]{2,12}\^|[A-Z .'-]{13}\^?)[A-Z ,.'-]{1,60}\$"
# Where another card begins: with its first track, or with what is sent for it.
_FURTHER = re.compile(rf"(?:%|[\r\n]|(?<=[0-9 ]{{3}}[A-Z]{{6}}))(?={_TRACK_1})|%(?=[Ee]\?\s*;)")
_TRACK_1_ALONE = re.compile(rf"[^%]*%({_TRACK_1}[^?=;^]*\^[^?=;]*)\?[\x00-\x20\"']*\Z")
_UNPARTED_TRACK_1 = re.compile(r"%[A-Z]{2}[A-Z ,.'-]{2,60}\$[^;?%=^]*\?(?=\s*;)")  # where ^ is a dead key
_UNPARTED_TRACK_2 = re.compile(
    r"(;(6[0-9]{5})[0-9]{1,13})(?=([0-9]{2}(?:0[1-9]|1[0-2]|77|88|99))([0-9]{8})[0-9]{0,5}\?)"
)
_ERROR = re.compile(r"[%;+#][Ee]\?")  # instead of a track
_NUMBER_AND_DATES = (
    r"(6[0-9]{5})([0-9A-Z ]{1,13}?) *=([0-9]{4})(?:([0-9]{8})(?:([0-9]{0,5})(=\s*\??|\?))?|[0-9]{0,7}\Z)"
)
_TRACK_2 = rf"(?:(?:;|(?<=[?\r\n])[%+])[Ee]\?|{_NUMBER_AND_DATES})"
_TRACKS_3 = (r"[\s?=]*(?:_%|[^0-9A-Z\s])?.{2}", r"[\s?=]*.{2}")  # up to the postal code, with a sentinel and without
_POSTAL = r"[A-Z][0-9][A-Z] ?[0-9][A-Z][0-9]|[0-9]{5}-?(?:[0-9]{4})?"  # where the blanks behind it were lost
_WHOLE_POSTAL = f"(?:{_POSTAL})(?![0-9])"
_DESCRIPTION = r"([12MFX9])([0-9 ]{3})[0-9 ]{3}([A-Z ]{3})([A-Z ]{3})"
_SO_FAR = r"([12MFX9])(?:([0-9 ]{3})(?:[0-9 ]{3}([A-Z ]{3})?)?)?[0-9A-Z ]{0,2}()\Z"
_TRACK_3_IN_PLACE = re.compile(f"..(?=(?:{_POSTAL}) ).{{27}}{_DESCRIPTION}")
_TRACK_3_PADDED = re.compile(f"..(?:{_POSTAL}) .{{15,23}}{_DESCRIPTION}")  # where a blank is missing or added
_PLACES_OF_POSTAL, _DESCRIPTION_AT = 11, 27  # characters, and where class, restrictions and endorsements end
_LONGEST_CITY = 13  # a longer city ends there without '^'
_LONGEST_NUMBER, _MOST_OVERFLOW = 13, 5  # a longer number goes on behind the birth date
_FIRST_CENTURY = "18"  # of people who have a card
_PAYMENT = re.compile(r"(?<![A-Z])B[0-9]{8,19}\^")  # track 1 of a card of a bank, or of another such kind (ISO 7813)
# Who writes the letters that every number begins with as 01 to 26; Ohio's and Hawaii's own shape, and all of Hawaii's
# letters are an H, for an old number of digits alone may have a zero before it.
_WITH_LETTERS = frozenset({"CA", "FL", "IL", "MD", "MI", "MN", "NE", "NJ", "NL", "ON", "QC", "WI"})
_OWN_SHAPES = {"OH": "[A-Z]{2}[0-9]{6}", "HI": "H[0-9]{8}"}


def cards_of(text: str) -> list[Card]:
    """Return the cards in magnetic-stripe text, none when ``text`` is none."""
    if not ("=" in text or "?" in text) or re.search("ANSI|AAMVA|AMVA", text):
        return []
    told, text = _in_capitals(text)
    if (alone := _TRACK_1_ALONE.match(text)) and alone[2] in countries():
        return [Card(None, None, None, Elements(_place_and_name(alone[1])), (*told, track(2), track(3)))]
    if (parted := _parted(text)) != text:
        told, text = (*told, SEPARATORS), parted
    first = re.search(_TRACK_2, text)
    if first is None or _PAYMENT.search(text) or not (_is_alone(text, first) or _follows_track_1(text, first)):
        return []
    further = [match.start() for match in _FURTHER.finditer(text, first.end())]
    pieces = [text[start:end].rstrip("\r\n") for start, end in pairwise([0, *further, len(text)])]
    told += (TWICE,) if further else ()
    return [card._replace(repairs=told + card.repairs) for piece in pieces if (card := _card_of(piece))]


def _parted(text: str) -> str:
    """Return ``text`` with a = where it was a dead key, and an E for a track 1 without the signs that part it."""

    def parted(track_2: re.Match[str]) -> str:
        whole, issuer, expires, born = track_2.groups()
        is_one = issuer in issuers() and date_of(_birth(expires, born)) is not None
        return f"{whole}=" if is_one and born >= _FIRST_CENTURY else whole

    if "=" not in text:
        text = _UNPARTED_TRACK_2.sub(parted, text)
    return text if "^" in text else _UNPARTED_TRACK_1.sub("%E?", text)


def _is_alone(text: str, track_2: re.Match[str]) -> bool:
    """Tell whether all of track 1 is lost: the text begins with track 2, of a known issuer and with a birth date.

    Where a payment card has more digits behind it, the track ends.
    """
    began = not _ERROR.sub("", text[: track_2.start()]).strip("%^;? \r\n")
    goes_on = "?" in text and text[track_2.end() :][:1].isdigit()
    has_rest = track_2[5] and len(track_2[2]) < _LONGEST_NUMBER
    return began and track_2[1] in issuers() and _born(track_2) is not None and not (goes_on or has_rest)


def _follows_track_1(text: str, track_2: re.Match[str]) -> bool:
    """Tell whether a track 1 may come before track 2, of a known issuer or with a birth date, or sent as an E."""
    if not track_2[1]:
        return re.search(f"%{_TRACK_1}", text) is not None
    return "^" in text and (track_2[1] in issuers() or _born(track_2) is not None)


def _born(track_2: re.Match[str]) -> date | None:
    day = _birth(track_2[3], track_2[4] or "")
    return date_of(day) if day >= _FIRST_CENTURY else None


def _birth(expires: str, born: str) -> str:
    """Return CCYYMMDD; with 99 for the month, as in Florida and California, it is the one of the expiry."""
    return born[:4] + expires[2:] + born[6:] if born[4:6] == "99" else born


def begins(text: str) -> bool:
    """Tell whether ``text`` begins as a magnetic stripe does, wherever it breaks off."""
    found = re.match(rf"\W*{_TRACK_1}", _in_capitals(text)[1])
    return found is not None and found[1] in countries()


def _in_capitals(text: str) -> tuple[tuple[str, ...], str]:
    are_small = sum(map(str.islower, text)) > sum(map(str.isupper, text))
    return ((SMALL,), text.upper()) if are_small else ((), text)


def _card_of(text: str) -> Card | None:
    found = re.search(_TRACK_2, text)
    if found is None:
        return None
    issuer, number, expires, born, over, _ = found.groups(default="")
    clipped = _is_clipped(text, found)
    behind_2 = text[found.end() :]
    if not found[6] and len(number) == _LONGEST_NUMBER:  # it may go on
        number, behind_2 = _with_overflow(number, behind_2)
    before, sentinel, behind = text[: found.start()].rstrip("; ?\r\n").rpartition("%")
    track_1 = _track_1_in(behind, sentinel, issuer)
    whole = _has_beginning(track_1, sentinel, issuer)
    born = _birth(expires, born)
    expiry = _expiry(expires, date_of(born)) if expires else None
    unreadable = tuple(track(_number_of(error, found)) for error in _ERROR.finditer(text))
    values = (_place_and_name(track_1) if whole else _rest_of_track(track_1)) | {
        "DAQ": _number(issuer, number.strip() + (over if len(number) == _LONGEST_NUMBER else "")),
        "DBB": born,
        "DBA": expiry.strftime("%Y%m%d") if expiry else "",
        **_description(behind_2),
    }
    told = {
        START: not whole and track(1) not in unreadable,
        NOISE: whole and any(map(str.isalnum, before + behind.removesuffix(track_1))),
        END: clipped,
    }
    words = tuple(words for words, holds in told.items() if holds)
    return Card(issuer or None, None, None, Elements(values), words + unreadable)


def _with_overflow(number: str, behind: str) -> tuple[str, str]:
    """Return a number with the digits that go on behind the birth date, and what follows them.

    Where no sign ends track 2, the description tells by its place how many they are; without it nobody knows.
    """
    ways = [digits for digits in range(_MOST_OVERFLOW + 1) if digits == 0 or behind[:digits].isdecimal()]
    for track_3 in _TRACK_3_IN_PLACE, _TRACK_3_PADDED:
        fitting = [digits for digits in ways if track_3.match(behind, digits)]
        if len(fitting) == 1:
            return number + behind[: fitting[0]], behind[fitting[0] :]
    return "", ""


def _track_1_in(text: str, sentinel: str, issuer: str) -> str:
    """Return track 1 in what stands before track 2; without its sentinel it begins with the issuer's state."""
    known = issuers().get(issuer)
    if (
        known
        and known.code
        and not sentinel
        and (begins := re.search(rf"(?<![A-Z])(?={known.code})(?={_TRACK_1})", text.upper()))
    ):
        return text[begins.start() :]
    return re.sub("^[^A-Z^]+", "", text)


def _number_of(error: re.Match[str], track_2: re.Match[str]) -> int:
    """Return which track an error stands for, by its place."""
    return 2 + (error.start() > track_2.start()) - (error.start() < track_2.start())


def _has_beginning(track: str, sentinel: str, issuer: str) -> bool:
    """Tell whether track 1 begins with a state: any behind the sentinel, the issuer's own where there is none."""
    known = issuers().get(issuer)
    if sentinel or not known:
        return track[:2] in countries()
    return track.startswith(known.code) and re.match(_TRACK_1, track.upper()) is not None


def _is_clipped(text: str, found: re.Match[str]) -> bool:
    """Tell whether the end is missing: the last sentinel where there are any, else the description."""
    rest = text[found.end() :]
    if found[1] and not found[4]:
        return True
    if "?" in text[: found.end()]:
        return "?" not in rest and not (found[0].endswith("?") and not rest.strip())
    return not _description(rest).get("DBC")


def _place_and_name(track: str) -> dict[str, str]:
    """Return the elements of track 1: state and city, name, address."""
    first, *parts = track.split("^")
    city = first[2:].lstrip()
    if "$" in city[:_LONGEST_CITY]:  # a ^ is missing, so the name begins nobody knows where
        parts.insert(0, "")
        city = ""
    elif "$" in city:
        parts.insert(0, city[_LONGEST_CITY:])
        city = city[:_LONGEST_CITY]
    name, address = (*parts, "", "")[:2]
    last, *given = name.split("$")
    street, _, line2 = address.partition("?")[0].rstrip("$").partition("$")
    if city and line2.upper().startswith(city.strip().upper()):
        line2 = ""
    return {
        "DAA": ",".join([last.strip(" ,"), *given]),
        "DAG": street,
        "DAH": line2,
        "DAI": city,
        "DAJ": first[:2],
    }


def _rest_of_track(track: str) -> dict[str, str]:
    """Return the elements of a track 1 whose beginning is missing; only what a sign parts from that came whole."""
    *parts, address = track.removesuffix("^").split("^")
    if not parts:
        return {}
    last, *given = parts[-1].split("$")
    name = {"DAA": ",".join([last.strip(" ,"), *given])} if len(parts) > 1 else {"DCT": parts[-1].partition(",$")[2]}
    return name | {"DAG": address.partition("$")[0]}


def _description(track: str) -> dict[str, str]:
    """Return the elements of track 3: postal code, sex, height, hair and eye color."""
    rests = [track[begins.end() :] for each in _TRACKS_3 if (begins := re.match(each, track, re.DOTALL))]
    if not rests:
        return {}
    rest = next((rest for rest in rests if re.match(_WHOLE_POSTAL, rest)), rests[0])
    postal = rest[:_PLACES_OF_POSTAL]
    told = re.match(_DESCRIPTION, rest[_DESCRIPTION_AT:])
    if told is None:
        short = re.match(_POSTAL, rest)
        is_padded = postal.endswith(" ")
        postal = short[0] if short else postal if len(rest) > _PLACES_OF_POSTAL else ""
        told = (re.search(_DESCRIPTION, rest[len(postal) :]) if short else None) or (
            re.match(_SO_FAR, rest[_DESCRIPTION_AT:]) if is_padded else None
        )
    sex, height, hair, eyes = told.groups(default="") if told else ("", "", "", "")
    return {
        "DAK": postal if re.match(_WHOLE_POSTAL, postal) else "",
        "DBC": sex,
        "DAU": height,
        "DAZ": hair,
        "DAY": eyes,
    }


def _number(issuer: str, digits: str) -> str:
    """Return the license number, its letters restored where the issuer writes them as numbers."""
    known = issuers().get(issuer)
    if known is None or not digits.isdecimal():
        return digits
    ways = [_with_letters(digits, letters) for letters in (1, 2)]
    fitting = [way for way in ways if _is_lettered(way, known.code)]
    return fitting[0] if len(fitting) == 1 else digits


def _with_letters(digits: str, letters: int) -> str:
    pairs = [int(digits[place : place + 2] or 0) for place in range(0, 2 * letters, 2)]
    if not all(1 <= pair <= 26 for pair in pairs):
        return digits
    return "".join(chr(ord("A") - 1 + pair) for pair in pairs) + digits[2 * letters :]


def _is_lettered(number: str, code: str) -> bool:
    own = _OWN_SHAPES.get(code)
    return bool(re.fullmatch(own, number)) if own else code in _WITH_LETTERS and is_possible(number, code)


def _expiry(year_month: str, born: date | None) -> date | None:
    """Return the last day of the month YYMM, or what F.6.2 makes of the months 77 (never), 88 and 99."""
    year, month = 2000 + int(year_month[:2]), int(year_month[2:])
    if born and month == 88:
        return month_end(year + 1, born.month)
    if born and month == 99:
        return date_of(f"{year}{born:%m%d}")
    return month_end(year, month)
