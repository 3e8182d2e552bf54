"""Searching customers by what they are found by (J2): short stretches of indexes, most of them in one statement."""

from __future__ import annotations

from itertools import chain, combinations, islice, zip_longest
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import bindparam, select

from intake.search import SIMILAR, Found
from intake.text import spelt_out
from storage import stretches
from storage.mapping import CUSTOMER, CUSTOMER_COLUMNS, number_key, to_customer
from storage.misread import misread
from storage.similar import similar_names
from storage.unreadable import readable
from storage.words import LAST, Kind, email_word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from intake.customer import Customer
    from intake.search import Query
    from storage.stretches import Stretch

_BY_ID = select(CUSTOMER.c.id, *CUSTOMER_COLUMNS).where(CUSTOMER.c.id.in_(bindparam("ids", expanding=True)))
_MOST_WORDS = 10
_AS_MANY = 10_000
_LEAST_INSIDE = 4
_SELDOM_COMMON = 6
"""Letters of a name's beginning that so few have that nobody counts them."""
_LEAST_BEHIND = 8
"""Letters of two names that are searched with errors behind those who have them as typed."""
_LONGEST_PARTICLE = 3
"""Letters of a word that may be one with what follows, as in O'Neil, McDonald or VanDyke."""
_MOST_PARTICLES = 2
"""Such words before another, as in DeLaCruz."""
_LEAST_TOGETHER = 4
"""Letters of what they are then; of fewer, too many names begin so."""
_A_PAIR = 2


class _Way(NamedTuple):
    """A way to find customers ``by`` a field, and what to read for it: one of each stretch comes after the other."""

    by: str
    read: Sequence[Stretch]


def find(connection: Connection, query: Query, limit: int) -> list[Found]:
    """Return at most ``limit`` customers who match ``query``, the best kind of match first, each once.

    Within a kind they come in the order of what matched, whole words before their continuations, and two names right
    beside each other before those with another one in between. Typing errors are looked for where nothing matches as
    it is typed, and in two full names behind those who match.
    """
    limit = max(0, min(limit, _AS_MANY))
    matched: dict[int, str] = {}
    for look in (_as_typed, _inside, _in_domains, _nearly) if limit else ():
        for by, customer_ids in look(connection, query, limit, matched):
            for customer_id in customer_ids:
                matched.setdefault(customer_id, by)
        if len(matched) >= limit:
            break
    wanted = dict(list(matched.items())[:limit])
    customers = _load(connection, list(wanted))
    return [Found(customers[customer_id], by) for customer_id, by in wanted.items()]


def _as_typed(
    connection: Connection, query: Query, limit: int, matched: Mapping[int, str]
) -> Iterator[tuple[str, Iterable[int]]]:
    """Yield who has what is typed as a word, its beginning or its end, by field and the best first."""
    ways = [way for way in _ways(connection, query) if query.field in {None, way.by}]
    found = iter(stretches.read(connection, [stretch for way in ways for stretch in way.read], limit))
    for way in ways:
        in_turn = chain.from_iterable(zip_longest(*islice(found, len(way.read))))
        yield way.by, [customer_id for customer_id in in_turn if customer_id is not None]
    if query.field in {None, "name"} and query.long_enough and not query.dated and len(matched) < limit:
        names = [_with_all(words) for words in _rarest_first(connection, query)]
        yield "name", chain.from_iterable(stretches.read(connection, names, limit))


def _inside(
    connection: Connection, query: Query, limit: int, _matched: Mapping[int, str]
) -> Iterator[tuple[str, Iterable[int]]]:
    """Yield who has what is typed inside a number or an email."""
    texts = {kind: text for kind, text in _inner_texts(query).items() if text and query.field in {None, kind.value}}
    if not texts or not query.long_enough:
        return
    found = iter(stretches.read(connection, [each for one in texts.items() for each in stretches.inside(*one)], limit))
    yield from ((kind.value, [*next(found), *next(found)]) for kind in texts)


def _in_domains(
    connection: Connection, query: Query, limit: int, matched: Mapping[int, str]
) -> Iterator[tuple[str, Iterable[int]]]:
    """Yield who has what is typed inside the domain of the email, unless it is a number that was found."""
    text = "" if matched and query.digits and query.field is None else _inner_email(query)
    asked = query.field in {None, "email"} and query.long_enough and text and "@" not in text
    if asked and (domains := stretches.domains(connection, text)):
        yield "email", stretches.read(connection, [stretches.one_of(connection, Kind.DOMAIN, domains)], limit)[0]


def _nearly(
    connection: Connection, query: Query, limit: int, matched: Mapping[int, str]
) -> Iterator[tuple[str, Iterable[int]]]:
    """Yield who has what is typed but for a small error."""
    if not query.long_enough:
        return
    words = () if query.digits else _name_words(query)
    enough = not matched or (len(words) == 2 and len("".join(words)) >= _LEAST_BEHIND)
    if query.field in {None, "name"} and words and enough:
        yield f"{SIMILAR}name", similar_names(connection, words, limit)
    if not matched:
        yield from misread(connection, query, limit)


def _ways(connection: Connection, query: Query) -> Iterator[_Way]:
    key = number_key(query.text)
    yield _Way("number", [stretches.numbers(key, key)])
    if not query.long_enough:
        return
    if query.field == "number":
        yield _Way("number", [stretches.numbers(key, key + LAST)])
    codes = [Kind.LICENSE, Kind.MEDICAL] if query.is_code else []
    yield from (_Way(kind.value, [stretches.whole(kind, query.compact)]) for kind in codes)
    if query.birth:
        named = (query.named, *_put_together(query.named))
        yield _Way("birth", [stretches.born(connection, [query.birth], words) for words in named])
    yield from _by_name(query)
    phone, email = query.phone, "" if " " in query.text else email_word(query.text)
    if phone:
        yield _Way("phone", [stretches.beginning(Kind.PHONE, phone)])
        yield from (_Way("phone", [stretch]) for stretch in stretches.ending(Kind.PHONE, phone))
    if email:
        yield _Way("email", [stretches.beginning(Kind.EMAIL, email)])
    yield from (_Way(kind.value, [stretches.beginning(kind, query.compact)]) for kind in codes)
    if email.startswith("@"):
        yield _Way("email", [stretches.beginning(Kind.DOMAIN, email[1:])])


def _by_name(query: Query) -> Iterator[_Way]:
    """Find names that have the only word typed or two right beside each other, also with particles put before them."""
    for words in _spellings(query):
        together = () if query.joined else _put_together(words)
        yield _Way("name", [*map(_with_all, together), *_straight(words)])


def _straight(words: Sequence[str]) -> Sequence[Stretch]:
    """Return whose names have one word, or two right beside each other."""
    if len(words) == 1:
        return [_with_all(words)]
    return [stretches.beside_each_other(*sorted(words, key=len, reverse=True))] if len(words) == _A_PAIR else ()


def _rarest_first(connection: Connection, query: Query) -> list[Sequence[str]]:
    """Return the words of each spelling that has several, so that few have the first one."""
    several = [sorted(words, key=len, reverse=True) for words in _spellings(query) if len(words) > 1]
    short = {word for words in several if len(words[0]) < _SELDOM_COMMON for word in words}
    common = stretches.how_common(connection, sorted(short)) if short else {}
    return [sorted(words, key=lambda word: common.get(word, 0)) for words in several]


def _with_all(words: Sequence[str]) -> Stretch:
    """Return whose names have all ``words``, of which the first is the rarest."""
    return stretches.with_beside(stretches.beginning(Kind.NAME, words[0]), words[1:])


def _put_together(words: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield ``words`` with those that may be one name written as one, the longest first."""
    for start, end in combinations(range(len(words) + 1), 2):
        if _may_be_one(words[start:end]):
            yield sorted(["".join(words[start:end]), *words[:start], *words[end:]], key=len, reverse=True)


def _may_be_one(words: Sequence[str]) -> bool:
    """Return whether it is a particle or two and what follows them."""
    *particles, _ = words
    short = 0 < len(particles) <= _MOST_PARTICLES and max(map(len, particles)) <= _LONGEST_PARTICLE
    name = "".join(words)
    return short and len(name) >= _LEAST_TOGETHER and name.isalpha()


def _inner_texts(query: Query) -> Mapping[Kind, str]:
    """Return what to look for inside the numbers and the email; nothing where it is too short."""
    code = query.compact if query.is_code and len(query.compact) >= _LEAST_INSIDE else ""
    return {
        Kind.PHONE: query.phone,
        Kind.LICENSE: code,
        Kind.MEDICAL: code,
        Kind.EMAIL: _inner_email(query),
    }


def _spellings(query: Query) -> Iterable[Sequence[str]]:
    """Return the words of a name as typed and, where those are other ways, as passports spell them and taken apart."""
    typed, joined = _name_words(query), query.joined
    apart = [(joined[:place], joined[place:]) for place in range(1, min(len(joined), _MOST_WORDS))]
    return dict.fromkeys((typed, tuple(spelt_out(query.text).split())[:_MOST_WORDS], *apart)) if typed else ()


def _name_words(query: Query) -> tuple[str, ...]:
    return () if query.field is None and "@" in query.text else query.words[:_MOST_WORDS]


def _inner_email(query: Query) -> str:
    text = email_word(query.text)
    return text if len(text) >= _LEAST_INSIDE and " " not in text else ""


def _load(connection: Connection, ids: Sequence[int]) -> Mapping[int, Customer]:
    rows = connection.execute(_BY_ID, {"ids": ids}) if ids else ()
    with readable("Some profiles"):
        return {row[0]: to_customer(row[1:]) for row in rows}
