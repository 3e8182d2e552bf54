"""Reading stretches of the indexes that customers are searched by, several at once by one statement.

The statements are written as text: SQLAlchemy would take longer to build one than the databases take to answer it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from storage.keeping import placed
from storage.words import LAST, LONGEST, Kind, beside

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date

    from sqlalchemy import Connection

_TWICE = 5
"""Of so many customers in a stretch one may be there twice before it is read again."""
_KIND = "word, rest, customer_id FROM customer_word WHERE kind = ?"
_WORDS = f"{_KIND} AND word >= ? AND word <= ?"
_ONE_OF = "word = ANY((SELECT string_to_array(?, ' '))::text[])"
"""So written that neither the driver nor the planner looks at a thousand words one by one."""
_PARTS = "part, previous, customer_id FROM customer_part WHERE kind = ? AND part >= ? AND part <= ?"
_NUMBERS = "number_key, '', id FROM customer WHERE deleted_at IS NULL AND number_key >= ? AND number_key <= ?"
_COUNT = (
    "SELECT {0}, count(*) FROM "
    "(SELECT 1 FROM customer_word WHERE kind = ? AND word >= ? AND word <= ? LIMIT 2000) AS s{0}"
)
_DOMAINS = "SELECT DISTINCT word FROM word_form WHERE kind = ? AND form >= ? AND form <= ? ORDER BY word LIMIT 20"


class Stretch(NamedTuple):
    """The customers in a part of an index: the ``sql`` of two columns to sort by and the id, and its values."""

    sql: str
    values: tuple[object, ...]

    def but(self, condition: str, *values: object) -> Stretch:
        """Return those of this stretch for whom a condition holds as well."""
        return Stretch(f"{self.sql} AND {condition}", self.values + values)


def numbers(first: str, last: str) -> Stretch:
    """Return the customers, not deleted, whose number's key is from ``first`` to ``last``."""
    return Stretch(_NUMBERS, (first, last))


def whole(kind: Kind, word: str) -> Stretch:
    """Return who has exactly that word."""
    return Stretch(_WORDS, (kind.value, word[:LONGEST], word[:LONGEST]))


def one_of(connection: Connection, kind: Kind, words: Collection[str]) -> Stretch:
    """Return who has exactly one of ``words``, which have no blanks."""
    stretch = Stretch(_KIND, (kind.value,))
    if connection.dialect.name == "postgresql":
        return stretch.but(_ONE_OF, " ".join(words))
    return stretch.but(f"word IN ({', '.join('?' * len(words))})", *words)


def born(connection: Connection, days: Iterable[date], named: Iterable[str]) -> Stretch:
    """Return who is born on one of ``days`` and has, for each of ``named``, a first or last name that begins so."""
    stretch = one_of(connection, Kind.BIRTH, [day.isoformat() for day in days])
    for word in named:
        stretch = stretch.but("' ' || replace(rest, ',', ' ') LIKE ?", f"%{beside([word])}%")
    return stretch


def beginning(kind: Kind, word: str) -> Stretch:
    """Return who has a word that begins so."""
    return Stretch(_WORDS, (kind.value, word[:LONGEST], word[:LONGEST] + LAST))


def inside(kind: Kind, text: str) -> tuple[Stretch, Stretch]:
    """Return who has ``text`` behind the first character: at places where a part begins, and one before those."""
    later = Stretch(_PARTS, (kind.value, text[1:], text[1:] + LAST))
    return Stretch(_PARTS, (kind.value, text, text + LAST)), later.but("previous = ?", text[0])


def ending(kind: Kind, text: str) -> tuple[Stretch, Stretch]:
    """Return who has ``text`` at the end and something before it, as ``inside`` does."""
    later = Stretch(_PARTS, (kind.value, text[1:], text[1:]))
    return Stretch(_PARTS, (kind.value, text, text)), later.but("previous = ?", text[0])


def with_beside(stretch: Stretch, words: Iterable[str]) -> Stretch:
    """Return those whose names have, for each of ``words``, another word that begins so."""
    for word in words:
        stretch = stretch.but("rest LIKE ?", f"%{beside([word])}%")
    return stretch


def read(connection: Connection, stretches: Sequence[Stretch], limit: int) -> list[Sequence[int]]:
    """Return the first ``limit`` different customers of each stretch, in its order; a stretch may have one twice."""
    found: list[Sequence[int]] = [()] * len(stretches)
    left, most = list(range(len(stretches))), limit + limit // _TWICE + 1
    while left:
        rows = _rows(connection, [(place, stretches[place]) for place in left], most)
        for place in left:
            found[place] = list(dict.fromkeys(customer_id for *_, customer_id in sorted(rows[place])))[:limit]
        left = [place for place in left if len(found[place]) < limit and len(rows[place]) == most]
        most *= 2
    return found


def rows(connection: Connection, stretch: Stretch, most: int) -> Sequence[tuple[str, str, int]]:
    """Return the first rows of a stretch: what it is sorted by, two texts, and the customer."""
    found: Sequence[tuple[str, str, int]] = _rows(connection, [(0, stretch)], most)[0]
    return found


def _rows(connection: Connection, these: Sequence[tuple[int, Stretch]], most: int) -> dict[int, list[Any]]:
    """Return the first rows of each stretch."""
    one = "SELECT * FROM (SELECT {}, {} ORDER BY 2, 3, 4 LIMIT {}) AS s{}"
    sql = " UNION ALL ".join(one.format(place, stretch.sql, most, place) for place, stretch in these)
    values = tuple(value for _, stretch in these for value in stretch.values)
    rows: dict[int, list[Any]] = {place: [] for place, _ in these}
    for place, *row in connection.exec_driver_sql(placed(connection, sql), values):
        rows[place].append(tuple(row))
    return rows


def domains(connection: Connection, text: str) -> Sequence[str]:
    """Return the first domains of customers' emails that have ``text`` inside."""
    values = (Kind.DOMAIN.value, text, text + LAST)
    return [word for (word,) in connection.exec_driver_sql(placed(connection, _DOMAINS), values)]


def how_common(connection: Connection, words: Sequence[str]) -> dict[str, int]:
    """Return for each beginning of a name word how many there are of it, 2,000 at most."""
    sql = " UNION ALL ".join(_COUNT.format(place) for place in range(len(words)))
    values = tuple(value for word in words for value in beginning(Kind.NAME, word).values)
    return {words[place]: count for place, count in connection.exec_driver_sql(placed(connection, sql), values)}
