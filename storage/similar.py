"""Finding customers in spite of one wrong, missing, extra or swapped letter in a name word."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain, permutations
from typing import TYPE_CHECKING, Any, NamedTuple

from storage.keeping import placed
from storage.slips import is_near
from storage.stretches import read, whole
from storage.words import LAST, NEW, Kind, beside, near_forms

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from storage.stretches import Stretch

    Near = Mapping[str, Collection[str]]

_LEAST_ALONE = 4
"""Letters of a name that is searched with an error and without another name beside it."""
_MOST_LEADING = 3
_MOST_TRIED = 30
_FORMS = "SELECT form, word FROM word_form WHERE kind = 'name' AND {}"
_WHOLE = (
    "SELECT x.word, y.word, {} FROM word_form x CROSS JOIN word_form y "  # noqa: S608 - our names
    "WHERE x.kind = 'name' AND {} AND x.word = x.form AND y.kind = 'name' AND {} AND y.word = y.form "
    f"AND EXISTS (SELECT 1 FROM customer_word w WHERE w.kind IN ('name', '{NEW}name') AND w.word = x.word "
    "AND w.rest >= ' ' || y.word AND w.rest < ' ' || y.word || '!')"
)
"""Names that somebody has right beside each other; a blank ends a word and is before !, which is in no word."""
_BEGINNING = (
    "SELECT x.word, ?, {} FROM word_form x WHERE x.kind = 'name' AND {} AND x.word = x.form AND EXISTS (SELECT 1 "  # noqa: S608 - our names
    f"FROM customer_word w WHERE w.kind IN ('name', '{NEW}name') AND w.word = x.word AND w.rest >= ? AND w.rest <= ?)"
)


class _Pair(NamedTuple):
    """A name word in use and what stands right beside it, ``whole`` or as a beginning, for two ``typed`` words."""

    errors: int
    word: str
    other: str
    whole: bool
    typed: tuple[str, str]


class _Beside(NamedTuple):
    """A question for words beside each other that two ``typed`` ones may mean."""

    sql: str
    values: tuple[Any, ...]
    whole: bool
    typed: tuple[str, str]


_Asking = Callable[["Connection", int, str, str, "Near"], _Beside]


def similar_names(connection: Connection, typed: Sequence[str], limit: int) -> Sequence[int]:
    """Return customers whose name words are the ``typed`` ones but for an error in one, else in two of them.

    Words without an error may be beginnings.
    """
    words = sorted(typed, key=len, reverse=True)
    if len(set(words)) < len(words):
        return ()
    near = _near(connection, words)
    if len(words) == 1:
        return _alone(connection, words[0], near[words[0]], limit)
    for beside_it in (_beginning_beside, _whole_beside):
        pairs = _pairs(connection, words[:_MOST_LEADING], near, beside_it)[:_MOST_TRIED]
        found = _first(read(connection, [_bearers(pair, words, near) for pair in pairs], limit), limit)
        if found:
            return found
    return ()


def _near(connection: Connection, words: Sequence[str]) -> Near:
    """Return for each typed word the words in use that are near it, itself among them if it is in use."""
    forms = {word: near_forms(word) for word in words}
    condition, values = _among(connection, "form", sorted(set().union(*forms.values())))
    rows = connection.exec_driver_sql(placed(connection, _FORMS.format(condition)), values).all()
    return {
        word: sorted({found for form, found in rows if form in forms[word] and is_near(word, found)}) for word in words
    }


def _alone(connection: Connection, typed: str, near: Collection[str], limit: int) -> Sequence[int]:
    if len(typed) < _LEAST_ALONE:
        return ()
    words = sorted(near, key=lambda word: (word[0] != typed[0], word))
    return _first(read(connection, [whole(Kind.NAME, word) for word in words[:_MOST_TRIED]], limit), limit)


def _pairs(connection: Connection, words: Sequence[str], near: Near, beside_it: _Asking) -> list[_Pair]:
    """Return the pairs of words that somebody has beside each other, those with the fewest errors first."""
    typed = [(one, other) for one, other in permutations(words, 2) if near[one]]
    asked = [beside_it(connection, place, *pair, near) for place, pair in enumerate(typed)]
    sql = " UNION ALL ".join(part.sql for part in asked)
    values = tuple(value for part in asked for value in part.values)
    rows = connection.exec_driver_sql(placed(connection, sql), values) if asked else ()
    return sorted(_pair(word, other, asked[place]) for word, other, place in rows)


def _pair(word: str, other: str, asked: _Beside) -> _Pair:
    errors = (word != asked.typed[0]) + (other != asked.typed[1])
    return _Pair(errors, word, other, asked.whole, asked.typed)


def _beginning_beside(connection: Connection, place: int, typed: str, other: str, near: Near) -> _Beside:
    condition, words = _among(connection, "x.form", near[typed])
    first = beside([other])
    return _Beside(_BEGINNING.format(place, condition), (other, *words, first, first + LAST), False, (typed, other))


def _whole_beside(connection: Connection, place: int, typed: str, other: str, near: Near) -> _Beside:
    these, words = _among(connection, "x.form", near[typed])
    those, others = _among(connection, "y.form", near[other])
    return _Beside(_WHOLE.format(place, these, those), words + others, True, (typed, other))


def _among(connection: Connection, column: str, values: Collection[str]) -> tuple[str, tuple[Any, ...]]:
    """Return a condition that a column has one of some values, and what it takes."""
    if connection.dialect.name == "postgresql":
        return f"{column} = ANY(?)", (list(values),)
    return f"{column} IN ({', '.join('?' * len(values))})", tuple(values)


def _bearers(pair: _Pair, words: Sequence[str], near: Near) -> Stretch:
    """Return who has the pair, and the other typed words as well."""
    first = beside([pair.other])
    last = first + (" " if pair.whole else "") + LAST
    stretch = whole(Kind.NAME, pair.word).but("rest >= ? AND rest <= ?", first, last)
    for word in words:
        if word not in pair.typed:
            likes = [f"%{beside([word])}%", *(f"%{beside([other])} %" for other in near[word])]
            stretch = stretch.but("(" + " OR ".join(["rest || ' ' LIKE ?"] * len(likes)) + ")", *likes)
    return stretch


def _first(found: Iterable[Sequence[int]], limit: int) -> Sequence[int]:
    return list(dict.fromkeys(chain.from_iterable(found)))[:limit]
