"""Signing up by hand, editing, finding, deleting; every change is in the history."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from intake.errors import Conflict, IntakeError, Misused, NotFound, Refused

if TYPE_CHECKING:
    from intake.desk import Desk
    from intake.employee import Actor

VALE = {"first_name": "Juno", "last_name": "Vale", "date_of_birth": "1990-05-01", "phone": "(555) 010-1234"}


def test_a_customer_gets_the_next_number(desk: Desk, rita: Actor) -> None:
    numbers = [desk.customers.add(rita, VALE).number for _ in range(3)]
    assert numbers == ["1", "2", "3"]


def test_a_typed_number_is_unique(desk: Desk, rita: Actor) -> None:
    assert desk.customers.add(rita, VALE | {"number": "2"}).number == "2"
    with pytest.raises(Refused, match="already a customer"):
        desk.customers.add(rita, VALE | {"number": "2"})
    assert [desk.customers.add(rita, VALE).number for _ in range(2)] == ["1", "3"]


def test_a_repeated_request_signs_up_once(desk: Desk, rita: Actor) -> None:
    first = desk.customers.add(rita, VALE, request="r-1")
    assert desk.customers.add(rita, VALE, request="r-1") == first
    assert desk.shop.store.look(lambda view: view.customer_count()) == 1


def test_every_action_is_an_event_with_who_and_where(desk: Desk, rita: Actor, max_: Actor) -> None:
    number = desk.customers.add(rita, VALE).number
    desk.customers.edit(rita, number, {"phone": "5550105678", "notes": "asks for Max"})
    desk.customers.edit(rita, number, {"banned": "yes"})
    desk.customers.edit(max_, number, {"banned": "no"})
    desk.customers.delete(max_, number)
    desk.customers.restore(max_, number)
    told = [(event.kind, event.by, event.station) for event in desk.customers.history(number)]
    who = dict.fromkeys(("signed_up", "edited", "banned"), "Rita") | dict.fromkeys(
        ("ban_lifted", "deleted", "restored"), "Max"
    )
    assert told == [(kind, by, "front desk") for kind, by in reversed(who.items())]


def test_an_edit_tells_before_and_after_and_no_summary_tells_values(desk: Desk, rita: Actor) -> None:
    number = desk.customers.add(rita, VALE).number
    desk.customers.edit(rita, number, {"phone": ""})
    edited = desk.customers.history(number)[0]
    assert (edited.detail or {})["fields"] == {"phone": ["5550101234", None]}
    assert edited.summary == "edited: phone"


def test_an_edit_without_change_is_no_event(desk: Desk, rita: Actor) -> None:
    customer = desk.customers.add(rita, VALE)
    assert desk.customers.edit(rita, customer.number, {"last_name": " Vale "}) == customer
    assert len(desk.customers.history(customer.number)) == 1


def test_two_edits_of_one_profile_are_merged_field_by_field(desk: Desk, rita: Actor, max_: Actor) -> None:
    seen = desk.customers.add(rita, VALE)
    desk.customers.edit(max_, seen.number, {"phone": "5550105678", "city": "Exampleton"}, seen)
    merged = desk.customers.edit(rita, seen.number, {"nickname": "June", "city": "Exampleton"}, seen)
    assert (merged.phone, merged.nickname, merged.city) == ("5550105678", "June", "Exampleton")


def test_where_both_changed_a_field_the_second_is_told(desk: Desk, rita: Actor, max_: Actor) -> None:
    seen = desk.customers.add(rita, VALE)
    desk.customers.edit(max_, seen.number, {"phone": "5550105678"}, seen)
    with pytest.raises(Conflict, match="phone") as clash:
        desk.customers.edit(rita, seen.number, {"phone": "", "nickname": "June"}, seen)
    assert clash.value.detail["fields"] == ["phone"]
    assert desk.customers.show(seen.number).nickname is None


def test_a_failed_edit_changes_nothing(desk: Desk, rita: Actor) -> None:
    customer = desk.customers.add(rita, VALE)
    with pytest.raises(Misused, match="medical_expires"):
        desk.customers.edit(rita, customer.number, {"phone": "", "adult_use": "no"})
    assert desk.customers.show(customer.number) == customer


def test_numbers_are_kept(desk: Desk, rita: Actor) -> None:
    number = desk.customers.add(rita, VALE).number
    with pytest.raises(Refused, match="keeps the number"):
        desk.customers.edit(rita, number, {"number": "77"})


@pytest.mark.parametrize(
    ("typed", "by"),
    [
        ("juno", "name"),
        ("vale ju", "name"),
        ("name:VÁLE", "name"),
        ("555010", "phone"),
        ("phone:1234", "phone"),
        ("dob:05/01/1990", "birth"),
        ("vale 5/1/90", "birth"),
        ("1990-05-01", "birth"),
        ("number:1", "number"),
        ("1", "number"),
    ],
)
def test_a_customer_is_found_by_what_people_type(desk: Desk, rita: Actor, typed: str, by: str) -> None:
    desk.customers.add(rita, VALE)
    desk.customers.add(rita, {"last_name": "Brandt", "date_of_birth": "1980-01-01"})
    (found,) = desk.customers.find(typed)
    assert (found.customer.last_name, found.by) == ("Vale", by)


@pytest.mark.parametrize("typed", ["", "#", "ju", "7", "dl:1", "  v "])
def test_less_than_three_characters_are_refused(desk: Desk, rita: Actor, typed: str) -> None:
    desk.customers.add(rita, VALE)
    with pytest.raises(Refused, match="at least 3 characters"):
        desk.customers.find(typed)


@pytest.mark.parametrize("typed", ["#7", "number:7"])
def test_a_number_that_nobody_has_finds_nobody_however_short_it_is(desk: Desk, rita: Actor, typed: str) -> None:
    desk.customers.add(rita, VALE)
    assert desk.customers.find(typed) == []


@pytest.mark.parametrize("typed", ["%%%", "'; DROP TABLE customer; --", "___", "NEAR(vale", "vale*xyz", "\x1b[2J"])
def test_signs_are_just_text(desk: Desk, rita: Actor, typed: str) -> None:
    desk.customers.add(rita, VALE)
    assert desk.customers.find(typed) == []


def test_deleted_customers_are_not_found_until_restored(desk: Desk, rita: Actor, max_: Actor) -> None:
    number = desk.customers.add(rita, VALE).number
    desk.customers.delete(max_, number)
    assert desk.customers.find("vale") == []
    with pytest.raises(NotFound):
        desk.customers.show(number)
    with pytest.raises(NotFound):
        desk.queue.check_in(rita, number)
    with pytest.raises(NotFound, match=r"This customer was deleted by Max at \d{4}-\d\d-\d\d \d\d:\d\d\."):
        desk.customers.edit(rita, number, {"notes": "allergic"})
    desk.customers.restore(max_, number)
    assert desk.customers.find("vale")


def test_who_waits_is_not_deleted(desk: Desk, max_: Actor) -> None:
    number = desk.customers.add(max_, VALE).number
    desk.queue.check_in(max_, number)
    with pytest.raises(Refused, match="in the queue"):
        desk.customers.delete(max_, number)


def test_a_manager_beside_may_what_reception_may_not(desk: Desk, rita: Actor) -> None:
    number = desk.customers.add(rita, VALE).number
    with pytest.raises(Refused, match="role"):
        desk.customers.delete(rita, number)
    desk.customers.delete(dataclasses.replace(rita, manager="Max"), number)


@pytest.mark.parametrize("number", ["99", "", "\x1b[2J", "x" * 500])
def test_an_unknown_number_is_not_found_and_not_echoed(desk: Desk, number: str) -> None:
    with pytest.raises(IntakeError) as refused:
        desk.customers.show(number)
    assert isinstance(refused.value, NotFound)
    assert len(refused.value.message) < 80
    assert refused.value.message.isprintable()


def test_recent_check_ins_come_newest_first_each_customer_once(desk: Desk, rita: Actor) -> None:
    first, second = (desk.customers.add(rita, VALE).number for _ in range(2))
    desk.customers.add(rita, VALE)
    for number in (first, second):
        desk.queue.check_in(rita, number)
    desk.queue.undo(rita)
    desk.queue.remove(rita, desk.queue.waiting()[0].id)
    desk.queue.check_in(rita, first)
    assert [customer.number for customer in desk.customers.recent()][:1] == [first]
