"""The queue: order, reasons, moving, removing, undoing."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from intake.errors import Conflict, ExitStatus, IntakeError, Misused, NotFound, Refused
from intake.history import verify

if TYPE_CHECKING:
    from collections.abc import Callable

    from standing import StandingClock

    from intake.desk import Desk
    from intake.employee import Actor
    from intake.queue import Entry


def joined(desk: Desk, actor: Actor, count: int) -> list[Entry]:
    entries = []
    for place in range(count):
        customer = desk.customers.add(actor, {"last_name": f"Guest {place}", "date_of_birth": "1990-01-01"})
        entries.append(desk.queue.check_in(actor, customer.number))
    return entries


def line(desk: Desk) -> list[int]:
    return [entry.id for entry in desk.queue.waiting()]


def refusal(action: Callable[[], object]) -> IntakeError:
    with pytest.raises(IntakeError) as refused:
        action()
    return refused.value


def test_the_line_is_in_order_of_check_in(desk: Desk, rita: Actor) -> None:
    entries = joined(desk, rita, 3)
    assert line(desk) == [entry.id for entry in entries]
    assert [entry.name for entry in desk.queue.waiting()] == ["Guest 0", "Guest 1", "Guest 2"]


def test_waits_grow_and_are_never_negative(desk: Desk, rita: Actor, clock: StandingClock) -> None:
    (entry,) = joined(desk, rita, 1)
    clock.pass_time(minutes=7)
    assert entry.waited_seconds(desk.shop.now()) == 420
    clock.pass_time(hours=-2)
    assert entry.waited_seconds(desk.shop.now()) == 0


def test_the_order_holds_when_the_clock_goes_back(desk: Desk, rita: Actor, clock: StandingClock) -> None:
    (early,) = joined(desk, rita, 1)
    clock.pass_time(days=-1)
    customer = desk.customers.add(rita, {"last_name": "Late", "date_of_birth": "1990-01-01"})
    late = desk.queue.check_in(rita, customer.number)
    assert line(desk) == [early.id, late.id]


def test_who_waits_already_is_told_since_when_and_by_whom(desk: Desk, rita: Actor, max_: Actor) -> None:
    (entry,) = joined(desk, max_, 1)
    error = refusal(lambda: desk.queue.check_in(rita, entry.customer))
    assert error.code == "already_in_queue"
    assert "since 10:00, checked in by Max" in error.message
    assert line(desk) == [entry.id]


def test_a_repeated_request_checks_in_once(desk: Desk, rita: Actor) -> None:
    customer = desk.customers.add(rita, {"last_name": "Vale", "date_of_birth": "1990-01-01"})
    first = desk.queue.check_in(rita, customer.number, request="r-7")
    assert desk.queue.check_in(rita, customer.number, request="r-7").id == first.id
    assert line(desk) == [first.id]


@pytest.mark.parametrize(
    ("place", "order"), [(1, [3, 1, 2, 4]), (2, [1, 3, 2, 4]), (3, [1, 2, 3, 4]), (4, [1, 2, 4, 3])]
)
def test_an_entry_moves_to_any_place_and_back(desk: Desk, rita: Actor, place: int, order: list[int]) -> None:
    joined(desk, rita, 4)
    desk.queue.move(rita, 3, place)
    assert line(desk) == order
    assert desk.queue.undo(rita).kind == "moved"
    assert line(desk) == [1, 2, 3, 4]


@pytest.mark.parametrize("place", [0, -1, 5, 10**12])
def test_there_are_only_as_many_places_as_people(desk: Desk, rita: Actor, place: int) -> None:
    joined(desk, rita, 4)
    assert isinstance(refusal(lambda: desk.queue.move(rita, 1, place)), Misused)
    assert line(desk) == [1, 2, 3, 4]


def test_removing_keeps_who_when_and_why(desk: Desk, rita: Actor, max_: Actor) -> None:
    joined(desk, rita, 3)
    removed = desk.queue.remove(max_, 2, "went home")
    assert (removed.ending, removed.ended_by, removed.ended_reason) == ("removed", "Max", "went home")
    assert line(desk) == [1, 3]
    assert desk.queue.entry(2) == removed
    refused = refusal(lambda: desk.queue.remove(rita, 2))
    assert (refused.code, refused.message) == ("not_waiting", "This person has left the queue already.")


def test_undo_puts_a_removed_entry_back_where_it_stood(desk: Desk, rita: Actor) -> None:
    entries = joined(desk, rita, 3)
    desk.queue.remove(rita, 2)
    undone = desk.queue.undo(rita)
    assert undone.kind == "removed"
    assert line(desk) == [1, 2, 3]
    assert undone.entry.checked_in_at == entries[1].checked_in_at


def test_undo_goes_back_step_by_step_until_nothing_is_left(desk: Desk, rita: Actor) -> None:
    joined(desk, rita, 2)
    desk.queue.move(rita, 2, 1)
    desk.queue.remove(rita, 1)
    assert [desk.queue.undo(rita).kind for _ in range(4)] == ["removed", "moved", "checked_in", "checked_in"]
    assert line(desk) == []
    assert refusal(lambda: desk.queue.undo(rita)).code == "nothing_to_undo"


def test_undo_is_ones_own_or_the_stations(desk: Desk, rita: Actor, max_: Actor) -> None:
    joined(desk, rita, 1)
    elsewhere = dataclasses.replace(max_, station="back office")
    assert refusal(lambda: desk.queue.undo(elsewhere)).code == "nothing_to_undo"
    assert desk.queue.undo(max_).kind == "checked_in"


def test_undo_does_not_tear_at_what_somebody_did_since(desk: Desk, rita: Actor, max_: Actor) -> None:
    (entry,) = joined(desk, rita, 1)
    elsewhere = dataclasses.replace(max_, station="back office")
    desk.queue.remove(elsewhere, entry.id)
    assert isinstance(refusal(lambda: desk.queue.undo(rita)), Conflict)
    assert refusal(lambda: desk.queue.undo(rita)).code == "nothing_to_undo"


def test_after_a_conflict_undo_goes_on_to_what_was_done_before(desk: Desk, rita: Actor, max_: Actor) -> None:
    joined(desk, rita, 2)
    desk.queue.move(rita, 2, 1)
    desk.queue.move(rita, 1, 1)
    desk.queue.remove(dataclasses.replace(max_, station="back office"), 1)
    assert isinstance(refusal(lambda: desk.queue.undo(rita)), Conflict)
    assert desk.queue.undo(rita).kind == "moved"
    assert line(desk) == [2]


def test_a_removal_is_not_undone_for_somebody_who_is_in_the_line_again(desk: Desk, rita: Actor, max_: Actor) -> None:
    (entry,) = joined(desk, rita, 1)
    desk.queue.remove(rita, entry.id)
    desk.queue.check_in(dataclasses.replace(max_, station="back office"), entry.customer)
    assert isinstance(refusal(lambda: desk.queue.undo(rita)), Conflict)
    assert len(line(desk)) == 1


def test_a_request_id_stands_for_one_action(desk: Desk, rita: Actor, max_: Actor) -> None:
    entries = joined(desk, rita, 2)
    desk.queue.move(rita, entries[0].id, 2, request="r-1")
    for misuse in (
        lambda: desk.queue.remove(rita, entries[0].id, request="r-1"),
        lambda: desk.queue.move(rita, entries[1].id, 2, request="r-1"),
        lambda: desk.queue.move(max_, entries[0].id, 2, request="r-1"),
        lambda: desk.customers.add(rita, {"last_name": "Vale"}, request="r-1"),
        lambda: desk.queue.undo(rita, request="r-1"),
    ):
        assert refusal(misuse).code == "request_used"
    assert desk.queue.undo(rita, request="u-1") == desk.queue.undo(rita, request="u-1")


@pytest.mark.parametrize("empty", ["", " "])
def test_an_empty_request_id_is_no_id(desk: Desk, rita: Actor, empty: str) -> None:
    entries = joined(desk, rita, 2)
    for misuse in (
        lambda: desk.queue.move(rita, entries[0].id, 2, request=empty),
        lambda: desk.customers.add(rita, {"last_name": "Vale"}, request=empty),
    ):
        misused = refusal(misuse)
        assert (misused.code, misused.status) == ("empty_request", ExitStatus.MISUSED)


def test_undo_brings_nobody_back_who_was_banned_since(desk: Desk, rita: Actor) -> None:
    (entry,) = joined(desk, rita, 1)
    desk.queue.remove(rita, entry.id)
    desk.customers.edit(rita, entry.customer, {"banned": "yes"})
    assert refusal(lambda: desk.queue.undo(rita)).code == "banned"
    assert line(desk) == []


def test_a_banned_customer_is_refused_and_the_try_is_remembered(desk: Desk, rita: Actor) -> None:
    number = desk.customers.add(rita, {"last_name": "Brandt", "date_of_birth": "1990-01-01", "banned": "1"}).number
    error = refusal(lambda: desk.queue.check_in(rita, number, "please"))
    assert (error.code, error.status) == ("banned", 1)
    assert error.message == f"Customer {number} was not checked in: This customer is banned."
    assert desk.customers.history(number)[0].summary == "refused: banned"


def test_an_expired_id_needs_a_manager_and_a_reason(desk: Desk, rita: Actor, max_: Actor) -> None:
    values = {"last_name": "Hollis", "date_of_birth": "1990-01-01", "license_expires": "2026-11-20"}
    number = desk.customers.add(rita, values).number
    assert refusal(lambda: desk.queue.check_in(rita, number)).detail["overridable"] is True
    assert refusal(lambda: desk.queue.check_in(max_, number)).code == "expired"
    assert refusal(lambda: desk.queue.check_in(rita, number, "new card is on its way")).code == "not_allowed"
    entry = desk.queue.check_in(dataclasses.replace(rita, manager="Max"), number, "new card is on its way")
    assert (entry.override_by, entry.override_reason) == ("Max", "new card is on its way")
    assert desk.queue.waiting()[0].badges == ("override",)


def test_each_reason_is_one_line(desk: Desk, rita: Actor) -> None:
    values = {"last_name": "Vale", "date_of_birth": "2010-01-01", "banned": "yes"}
    number = desk.customers.add(rita, values).number
    error = refusal(lambda: desk.queue.check_in(rita, number))
    assert [line.count(f"Customer {number}") for line in error.message.splitlines()] == [1, 1]
    assert [reason["code"] for reason in error.detail["reasons"]] == ["banned", "under_age"]


def test_the_birthday_is_the_shops_not_greenwichs(desk: Desk, rita: Actor, clock: StandingClock) -> None:
    number = desk.customers.add(rita, {"last_name": "Vale", "date_of_birth": "2005-11-22"}).number
    clock.pass_time(hours=13)
    assert clock.now().day == 22
    assert refusal(lambda: desk.queue.check_in(rita, number)).code == "under_age"
    clock.pass_time(hours=1)
    assert desk.queue.check_in(rita, number).open


@pytest.mark.parametrize("entry", [0, 99, 10**12])
def test_an_unknown_entry_is_not_found(desk: Desk, rita: Actor, entry: int) -> None:
    assert isinstance(refusal(lambda: desk.queue.remove(rita, entry)), NotFound)


def test_a_reason_has_an_end(desk: Desk, rita: Actor) -> None:
    (entry,) = joined(desk, rita, 1)
    assert isinstance(refusal(lambda: desk.queue.remove(rita, entry.id, "x" * 201)), Misused)


def test_the_history_holds_after_all_of_it(desk: Desk, rita: Actor) -> None:
    joined(desk, rita, 3)
    desk.queue.move(rita, 3, 1)
    desk.queue.remove(rita, 2)
    desk.queue.undo(rita)
    shop = desk.shop
    found = shop.store.look(lambda view: verify(shop.history_key, view.events(), view.head()))
    assert (found.events, found.broken) == (9, 0)


def test_refusals_are_refused(desk: Desk, rita: Actor) -> None:
    with pytest.raises(Refused):
        desk.queue.undo(rita)
