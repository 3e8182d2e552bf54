"""Adding a customer who has no number yet; on a server by one statement, for each costs the wait for an answer."""

from __future__ import annotations

import dataclasses
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ARRAY,
    Integer,
    String,
    Text,
    bindparam,
    cast,
    func,
    insert,
    literal,
    literal_column,
    select,
    true,
    update,
)

from storage.keeping import FORM, SHARED, WORD, add_forms, keep_new, keep_parts, shared, words_of_new
from storage.mapping import CUSTOMER, customer_row
from storage.view import SHOP

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement, Connection, ScalarSelect, Select, Update
    from sqlalchemy.sql.dml import ReturningInsert

    from intake.customer import Customer

_GIVEN = [column for column in CUSTOMER.c if column.name not in {"id", "number", "number_key"}]


def add_numbered(connection: Connection, customer: Customer) -> Customer:
    """Store and count a new customer, who is found from now on; return them with the lowest free number.

    Numbers are looked for at or past the counter of the shop.
    """
    row = customer_row(customer)
    values = {f"its_{column.name}": row[column.name] for column in _GIVEN} | {"more": 0 if customer.deleted_at else 1}
    if connection.dialect.name == "postgresql":
        return dataclasses.replace(customer, number=_add_at_once(connection, customer, values))
    customer_id, number = connection.execute(_adding(), values).one()
    connection.execute(_counting_one(), {"more": values["more"], "number": int(number)})
    keep_new(connection, customer_id, customer)
    return dataclasses.replace(customer, number=number)


def _add_at_once(connection: Connection, customer: Customer, values: Mapping[str, Any]) -> str:
    words = words_of_new(customer)
    forms = shared(words)
    found = {
        "kinds": [word.kind.value for word in words],
        "words": [word.word for word in words],
        "rests": [word.rest for word in words],
        "forms": [word for _, word in forms],
    }
    rows = connection.execute(_adding_at_once(), {**values, **found}).all()
    customer_id, number, *_ = rows[0]
    add_forms(connection, forms - {(kind, word) for _, _, kind, word in rows})
    keep_parts(connection, customer_id)
    return str(number)


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


def _counting(number: ColumnElement[int]) -> Update:
    return update(SHOP).values(next_number=number + 1, customers=SHOP.c.customers + bindparam("more"))


@cache
def _counting_one() -> Update:
    return _counting(bindparam("number", type_=Integer))


@cache
def _adding_at_once() -> Select[Any]:
    """Return what adds and counts a customer and their words, and tells which of the shared words have forms."""
    added = _adding().cte("added")
    counted = _counting(_free_number()).cte("counting")
    texts = (bindparam(name, type_=ARRAY(Text)) for name in ("kinds", "words", "rests"))
    given = func.unnest(*texts).table_valued("kind", "word", "rest").render_derived()
    its_words = select(given.c.kind, given.c.word, given.c.rest, added.c.id).select_from(added.join(given, true()))
    stored = insert(WORD).from_select(["kind", "word", "rest", "customer_id"], its_words).cte("stored")
    is_shared = FORM.c.kind.in_([literal_column(f"'{kind.value}'") for kind in SHARED])
    is_asked = FORM.c.form == func.any(bindparam("forms", type_=ARRAY(Text)))
    known = select(FORM.c.kind, FORM.c.word).where(is_shared, is_asked, FORM.c.word == FORM.c.form).subquery()
    found = select(added.c.id, added.c.number, known.c.kind, known.c.word).outerjoin_from(added, known, true())
    return found.add_cte(counted, stored)
