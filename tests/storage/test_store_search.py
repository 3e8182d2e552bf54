"""Finding customers as the directory does (J2)."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.customer import Customer
from intake.search import parse_query

if TYPE_CHECKING:
    from storage.store import SqlStore

PEOPLE = (
    Customer(
        number="john", first_name="John", middle_name="Quincy", last_name="Smith", suffix="Jr", phone="3035550123"
    ),
    Customer(number="jo", first_name="Joan", last_name="Smithson", phone="+441632960961", email="Joan.S@example.com"),
    Customer(number="mary", first_name="Mary-Ann", last_name="O'Neil", nickname="Bunny", license_number="D-123 4567"),
    Customer(number="cruz", first_name="José", last_name="De La Cruz", date_of_birth=date(1980, 2, 29)),
    Customer(number="12", first_name="Mia", last_name="Lopez", medical_id="M-77 41", license_number="D1234"),
    Customer(
        number="juno",
        first_name="Juno",
        middle_name="Quill",
        last_name="Varga",
        nickname="Zip",
        license_number="WDLJPMUQRSTV",
        date_of_birth=date(1990, 5, 1),
    ),
    Customer(number="andre", first_name="D'Andre", last_name="McKay", date_of_birth=date(1991, 7, 4)),
    Customer(number="drew", first_name="Andre", last_name="VanDeMark", nickname="Drew"),
    Customer(
        number="odd",
        first_name='100%_"x"',
        last_name="AND NEAR",
        email="a%b@example.com",
        date_of_birth=date(1989, 8, 6),
    ),
)


@pytest.fixture(scope="module")
def directory(lasting_store: SqlStore) -> SqlStore:
    """The people above, who stay as they are."""
    lasting_store.act(lambda work: [work.add_customer(person) for person in PEOPLE])
    return lasting_store


@pytest.fixture
def john(store: SqlStore) -> Customer:
    """The first of them in a store of his own."""
    return store.act(lambda work: work.add_customer(PEOPLE[0]))


def find(store: SqlStore, typed: str, limit: int = 50) -> list[tuple[str, str]]:
    query = parse_query(typed).as_of(date(2026, 11, 22))
    return [(found.customer.number, found.by) for found in store.look(lambda view: view.search(query, limit))]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("john", [("john", "number")]),
        ("joh smi", [("john", "name")]),
        ("SMI JOH", [("john", "name")]),
        ("smi joh jr qui", [("john", "name")]),
        ("smith", [("john", "name"), ("jo", "name")]),
        ("smith john", [("john", "name"), ("jo", "similar_name")]),
        ("ann", [("mary", "name")]),
        ("mary-a", [("mary", "name")]),
        ("maryann", [("mary", "name")]),
        ("oneil", [("mary", "name")]),
        ("o'neil mary", [("mary", "name")]),
        ("o neil", [("mary", "name")]),
        ("mary o neil", [("mary", "name")]),
        ("bunny", [("mary", "name")]),
        ("jose", [("cruz", "name")]),
        ("cruz jos", [("cruz", "name")]),
        ("delacruz", [("cruz", "name")]),
        ("d andre", [("andre", "name"), ("drew", "name")]),
        ("mc kay dan", [("andre", "name")]),
        ("van de mark andre", [("drew", "name")]),
        ("mc kay 07/04/1991", [("andre", "birth")]),
        ("303555", [("john", "phone")]),
        ("(303) 555-0123", [("john", "phone")]),
        ("+1 303 555 0123", [("john", "phone")]),
        ("13035550123", [("john", "phone")]),
        ("555-01", [("john", "phone")]),
        ("0123", [("john", "phone")]),
        ("+44 1632", [("jo", "phone")]),
        ("960961", [("jo", "phone")]),
        ("joan.s@", [("jo", "email")]),
        ("JOAN.S@EX", [("jo", "email")]),
        ("d123-45", [("mary", "license")]),
        ("D1234", [("12", "license"), ("mary", "license")]),
        ("m77", [("12", "medical")]),
        ("02/29/1980", [("cruz", "birth")]),
        ("1980-02-29", [("cruz", "birth")]),
        ("varga quill juno 05/01/1990", [("juno", "birth")]),
        ("1990-05-01 zip ju", [("juno", "birth")]),
        ("varga 5/1/90", [("juno", "birth")]),
        ("01/05/90", [("juno", "similar_birth")]),
        ("100% 08/06/1989", [("odd", "birth")]),
        ("near 1989-08-06 100%", [("odd", "birth")]),
        ("quil vargo 05/01/1990", [("juno", "similar_name")]),
        ("WDLJPMUQRSTV", [("juno", "license")]),
        ("wdljpmu", [("juno", "license")]),
        ("WDL-JPMUQ", [("juno", "license")]),
        ("pmuq", [("juno", "license")]),
        ("wdljpmuqrstw", [("juno", "similar_license")]),
        ("12", [("12", "number")]),
        ("dl:D1234", [("12", "license"), ("mary", "license")]),
        ("phone:0123", [("john", "phone")]),
        ("name:smith", [("john", "name"), ("jo", "name")]),
        ("name:0123", []),
        ("email:joan", [("jo", "email")]),
        ("dob:02291980", [("cruz", "birth")]),
        ("medical:m-77", [("12", "medical")]),
        ("number:12", [("12", "number")]),
        ("number:JOH", [("john", "number")]),
        ("number:cru", [("cruz", "number")]),
    ],
)
def test_what_is_typed_finds(directory: SqlStore, typed: str, expected: list[tuple[str, str]]) -> None:
    assert find(directory, typed) == expected


@pytest.mark.parametrize("typed", ["hn smith", "xyz", "smith smith", "%%%", "___", "'''", '"""', "---", "a*b*", "1=1"])
def test_what_nobody_has_finds_nobody(directory: SqlStore, typed: str) -> None:
    assert find(directory, typed) == []


@pytest.mark.parametrize("typed", ["100%", "near and", 'x"100', "a%b@ex"])
def test_signs_of_search_languages_are_plain_text(directory: SqlStore, typed: str) -> None:
    assert [number for number, _ in find(directory, typed)] == (["odd"] if typed != 'x"100' else [])


def test_below_three_characters_only_an_exact_number_is_found(directory: SqlStore) -> None:
    assert find(directory, "jo") == [("jo", "number")]
    assert find(directory, "sm") == []


def test_each_customer_is_found_once_by_the_best_kind_of_match(store: SqlStore) -> None:
    person = Customer(number="ann", first_name="Ann", last_name="Annson", nickname="Anny", email="ann@example.com")
    store.act(lambda work: work.add_customer(person))
    assert find(store, "ann") == [("ann", "number")]


def test_no_more_than_the_limit_are_found_always_the_same(store: SqlStore) -> None:
    people = [Customer(first_name=f"Ann{letter}", last_name="Annson", nickname="Anny") for letter in "fbdaec"]
    store.act(lambda work: [work.add_customer(person) for person in people])
    everybody = find(store, "ann")
    assert len(everybody) == 6
    assert [find(store, "ann", limit) for limit in range(8)] == [everybody[:limit] for limit in range(8)]


def test_whole_words_come_before_longer_ones(store: SqlStore) -> None:
    names = ["Smithers", "Smith", "Smithe"]
    store.act(lambda work: [work.add_customer(Customer(first_name="Al", last_name=name)) for name in names])
    assert [number for number, _ in find(store, "smith")] == ["2", "3", "1"]


def test_names_with_the_blank_and_without_it_come_in_turn(store: SqlStore) -> None:
    people = [("Ada", "Martin"), ("Bo", "Martin"), ("Tina", "Marlow"), ("Tino", "Marlow")]
    store.act(lambda work: [work.add_customer(Customer(first_name=first, last_name=last)) for first, last in people])
    assert [number for number, _ in find(store, "mar tin")] == ["1", "3", "2", "4"]


def test_a_changed_name_is_found_by_the_new_one_only(store: SqlStore, john: Customer) -> None:
    changed = dataclasses.replace(john, last_name="Baker", phone="3035559999")
    store.act(lambda work: work.save_customer(changed))
    assert find(store, "john smith") == find(store, "0123") == []
    assert find(store, "john bak") == [("john", "name")]
    assert find(store, "9999") == [("john", "phone")]


def test_deleted_customers_are_not_found_until_they_are_restored(store: SqlStore, john: Customer) -> None:
    gone = dataclasses.replace(john, deleted_at=datetime(2026, 11, 21, tzinfo=UTC))
    gone = store.act(lambda work: work.save_customer(gone))
    assert find(store, "john") == find(store, "number:john") == find(store, "joh smi") == []
    store.act(lambda work: work.save_customer(dataclasses.replace(gone, deleted_at=None)))
    assert find(store, "john") == [("john", "number")]


def test_names_beyond_all_measure_are_stored_and_found(store: SqlStore) -> None:
    """One character may fold to eighteen; an index entry must still hold it."""
    long = "\ufdfa" * 40
    store.act(lambda work: work.add_customer(Customer(first_name=long, last_name=long, license_number=long)))
    assert [number for number, _ in find(store, long)] == ["1"]


@settings(max_examples=60)
@given(typed=st.text(max_size=60))
def test_whatever_is_typed_the_search_answers(directory: SqlStore, typed: str) -> None:
    assert len(find(directory, typed)) <= len(PEOPLE)


@settings(max_examples=40)
@given(place=st.integers(0, len(PEOPLE) - 1), cut=st.integers(3, 12))
def test_everybody_is_found_by_the_beginning_of_their_name(directory: SqlStore, place: int, cut: int) -> None:
    person = PEOPLE[place]
    found = [number for number, _ in find(directory, f"name:{(person.first_name or '')[:cut]} {person.last_name}")]
    assert person.number in found
