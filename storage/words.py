"""What a customer is found by: the words that are kept for each profile and searched by their beginning (J2)."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from intake.text import fold, key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from intake.customer import Customer

LONGEST = 300
"""Characters kept of a word; a PostgreSQL index entry holds 2,700 bytes."""

_LOCAL = 7
"""Digits of a North American phone number without its area code."""


class Kind(StrEnum):
    """What a word is a part of. ``PHONE_END`` holds a phone number read backwards."""

    NAME = "name"
    PHONE = "phone"
    PHONE_END = "phone_end"
    EMAIL = "email"
    LICENSE = "license"
    MEDICAL = "medical"
    BIRTH = "birth"


class Word(NamedTuple):
    """One word of a profile; ``rest`` is what else its field has, as the other words of a name."""

    kind: Kind
    word: str
    rest: str = ""


def words_of(customer: Customer) -> frozenset[Word]:
    """Return everything that ``customer`` is found by: nothing once deleted."""
    if customer.deleted_at:
        return frozenset()
    found = (*_names(customer), *_phone(customer.phone or ""), *_codes(customer))
    return frozenset(Word(kind, word[:LONGEST], rest[:LONGEST]) for kind, word, rest in found if word)


def birth_word(first: str | None, last: str | None, born: date) -> Word:
    """Return the word of a birth date, with the folded name beside it (F46)."""
    return Word(Kind.BIRTH, born.isoformat(), f"{fold(last or '')},{fold(first or '')}"[:LONGEST])


def email_word(email: str) -> str:
    """Return the form in which email addresses are compared."""
    return email.casefold()


def beside(words: list[str]) -> str:
    """Return the other words of a name so that each begins after a blank."""
    return "".join(f" {word}" for word in words)


def _names(customer: Customer) -> Iterator[Word]:
    fields = (customer.first_name, customer.middle_name, customer.last_name, customer.suffix, customer.nickname)
    parts = [fold(name).split() for name in fields if name]
    words = [word for part in parts for word in part]
    for place, word in enumerate(words):
        yield Word(Kind.NAME, word, beside(words[:place] + words[place + 1 :]))
    for part in parts:
        if len(part) > 1:
            yield Word(
                Kind.NAME, "".join(part), beside([word for other in parts if other is not part for word in other])
            )


def _phone(phone: str) -> Iterator[Word]:
    digits = phone.removeprefix("+")
    yield Word(Kind.PHONE, digits)
    yield Word(Kind.PHONE_END, digits[::-1])
    if not phone.startswith("+"):
        yield Word(Kind.PHONE, digits[-_LOCAL:])


def _codes(customer: Customer) -> Iterator[Word]:
    yield Word(Kind.EMAIL, email_word(customer.email or ""))
    yield Word(Kind.LICENSE, key(customer.license_number or ""))
    yield Word(Kind.MEDICAL, key(customer.medical_id or ""))
    if customer.date_of_birth:
        yield birth_word(customer.first_name, customer.last_name, customer.date_of_birth)
