"""Searching customers by the beginnings of what they are found by (J2); every step reads one stretch of one index."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import bindparam, select

from intake.search import Found
from storage import tables
from storage.mapping import CUSTOMER, CUSTOMER_COLUMNS, number_key, to_customer
from storage.tables import table
from storage.words import LONGEST, Kind, beside, email_word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection, Select

    from intake.customer import Customer
    from intake.search import Query

    Step = Callable[[Connection, Query, int], Sequence[int]]

_WORD = table(tables.CustomerWord)
_LAST = "\U0010ffff"
"""Sorts after every character that a cleaned text can have."""
_WORDS = (
    select(_WORD.c.customer_id)
    .where(_WORD.c.kind == bindparam("kind"), _WORD.c.word >= bindparam("first"), _WORD.c.word <= bindparam("last"))
    .order_by(_WORD.c.word, _WORD.c.rest, _WORD.c.customer_id)
    .limit(bindparam("most"))
)
_NUMBERS = (
    select(CUSTOMER.c.id)
    .where(CUSTOMER.c.number_key >= bindparam("first"), CUSTOMER.c.number_key <= bindparam("last"))
    .where(CUSTOMER.c.deleted_at.is_(None))
    .order_by(CUSTOMER.c.number_key)
    .limit(bindparam("most"))
)
_BY_ID = select(CUSTOMER.c.id, *CUSTOMER_COLUMNS).where(CUSTOMER.c.id.in_(bindparam("ids", expanding=True)))
_MOST_WORDS = 10
_AS_MANY = 10_000
_PHONE = frozenset("0123456789 ()-.+/")
_LEAST_DIGITS = 3


def find(connection: Connection, query: Query, limit: int) -> list[Found]:
    """Return at most ``limit`` customers who match ``query``, the best kind of match first, each once.

    Within a kind they come in the order of what matched, whole words before their continuations.
    """
    limit = max(0, min(limit, _AS_MANY))
    matched: dict[int, str] = {}
    for by, step in _steps(query):
        if len(matched) >= limit:
            break
        for customer_id in step(connection, query, limit):
            matched.setdefault(customer_id, by)
    wanted = dict(list(matched.items())[:limit])
    customers = _load(connection, list(wanted))
    return [Found(customers[customer_id], by) for customer_id, by in wanted.items()]


def _steps(query: Query) -> Iterator[tuple[str, Step]]:
    if query.field in {None, "number"}:
        yield "number", _exact_number
    if not query.long_enough:
        return
    if query.field == "number":
        yield "number", _number
    for by, step in _EVERYWHERE:
        if query.field in {None, by}:
            yield by, step


def _exact_number(connection: Connection, query: Query, _limit: int) -> Sequence[int]:
    number = number_key(query.text)
    return connection.execute(_NUMBERS, {"first": number, "last": number, "most": 1}).scalars().all()


def _number(connection: Connection, query: Query, limit: int) -> Sequence[int]:
    first = number_key(query.text)
    return connection.execute(_NUMBERS, {"first": first, "last": first + _LAST, "most": limit}).scalars().all()


def _exactly(kind: Kind) -> Step:
    def step(connection: Connection, query: Query, limit: int) -> Sequence[int]:
        word = query.compact[:LONGEST]
        return _found(connection, _WORDS, _stretch(kind, word, word), limit) if word else ()

    return step


def _beginning(kind: Kind, text: Callable[[Query], str]) -> Step:
    def step(connection: Connection, query: Query, limit: int) -> Sequence[int]:
        first = text(query)[:LONGEST]
        return _found(connection, _WORDS, _stretch(kind, first, first + _LAST), limit) if first else ()

    return step


def _birth(connection: Connection, query: Query, limit: int) -> Sequence[int]:
    if query.birth is None:
        return ()
    day = query.birth.isoformat()
    return _found(connection, _WORDS, _stretch(Kind.BIRTH, day, day), limit)


def _name(connection: Connection, query: Query, limit: int) -> Sequence[int]:
    """Find names that have a word for each word typed, in any order; the longest one leads, for it is the rarest."""
    words = sorted(query.words[:_MOST_WORDS], key=len, reverse=True)
    if not words or (query.field is None and "@" in query.text):
        return ()
    statement, stretch = _WORDS, _stretch(Kind.NAME, words[0][:LONGEST], words[0][:LONGEST] + _LAST)
    for place, word in enumerate(words[1:]):
        statement = statement.where(_WORD.c.rest.like(bindparam(f"other_{place}")))
        stretch[f"other_{place}"] = f"%{beside([word])}%"
    return _found(connection, statement, stretch, limit)


def _stretch(kind: Kind, first: str, last: str) -> dict[str, Any]:
    return {"kind": kind.value, "first": first, "last": last}


def _found(connection: Connection, statement: Select[Any], stretch: dict[str, Any], limit: int) -> Sequence[int]:
    """Return the first ``limit`` different customers in a stretch of words; one may have several of them."""
    most = limit + 1
    while True:
        rows = connection.execute(statement, stretch | {"most": most}).scalars().all()
        different = list(dict.fromkeys(rows))
        if len(different) >= limit or len(rows) < most:
            return different[:limit]
        most *= 4


def _phone_digits(query: Query) -> str:
    """Return the digits of a query that is a phone number or a part of one, without the country's 1."""
    if len(query.digits) < _LEAST_DIGITS or (query.field is None and not _PHONE.issuperset(query.text)):
        return ""
    long = len(query.digits) == 11 and query.digits.startswith("1")
    return query.digits[1:] if long or query.text.startswith("+1") else query.digits


class _Way(NamedTuple):
    by: str
    step: Step


_EVERYWHERE = (
    _Way("license", _exactly(Kind.LICENSE)),
    _Way("medical", _exactly(Kind.MEDICAL)),
    _Way("birth", _birth),
    _Way("name", _name),
    _Way("phone", _beginning(Kind.PHONE, _phone_digits)),
    _Way("phone", _beginning(Kind.PHONE_END, lambda query: _phone_digits(query)[::-1])),
    _Way("email", _beginning(Kind.EMAIL, lambda query: email_word(query.text))),
    _Way("license", _beginning(Kind.LICENSE, lambda query: query.compact)),
    _Way("medical", _beginning(Kind.MEDICAL, lambda query: query.compact)),
)


def _load(connection: Connection, ids: Sequence[int]) -> Mapping[int, Customer]:
    rows = connection.execute(_BY_ID, {"ids": ids}) if ids else ()
    return {row[0]: to_customer(row[1:]) for row in rows}
