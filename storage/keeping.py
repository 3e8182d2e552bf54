"""Keeping what customers are found by: the one place where words, parts and forms are written.

Words and parts are many and lie far apart, each in a page of its own that must be read and written. So the words of
new customers lie together under kinds of their own; they are found by these and by reading their profiles, until a
dozen or so customers are put among all others together. Forms are kept at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, delete, func, select, text, update

from intake.customer import Customer
from storage import tables
from storage.tables import table
from storage.words import NEW, Kind, Word, forms_of, parts_in, parts_of, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Connection, Select, Table

    from storage.words import Part

TOGETHER = 16
"""At every so many customers, the new ones are put among all others."""

CUSTOMER = table(tables.Customer)
WORD = table(tables.CustomerWord)
PART = table(tables.CustomerPart)
FORM = table(tables.WordForm)
_FIELDS = (
    "first_name", "middle_name", "last_name", "suffix", "nickname", "phone", "email", "license_number", "medical_id",
    "date_of_birth", "deleted_at",
)  # fmt: skip
_SEARCHED = select(CUSTOMER.c.id, *(CUSTOMER.c[name] for name in _FIELDS)).order_by(CUSTOMER.c.id)
_BEHIND = "new/"
"""Sorts behind all kinds of new customers' words."""
_OF_NEW = and_(WORD.c.kind > NEW, WORD.c.kind < _BEHIND)
NEWCOMERS = select(WORD.c.customer_id).where(_OF_NEW)
_NEW_CODES = (
    "SELECT id, phone, email, license_number, medical_id FROM customer WHERE id IN "  # noqa: S608 - our names
    f"(SELECT customer_id FROM customer_word WHERE kind > '{NEW}' AND kind < '{_BEHIND}')"
)
_IS_NEW = NEWCOMERS.where(WORD.c.customer_id == bindparam("customer_id")).limit(1)
_AMONG_ALL = update(WORD).where(_OF_NEW).values(kind=func.substr(WORD.c.kind, len(NEW) + 1))
_PAGE = _SEARCHED.where(CUSTOMER.c.id > bindparam("after")).limit(bindparam("most"))
_BATCH = 50_000
"""Customers whose words are in memory together, some 200 MB: the more, the fewer times the index is walked."""
_ARRAYS = {"customer_id": "%s::bigint[]"}
SHARED = (Kind.NAME, Kind.DOMAIN)
"""The kinds of words that have forms."""
Shared = tuple[str, str]
"""The kind and the text of a word that has forms."""
_AT_LENGTH = {
    "sqlite": "PRAGMA cache_size = -262144",
    "postgresql": "SET LOCAL idle_in_transaction_session_timeout = 0",
}
"""What lets a connection keep a whole shop's words: 256 MB of pages, and time to work them out."""


def keep(connection: Connection, customer_id: int, before: Customer, after: Customer) -> None:
    """Let a changed customer be found by what is in ``after`` and by nothing else that was in ``before``."""
    was, now = words_of(before), words_of(after)
    parts_were, parts_are = parts_of(before), parts_of(after)
    if (was, parts_were) == (now, parts_are):
        return
    new = NEW if connection.execute(_IS_NEW, {"customer_id": customer_id}).first() else ""
    _insert(connection, WORD, _rows(customer_id, now - was, new))
    _keep_forms(connection, now - was)
    _delete(connection, WORD, _rows(customer_id, was - now, new))
    _forget(connection, was - now)
    if not new:
        _insert(connection, PART, _rows(customer_id, parts_are - parts_were))
        _delete(connection, PART, _rows(customer_id, parts_were - parts_are))


def keep_new(connection: Connection, customer_id: int, added: Customer) -> None:
    """Let a new customer be found by what is in ``added``."""
    words = words_of(added)
    _insert(connection, WORD, _rows(customer_id, words, NEW))
    _keep_forms(connection, words)
    put_among_all(connection, customer_id)


def shared(words: Iterable[Word]) -> set[Shared]:
    """Return those of ``words`` that have forms, which all customers with such a word share."""
    return {(word.kind.value, word.word) for word in words if word.kind in SHARED}


def add_forms(connection: Connection, words: Iterable[Shared]) -> None:
    """Keep the forms of words that nobody had until now."""
    _insert(connection, FORM, [row for kind, word in words for row in _form_rows(Word(Kind(kind), word))])


def put_among_all(connection: Connection, customer_id: int) -> None:
    """Put the words and parts of new customers among all others, if ``customer_id`` is the one they wait for."""
    if customer_id % TOGETHER:
        return
    keep_parts_of(connection, NEWCOMERS)
    connection.execute(_AMONG_ALL)


def keep_parts_of(connection: Connection, whose: Select[tuple[int]]) -> None:
    """Keep the parts of the customers with the ids that ``whose`` reads, who have none yet."""
    customers = _customers(connection.execute(_SEARCHED.where(CUSTOMER.c.id.in_(whose))))
    _insert(connection, PART, [row for id_, customer in customers for row in _rows(id_, parts_of(customer))])


def new_parts(connection: Connection) -> Sequence[tuple[str, str, str, int]]:
    """Return the rows of those customers whose parts are not kept yet."""
    new = connection.exec_driver_sql(_NEW_CODES)
    return [row for customer_id, *texts in new for row in _rows(customer_id, parts_in(*texts))]


def keep_all(connection: Connection) -> None:
    """Keep everything anew that the customers in the database are found by, a batch of them in memory at a time.

    Every schema with other words or parts than the one before it does this; the last one counts.
    """
    connection.execute(text(_AT_LENGTH[connection.dialect.name]))
    for each in (WORD, PART, FORM):
        connection.execute(delete(each))
    last = 0
    while page := list(_customers(connection.execute(_PAGE, {"after": last, "most": _BATCH}))):
        last = page[-1][0]
        _insert(connection, WORD, [row for id_, customer in page for row in _rows(id_, words_of(customer))])
        _insert(connection, PART, [row for id_, customer in page for row in _rows(id_, parts_of(customer))])
    for kind in SHARED:
        _share_all(connection, kind)
    if connection.dialect.name == "postgresql":
        connection.execute(text("ANALYZE customer_word, customer_part, word_form"))


def _keep_forms(connection: Connection, words: Iterable[Word]) -> None:
    """Keep the forms of those words that nobody had until now."""
    if not (new := shared(words)):
        return
    places = ", ".join("?" * len(new))
    sql = f"SELECT kind, word FROM word_form WHERE kind IN ('name', 'domain') AND form IN ({places}) AND word = form"  # noqa: S608 - question marks
    known = connection.exec_driver_sql(placed(connection, sql), tuple(word for _, word in new))
    add_forms(connection, new - {(kind, word) for kind, word in known})


def _forget(connection: Connection, words: Iterable[Word]) -> None:
    """Delete the forms of those words that nobody has any more."""
    for kind, word in shared(words):
        left = select(WORD.c.kind).where(WORD.c.kind.in_((kind, NEW + kind)), WORD.c.word == word).limit(1)
        if not connection.execute(left).first():
            _delete(connection, FORM, _form_rows(Word(Kind(kind), word)))


def _share_all(connection: Connection, kind: Kind) -> None:
    words = select(WORD.c.word).where(WORD.c.kind == kind.value).distinct().order_by(WORD.c.word).limit(_BATCH)
    page: Sequence[str] = connection.execute(words).scalars().all()
    while page:
        _insert(connection, FORM, [row for word in page for row in _form_rows(Word(kind, word))])
        page = connection.execute(words.where(WORD.c.word > page[-1])).scalars().all()


def _customers(rows: Iterable[Sequence[Any]]) -> Iterator[tuple[int, Customer]]:
    for id_, *values in rows:
        yield id_, Customer(**dict(zip(_FIELDS, values, strict=True)))


def _rows(customer_id: int, found: Iterable[Word | Part], new: str = "") -> list[tuple[str, str, str, int]]:
    return [(new + kind.value, first, second, customer_id) for kind, first, second in found]


def _form_rows(word: Word) -> list[tuple[str, str, str]]:
    return [(kind.value, form, whole) for kind, form, whole in forms_of(word)]


def _insert(connection: Connection, into: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Store rows, in the order of their key, by one statement for all of them on PostgreSQL."""
    if not rows:
        return
    names = [column.name for column in into.columns]
    if connection.dialect.name == "postgresql":
        values = f"SELECT * FROM unnest({', '.join(_ARRAYS.get(name, '%s::text[]') for name in names)})"  # noqa: S608 - no text from outside
        given: Any = tuple(map(list, zip(*rows, strict=True)))
    else:
        values, given = f"VALUES ({', '.join('?' * len(names))})", sorted(rows, key=_place)
    connection.exec_driver_sql(f"INSERT INTO {into.name} ({', '.join(names)}) {values}", given)


def _place(row: tuple[Any, ...]) -> str:
    """Return where a row lies in its table: one text is compared in half the time of the three that it is made of."""
    return "\0".join(row[:3])


def _delete(connection: Connection, of: Table, rows: Iterable[tuple[Any, ...]]) -> None:
    if given := list(rows):
        same = " AND ".join(f"{column.name} = ?" for column in of.columns)
        connection.exec_driver_sql(placed(connection, f"DELETE FROM {of.name} WHERE {same}"), given)  # noqa: S608 - our names


def placed(connection: Connection, sql: str) -> str:
    """Return SQL with ? for its values as the driver of ``connection`` wants it."""
    return sql.replace("?", "%s") if connection.dialect.name == "postgresql" else sql
