"""Whether the rows of a shop agree: a damaged disk can change a letter without any page looking wrong.

Profiles, queue and remembered cards are held against the history, which is sealed; what customers are found by, against
the profiles.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, text

from intake.past import entries_agree, is_signed_up, market_told, marks_told, retold
from storage.keeping import FORM, NEWCOMERS, PART, SHARED, WORD
from storage.mapping import (
    CUSTOMER,
    CUSTOMER_COLUMNS,
    DETAIL,
    ENTRY,
    ENTRY_COLUMNS,
    EVENT,
    EVENT_COLUMNS,
    number_key,
    to_customer,
    to_entry,
    to_event,
)
from storage.parts import listed
from storage.requests import requests_agree
from storage.staff import staff_events
from storage.unreadable import disagreeing, readable
from storage.view import CARD_MARK
from storage.words import NEW, Kind, Word, forms_of, parts_of, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Connection, Table

    from intake.customer import Customer
    from intake.history import Event
    from intake.queue import Entry

_AT_ONCE = 500
"""Customers who are read together, with their history."""

_MARKS = (
    select(CARD_MARK.c.customer_id, CARD_MARK.c.mark)
    .order_by(CARD_MARK.c.customer_id)
    .execution_options(yield_per=10_000)
)
_COUNTED = text("SELECT customers FROM shop")
_NEXT = text("SELECT next_number FROM shop")
_PRESENT = text("SELECT count(*) FROM customer WHERE deleted_at IS NULL")
_GONE = text("""
SELECT event.customer FROM event LEFT JOIN customer
  ON customer.number_key = lower(event.customer) AND customer.number = event.customer
WHERE event.kind = 'signed_up' AND customer.id IS NULL ORDER BY event.seq
""")
"""Finds who was signed up and has no profile any more: none is ever deleted for good."""


def check_agreement(connection: Connection) -> str:
    """Return that all agrees; raises ``StorageFailed`` (``disagreeing``) naming the customers of whom it does not."""
    check_told(connection)
    with readable("Some rows"):
        if not _are_found_rightly(connection):
            raise disagreeing("What customers are found by is not what their profiles say")
    return "profiles, queue, cards and search agree with the history"


def check_told(connection: Connection) -> None:
    """Check all that the history tells of customers and queue; raises as ``check_agreement``."""
    with readable("Some rows"):
        if strays := _strays(connection):
            raise disagreeing(f"What is stored of customer {listed(strays)} is not what the history tells")
        if connection.execute(_COUNTED).one() != connection.execute(_PRESENT).one():
            raise disagreeing("The count of customers is wrong")
        following = connection.execute(_NEXT).scalar_one()
        if not isinstance(following, int) or following < 1:
            raise disagreeing("The number that the next customer gets is none")
        if not requests_agree(connection):
            raise disagreeing("What requests did is not what the history tells")


def _strays(connection: Connection) -> list[str]:
    """Return the numbers of customers whose profile, queue entries or cards are not there, or not as the history tells.

    In a shop that was founded by a program that tells everything nothing may be there that it does not tell.
    """
    whole = market_told(staff_events(connection)) is not None
    with connection.execute(_MARKS) as marks:
        strays = _strays_among(connection, _Marks(marks), whole=whole)
    return [*strays, *connection.execute(_GONE).scalars()]


def _strays_among(connection: Connection, marks: _Marks, *, whole: bool) -> list[str]:
    strays: list[str] = []
    for page in _pages(connection):
        numbers = [customer.number for _, customer in page]
        events, entries = _events_of(connection, numbers), _entries_of(connection, [id_ for id_, _ in page])
        for id_, customer in page:
            own, cards = events[customer.number], marks.of(id_)
            told, told_cards = retold(customer.number, own), marks_told(own)
            agreeing = told == customer and entries_agree(entries[id_], own) if told else not whole or is_signed_up(own)
            if not agreeing or not told_cards <= cards or (whole and told_cards != cards):
                strays.append(customer.number)
    if marks.any_of_nobody:
        raise disagreeing("Cards are remembered of customers who are not there")
    return strays


class _Marks:
    """The marks of customers' cards, read once, in the order of the customers' ids."""

    def __init__(self, rows: Iterable[Sequence[Any]]) -> None:
        self._rows = iter(rows)
        self._next = next(self._rows, None)
        self._passed = False

    def of(self, customer_id: int) -> frozenset[str]:
        """Return the marks of a customer."""
        found: set[str] = set()
        while self._next and self._next[0] <= customer_id:
            whose, mark = self._next
            found |= {mark} if whose == customer_id else set()
            self._passed |= whose < customer_id
            self._next = next(self._rows, None)
        return frozenset(found)

    @property
    def any_of_nobody(self) -> bool:
        """Whether there were marks of customers who are not there, once all who are were asked for."""
        return self._passed or self._next is not None


def _are_found_rightly(connection: Connection) -> bool:
    new = set(connection.execute(NEWCOMERS).scalars())
    words, parts, shared = 0, 0, set[tuple[Kind, str]]()
    for page in _pages(connection):
        for id_, customer in page:
            own = words_of(customer)
            words += _digest(((NEW if id_ in new else "") + kind, word, rest, id_) for kind, word, rest in own)
            parts += 0 if id_ in new else _digest((*part, id_) for part in parts_of(customer))
            shared |= {(word.kind, word.word) for word in own if word.kind in SHARED}
    forms = sum(_digest(forms_of(Word(*word))) for word in shared)
    return (words, parts, forms) == tuple(_digest(_rows(connection, each)) for each in (WORD, PART, FORM))


def _digest(rows: Iterable[Sequence[Any]]) -> int:
    """Return a number that differs, in whatever order rows come, when any of them differs."""
    digests = (hashlib.blake2b(repr([*map(str, row)]).encode("utf-8", "surrogatepass"), digest_size=8) for row in rows)
    return sum(int.from_bytes(digest.digest()) for digest in digests)


def _rows(connection: Connection, of: Table) -> Iterator[Sequence[Any]]:
    return iter(connection.execute(select(of).execution_options(yield_per=10_000)))


def _pages(connection: Connection) -> Iterator[list[tuple[int, Customer]]]:
    """Give all customers with their ids, page by page; raises ``ValueError`` for a number that is not its key's."""
    statement = select(CUSTOMER.c.id, CUSTOMER.c.number_key, *CUSTOMER_COLUMNS).order_by(CUSTOMER.c.id).limit(_AT_ONCE)
    last = 0
    while page := [_keyed(*row) for row in connection.execute(statement.where(CUSTOMER.c.id > last))]:
        yield page
        last = page[-1][0]


def _keyed(id_: int, key: str, *values: Any) -> tuple[int, Customer]:  # noqa: ANN401 - a row's values
    customer = to_customer(values)
    if number_key(customer.number) != key:
        raise ValueError(key)
    return id_, customer


def _events_of(connection: Connection, numbers: Sequence[str]) -> dict[str, list[Event]]:
    statement = select(*EVENT_COLUMNS).outerjoin(DETAIL, DETAIL.c.seq == EVENT.c.seq)
    found: dict[str, list[Event]] = defaultdict(list)
    for row in connection.execute(statement.where(EVENT.c.customer.in_(numbers)).order_by(EVENT.c.seq)):
        event = to_event(row)
        found[event.customer or ""].append(event)
    return found


def _entries_of(connection: Connection, ids: Sequence[int]) -> dict[int, list[Entry]]:
    statement = select(ENTRY.c.customer_id, *ENTRY_COLUMNS).join(CUSTOMER, CUSTOMER.c.id == ENTRY.c.customer_id)
    found: dict[int, list[Entry]] = defaultdict(list)
    for row in connection.execute(statement.where(ENTRY.c.customer_id.in_(ids)).order_by(ENTRY.c.id)):
        found[row[0]].append(to_entry(row[1:]))
    return found
