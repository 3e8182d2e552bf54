"""Adding a customer who has no number yet; on a server by one statement, for each costs the wait for an answer."""

from __future__ import annotations

import dataclasses
import json
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, String, bindparam, cast, func, insert, literal, select, update

from intake.errors import StorageFailed
from storage.keeping import SHARED, add_forms, keep_new, put_among_all, shared
from storage.mapping import CUSTOMER, customer_row
from storage.view import SHOP
from storage.words import NEW, words_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sqlalchemy import Connection, ScalarSelect, Update
    from sqlalchemy.sql.dml import ReturningInsert

    from intake.customer import Customer

_GIVEN = [column for column in CUSTOMER.c if column.name not in {"id", "number", "number_key"}]
_NAMES = [column.name for column in _GIVEN]

_NO_NUMBER = (
    "The number that the next customer gets cannot be read: a damaged disk or somebody changed it behind the program. "
    "Give a number of your own, run intake doctor, and compare with a backup, or restore it."
)
_AT_ONCE = f"""
WITH RECURSIVE
given AS (SELECT %s::json AS customer, %s::json AS words),
counted (number) AS (
    SELECT next_number FROM shop
    UNION ALL
    SELECT number + 1 FROM counted WHERE EXISTS (SELECT FROM customer WHERE number_key = counted.number::text)
),
free AS (SELECT max(number) AS number FROM counted),
counting AS (UPDATE shop SET next_number = free.number + 1, customers = customers + %s FROM free),
added AS (
    INSERT INTO customer ({", ".join(_NAMES)}, number, number_key)
    SELECT {", ".join(f"its.{name}" for name in _NAMES)}, free.number::text, free.number::text
    FROM free, given, json_populate_record(NULL::customer, given.customer) AS its
    RETURNING id, number
),
its AS (
    SELECT word.* FROM given, json_to_recordset(given.words) AS word (kind text, word text, rest text)
),
stored AS (
    INSERT INTO customer_word (kind, word, rest, customer_id) SELECT '{NEW}' || kind, word, rest, id FROM added, its
),
known AS (
    SELECT its.kind, its.word FROM its, LATERAL (
        SELECT FROM word_form AS it WHERE it.kind = its.kind AND it.form = its.word AND it.word = its.word LIMIT 1
    ) AS formed
    WHERE its.kind IN ({", ".join(f"'{kind.value}'" for kind in SHARED)})
)
SELECT added.id, added.number, known.kind, known.word FROM added LEFT JOIN known ON true
"""  # noqa: S608 - names of ours
"""Adds and counts a customer and their words, and tells which of the shared words have forms already.

What is given is text of JSON: forty values of their own would take longer to hand over than to store.
"""


def add_numbered(connection: Connection, customer: Customer) -> Customer:
    """Store and count a new customer, who is found from now on; return them with the lowest free number.

    Numbers are looked for at or past the counter of the shop; raises ``StorageFailed`` where that is no number.
    """
    row = customer_row(customer)
    values = {name: row[name] for name in _NAMES}
    more = 0 if customer.deleted_at else 1
    if connection.dialect.name == "postgresql":
        return dataclasses.replace(customer, number=_add_at_once(connection, customer, values, more))
    given = {f"its_{name}": value for name, value in values.items()}
    customer_id, number = connection.execute(_adding(), given).one()
    connection.execute(_counting(), {"more": more, "number": _counted(number)})
    keep_new(connection, customer_id, customer)
    return dataclasses.replace(customer, number=number)


def _add_at_once(connection: Connection, customer: Customer, values: Mapping[str, Any], more: int) -> str:
    words = words_of(customer)
    rows = [{"kind": word.kind.value, "word": word.word, "rest": word.rest} for word in words]
    stored = connection.exec_driver_sql(_AT_ONCE, (_as_json(values), _as_json(rows), more)).all()
    customer_id, number, *_ = stored[0]
    _counted(number)
    add_forms(connection, shared(words) - {(kind, word) for _, _, kind, word in stored})
    put_among_all(connection, customer_id)
    return str(number)


def _counted(number: str) -> int:
    """Return the number of a new customer; raises ``StorageFailed`` where that is none from 1 on."""
    if not number.isdecimal() or int(number) < 1:
        raise StorageFailed("disagreeing", _NO_NUMBER)
    return int(number)


def _as_json(value: object) -> str:
    """Return text that the driver refuses as it refuses a single text: it must be valid Unicode."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_in_iso)


def _in_iso(value: date) -> str:
    return value.isoformat()


@cache
def _adding() -> ReturningInsert[Any]:
    given = {column.name: bindparam(f"its_{column.name}", type_=column.type) for column in _GIVEN}
    free = cast(_free_number(), String)
    return (
        insert(CUSTOMER)
        .values(given | {"number": free, "number_key": free})
        .returning(CUSTOMER.c.id, CUSTOMER.c.number)
    )


@cache
def _free_number() -> ScalarSelect[int]:
    counted = select(SHOP.c.next_number.label("number")).cte("counted", recursive=True)
    taken = select(CUSTOMER.c.id).where(CUSTOMER.c.number_key == cast(counted.c.number, String)).exists()
    counted = counted.union_all(select(counted.c.number + literal(1)).where(taken))
    return select(func.max(counted.c.number)).scalar_subquery()


@cache
def _counting() -> Update:
    return update(SHOP).values(
        next_number=bindparam("number", type_=Integer) + 1, customers=SHOP.c.customers + bindparam("more")
    )
