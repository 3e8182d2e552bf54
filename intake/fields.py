"""How each kind of customer field is read from what a person, a card or a file gives.

Every reader takes the field's name and the text, and returns the value or raises the error that names the field.
Empty text clears a field, flags excepted.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from intake.dates import parse_date
from intake.errors import Unreadable, invalid
from intake.text import clean, clean_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    Reader = Callable[[str, str], str | bool | date | None]

NAME_CAP = 40
"""Characters in one name. F113 has 20; AAMVA CDS 2020 (DAC, DAD, DCS) has 40, and a card must fit."""

_TRUE = frozenset({"true", "yes", "on", "1"})
_FALSE = frozenset({"false", "no", "off", "0"})
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+\Z")
_PHONE = re.compile(r"\+?[0-9 ().\-/]+\Z")
_COUNTRIES = {"US": "USA", "CA": "CAN", "CDN": "CAN", "MX": "MEX"}


def sound(field: str, text: str) -> str:
    """Return ``text``, or raise ``Unreadable`` when its bytes were not in the encoding they claimed."""
    if any("\ud800" <= c <= "\udfff" for c in text):
        raise Unreadable("encoding", f"{field}: the text is not valid UTF-8.", field=field)
    return text


def _capped(field: str, text: str, cap: int) -> str | None:
    if len(text) > cap:
        raise invalid(field, f"at most {cap} characters, this has {len(text)}.")
    return text or None


def line(cap: int) -> Reader:
    """Return the reader of one line of at most ``cap`` characters."""

    def read(field: str, typed: str) -> str | None:
        return _capped(field, clean(sound(field, typed)), cap)

    return read


def lines(cap: int) -> Reader:
    """Return the reader of several lines of at most ``cap`` characters together."""

    def read(field: str, typed: str) -> str | None:
        return _capped(field, clean_lines(sound(field, typed)), cap)

    return read


def day(field: str, typed: str) -> date | None:
    """Read a date (F26)."""
    return parse_date(field, typed) if clean(typed) else None


def flag(field: str, typed: str) -> bool:
    """Read a switch: true or false, yes or no, on or off, 1 or 0."""
    word = clean(typed).lower()
    if word not in _TRUE | _FALSE:
        raise invalid(field, "say true or false.")
    return word in _TRUE


def choice(*options: str) -> Reader:
    """Return the reader of one of ``options``, written in any case."""
    by_word = {option.lower(): option for option in options}

    def read(field: str, typed: str) -> str | None:
        word = clean(typed).lower().replace(" ", "_").replace("-", "_")
        if word and word not in by_word:
            raise invalid(field, f"choose one of {', '.join(options)}.")
        return by_word.get(word)

    return read


def phone(field: str, typed: str) -> str | None:
    """Read a phone number: ten digits for North America, ``+`` and 7 to 15 digits (ITU E.164) for the rest."""
    text = clean(sound(field, typed))
    if not text:
        return None
    digits = re.sub(r"[^0-9]", "", text)
    if not _PHONE.match(text):
        raise invalid(field, "write digits, blanks and ( ) - . only.")
    if text.startswith("+") and not digits.startswith("1"):
        if not 7 <= len(digits) <= 15:
            raise invalid(field, "7 to 15 digits after the +.")
        return f"+{digits}"
    national = digits[1:] if len(digits) == 11 and digits.startswith("1") else digits
    if len(national) != 10:
        raise invalid(field, "ten digits, or + and the country's code first.")
    return national


def email(field: str, typed: str) -> str | None:
    """Read an email address: something before one @ and a domain with a dot after it, 254 characters at most."""
    text = clean(sound(field, typed))
    if text and (len(text) > 254 or not _EMAIL.match(text)):
        raise invalid(field, "write it as name@example.com.")
    return text or None


def code(cap: int) -> Reader:
    """Return the reader of a code that is written in capitals, as a state's."""

    def read(field: str, typed: str) -> str | None:
        text = clean(sound(field, typed))
        return _capped(field, text.upper(), cap)

    return read


def country(field: str, typed: str) -> str | None:
    """Read a country as its three letters (ISO 3166-1 alpha-3); US, CA and MX are understood."""
    text = clean(sound(field, typed)).upper()
    text = _COUNTRIES.get(text, text)
    if text and not re.fullmatch(r"[A-Z]{3}", text):
        raise invalid(field, "write the country's three letters, as USA.")
    return text or None


def customer_number(field: str, typed: str) -> str:
    """Read a customer number: up to 30 letters, digits and hyphens (F110)."""
    text = clean(sound(field, typed))
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]{0,29}", text):
        raise invalid(field, "up to 30 letters, digits and hyphens.")
    return text


def split_settings(settings: Iterable[str]) -> dict[str, str]:
    """Return ``FIELD=VALUE`` texts as a mapping; the last one of a repeated field wins.

    Raises ``Misused`` for a text without ``=``.
    """
    given: dict[str, str] = {}
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not equals:
            raise invalid("--set", "write FIELD=VALUE.")
        given[name.strip()] = value
    return given
