"""Made-up customers in any number, always the same ones for the same number, put into a shop without ceremony.

Their names are as crowded and as rare as names are: some thousand first names and a hundred thousand last names, of
which a few are everywhere; two in three have a middle name, some a nickname or a double name. Most emails are of a few
large domains and some of one of thousands; some license numbers have letters inside, as of states that draw them so.
"""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from sqlalchemy import insert, update

from intake.customer import Customer
from storage.keeping import keep_all
from storage.mapping import CUSTOMER, customer_row
from storage.tables import Shop, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

_BEGINNINGS = [
    "b", "br", "c", "ch", "cl", "d", "dr", "f", "g", "gr", "h", "j", "k", "kr", "l", "m", "n", "p", "r", "s", "sh",
    "st", "t", "th", "tr", "v", "w", "z",
]  # fmt: skip
_VOWELS = ["a", "a", "a", "e", "e", "e", "i", "i", "o", "o", "u", "ai", "ea", "ia", "ie", "ou"]
_ENDINGS = ["", "", "n", "s", "r", "l", "nd", "th", "ck", "m", "son", "ley", "man", "ton", "ez"]
_DOMAINS = ["mail.example", "example.com", "post.example.net", "inbox.example.org", "home.example"]
_AREAS = ["555", "555", "556", "557", "558", "559"]
_STATES = ["CA", "CA", "CA", "CA", "CO", "OR", "WA"]
_LETTERS_AND_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_BATCH = 20_000


@cache
def names(count: int, syllables: int, seed: int) -> Sequence[str]:
    """Return ``count`` different made-up names of one to ``syllables`` syllables; the first are the commonest."""
    dice = random.Random(seed)
    found: dict[str, None] = {}
    while len(found) < count:
        most = dice.randint(1, syllables)
        parts = (dice.choice(_BEGINNINGS) + dice.choice(_VOWELS) for _ in range(most))
        name = "".join(parts) + dice.choice(_ENDINGS)
        if len(name) >= 3:
            found[name.title()] = None
    return list(found)


def people(count: int) -> Iterator[Customer]:
    """Yield ``count`` customers, numbered from 1; common names are commoner than rare ones."""
    dice, now = random.Random(20261121), datetime(2026, 1, 1, tzinfo=UTC)
    firsts, lasts = names(4_000, 2, 1), names(100_000, 3, 2)
    for number in range(1, count + 1):
        first = firsts[int(len(firsts) * dice.random() ** 2)]
        last = lasts[int(len(lasts) * dice.random() ** 2.5)]
        if dice.random() < 0.05:
            last += f"-{lasts[int(len(lasts) * dice.random() ** 2.5)]}"
        domain = _DOMAINS[int(5 * dice.random() ** 2)] if number % 40 else f"{last}.example"
        local = dice.choice((f"{first}.{last}{number % 1000}", f"{first[0]}{last}{number}", f"{last}{number}"))
        yield Customer(
            number=str(number),
            first_name=first,
            middle_name=firsts[int(len(firsts) * dice.random() ** 2)] if dice.random() < 0.65 else None,
            last_name=last,
            nickname=(first[:3], firsts[number % len(firsts)])[number % 2] if dice.random() < 0.1 else None,
            date_of_birth=date(1940, 1, 1) + timedelta(days=dice.randrange(24_000)),
            license_number=_license(number),
            license_state=dice.choice(_STATES),
            license_expires=date(2029, 1, 1) + timedelta(days=dice.randrange(900)),
            city="Exampleton",
            state="CA",
            phone=f"{dice.choice(_AREAS)}{dice.randrange(2 * 10**6, 10**7)}",
            email=f"{local}@{domain}".lower(),
            medical_id=f"M{number * 123_457 % 10**8:08}" if dice.random() < 0.1 else None,
            created_at=now,
            updated_at=now,
            version=1,
        )


def _license(number: int) -> str:
    """Return a letter and eight digits, of one customer in sixteen three letters and nine of both."""
    if number % 16:
        return f"{'DSYKBOI'[number % 7]}{number * 61_803_399 % 10**8:08}"
    drawn = number * 61_803_398_874_989 % 36**9
    return "WDL" + "".join(_LETTERS_AND_DIGITS[drawn // 36**place % 36] for place in range(9))


def fill(connection: Connection, count: int) -> None:
    """Put ``count`` customers into an empty shop, inside the caller's transaction."""
    crowd = people(count)
    while batch := list(islice(crowd, _BATCH)):
        connection.execute(insert(CUSTOMER), [customer_row(customer) for customer in batch])
    keep_all(connection)
    connection.execute(update(table(Shop)).values(next_number=count + 1, customers=count))
