"""What customers are found by is kept as their profiles are, whatever happens to those."""

from __future__ import annotations

import dataclasses
from contextlib import closing
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from alembic import command
from alembic.config import Config
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select, update

from intake.customer import Customer
from intake.search import parse_query
from storage import keeping, schema, setup
from storage.engine import make_engine
from storage.keeping import CUSTOMER, FORM, PART, WORD
from storage.mapping import customer_row
from storage.setup import create_or_upgrade
from storage.store import open_store
from storage.tables import Shop, table
from storage.url import parse_place
from storage.words import NEW, forms_of, parts_of, words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from sqlalchemy import Connection, Table

    from intake.ports import View
    from storage.secret import Secret
    from storage.store import SqlStore

NOW = datetime(2026, 11, 21, tzinfo=UTC)
FIELDS = [field.name for field in dataclasses.fields(Customer)]
GUESTS = (
    Customer(first_name="Wilma", last_name="Overton", phone="5552014477", email="wilma.o@mail.example"),
    Customer(first_name="Otto", last_name="Brandeis", license_number="S-771 2204", medical_id="M0042317"),
    Customer(first_name="Gone", last_name="Brandeis", phone="5552014478", deleted_at=NOW),
)
texts = st.sampled_from(["", "Ann", "Ann Lee", "Lee-Ann", "Wu", "Zoë", "Österlund"])
profiles = st.builds(
    Customer,
    first_name=texts,
    last_name=texts,
    middle_name=texts,
    nickname=texts,
    phone=st.sampled_from([None, "5552014477", "5552014478", "+441632960961"]),
    email=st.sampled_from([None, "ann@mail.example", "lee.ann@mail.example", "wu@example.com"]),
    license_number=st.sampled_from([None, "D 1234567", "d1"]),
    medical_id=st.sampled_from([None, "M-77 41"]),
    date_of_birth=st.sampled_from([None, date(1980, 2, 29)]),
    deleted_at=st.sampled_from([None, None, NOW]),
)
steps = st.lists(st.tuples(st.integers(0, 3), profiles), min_size=1, max_size=8)


class _DoneError(Exception):
    """Takes what was found out of a transaction, of which nothing is kept."""


def changed(store: SqlStore, numbers: list[str], place: int, profile: Customer) -> None:
    """Let the customer at ``place`` become ``profile``; one who is not there yet signs up."""

    def work(shop: Any) -> str:
        if place >= len(numbers):
            return str(shop.add_customer(profile).number)
        before = shop.customer(numbers[place])
        after = dataclasses.replace(profile, number=before.number, version=before.version)
        return str(shop.save_customer(after).number)

    number = store.act(work)
    if number not in numbers:
        numbers.append(number)


def rows(connection: Connection, of: Table) -> set[tuple[Any, ...]]:
    found = [tuple(row) for row in connection.execute(select(of))]
    assert len(found) == len(set(found))
    return set(found)


def derived(of: Callable[[Customer], Iterable[Any]], people: dict[int, Customer]) -> set[tuple[Any, ...]]:
    return {(kind.value, first, second, id_) for id_, person in people.items() for kind, first, second in of(person)}


def check(connection: Connection) -> None:
    """Compare what is kept with what the profiles say."""
    profiles = connection.execute(select(CUSTOMER.c.id, *(CUSTOMER.c[name] for name in FIELDS)))
    people = {id_: Customer(**dict(zip(FIELDS, values, strict=True))) for id_, *values in profiles}
    kept = rows(connection, WORD)
    new = {id_ for kind, *_, id_ in kept if kind.startswith(NEW)}
    assert {(kind.removeprefix(NEW), *row) for kind, *row in kept} == derived(words_of, people)
    assert all(kind.startswith(NEW) == (id_ in new) for kind, *_, id_ in kept)
    assert rows(connection, PART) == derived(parts_of, {id_: people[id_] for id_ in people.keys() - new})
    forms = {form for person in people.values() for word in words_of(person) for form in forms_of(word)}
    assert rows(connection, FORM) == {(kind.value, form, word) for kind, form, word in forms}


@pytest.mark.parametrize("together", [1, 128])
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_words_are_those_of_the_profiles_whatever_happens(
    lasting_store: SqlStore, monkeypatch: pytest.MonkeyPatch, together: int, steps: list[tuple[int, Customer]]
) -> None:
    monkeypatch.setattr(keeping, "TOGETHER", together)
    numbers: list[str] = []
    for place, profile in steps:
        changed(lasting_store, numbers, place, profile)
    lasting_store.look(lambda view: check(view._connection))  # type: ignore[attr-defined]


def test_what_is_kept_anew_is_what_was_kept(store: SqlStore) -> None:
    def anew(work: Any) -> None:
        keeping.keep_all(work._connection)
        check(work._connection)

    for guest in GUESTS:
        store.act(lambda work, guest=guest: work.add_customer(guest))  # type: ignore[misc]
    store.act(anew)
    assert find(store, "2014477") == [("1", "phone")]


@pytest.mark.parametrize("typed", ["1/2/1980", "0447", ".ann", "D7710"])
def test_a_new_customer_stands_where_they_will_stand_among_all_others(lasting_store: SqlStore, typed: str) -> None:
    def look_twice(work: Any) -> None:
        for place in range(10):
            born = Customer(first_name="Jörg", last_name=f"Z{place}", date_of_birth=date(1980, 1, 2))
            by = {"phone": "55520{}0447", "email": "x{}.ann0@mail.example", "license_number": "S{}D7710"}
            codes = {field: text.format(9 - place) for field, text in by.items()}
            work.add_customer(dataclasses.replace(born, **codes))  # type: ignore[arg-type]
            if place == 4:
                keeping.keep_all(work._connection)
        new = found_by(work, typed, 3)
        keeping.keep_all(work._connection)
        raise _DoneError(new, found_by(work, typed, 3))

    with pytest.raises(_DoneError) as done:
        lasting_store.act(look_twice)
    new, among_all = done.value.args
    assert new == among_all
    assert len(new) == 3


@pytest.fixture(params=["sqlite", "postgresql"])
def old_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, secret: Secret) -> str:
    """Where a shop is that the first schema made, with customers and the words of that time."""
    folder = tmp_path_factory.mktemp("old")
    (folder / "shop.db").touch()
    url = f"sqlite:///{folder}/shop.db"
    if request.param == "postgresql":
        url = str(request.getfixturevalue("empty_postgres"))
    engine = make_engine(parse_place(url))
    with engine.connect() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(schema.MIGRATIONS))
        command.upgrade(config, "0001")
        setup._add_shop(connection, secret, "ca")
        people = [dataclasses.replace(guest, number=str(place), version=1) for place, guest in enumerate(GUESTS, 1)]
        connection.execute(insert(CUSTOMER), [customer_row(person) for person in people])
        connection.execute(update(table(Shop)).values(next_number=4, customers=2))
        old = [("name", "wilma", " overton"), ("phone", "5552014477", ""), ("phone_end", "7744102555", "")]
        columns = ("kind", "word", "rest")
        connection.execute(insert(WORD), [dict(zip(columns, word, strict=True)) | {"customer_id": 1} for word in old])
        connection.commit()
    engine.dispose()
    return url


def test_a_shop_of_the_first_schema_is_upgraded_and_finds_by_the_new_kinds(
    old_url: str, secret: Secret, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "_BATCH", 2)
    assert create_or_upgrade(old_url, secret, None, tmp_path).schema == schema.SCHEMA
    with closing(open_store(old_url, secret)) as store:
        store.look(lambda view: check(view._connection))  # type: ignore[attr-defined]
        assert find(store, "20144") == [("1", "phone")]
        assert find(store, "a.o@mail") == find(store, "mail.exa") == [("1", "email")]
        assert find(store, "712204") == [("2", "license")]
        assert find(store, "otot brandies") == [("2", "similar_name")]
        store.act(lambda work: work.add_customer(Customer(first_name="New", last_name="Comer", phone="5559990000")))
        assert find(store, "99900") == [("4", "phone")]


def find(store: SqlStore, typed: str) -> list[tuple[str, str]]:
    return store.look(lambda view: found_by(view, typed, 50))


def found_by(view: View, typed: str, limit: int) -> list[tuple[str, str]]:
    return [(found.customer.number, found.by) for found in view.search(parse_query(typed), limit)]
