"""Employees, wrong PINs and what requests did, in the database."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from intake.employee import Employee, Role
from intake.errors import Conflict, NotFound, Refused
from intake.ports import Action
from intake.throttle import Tries

if TYPE_CHECKING:
    from storage.store import SqlStore

NOON = datetime(2026, 11, 21, 20, 0, 0, 123456, tzinfo=UTC)


def hire(store: SqlStore, name: str, role: Role = Role.RECEPTION) -> Employee:
    return store.act(lambda work: work.add_employee(Employee(name, role, pin_hash="$argon2id$x")))


def note(store: SqlStore, request: str, kind: str = "moved", by: str = "Ann", station: str = "s1") -> None:
    store.act(lambda work: work.note(Action(request, kind, NOON, by, station)))


def test_every_field_of_an_employee_is_kept(store: SqlStore) -> None:
    given = Employee("Zoë", Role.MANAGER, enabled=False, pin_hash="$argon2id$v=19$x")
    added = store.act(lambda work: work.add_employee(given))
    assert added == dataclasses.replace(given, id=1)
    assert store.look(lambda view: view.employee("Zoë")) == added


@pytest.mark.parametrize("written", ["Zoë", "ZOË", "zoë"])
def test_an_employee_is_known_in_any_case(store: SqlStore, written: str) -> None:
    hire(store, "Zoë")
    found = store.look(lambda view: view.employee(written))
    assert found is not None
    assert found.name == "Zoë"


def test_accents_and_signs_tell_employees_apart(store: SqlStore) -> None:
    hire(store, "Zoë")
    hire(store, "Zoe")
    assert store.look(lambda view: view.employee("Zo-e")) is None


def test_two_employees_of_one_name_are_refused(store: SqlStore) -> None:
    hire(store, "Ann")
    with pytest.raises(Refused) as refused:
        hire(store, "ANN")
    assert refused.value.code == "duplicate"


def test_employees_are_listed_by_name_in_any_case(store: SqlStore) -> None:
    for name in ("cleo", "Ann", "bo", "Zoë", "Émile"):
        hire(store, name)
    assert [employee.name for employee in store.look(lambda view: view.employees())] == [
        "Ann", "bo", "cleo", "Zoë", "Émile",
    ]  # fmt: skip


def test_a_changed_employee_is_kept(store: SqlStore) -> None:
    changed = dataclasses.replace(hire(store, "Ann"), name="Anna", role=Role.ADMIN, enabled=False, pin_hash="new")
    assert store.act(lambda work: work.save_employee(changed)) == changed
    assert store.look(lambda view: (view.employee("Anna"), view.employee("Ann"))) == (changed, None)


def test_an_employee_does_not_take_the_name_of_another(store: SqlStore) -> None:
    hire(store, "Ann")
    bo = hire(store, "Bo")
    with pytest.raises(Refused):
        store.act(lambda work: work.save_employee(dataclasses.replace(bo, name="ANN")))


def test_an_unknown_employee_cannot_be_saved(store: SqlStore) -> None:
    with pytest.raises(NotFound):
        store.act(lambda work: work.save_employee(Employee("Ann", Role.ADMIN, id=5)))


def test_tries_start_at_none_and_are_kept_per_subject(store: SqlStore) -> None:
    tries = Tries(5, NOON, "boot-1", 1234.0625)
    store.act(lambda work: work.save_tries("employee:ann", Tries(4)))
    store.act(lambda work: work.save_tries("employee:ann", tries))
    kept = store.act(lambda work: (work.tries("employee:ann"), work.tries("station:s1")))
    assert kept == (tries, Tries())


def test_every_field_of_an_action_is_kept(store: SqlStore) -> None:
    action = Action("r-1", "moved", NOON, "Ann", "s1", "12", 7, 3)
    store.act(lambda work: work.note(action))
    assert store.look(lambda view: view.action("r-1")) == dataclasses.replace(action, seq=1)
    assert store.look(lambda view: view.action("r-2")) is None


def test_a_request_is_noted_once_and_the_second_changes_nothing(store: SqlStore) -> None:
    note(store, "r-1", by="Ann")
    with pytest.raises(Conflict) as conflict:
        note(store, "r-1", by="Bo")
    assert conflict.value.code == "repeated"
    kept = store.look(lambda view: view.action("r-1"))
    assert kept is not None
    assert kept.by == "Ann"


def test_the_last_action_is_the_newest_by_that_employee_or_at_that_station(store: SqlStore) -> None:
    note(store, "a", by="Ann", station="s1")
    note(store, "b", by="Bo", station="s2")
    note(store, "c", by="Cleo", station="s3")

    def last(by: str, station: str) -> str | None:
        action = store.look(lambda view: view.last_action(["moved"], by, station))
        return action.request if action else None

    assert last("Ann", "s9") == "a"
    assert last("Ann", "s2") == "b"
    assert last("Cleo", "s1") == "c"
    assert last("Dan", "s9") is None


def test_other_kinds_and_undone_actions_are_not_the_last(store: SqlStore) -> None:
    note(store, "a")
    note(store, "b", kind="removed")
    note(store, "c", kind="signed_up")
    last = store.look(lambda view: view.last_action(["moved", "removed"], "Ann", "s1"))
    assert last is not None
    assert last.request == "b"
    store.act(lambda work: work.mark_undone(last.seq))
    before = store.look(lambda view: view.last_action(["moved", "removed"], "Ann", "s1"))
    assert before is not None
    assert before.request == "a"
    undone = store.look(lambda view: view.action("b"))
    assert undone == dataclasses.replace(last, undone=True)
