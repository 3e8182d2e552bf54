"""Customers in the database: stored whole, numbered, versioned."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.customer import Customer
from intake.errors import Conflict, NotFound, Refused
from intake.queue import Ending, Entry
from intake.search import parse_query
from intake.text import clean, clean_lines
from storage.mapping import to_customer
from storage.view import SqlView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.store import SqlStore

NOON = datetime(2026, 11, 21, 20, 0, 0, 123456, tzinfo=UTC)
FULL = Customer(
    number="VIP-7",
    first_name="Zoë",
    middle_name="Ann",
    last_name="O'Neil-Núñez",
    suffix="Jr",
    nickname="Zo",
    date_of_birth=date(1980, 2, 29),
    gender="non_binary",
    sex="X",
    id_type="driver_license",
    license_number="D-123 4567",
    license_state="CA",
    license_issued=date(2020, 1, 1),
    license_expires=date(2030, 1, 1),
    address_line1="1 Elm St",
    address_line2="Apt 2",
    city="Ukiah",
    state="CA",
    postal_code="95482-1234",
    country="USA",
    delivery_line1="2 Oak St",
    delivery_line2="Rear",
    delivery_city="Willits",
    delivery_state="CA",
    delivery_postal_code="95490",
    phone="7075550123",
    email="zoe@example.com",
    sms_opt_in=True,
    email_opt_in=True,
    receipts_by_email=True,
    adult_use=False,
    has_state_medical_id=True,
    medical_id="M-99",
    medical_expires=date(2027, 5, 6),
    notes="first line\nsecond 🌿 line",
    warning_1=True,
    warning_2=True,
    banned=True,
    ban_reason="was rude",
    created_at=NOON,
    updated_at=datetime(2026, 11, 21, 20, 0, 1, tzinfo=UTC),
    deleted_at=datetime(2026, 11, 22, 0, 0, 0, 1, tzinfo=UTC),
)


def named(number: str = "", license_number: str | None = None) -> Customer:
    return Customer(number=number, first_name="Ann", license_number=license_number)


def test_the_full_profile_sets_every_field_that_a_customer_has() -> None:
    """A field that is added later must be added here too."""
    same = {field.name for field in dataclasses.fields(Customer) if getattr(FULL, field.name) == field.default}
    assert same == {"version"}


def test_every_field_of_a_profile_is_kept(store: SqlStore) -> None:
    added = store.act(lambda work: work.add_customer(FULL))
    assert added == dataclasses.replace(FULL, version=1)
    assert store.look(lambda view: view.customer("VIP-7")) == added


def test_a_profile_of_nothing_but_a_name_is_kept(store: SqlStore) -> None:
    added = store.act(lambda work: work.add_customer(named()))
    assert store.look(lambda view: view.customer(added.number)) == added


def test_instants_come_back_in_utc_with_microseconds(store: SqlStore) -> None:
    store.act(lambda work: work.add_customer(FULL))
    kept = store.look(lambda view: view.customer("VIP-7"))
    assert kept is not None
    assert (kept.created_at, kept.created_at and kept.created_at.tzinfo) == (NOON, UTC)


def test_unknown_customers_are_none(store: SqlStore) -> None:
    assert store.look(lambda view: view.customer("1")) is None


def test_a_number_is_exactly_that_number(store: SqlStore) -> None:
    store.act(lambda work: work.add_customer(named("Ab-1")))
    assert store.look(lambda view: (view.customer("ab-1"), view.customer("AB1"))) == (None, None)


def test_numbers_count_up_from_one(store: SqlStore) -> None:
    numbers = [store.act(lambda work: work.add_customer(named())).number for _ in range(3)]
    assert numbers == ["1", "2", "3"]


def test_automatic_numbers_skip_those_given_by_hand(store: SqlStore) -> None:
    def work_through() -> list[str]:
        given = ["2", "3", "5", "1000"]
        store.act(lambda work: [work.add_customer(named(number)) for number in given])
        return [store.act(lambda work: work.add_customer(named())).number for _ in range(4)]

    assert work_through() == ["1", "4", "6", "7"]


@pytest.mark.parametrize("again", ["Ab-1", "AB-1"])
def test_a_taken_number_is_refused_in_any_case(store: SqlStore, again: str) -> None:
    store.act(lambda work: work.add_customer(named("Ab-1")))
    with pytest.raises(Refused, match="already a customer with this number") as refused:
        store.act(lambda work: work.add_customer(named(again)))
    assert refused.value.code == "duplicate"


def test_a_saved_customer_gets_the_next_version(store: SqlStore) -> None:
    added = store.act(lambda work: work.add_customer(named()))
    saved = store.act(lambda work: work.save_customer(dataclasses.replace(added, city="Ukiah")))
    assert (saved.version, saved.city) == (2, "Ukiah")
    assert store.look(lambda view: view.customer(added.number)) == saved


def test_saving_what_somebody_else_changed_is_a_conflict_and_changes_nothing(store: SqlStore) -> None:
    added = store.act(lambda work: work.add_customer(named()))
    saved = store.act(lambda work: work.save_customer(dataclasses.replace(added, city="Ukiah")))
    with pytest.raises(Conflict) as conflict:
        store.act(lambda work: work.save_customer(dataclasses.replace(added, city="Willits")))
    assert conflict.value.code == "changed"
    assert store.look(lambda view: view.customer(added.number)) == saved


def test_saving_an_unknown_customer_is_not_found(store: SqlStore) -> None:
    with pytest.raises(NotFound):
        store.act(lambda work: work.save_customer(named("9")))


def test_customers_are_counted_without_the_deleted(store: SqlStore) -> None:
    def count() -> int:
        return store.look(lambda view: view.customer_count())

    added = store.act(lambda work: [work.add_customer(named()) for _ in range(3)])
    deleted = store.act(lambda work: work.save_customer(dataclasses.replace(added[0], deleted_at=NOON)))
    assert count() == 2
    store.act(lambda work: work.save_customer(dataclasses.replace(deleted, deleted_at=None)))
    assert count() == 3


def test_a_license_number_is_found_however_it_is_written_oldest_first(store: SqlStore) -> None:
    numbers = ["d123-4567", "D 1234567", "D1234568"]
    store.act(lambda work: [work.add_customer(named(license_number=number)) for number in numbers])
    found = store.look(lambda view: view.customers_by_license("D1234567"))
    assert [customer.number for customer in found] == ["1", "2"]
    assert store.look(lambda view: view.customers_by_license("")) == []


def test_people_are_found_by_folded_names_and_birth_date_oldest_first(store: SqlStore) -> None:
    born, other = date(1980, 2, 29), date(1980, 3, 1)
    people = [("Zoë", "O'Neil", born), ("ZOE", "Oneil", born), ("Zoe", "Oneil", other), ("Zoe", "Neil", born)]
    store.act(
        lambda work: [
            work.add_customer(Customer(first_name=first, last_name=last, date_of_birth=day))
            for first, last, day in people
        ]
    )
    found = store.look(lambda view: view.customers_by_name_and_birth("zoe", "oneil", born))
    assert [customer.number for customer in found] == ["1", "2"]


SPELT = (
    ("Łukasz Nowak", "LUKASZ NOWAK"),
    ("Jürgen Müller", "JURGEN MULLER"),
    ("Jürgen Müller", "JUERGEN MUELLER"),
    ("JUERGEN MUELLER", "Jürgen Müller"),
    ("Ayşe Yıldız", "AYSE YILDIZ"),
    ("Søren Ægir", "SOEREN AEGIR"),
    ("Søren Ægir", "SOREN AEGIR"),
    ("Þóra Guðmundsdóttir", "THORA GUDMUNDSDOTTIR"),
    ("Åsa Strauß", "AASA STRAUSS"),
    ("Keoni Kaʻahumanu", "KEONI KAAHUMANU"),
)
"""Names as they are on file and as another card or passport has them."""

SPELT_BY_LETTER = (
    ("Søren Kierkegård", "SOREN KIERKEGAARD"),
    ("Åge Müller", "AAGE MULLER"),
    ("AGE MUELLER", "Åge Müller"),
    ("Ole Ångström Öberg", "OLE AANGSTROM OBERG"),
)
"""Names on file, and as a card has them that spells out only one of their letters."""


def test_people_are_the_same_however_their_name_is_spelt(store: SqlStore) -> None:
    born = [date(1980, 2, 1 + nth) for nth in range(len(SPELT))]
    names = [[on_file.partition(" ")[::2], on_card.partition(" ")[::2]] for on_file, on_card in SPELT]
    people = [
        Customer(first_name=first, last_name=last, date_of_birth=day)
        for day, ((first, last), _) in zip(born, names, strict=True)
    ]
    store.act(lambda work: [work.add_customer(person) for person in people])
    for nth, (_, (first, last)) in enumerate(names):
        same = store.look(partial(SqlView.customers_by_name_and_birth, first=first, last=last, born=born[nth]))
        assert [customer.number for customer in same] == [str(nth + 1)], first
        found = store.look(partial(SqlView.search, query=parse_query(f"{first} {last}".lower()), limit=9))
        assert str(nth + 1) in [each.customer.number for each in found if each.by == "name"], first
        found = store.look(partial(SqlView.search, query=parse_query(f"{last} {first} {born[nth]}"), limit=9))
        assert [each.customer.number for each in found] == [str(nth + 1)], first


@pytest.mark.parametrize(("on_file", "on_card"), SPELT_BY_LETTER)
def test_each_letter_of_a_name_may_be_spelt_out_or_not(store: SqlStore, on_file: str, on_card: str) -> None:
    born = date(1980, 2, 1)
    first, _, last = on_file.partition(" ")
    person = Customer(first_name=first, last_name=last, date_of_birth=born)
    others = [dataclasses.replace(person, last_name=f"{last}e"), dataclasses.replace(person, first_name="Ada")]
    store.act(lambda work: [work.add_customer(each) for each in (*others, person)])
    first, _, last = on_card.partition(" ")
    same = store.look(lambda view: view.customers_by_name_and_birth(first, last, born))
    assert [customer.number for customer in same] == ["3"]


def test_of_all_who_share_a_made_up_birth_date_only_namesakes_are_read(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    born, names = date(1900, 1, 1), [f"Mar{letter}" for letter in "abcdefghijklmnopqrst"]
    people = [Customer(first_name="Ann", last_name=last, date_of_birth=born) for last in names]
    store.act(lambda work: [work.add_customer(person) for person in people])
    read: list[Customer] = []

    def noted(row: Sequence[Any]) -> Customer:
        read.append(to_customer(row))
        return read[-1]

    monkeypatch.setattr("storage.view.to_customer", noted)
    store.look(lambda view: view.customers_by_name_and_birth("ANN", "MARC", born))
    assert [customer.last_name for customer in read] == ["Marc"]


SIGNS = {
    "李": "1",
    "小龍": "1",
    "李小龍": "1",
    "李小": "1",
    "山田太郎": "2",
    "太郎山田": "2",
    "김철수": "3",
    "철": "3",
    "やまだ": "4",
}
"""What people type to find a name that is written without a blank."""


def test_names_of_signs_are_found_from_one_sign_on_with_a_blank_or_without(store: SqlStore) -> None:
    names = [("小龍", "李"), ("太郎", "山田"), ("철수", "김"), ("ハナ", "やまだ"), ("小", "王")]
    store.act(lambda work: [work.add_customer(Customer(first_name=first, last_name=last)) for first, last in names])
    finds = {typed: store.look(partial(SqlView.search, query=parse_query(typed), limit=9)) for typed in SIGNS}
    assert {typed: [each.customer.number for each in found] for typed, found in finds.items()} == {
        typed: [number] for typed, number in SIGNS.items()
    }


def test_deleted_customers_are_found_by_number_alone(store: SqlStore) -> None:
    gone = store.act(lambda work: work.add_customer(FULL))
    born = date(1980, 2, 29)
    assert store.look(lambda view: view.customer(gone.number)) == gone
    assert store.look(lambda view: view.customers_by_license("D1234567")) == []
    assert store.look(lambda view: view.customers_by_name_and_birth("zoe", "oneil nunez", born)) == []


def check_in(store: SqlStore, number: str) -> Entry:
    entry = Entry(customer=number, checked_in_at=NOON, checked_in_by="Ann", station="s1")
    return store.act(lambda work: work.add_entry(entry))


def end(store: SqlStore, entry: Entry, ending: Ending) -> None:
    store.act(lambda work: work.save_entry(dataclasses.replace(entry, ending=ending, ended_at=NOON, ended_by="Ann")))


def test_the_last_check_ins_are_newest_first_each_customer_once(store: SqlStore) -> None:
    store.act(lambda work: [work.add_customer(named()) for _ in range(4)])
    for number in ("1", "2", "3", "1"):
        end(store, check_in(store, number), Ending.REMOVED)
    recent = store.look(lambda view: view.recent(50))
    assert [customer.number for customer in recent] == ["1", "3", "2"]
    assert [customer.number for customer in store.look(lambda view: view.recent(2))] == ["1", "3"]


def test_an_undone_check_in_was_none(store: SqlStore) -> None:
    store.act(lambda work: [work.add_customer(named()) for _ in range(2)])
    end(store, check_in(store, "1"), Ending.REMOVED)
    end(store, check_in(store, "2"), Ending.REMOVED)
    end(store, check_in(store, "1"), Ending.UNDONE)
    assert [customer.number for customer in store.look(lambda view: view.recent(50))] == ["2", "1"]


def test_deleted_customers_are_not_among_the_last_check_ins(store: SqlStore) -> None:
    added = store.act(lambda work: work.add_customer(named()))
    end(store, check_in(store, added.number), Ending.REMOVED)
    store.act(lambda work: work.save_customer(dataclasses.replace(added, deleted_at=NOON)))
    assert store.look(lambda view: view.recent(50)) == []


SAFE = st.text(max_size=30).map(clean)
"""Any text after cleaning, as it arrives."""


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=SAFE, last=SAFE.filter(bool), notes=st.text(max_size=80).map(clean_lines), city=SAFE)
def test_cleaned_text_comes_back_as_it_went_in(store: SqlStore, first: str, last: str, notes: str, city: str) -> None:
    """On both engines, letter by letter, and its owner is found by it."""
    given_ = Customer(
        first_name=first or None, last_name=last, notes=notes or None, city=city, date_of_birth=date(1980, 2, 29)
    )
    added = store.act(lambda work: work.add_customer(given_))
    assert added == dataclasses.replace(given_, number=added.number, version=1)
    assert store.look(lambda view: view.customer(added.number)) == added
    same = store.look(lambda view: view.customers_by_name_and_birth(first, last, date(1980, 2, 29)))
    assert added in same
    query = parse_query(f"name:{last}")
    if query.long_enough and query.words:
        found = store.look(lambda view: view.search(query, 10_000))
        assert added in [each.customer for each in found]
