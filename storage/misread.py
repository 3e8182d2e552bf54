"""Finding customers whose number, email or birth date is what was typed but for one small error."""

from __future__ import annotations

from itertools import chain, islice
from string import digits
from typing import TYPE_CHECKING

from intake.search import SIMILAR, phone_digits
from storage.slips import IN_CODES, IN_EMAILS, as_digits, days_meant, is_near, look_alikes, slips, swapped
from storage.stretches import beginning, born, one_of, read, rows
from storage.words import Kind, email_word

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from intake.search import Query

    _Answer = tuple[str, Sequence[int]]

_PHONE_DIGITS = range(7, 17)
_CODE_CHARACTERS = range(5, 21)
_IN_NO_CODE = frozenset("@/")
_MOST_OF_AN_EMAIL = 32
"""Characters before the @ among which an error is looked for."""
_MOST_READ = 1_000
"""Customers with the same birth date or the same text before the @ of whom the rest is compared."""
_LIKELY = 2
"""Groups of days that may have been meant before those that are any error away."""
_MOST_BORN = 50
"""Customers who are of use when any digit of a birth date may be wrong; more are as good as none."""


def misread(connection: Connection, query: Query, limit: int) -> Iterator[_Answer]:
    """Yield who has a number, an email or a birth date that is what is typed but for a small error, by field.

    The kind of text that somebody is found by is the one that was meant: no other is looked for.
    """
    for look in (_by_domain, _by_phone, _by_texts, _by_name, _by_birth):
        found = [(by, customer_ids) for by, customer_ids in look(connection, query, limit) if customer_ids]
        yield from ((f"{SIMILAR}{by}", customer_ids) for by, customer_ids in found)
        if found:
            return


def _by_phone(connection: Connection, query: Query, limit: int) -> Iterator[_Answer]:
    """Yield who has the phone, which so few texts may be that nobody looks for the numbers first that it may be too."""
    phones = _phones(query) if query.field in {None, "phone"} else ()
    if phones:
        yield "phone", read(connection, [one_of(connection, Kind.PHONE, phones)], limit)[0]


def _by_texts(connection: Connection, query: Query, limit: int) -> Iterator[_Answer]:
    meant = {kind: texts for kind, texts in _meant(query).items() if texts and query.field in {None, kind.value}}
    found = read(connection, [one_of(connection, *each) for each in meant.items()], limit)
    yield from ((kind.value, customer_ids) for kind, customer_ids in zip(meant, found, strict=True))


def _meant(query: Query) -> Mapping[Kind, Collection[str]]:
    """Return the texts that may have been meant, of any kind but a phone."""
    codes = _codes(query)
    return {Kind.LICENSE: codes, Kind.MEDICAL: codes, Kind.EMAIL: _emails(query)}


def _phones(query: Query) -> Collection[str]:
    read_so = as_digits(query.text) if query.digits else ""
    phone = phone_digits(read_so, query.field)
    if len(phone) not in _PHONE_DIGITS:
        return ()
    return slips(phone, digits) if read_so == query.text else (phone,)


def _codes(query: Query) -> Collection[str]:
    """Return license and medical numbers, unless it is an email, a date with slashes, or has a name in it."""
    other = (query.dated and query.named) or not _IN_NO_CODE.isdisjoint(query.text)
    code = query.compact if query.is_code and not other else ""
    return slips(code, IN_CODES) | look_alikes(code) if len(code) in _CODE_CHARACTERS else ()


def _emails(query: Query) -> Collection[str]:
    """Return emails with an error before the @, or at it."""
    email = email_word(query.text)
    local, at, domain = email.rpartition("@")
    if len(local) > _MOST_OF_AN_EMAIL or "." not in email or " " in email:
        return ()
    before = {each + at + domain for each in slips(local, IN_EMAILS)} if at else slips(email, "@")
    return before | swapped(email)


def _by_domain(connection: Connection, query: Query, _limit: int) -> Iterator[_Answer]:
    """Yield who has an email with an error behind the @."""
    local, at, domain = email_word(query.text).rpartition("@")
    if local and at and domain and query.field in {None, "email"}:
        alike = rows(connection, beginning(Kind.EMAIL, local + at), _MOST_READ)
        yield "email", [customer_id for word, _, customer_id in alike if is_near(domain, word.rpartition("@")[2])]


def _by_name(connection: Connection, query: Query, _limit: int) -> Iterator[_Answer]:
    """Yield who has the birth date, and the names beside it but for an error in each."""
    if query.birth and query.named and query.field in {None, "birth"}:
        born_then = rows(connection, born(connection, [query.birth], ()), _MOST_READ)
        yield "name", [customer_id for _, names, customer_id in born_then if _are_near(query.named, names)]


def _by_birth(connection: Connection, query: Query, limit: int) -> Iterator[_Answer]:
    """Yield who is born nearly then: on the likeliest days, and on all that are an error away if those are few."""
    if not query.dated or query.field not in {None, "birth"}:
        return
    meant = days_meant(query.dated)
    likely = [born(connection, days, query.named) for days in islice(meant, _LIKELY)]
    found = list(chain.from_iterable(read(connection, likely, limit)))
    yield "birth", found
    if len(found) < limit and not (found and query.named):
        near = born(connection, next(meant), query.named)
        few = read(connection, [near], _MOST_BORN + 1)[0]
        yield "birth", few if len(few) <= _MOST_BORN else ()


def _are_near(typed: Sequence[str], names: str) -> bool:
    words = names.replace(",", " ").split()
    return all(any(word.startswith(one) or is_near(one, word) for word in words) for one in typed)
