"""Who puts rows into the database by hand has no events for them: doctor names what the history does not tell."""

from __future__ import annotations

import dataclasses
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import partial
from typing import TYPE_CHECKING

import pytest
from deeds import desk_on
from standing import StandingClock

from intake.employee import Actor, Employee, Role
from intake.errors import Conflict, ExitStatus, StorageFailed
from intake.history import EventDraft
from intake.license import License
from intake.license.compose import compose
from storage.agreement import check_agreement
from storage.staff import check_staff

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from intake.desk import Desk
    from intake.ports import Work
    from storage.secret import Secret
    from storage.store import SqlStore

ADA = Actor("Ada", "front desk")
NOON = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
PIN, OTHER_PIN = "482915", "730164"
EVE = "INSERT INTO employee (id, name, role, pin_hash, name_key, enabled) VALUES (99, 'Eve', 'admin', 'x', 'eve', true)"
CARD = License(
    first_name="TESSA",
    last_name="MARLOWE",
    date_of_birth=date(1992, 3, 4),
    license_number="D7042011",
    license_expires=date(2029, 3, 4),
    issuer="636014",
    jurisdiction="CA",
    version=10,
    document="license",
    document_discriminator="03/04/2024503B2/AAFD/29",
)


@pytest.fixture(scope="module")
def shop(lasting_store: SqlStore, secret: Secret) -> SqlStore:
    """A shop that did everything there is to do with employees and cards; nobody changes it for good."""
    desk = desk_on(lasting_store, secret)
    desk.employees.found("Ada", PIN)
    for name, role in (("Max", Role.MANAGER), ("Rita", Role.RECEPTION), ("Bo", Role.RECEPTION)):
        desk.employees.add(ADA, name, role, PIN)
    desk.employees.set_pin(ADA, "Max", OTHER_PIN)
    desk.employees.set_pin(Actor("Rita", "front desk"), "Rita")
    desk.employees.disable(ADA, "Bo")
    come_with(desk, CARD)
    come_with(desk, dataclasses.replace(CARD, document_discriminator="03/04/2026771C9/AAFD/29"))
    other = dataclasses.replace(CARD, license_number="D7042044", document_discriminator="03/04/2027110A4/AAFD/29")
    desk.scans.admit(ADA, compose(other), sign_up=True, check_in=False)
    replaced = dataclasses.replace(other, document_discriminator="03/04/2028223B5/AAFD/29")
    desk.scans.admit(ADA, compose(replaced), sign_up=True, check_in=False)
    desk.customers.add(ADA, {"last_name": "Vale", "date_of_birth": "1980-01-01"})
    later = desk_on(lasting_store, secret, clock=StandingClock(NOON))
    later.scans.admit(ADA, compose(CARD), sign_up=True, check_in=False)
    return lasting_store


def come_with(desk: Desk, card: License) -> None:
    entry = desk.scans.admit(ADA, compose(card), sign_up=True, check_in=True).entry
    assert entry
    desk.queue.remove(ADA, entry.id)


@contextmanager
def forged(store: SqlStore, *statements: str) -> Iterator[Connection]:
    """Open the database as somebody who may write to it by hand; all of it is taken back."""
    with store._transactions.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN")
        for statement in statements:
            assert connection.exec_driver_sql(statement).rowcount
        yield connection
        connection.rollback()


def said(store: SqlStore, secret: Secret | None, *statements: str) -> list[str]:
    """Return what is said of a shop after ``statements``, each time in one sentence and with the status for storage."""
    found = []
    with forged(store, *statements) as connection:
        key = secret.history_key if secret else None
        for check in (partial(check_staff, connection, key), partial(check_agreement, connection)):
            try:
                check()
            except StorageFailed as failed:
                assert (failed.status, failed.code) == (ExitStatus.STORAGE, "disagreeing")
                assert "\n" not in failed.message
                found.append(failed.message)
    return found


def test_whatever_a_shop_does_all_rows_agree(shop: SqlStore, secret: Secret) -> None:
    assert said(shop, secret) == []
    assert said(shop, None) == []


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        (EVE, "employee Eve"),
        ("UPDATE employee SET role = 'admin' WHERE name = 'Rita'", "employee Rita"),
        ("UPDATE employee SET enabled = true WHERE name = 'Bo'", "employee Bo"),
        ("UPDATE employee SET pin_hash = (SELECT pin_hash FROM employee WHERE name = 'Max') WHERE name = 'Ada'", "Ada"),
        ("UPDATE employee SET pin_hash = 'x' WHERE name = 'Rita'", "employee Rita"),
        ("UPDATE employee SET name = 'Eve', name_key = 'eve' WHERE name = 'Rita'", "employee Eve, Rita"),
        ("UPDATE employee SET name_key = 'eve' WHERE name = 'Rita'", "employee Rita"),
        ("DELETE FROM employee WHERE name = 'Max'", "employee Max"),
        ("UPDATE employee SET id = 77 WHERE name = 'Rita'", "employee Rita"),
        ("UPDATE employee SET role = 'owner' WHERE name = 'Max'", "employees cannot be read"),
        ("UPDATE shop SET market = 'nv'", "not ca, as the history tells"),
        ("INSERT INTO card_mark VALUES ('aa', 1)", "customer 1 is not"),
        ("INSERT INTO card_mark VALUES ('aa', 2)", "customer 2 is not"),
        ("INSERT INTO card_mark VALUES ('aa', 77)", "customers who are not there"),
        ("UPDATE card_mark SET customer_id = 2", "customer 1, 2 is not"),
        ("UPDATE card_mark SET mark = mark || 'a'", "customer 1 is not"),
        ("DELETE FROM card_mark", "customer 1 is not"),
    ],
)
def test_what_the_history_does_not_tell_is_named(shop: SqlStore, secret: Secret, statement: str, named: str) -> None:
    (message,) = said(shop, secret, statement)
    assert named in message


def test_a_customer_whom_nobody_signed_up_is_named(shop: SqlStore, secret: Secret) -> None:
    """Somebody copies a profile under another number, with all that it is found by, and counts it."""
    statements = (
        "CREATE TEMPORARY TABLE copied AS SELECT * FROM customer WHERE number = '2'",
        "UPDATE copied SET id = 77, number = '77', number_key = '77'",
        "INSERT INTO customer SELECT * FROM copied",
        "INSERT INTO customer_word SELECT kind, word, rest, 77 FROM customer_word WHERE customer_id = 2",
        "UPDATE shop SET customers = customers + 1",
    )
    (message,) = said(shop, secret, *statements)
    assert "customer 77 is not what the history tells" in message


def leave_and_come_back(desk: Desk) -> str:
    """Let a customer leave and come back twice in one instant, the second time by undoing; return the number."""
    number = desk.customers.add(ADA, {"last_name": "Vale", "date_of_birth": "1980-01-01"}).number
    for reason in ("left", "left", None, "came too late"):
        desk.queue.remove(ADA, desk.queue.check_in(ADA, number).id, reason)
    desk.queue.undo(ADA)
    desk.queue.undo(ADA)
    desk.queue.undo(ADA)
    return number


def test_however_often_somebody_leaves_in_one_instant_all_rows_agree(store: SqlStore, secret: Secret) -> None:
    desk = desk_on(store, secret)
    desk.employees.found("Ada", PIN)
    number = leave_and_come_back(desk)
    (open_again,) = desk.queue.waiting()
    assert (open_again.customer, open_again.ended_reason) == (number, None)
    assert said(store, secret) == []


def test_a_customer_who_was_signed_up_and_is_not_there_is_named(store: SqlStore, secret: Secret) -> None:
    desk = desk_on(store, secret)
    desk.employees.found("Ada", PIN)
    desk.customers.add(ADA, {"last_name": "Vale", "number": "Old-7"})
    statements = (
        "DELETE FROM customer_word WHERE customer_id = 1",
        "DELETE FROM word_form",
        "DELETE FROM customer",
        "UPDATE shop SET customers = customers - 1",
    )
    (message,) = said(store, secret, *statements)
    assert "customer Old-7 is not what the history tells" in message
    assert said(store, secret) == []


def test_who_is_on_file_can_be_signed_up_again_by_a_clock_that_was_set_back(store: SqlStore, secret: Secret) -> None:
    clock = StandingClock(NOON)
    desk = desk_on(store, secret, clock=clock)
    desk.employees.found("Ada", PIN)
    for _ in range(2):
        desk.scans.admit(ADA, compose(CARD), sign_up=True, check_in=False)
        clock.pass_time(hours=-1)
    assert said(store, secret) == []
    (message,) = said(store, secret, "UPDATE action SET customer = '7' WHERE seq = (SELECT max(seq) FROM action)")
    assert "requests" in message


def test_a_day_of_any_year_that_a_card_brought_is_read_as_it_was_stored(store: SqlStore, secret: Secret) -> None:
    desk, odd = desk_on(store, secret), dataclasses.replace(CARD, license_issued=date(1850, 1, 1))
    desk.employees.found("Ada", PIN)
    names = {"first_name": "Tessa", "last_name": "Marlowe", "date_of_birth": "1992-03-04"}
    number = desk.customers.add(ADA, names).number
    desk.scans.admit(ADA, compose(odd), sign_up=False, check_in=True)
    assert desk.customers.show(number).license_issued == date(1850, 1, 1)
    assert said(store, secret) == []


@pytest.mark.parametrize(
    ("change", "number"),
    [
        ("ending = NULL, ended_at = NULL, ended_by = NULL, ended_reason = NULL", "1"),
        ("ending = 'undone'", "1"),
        ("ended_reason = 'came too late'", "1"),
        ("ending = 'removed', ended_at = checked_in_at, ended_by = 'Ada'", "2"),
    ],
)
def test_who_is_put_into_the_queue_or_out_of_it_by_hand_is_named(
    store: SqlStore, secret: Secret, change: str, number: str
) -> None:
    desk = desk_on(store, secret)
    desk.employees.found("Ada", PIN)
    for name in ("Vale", "Marlowe"):
        desk.customers.add(ADA, {"last_name": name, "date_of_birth": "1980-01-01"})
    desk.queue.remove(ADA, desk.queue.check_in(ADA, "1").id, "left")
    desk.queue.check_in(ADA, "2")
    (message,) = said(store, secret, f"UPDATE queue_entry SET {change} WHERE id = {number}")  # noqa: S608 - names of this test
    assert f"customer {number} is not" in message


COPIED = """
INSERT INTO action (seq, request, kind, at, "by", station, customer, entry, position, undone)
SELECT 99, 'copy', kind, at, "by", station, customer, entry, position, undone FROM action WHERE request = 'come'
"""
FORGED_REQUESTS = (
    "UPDATE action SET request = 'other' WHERE request = 'come'",
    "UPDATE action SET station = 'elsewhere' WHERE request = 'come'",
    "UPDATE action SET customer = NULL WHERE request = 'come'",
    "UPDATE action SET position = 2 WHERE request = 'go'",
    "UPDATE action SET position = NULL WHERE request = 'go'",
    "UPDATE action SET entry = 2 WHERE request = 'come'",
    "UPDATE action SET undone = true WHERE request = 'come'",
    "UPDATE action SET undone = false WHERE request = 'go'",
    "DELETE FROM action WHERE request = 'sign up'",
    "DELETE FROM action WHERE request = 'hire'",
    COPIED,
)
UNGUARDED = "ALTER TABLE event_detail DISABLE TRIGGER event_detail_append_only"
FORGED_ENTRIES = (
    "UPDATE queue_entry SET ended_at = checked_in_at WHERE ending IS NULL",
    "UPDATE queue_entry SET ended_by = 'Ada' WHERE ending IS NULL",
    "UPDATE queue_entry SET ended_reason = 'left' WHERE ending IS NULL",
    "UPDATE queue_entry SET version = version + 1 WHERE ending IS NULL",
)


def test_what_requests_did_cannot_be_changed_unseen(store: SqlStore, secret: Secret) -> None:
    """One that is gone would be done twice when it is repeated; of one that was put in nothing would be done."""
    clock = StandingClock(NOON)
    desk = desk_on(store, secret, clock=clock)
    desk.employees.found("Ada", PIN)
    desk.employees.add(ADA, "Max", Role.MANAGER, PIN, request="hire")
    number = desk.customers.add(ADA, {"last_name": "Vale", "date_of_birth": "1980-01-01"}, request="sign up").number
    for come, go in (("come", "go"), ("again", "leave")):
        desk.queue.remove(ADA, desk.queue.check_in(ADA, number, request=come).id, request=go)
        clock.pass_time(hours=1)
        if go == "go":
            desk.queue.undo(ADA, request="undo")
            desk.queue.remove(ADA, 1)
    desk.queue.undo(ADA)
    assert said(store, secret) == []
    for statement in FORGED_REQUESTS:
        (message,) = said(store, secret, statement)
        assert "requests" in message, statement
    unguarded = "DROP TRIGGER event_detail_no_update" if "sqlite" in str(store._transactions.engine.url) else UNGUARDED
    with forged(store, "UPDATE shop SET customers = customers") as connection:
        connection.exec_driver_sql(unguarded)
        connection.exec_driver_sql("UPDATE event_detail SET detail = '{x' WHERE seq = 2")
        with pytest.raises(StorageFailed, match="What requests did"):
            check_agreement(connection)
    for statement in FORGED_ENTRIES:
        (message,) = said(store, secret, statement)
        assert "customer 1 is not" in message, statement


def test_an_undo_that_was_passed_over_is_told(store: SqlStore, secret: Secret) -> None:
    desk = desk_on(store, secret)
    desk.employees.found("Ada", PIN)
    desk.employees.add(ADA, "Max", Role.MANAGER, PIN)
    number = desk.customers.add(ADA, {"last_name": "Vale", "date_of_birth": "1980-01-01"}).number
    entry = desk.queue.check_in(ADA, number)
    desk.queue.remove(Actor("Max", "back office"), entry.id)
    with pytest.raises(Conflict, match="has left the queue"):
        desk.queue.undo(ADA)
    assert said(store, secret) == []
    assert [event.kind for event in store.look(lambda view: view.events_of(number, 1))] == ["not_undone"]


def test_no_event_holds_the_hash_of_a_pin(shop: SqlStore) -> None:
    events = shop.look(lambda view: list(view.events()))
    told = [event for event in events if event.kind in {"employee_added", "pin_set"}]
    assert len(told) == 6
    assert all(len((event.detail or {})["pin"]) == 64 for event in told)
    hashes = [employee.pin_hash for employee in shop.look(lambda view: view.employees())]
    assert not [event for event in events if any(pin_hash in str(event.detail) for pin_hash in hashes)]
    assert "argon2" not in str(events)


def hire_as_before(work: Work) -> None:
    """Put in employees, a customer's card and the events of them as older programs wrote them."""
    work.add_employee(Employee("Ada", Role.ADMIN, pin_hash="x"))
    work.record(EventDraft(NOON, "Ada", "s1", "employee_added", "first admin added"))
    work.add_employee(Employee("Max", Role.MANAGER, pin_hash="y"))
    detail = {"name": "Max", "role": "manager"}
    work.record(EventDraft(NOON, "Ada", "s1", "employee_added", "employee added as manager", detail=detail))
    work.record(EventDraft(NOON, "Max", "s1", "pin_set", "PIN set", detail={"name": "Max"}))


def test_of_an_older_shop_nothing_is_asked_that_its_events_do_not_tell(store: SqlStore, secret: Secret) -> None:
    store.act(hire_as_before)
    desk = desk_on(store, secret)
    desk.customers.add(ADA, {"last_name": "Vale", "date_of_birth": "1980-01-01"})
    store.act(lambda work: work.remember_card("aa", "1"))
    assert said(store, secret, "UPDATE employee SET pin_hash = 'z'", "UPDATE shop SET market = 'nv'") == []
    with forged(store) as connection:
        assert "2 of the PINs were set before" in check_staff(connection, secret.history_key)
    assert "employee Max" in said(store, secret, "UPDATE employee SET role = 'admin' WHERE name = 'Max'")[0]
    assert "employee Eve" in said(store, secret, EVE)[0]
    desk.employees.set_pin(ADA, "Max", PIN)
    assert said(store, secret) == []
    assert "employee Max" in said(store, secret, "UPDATE employee SET pin_hash = 'z' WHERE name = 'Max'")[0]


def test_in_a_shop_that_told_nothing_of_employees_who_is_told_of_is_held_to_it(store: SqlStore, secret: Secret) -> None:
    """As in a shop whose employees were put in by other means than today's: the first told event is no founding."""
    for name, role in (("Ada", Role.ADMIN), ("Max", Role.MANAGER), ("Rita", Role.RECEPTION)):
        store.act(lambda work, name=name, role=role: work.add_employee(Employee(name, role, pin_hash="x")))  # type: ignore[misc]
    desk = desk_on(store, secret)
    desk.customers.add(ADA, {"last_name": "Vale"})
    assert said(store, secret) == []
    desk.employees.set_pin(ADA, "Max", PIN)
    desk.employees.disable(ADA, "Rita")
    assert said(store, secret) == []
    desk.employees.add(ADA, "Bo", Role.RECEPTION, PIN)
    assert said(store, secret) == []
    for statement, named in (
        ("UPDATE employee SET pin_hash = 'x' WHERE name = 'Max'", "employee Max is"),
        ("UPDATE employee SET enabled = true WHERE name = 'Rita'", "employee Rita is"),
        ("UPDATE employee SET role = 'admin' WHERE name = 'Bo'", "employee Bo is"),
        ("DELETE FROM employee WHERE name = 'Max'", "employee Max is"),
    ):
        assert named in said(store, secret, statement)[0]


def test_somebody_who_works_in_a_shop_without_any_event_is_forged(store: SqlStore, secret: Secret) -> None:
    assert "employee Eve" in said(store, secret, EVE)[0]
