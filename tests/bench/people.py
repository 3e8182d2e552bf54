"""Made-up customers in any number, always the same ones for the same number, put into a shop without ceremony."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from itertools import islice, product
from typing import TYPE_CHECKING

from sqlalchemy import insert, update

from intake.customer import Customer
from storage.mapping import CUSTOMER, customer_row
from storage.tables import CustomerWord, Shop, table
from storage.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

_FIRST = [
    "".join(parts).title()
    for parts in product(
        ("al", "be", "co", "di", "el", "fa", "jo", "ma", "ru", "te"),
        ("ba", "den", "lia", "mar", "na", "ric", "sha", "via"),
    )
]
_LAST = [
    "".join(parts).title()
    for parts in product(
        ("ash", "bran", "cald", "dor", "ever", "hol", "kes", "mar", "oak", "pem", "smi", "tal", "vern", "wyn"),
        ("b", "d", "m", "n", "r", "th", "v"),
        ("er", "ford", "ham", "ley", "man", "owe", "son", "well"),
    )
]
_BATCH = 20_000


def people(count: int) -> Iterator[Customer]:
    """Yield ``count`` customers, numbered from 1; common names are commoner than rare ones."""
    dice, now = random.Random(20261121), datetime(2026, 1, 1, tzinfo=UTC)
    for number in range(1, count + 1):
        first = _FIRST[int(len(_FIRST) * dice.random() ** 2)]
        last = _LAST[int(len(_LAST) * dice.random() ** 2)]
        yield Customer(
            number=str(number),
            first_name=first,
            last_name=last,
            nickname=first[:3] if dice.random() < 0.2 else None,
            date_of_birth=date(1940, 1, 1) + timedelta(days=dice.randrange(24_000)),
            license_number=f"D{number:07}",
            license_state="CA",
            license_expires=date(2029, 1, 1) + timedelta(days=dice.randrange(900)),
            city="Exampleton",
            state="CA",
            phone=f"555{dice.randrange(10**7):07}",
            email=f"{first}.{last}{number}@example.com".lower(),
            created_at=now,
            updated_at=now,
            version=1,
        )


def fill(connection: Connection, count: int) -> None:
    """Put ``count`` customers into an empty shop, inside the caller's transaction."""
    crowd, ids = people(count), iter(range(1, count + 1))
    while batch := list(islice(crowd, _BATCH)):
        numbered = [(next(ids), customer) for customer in batch]
        connection.execute(insert(CUSTOMER), [{"id": id_, **customer_row(customer)} for id_, customer in numbered])
        words = [
            {"kind": word.kind.value, "word": word.word, "rest": word.rest, "customer_id": id_}
            for id_, customer in numbered
            for word in words_of(customer)
        ]
        connection.execute(insert(table(CustomerWord)), words)
    connection.execute(update(table(Shop)).values(next_number=count + 1, customers=count))
