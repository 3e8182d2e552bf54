"""What a person types to find a customer, understood (J2, F57, F58)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from intake.dates import parse_date
from intake.errors import Misused, Refused
from intake.text import clean, fold, key

if TYPE_CHECKING:
    from datetime import date

    from intake.customer import Customer

LEAST = 3
PREFIXES = {
    "dl": "license", "phone": "phone", "email": "email", "name": "name", "number": "number", "dob": "birth",
    "medical": "medical",
}  # fmt: skip
SIMILAR = "similar_"
"""Before the field in ``Found.by`` when the text is not in it but for a typing error."""

_MOST = 100
_LEAST_DIGITS = 3
_LEAST_LETTERS = 4
"""Letters of a word that may be a number without digits, or a piece of one."""
_PHONE = frozenset("0123456789 ()-.+/")
_SIGNS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]+")
"""Chinese, Japanese and Korean, of which one sign may be a whole name."""

_DATED = re.compile(r"(?:[0-9][/.-]?){4,8}[0-9]", re.ASCII)
"""A word that may be a date, with a digit too few or too many."""
_WRITTEN = re.compile(r"\d{1,2}/\d{1,2}/(?:\d\d|\d{4})|\d{4}-\d\d-\d\d", re.ASCII)
"""A word that is written as a date is, whatever stands beside it."""
_SHORT_YEAR = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Query:
    """One search. ``field`` limits it to one kind (a value of ``PREFIXES``); ``None`` searches all.

    ``words`` are folded name words, ``digits`` the digits typed, ``compact`` letters and digits as in license
    numbers, ``text`` the cleaned text itself. ``dated`` is what may be a date in it, with nothing but the folded
    ``named`` beside it, and ``birth`` the date when it is one; of two digits of a year only ``as_of`` makes one.
    """

    text: str
    field: str | None
    words: tuple[str, ...]
    digits: str
    compact: str
    dated: str
    named: tuple[str, ...]
    birth: date | None

    def as_of(self, today: date) -> Query:
        """Return this search with the year of its date in full, if that has two digits.

        It is the year that makes a person who was born then alive and under 100 ``today``.
        """
        short = _SHORT_YEAR.fullmatch(self.dated)
        if not short:
            return self
        month, day, in_century = map(int, short.groups())
        year = today.year - today.year % 100 + in_century
        if (year, month, day) > (today.year, today.month, today.day):
            year -= 100
        dated = f"{month}/{day}/{year}"
        return replace(self, dated=dated, birth=_birth(dated))

    @property
    def long_enough(self) -> bool:
        """Whether the three characters of F58 are there, or a sign that may be a whole name."""
        return len(self.text.replace(" ", "")) >= LEAST or bool(_SIGNS.search(self.text))

    @property
    def joined(self) -> str:
        """The one word that may be a last and a first name without a blank, as in Chinese; nothing where it is none."""
        return self.words[0] if len(self.words) == 1 and _SIGNS.fullmatch(self.words[0]) else ""

    @property
    def is_code(self) -> bool:
        """Whether it may be of a license or a medical number: one has a digit, is said to be one, or is one word."""
        return bool(self.compact) and (bool(self.digits) or self.field is not None or self._is_one_word)

    @property
    def phone(self) -> str:
        """The digits of a phone number or a part of one, without the country's 1; nothing where it is none."""
        return phone_digits(self.text, self.field)

    @property
    def _is_one_word(self) -> bool:
        plain = self.compact.isascii() and "@" not in self.text and " " not in self.text
        return plain and len(self.compact) >= _LEAST_LETTERS


@dataclass(frozen=True, slots=True)
class Found:
    """A customer who matches, and ``by`` which field: a value of ``PREFIXES``, or one behind ``SIMILAR``."""

    customer: Customer
    by: str


def parse_query(typed: str) -> Query:
    """Return what ``typed`` asks for; a prefix as ``phone:`` picks the field (J2)."""
    text = clean(typed)[:_MOST]
    head, colon, rest = text.partition(":")
    field = PREFIXES.get(head.strip().lower()) if colon else None
    if field:
        text = rest.strip()
    if text.startswith("#") and field in {None, "number"}:  # as the station shows a customer's number
        field, text = "number", text[1:].strip()
    dated, named = _dated(text)
    return Query(
        text,
        field,
        tuple(fold(text).split()),
        _digits(text),
        key(text),
        dated,
        tuple(fold(named).split()),
        _birth(dated),
    )


def phone_digits(text: str, field: str | None) -> str:
    """Return what ``Query.phone`` is for a cleaned ``text``."""
    digits = _digits(text)
    if len(digits) < _LEAST_DIGITS or (field is None and not _PHONE.issuperset(text)):
        return ""
    long = len(digits) == 11 and digits.startswith("1")
    return digits[1:] if long or text.startswith("+1") else digits


def _digits(text: str) -> str:
    return "".join(c for c in text if c in "0123456789")


def _dated(text: str) -> tuple[str, str]:
    """Return the one word that may be a date, and the rest, if it is written as one or no digit is in that."""
    words = text.split()
    written = next((word for word in words if _WRITTEN.fullmatch(word)), "")
    dated = written or next((word for word in words if _DATED.fullmatch(word)), "")
    named = " ".join(word for word in words if word != dated)
    return (dated, named) if written or not _digits(named) else ("", "")


def _birth(text: str) -> date | None:
    try:
        return parse_date("date", text)
    except Misused:
        return None


def too_short() -> Refused:
    """Return the refusal of F58."""
    return Refused("too_short", f"Type at least {LEAST} characters, or a customer number.")
