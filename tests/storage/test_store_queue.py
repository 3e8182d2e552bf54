"""The queue in the database: order, endings, one open entry for a customer."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.customer import Customer, CustomerType
from intake.errors import Conflict, NotFound, Refused
from intake.queue import Ending, Entry

if TYPE_CHECKING:
    from storage.store import SqlStore

NOON = datetime(2026, 11, 21, 20, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture
def shop(store: SqlStore) -> SqlStore:
    """A store with the customers 1 to 5."""
    store.act(lambda work: [work.add_customer(Customer(first_name="Ann", last_name=name)) for name in "ABCDE"])
    return store


def check_in(store: SqlStore, number: str, at: datetime = NOON) -> Entry:
    entry = Entry(customer=number, checked_in_at=at, checked_in_by="Ann", station="s1")
    return store.act(lambda work: work.add_entry(entry))


def save(store: SqlStore, entry: Entry) -> Entry:
    return store.act(lambda work: work.save_entry(entry))


def place(store: SqlStore, entry: Entry, position: int) -> None:
    store.act(lambda work: work.place_entry(entry.id, position))


def ended(entry: Entry) -> Entry:
    return dataclasses.replace(entry, ending=Ending.REMOVED, ended_at=NOON, ended_by="Bo", ended_reason="left")


def line(store: SqlStore) -> list[str]:
    return [entry.customer for entry in store.look(lambda view: view.waiting())]


def test_every_field_of_an_entry_is_kept(shop: SqlStore) -> None:
    given = Entry(
        customer="1",
        checked_in_at=NOON,
        checked_in_by="Ann",
        station="s1",
        override_by="Max",
        override_reason="known for years",
        ended_at=NOON + timedelta(minutes=5, microseconds=1),
        ended_by="Bo",
        ending=Ending.REMOVED,
        ended_reason="left",
    )
    added = shop.act(lambda work: work.add_entry(given))
    today = CustomerType.ADULT_USE
    assert added == dataclasses.replace(given, id=1, name="Ann A", type=today, rank=added.rank)
    assert shop.look(lambda view: view.entry(1)) == added


def test_an_entry_shows_its_customer_as_of_today(shop: SqlStore) -> None:
    entry = check_in(shop, "1")
    customer = shop.look(lambda view: view.customer("1"))
    assert customer is not None
    changed = dataclasses.replace(customer, nickname="Nan", adult_use=False, warning_1=True, warning_2=True)
    shop.act(lambda work: work.save_customer(changed))
    today = shop.look(lambda view: view.entry(entry.id))
    assert today is not None
    assert (today.name, today.type) == ('Ann "Nan" A', CustomerType.MEDICAL_RECOMMENDATION)
    assert (today.warning_1, today.warning_2) == (True, True)


def test_the_line_is_in_the_order_of_check_in_whatever_the_clock_says(shop: SqlStore) -> None:
    for number, hours in (("3", 0), ("1", -2), ("2", 5)):
        check_in(shop, number, NOON + timedelta(hours=hours))
    assert line(shop) == ["3", "1", "2"]


def test_a_customer_in_the_queue_is_refused(shop: SqlStore) -> None:
    check_in(shop, "1")
    with pytest.raises(Refused) as refused:
        check_in(shop, "1")
    assert refused.value.code == "already_in_queue"
    assert line(shop) == ["1"]


def test_a_customer_who_left_may_come_again(shop: SqlStore) -> None:
    first = check_in(shop, "1")
    save(shop, ended(first))
    assert shop.look(lambda view: view.open_entry_of("1")) is None
    second = check_in(shop, "1")
    assert shop.look(lambda view: view.open_entry_of("1")) == second


def test_an_unknown_customer_cannot_be_checked_in(shop: SqlStore) -> None:
    with pytest.raises(NotFound):
        check_in(shop, "99")


def test_an_ended_entry_stays_and_leaves_the_line(shop: SqlStore) -> None:
    entry = check_in(shop, "1")
    saved = save(shop, ended(entry))
    assert saved == dataclasses.replace(ended(entry), version=2)
    assert shop.look(lambda view: view.entry(entry.id)) == saved
    assert line(shop) == []


def test_an_entry_that_is_opened_again_stands_where_it_stood(shop: SqlStore) -> None:
    entries = [check_in(shop, number) for number in "123"]
    saved = save(shop, ended(entries[1]))
    check_in(shop, "4")
    again = dataclasses.replace(saved, ending=None, ended_at=None, ended_by=None, ended_reason=None)
    save(shop, again)
    assert line(shop) == ["1", "2", "3", "4"]


def test_an_entry_is_not_opened_again_beside_another_one(shop: SqlStore) -> None:
    saved = save(shop, ended(check_in(shop, "1")))
    check_in(shop, "1")
    with pytest.raises(Refused) as refused:
        save(shop, dataclasses.replace(saved, ending=None))
    assert refused.value.code == "already_in_queue"


def test_saving_an_entry_that_has_moved_on_is_a_conflict(shop: SqlStore) -> None:
    entry = check_in(shop, "1")
    save(shop, ended(entry))
    with pytest.raises(Conflict):
        save(shop, entry)


@pytest.mark.parametrize("entry_id", [0, -1, 99, 2**63 - 1, 2**63, 10**30])
def test_unknown_entries_are_none_or_not_found(shop: SqlStore, entry_id: int) -> None:
    assert shop.look(lambda view: view.entry(entry_id)) is None
    with pytest.raises(NotFound):
        shop.act(lambda work: work.place_entry(entry_id, 1))


@pytest.mark.parametrize(
    ("who", "position", "expected"),
    [
        (4, 1, "41235"),
        (1, 4, "23415"),
        (3, 3, "12345"),
        (1, 5, "23451"),
        (2, 99, "13452"),
        (5, 1, "51234"),
        (2, 0, "21345"),
    ],
)
def test_an_entry_is_moved_to_its_place_and_the_others_keep_their_order(
    shop: SqlStore, who: int, position: int, expected: str
) -> None:
    entries = [check_in(shop, number) for number in "12345"]
    place(shop, entries[who - 1], position)
    assert "".join(line(shop)) == expected


def test_an_ended_entry_has_no_place(shop: SqlStore) -> None:
    entry = check_in(shop, "1")
    save(shop, ended(entry))
    with pytest.raises(NotFound):
        place(shop, entry, 1)


def test_moving_leaves_versions_alone_so_that_a_removal_meanwhile_is_no_conflict(shop: SqlStore) -> None:
    entries = [check_in(shop, number) for number in "12"]
    place(shop, entries[1], 1)
    save(shop, ended(entries[0]))
    assert line(shop) == ["2"]


MOVES = st.lists(st.tuples(st.sampled_from(["in", "out", "move"]), st.integers(0, 4), st.integers(1, 6)), max_size=25)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
def test_the_line_is_as_a_list_would_be(shop: SqlStore, moves: list[tuple[str, int, int]]) -> None:
    """Check-ins go to the end, moves to their place, and nobody else changes places."""
    for entry in shop.look(lambda view: view.waiting()):
        save(shop, ended(entry))
    model: list[str] = []
    for kind, who, position in moves:
        number = str(who + 1)
        waits = next((entry for entry in shop.look(lambda view: view.waiting()) if entry.customer == number), None)
        if kind == "in" and waits is None:
            check_in(shop, number)
            model.append(number)
        elif kind == "out" and waits:
            save(shop, ended(waits))
            model.remove(number)
        elif kind == "move" and waits:
            place(shop, waits, position)
            model.remove(number)
            model.insert(position - 1, number)
        assert line(shop) == model
