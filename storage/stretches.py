"""Reading stretches of the indexes that customers are searched by, several at once by one statement.

The statements are written as text: SQLAlchemy would take longer to build one than the databases take to answer it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from storage.keeping import placed
from storage.words import LAST, LONGEST, NEW, Kind, beside, parts_in

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from datetime import date

    from sqlalchemy import Connection

_TWICE = 5
"""Of so many customers in a stretch one may be there twice before it is read again."""
_KIND = "word, rest, customer_id FROM customer_word WHERE kind = ?"
_WORDS = f"{_KIND} AND word >= ? AND word <= ?"
_ONE_OF = "word = ANY((SELECT string_to_array(?, ' '))::text[])"
"""So written that neither the driver nor the planner looks at a thousand words one by one."""
_IN_TEXT = {"sqlite": "instr(?, ' ' || word || ' ') > 0", "postgresql": "strpos(?, ' ' || word || ' ') > 0"}
"""The same for the few words of new customers, which are all read."""
_PARTS = "part, previous, customer_id FROM customer_part WHERE kind = ? AND part >= ? AND part <= ?"
_OF_NEW = "word, NULL, customer_id FROM customer_word WHERE kind = ? AND length(replace(word, ?, '')) < length(word)"
"""The words that have some characters inside."""
_NUMBERS = "number_key, '', id FROM customer WHERE deleted_at IS NULL AND number_key >= ? AND number_key <= ?"
_BESIDE = (
    "f.form, w.rest, w.customer_id FROM word_form f CROSS JOIN customer_word w "
    "WHERE f.kind = 'name' AND f.form >= ? AND f.form <= ? AND f.word = f.form "
    "AND w.kind = 'name' AND w.word = f.word AND w.rest >= ? AND w.rest <= ?"
)
"""Goes from word to word, of which there are few, and in each to what is beside it: that stands first in the rest."""
_COUNTED = (2_000, 10_000)
"""Words counted of a beginning, at first and where several have that many."""
_COUNT = (
    "SELECT {0}, count(*) FROM "
    "(SELECT 1 FROM customer_word WHERE kind = ? AND word >= ? AND word <= ? LIMIT {1}) AS s{0}"
)
_DOMAINS = "SELECT word FROM word_form WHERE kind = ? AND form >= ? AND form <= ? ORDER BY form, word LIMIT 20"
"""In the order of the index: thousands of domains may have some letters inside."""


_Row = tuple[str, str, int]


class Stretch(NamedTuple):
    """The customers in a part of an index, and those of new customers in another.

    Of each ``area``, the SQL of two columns to sort by and the id, and its values. New customers have no parts yet:
    where NULL is the second column, ``parts`` are what stands for the first.
    """

    areas: tuple[tuple[str, tuple[object, ...]], ...]
    parts: Callable[[str], Iterable[tuple[str, str]]] | None = None

    def but(self, condition: str, *values: object) -> Stretch:
        """Return those of this stretch for whom a condition holds as well."""
        return self._replace(areas=tuple((f"{sql} AND {condition}", given + values) for sql, given in self.areas))


def numbers(first: str, last: str) -> Stretch:
    """Return the customers, not deleted, whose number's key is from ``first`` to ``last``."""
    return Stretch(((_NUMBERS, (first, last)),))


def whole(kind: Kind, word: str) -> Stretch:
    """Return who has exactly that word."""
    return _words(kind, word[:LONGEST], word[:LONGEST])


def one_of(connection: Connection, kind: Kind, words: Collection[str]) -> Stretch:
    """Return who has exactly one of ``words``, which have no blanks."""
    engine, together = connection.dialect.name, " ".join(words)
    of_new = f"{_KIND} AND {_IN_TEXT[engine]}", (NEW + kind, f" {together} ")
    if engine == "postgresql":
        return Stretch(((f"{_KIND} AND {_ONE_OF}", (kind.value, together)), of_new))
    return Stretch(((f"{_KIND} AND word IN ({', '.join('?' * len(words))})", (kind.value, *words)), of_new))


def born(connection: Connection, days: Iterable[date], named: Iterable[str]) -> Stretch:
    """Return who is born on one of ``days`` and has, for each of ``named``, a first or last name that begins so."""
    stretch = one_of(connection, Kind.BIRTH, [day.isoformat() for day in days])
    for word in named:
        stretch = stretch.but("' ' || replace(rest, ',', ' ') LIKE ?", f"%{beside([word])}%")
    return stretch


def beginning(kind: Kind, word: str) -> Stretch:
    """Return who has a word that begins so."""
    return _words(kind, word[:LONGEST], word[:LONGEST] + LAST)


def _words(kind: Kind, first: str, last: str) -> Stretch:
    return Stretch(tuple((_WORDS, (each, first, last)) for each in (kind.value, NEW + kind)))


def inside(kind: Kind, text: str) -> tuple[Stretch, Stretch]:
    """Return who has ``text`` behind the first character: at places where a part begins, and one before those."""
    return _parts(kind, text, text + LAST), _parts(kind, text[1:], text[1:] + LAST, text[0])


def ending(kind: Kind, text: str) -> tuple[Stretch, Stretch]:
    """Return who has ``text`` at the end and something before it, as ``inside`` does."""
    return _parts(kind, text, text), _parts(kind, text[1:], text[1:], text[0])


def _parts(kind: Kind, first: str, last: str, previous: str = "") -> Stretch:
    """Return who has a part from ``first`` to ``last``, with that character previous to it if one is given."""

    def these(word: str) -> Iterable[tuple[str, str]]:
        parts = ((part, before) for _, part, before in parts_in(kind, word))
        return (it for it in parts if first <= it[0] <= last and previous in {"", it[1]})

    of_all = (f"{_PARTS} AND previous = ?" if previous else _PARTS, (kind.value, first, last, *previous))
    return Stretch((of_all, (_OF_NEW, (NEW + kind, previous + first))), these)


def beside_each_other(first: str, other: str) -> Stretch:
    """Return whose names have a word that begins with ``first`` and right beside it one that begins with ``other``."""
    word, beside_it = first[:LONGEST], beside([other[:LONGEST]])
    values = (word, word + LAST, beside_it, beside_it + LAST)
    return Stretch(((_BESIDE, values), (f"{_WORDS} AND rest >= ? AND rest <= ?", (NEW + Kind.NAME, *values))))


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
            sure = sorted(rows[place])[:most]  # behind those, an area may have more in between
            found[place] = list(dict.fromkeys(customer_id for *_, customer_id in sure))[:limit]
        left = [place for place in left if len(found[place]) < limit and len(rows[place]) >= most]
        most *= 2
    return found


def rows(connection: Connection, stretch: Stretch, most: int) -> Sequence[_Row]:
    """Return the first rows of a stretch: what it is sorted by, two texts, and the customer."""
    return sorted(_rows(connection, [(0, stretch)], most)[0])[:most]


def _rows(connection: Connection, these: Sequence[tuple[int, Stretch]], most: int) -> dict[int, list[_Row]]:
    """Return the first rows of each area of each stretch."""
    one = "SELECT * FROM (SELECT {}, {} ORDER BY 2, 3, 4 LIMIT {}) AS s"
    areas = [(place, *area) for place, stretch in these for area in stretch.areas]
    sql = " UNION ALL ".join(one.format(place, area, most) for place, area, _ in areas)
    values = tuple(value for _, _, given in areas for value in given)
    rows: dict[int, list[_Row]] = {place: [] for place, _ in these}
    parts = {place: stretch.parts for place, stretch in these}
    for place, first, second, customer_id in connection.exec_driver_sql(placed(connection, sql), values):
        if second is None and (parts_in_word := parts[place]):
            rows[place] += ((part, previous, customer_id) for part, previous in parts_in_word(first))
        else:
            rows[place].append((first, second, customer_id))
    return rows


def domains(connection: Connection, text: str) -> Sequence[str]:
    """Return the first domains of customers' emails that have ``text`` inside, by what stands from it to their end."""
    values = (Kind.DOMAIN.value, text, text + LAST)
    return [*dict.fromkeys(word for (word,) in connection.exec_driver_sql(placed(connection, _DOMAINS), values))]


def how_common(connection: Connection, words: Sequence[str]) -> dict[str, int]:
    """Return for each beginning of a name word how many there are of it; very many are not counted to the end."""
    counts: dict[str, int] = {}
    for most in _COUNTED:
        counts = _counts(connection, words, most)
        if sum(count == most for count in counts.values()) <= 1:
            break
    return counts


def _counts(connection: Connection, words: Sequence[str], most: int) -> dict[str, int]:
    areas = [(place, given) for place, word in enumerate(words) for _, given in beginning(Kind.NAME, word).areas]
    sql = " UNION ALL ".join(_COUNT.format(place, most) for place, _ in areas)
    values = tuple(value for _, given in areas for value in given)
    counts = [0] * len(words)
    for place, count in connection.exec_driver_sql(placed(connection, sql), values):
        counts[place] += count
    return {word: min(count, most) for word, count in zip(words, counts, strict=True)}
