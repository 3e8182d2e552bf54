"""What a customer is found by: words searched by their beginning, parts for what is inside, forms for near misses."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from intake.text import fold, key, spelt_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from intake.customer import Customer

LAST = "\U0010ffff"
"""Sorts after every character that a cleaned text can have."""

NEW = "new."
"""Stands before the kinds of a new customer's words, which lie together until they are put among all others."""

LONGEST = 300
"""Characters kept of a word; a PostgreSQL index entry holds 2,700 bytes."""

LONGEST_CODE = 80
"""Characters of a number or an email that are found from their middle; longer ones are nobody's."""

_LONGEST_FORM = 24
"""Letters of the longest name word that is found in spite of a typing error."""
_LEAST_LETTERS = 3
_LEAST_INSIDE = 4


class Kind(StrEnum):
    """What a word is a part of. ``DOMAIN`` is what follows the @ of an email."""

    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    DOMAIN = "domain"
    LICENSE = "license"
    MEDICAL = "medical"
    BIRTH = "birth"


class Word(NamedTuple):
    """One word of a profile; ``rest`` is what else its field has, as the other words of a name."""

    kind: Kind
    word: str
    rest: str = ""


class Part(NamedTuple):
    """The rest of a number or an email from some place on, and the one character ``previous`` to that place."""

    kind: Kind
    part: str
    previous: str


class Form(NamedTuple):
    """A form under which a word that customers share is looked up."""

    kind: Kind
    form: str
    word: str


def words_of(customer: Customer) -> frozenset[Word]:
    """Return the words that ``customer`` is found by: nothing once deleted."""
    if customer.deleted_at:
        return frozenset()
    found = (*_names(customer), *_codes(customer))
    return frozenset(Word(kind, word[:LONGEST], rest[:LONGEST]) for kind, word, rest in found if word)


def parts_of(customer: Customer) -> frozenset[Part]:
    """Return the parts that ``customer`` is found by from the second character on: nothing once deleted."""
    if customer.deleted_at:
        return frozenset()
    codes = (word for word in _codes(customer) if word.kind is not Kind.DOMAIN)
    return frozenset(part for kind, text, _ in codes for part in parts_in(kind, text))


def parts_in(kind: Kind, text: str) -> Iterator[Part]:
    """Yield the parts of a number or an email, of which a long one is cut."""
    cut = text[:LONGEST_CODE]
    return (Part(kind, cut[start:], cut[start - 1]) for start in _starts(cut))


def _starts(text: str) -> range:
    """Return every second place in a text, to its last two characters; in an email, back from its @."""
    at = text.rfind("@")
    return range(2, len(text) - 1, 2) if at < 0 else range(at - 1, 0, -2)


def forms_of(word: Word) -> frozenset[Form]:
    """Return the forms of a word that customers share: itself, and what it is looked up by.

    A name's are the word with each one letter left out, so that two words which differ by one wrong, missing, extra
    or swapped letter have a form in common; a domain's are its ends.
    """
    if word.kind is Kind.NAME:
        return frozenset(Form(word.kind, form, word.word) for form in near_forms(word.word))
    if word.kind is Kind.DOMAIN:
        starts = range(max(1, min(len(word.word), LONGEST_CODE) - _LEAST_INSIDE + 1))
        return frozenset(Form(word.kind, word.word[start:], word.word) for start in starts)
    return frozenset()


def near_forms(word: str) -> set[str]:
    """Return a name's word and, if it is not too short or too long, the word with each one letter left out."""
    left_out = range(len(word)) if _LEAST_LETTERS <= len(word) <= _LONGEST_FORM else ()
    return {word, *(word[:place] + word[place + 1 :] for place in left_out)}


def email_word(email: str) -> str:
    """Return the form in which email addresses are compared."""
    return email.casefold()


def beside(words: list[str]) -> str:
    """Return the other words of a name so that each begins after a blank."""
    return "".join(f" {word}" for word in words)


def _names(customer: Customer) -> Iterator[Word]:
    """Give what a customer is found by of all names, once for each way to spell them."""
    names = (customer.first_name, customer.last_name, customer.middle_name, customer.suffix, customer.nickname)
    plain = "".join(name or "" for name in names).isascii()
    for spell in (fold,) if plain else (fold, spelt_out):
        fields = [spell(name or "").split() for name in names]
        yield from _name_words(fields)
        if customer.date_of_birth:
            yield _birth_word(customer.date_of_birth, *map(" ".join, fields))


def _birth_word(born: date, first: str, last: str, *others: str) -> Word:
    """Give a birth date with all names beside it."""
    return Word(Kind.BIRTH, born.isoformat(), f"{last},{first},{' '.join(filter(None, others))}")


def _name_words(fields: Sequence[list[str]]) -> Iterator[Word]:
    """Give every word of a name with the others beside it: last names first, and first names beside a last name."""
    for place, own in enumerate(fields):
        order = (1, 0, 2, 3, 4) if place != 1 else (0, 2, 3, 4)
        others = [word for other in order if other != place for word in fields[other]]
        for nth, word in enumerate(own):
            yield Word(Kind.NAME, word, beside(others + own[:nth] + own[nth + 1 :]))
        if len(own) > 1:
            yield Word(Kind.NAME, "".join(own), beside(others))


def _codes(customer: Customer) -> Iterator[Word]:
    yield Word(Kind.PHONE, (customer.phone or "").removeprefix("+"))
    email = email_word(customer.email or "")
    yield Word(Kind.EMAIL, email)
    yield Word(Kind.DOMAIN, email.rpartition("@")[2])
    yield Word(Kind.LICENSE, key(customer.license_number or ""))
    yield Word(Kind.MEDICAL, key(customer.medical_id or ""))
