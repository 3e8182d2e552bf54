"""Bits that flip and sectors that tear: a shop that says something else than before is never found well."""

from __future__ import annotations

import random
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from all_rows import all_rows
from deeds import RITA, begin_the_day, desk_on, work_a_day
from long_runs import LONG
from power import fingerprint_of

from intake.employee import Actor, Employee, Role
from intake.errors import ExitStatus, IntakeError, StorageFailed
from intake.history import verify
from storage.agreement import check_agreement
from storage.drafts import check_drafts
from storage.health import check_storage
from storage.setup import create_or_upgrade
from storage.sqlite import sqlite3
from storage.store import open_store

if TYPE_CHECKING:
    from pathlib import Path

    from all_rows import Rows
    from deeds import Deed

    from storage.secret import Secret
    from storage.store import SqlStore

COPIES = 2000 if LONG else 60
SECTOR = 512


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, secret: Secret) -> Path:
    """The file of a shop where most of what is stored are customers and their history."""
    path = tmp_path_factory.mktemp("whole") / "shop.db"
    create_or_upgrade(f"sqlite:///{path}", secret, "ca")
    with closing(open_store(f"sqlite:///{path}", secret)) as store:
        desk = desk_on(store, secret)
        begin_the_day(desk)
        work_a_day(desk)
        for number in range(30):
            name = {"first_name": f"Guest {number}", "last_name": "Farrow", "notes": "likes it quiet"}
            more = {"email": f"g{number}@mail.example", "license_number": f"D77{number:05}", "city": "Exampleton"}
            guest = desk.customers.add(RITA, {**name, **more, "date_of_birth": "1980-05-06"})
            if number % 3 == 0:
                desk.queue.check_in(RITA, guest.number)
    return path


def damaged(content: bytes, chance: random.Random) -> bytes:
    """Return a file with one bit flipped, or one sector torn: empty, garbage, or of another place."""
    spoilt = bytearray(content)
    if chance.random() < 0.5:
        spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
        return bytes(spoilt)
    start, other = (SECTOR * chance.randrange(len(spoilt) // SECTOR) for _ in range(2))
    spoilt[start : start + SECTOR] = chance.choice(
        (bytes(SECTOR), chance.randbytes(SECTOR), content[other : other + SECTOR])
    )
    return bytes(spoilt)


def told(path: Path) -> str | None:
    """Return what tells the state of a database, ``None`` when it cannot be read."""
    try:
        with closing(sqlite3.connect(path)) as plain:
            return fingerprint_of(plain)
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return None


def found_by(path: Path, secret: Secret, secret_path: Path) -> list[str]:
    """Return what finds something wrong with a shop: doctor's checks, and verifying the history."""
    checks = check_storage(f"sqlite:///{path}", secret_path)
    found = [check.name for check in checks if not check.ok and check.name != "disk"]
    try:
        with closing(open_store(f"sqlite:///{path}", secret)) as store:
            finding = store.look(lambda view: verify(secret.history_key, view.events(), view.head()))
    except IntakeError:
        return [*found, "opening"]
    return [*found, *(["history"] if finding.broken else [])]


def read_anew(path: Path, secret: Secret, before: Rows) -> str:
    """Return whether the program reads the same as ``before``, as from a time with another sign between its parts."""
    with closing(open_store(f"sqlite:///{path}", secret)) as store:
        return "read the same" if all_rows(store) == before else "unseen"


def test_no_damage_that_changes_what_is_stored_goes_unseen(
    shop: Path, tmp_path: Path, secret: Secret, secret_path: Path
) -> None:
    chance, content, whole = random.Random(20261121), shop.read_bytes(), told(shop)
    with closing(open_store(f"sqlite:///{shop}", secret)) as store:
        rows = all_rows(store)
    folder = tmp_path / "copies"
    folder.mkdir(0o700)
    path, outcomes, finders = folder / "shop.db", Counter[str](), Counter[str]()
    for _ in range(COPIES):
        path.write_bytes(damaged(content, chance))
        path.chmod(0o600)
        found = found_by(path, secret, secret_path)
        outcomes["found" if found else "in free space" if told(path) == whole else read_anew(path, secret, rows)] += 1
        finders.update(found)
    print(f"\n{COPIES} copies: {dict(outcomes)}, found by {dict(finders)}")
    assert outcomes["unseen"] == 0
    assert outcomes["found"] > COPIES / 3
    assert {"integrity", "agreement", "history"} <= set(finders)


def work_all_ways(store: SqlStore, secret: Secret) -> None:
    """Let staff do a bit of everything that leaves rows behind."""
    desk, manager = desk_on(store, secret), Actor("Max", "back office")
    store.act(lambda work: work.add_employee(Employee("Max", Role.MANAGER, pin_hash="x")))
    begin_the_day(desk)
    work_a_day(desk)
    desk.customers.edit(manager, "2", {"banned": "yes", "ban_reason": "shouted"})
    desk.customers.edit(manager, "2", {"banned": "no"})
    desk.customers.edit(manager, "2", {"banned": "no"})
    gone = desk.customers.add(RITA, {"last_name": "Gone", "date_of_birth": "2001-01-01"}).number
    desk.customers.delete(manager, gone)
    desk.customers.restore(manager, gone)
    desk.customers.delete(manager, gone)
    expired = desk.customers.add(RITA, {"last_name": "Late", "date_of_birth": "1990-01-01"}).number
    desk.customers.edit(RITA, expired, {"license_number": "D 1", "license_expires": "2026-11-01"})
    desk.queue.check_in(manager, expired, override="known for years")


def agreement(store: SqlStore) -> str:
    """Return what doctor says of whether rows agree, and whether drafts are as they were kept."""
    try:
        store.look(lambda view: check_drafts(view._connection))  # type: ignore[attr-defined]
        return store.look(lambda view: check_agreement(view._connection))  # type: ignore[attr-defined]
    except IntakeError as error:
        return error.message


def test_whatever_staff_do_all_rows_agree(store: SqlStore, secret: Secret) -> None:
    work_all_ways(store, secret)
    assert agreement(store) == "profiles, queue, cards and search agree with the history"


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE customer SET notes = 'owes us 20' WHERE number = '1'", "customer 1 is not"),
        ("UPDATE customer SET date_of_birth = '1980-02-03' WHERE number = '2'", "customer 2 is not"),
        ("UPDATE customer SET version = version + 1 WHERE number = '3'", "customer 3 is not"),
        ("UPDATE customer SET deleted_at = NULL WHERE last_name = 'Gone'", "is not what the history tells"),
        ("UPDATE customer SET number = '99' WHERE number = '1'", "cannot be read"),
        ("UPDATE queue_entry SET station = 'elsewhere' WHERE id = 1", "customer 3 is not"),
        ("UPDATE queue_entry SET override_by = 'Ada' WHERE override_by IS NOT NULL", "is not what the history tells"),
        (
            "UPDATE queue_entry SET ended_reason = 'none' WHERE ended_reason IS NOT NULL",
            "is not what the history tells",
        ),
        ("UPDATE action SET customer = '77' WHERE customer = '1'", "requests"),
        ("UPDATE action SET at = '2026-11-20 00:00:00.000000' WHERE kind = 'edited'", "requests"),
        ("UPDATE action SET at = '2026-11-20 00:00:00.000000' WHERE kind = 'kept'", "requests"),
        ("UPDATE customer_word SET word = 'vilma' WHERE word = 'wilma'", "found by"),
        ("UPDATE word_form SET form = 'vilma' WHERE form = 'wilma'", "found by"),
        ("UPDATE shop SET customers = customers + 1", "count of customers"),
        ("UPDATE draft SET content = replace(content, 'scanned', 'scanled')", "drafts cannot be read"),
        (
            "UPDATE draft SET content = replace(content, 'Guest', 'Guess')",
            "the draft of Rita at front desk since 2026-11-21 17:30 UTC",
        ),
        ("UPDATE draft SET author = 'Ritb', customer = '2'", "the draft of Ritb"),
        ("UPDATE draft SET seen_version = seen_version + 1", "the draft of Rita"),
        ("UPDATE shop SET next_number = 'x'", "next customer"),
        ("UPDATE shop SET next_number = -3", "next customer"),
        ("DELETE FROM customer_word WHERE kind = 'new.birth'", "found by"),
    ],
)
def test_what_was_changed_behind_the_program_is_named(
    sqlite_store: SqlStore, secret: Secret, statement: str, said: str
) -> None:
    work_all_ways(sqlite_store, secret)
    with sqlite_store._transactions.engine.connect() as connection:
        assert connection.exec_driver_sql(statement).rowcount
        connection.commit()
    assert said in agreement(sqlite_store)


@pytest.mark.parametrize(
    ("harm", "read", "what"),
    [
        ("queue_entry SET checked_in_at = '2026-1x-21 20:00:00'", lambda desk: desk.queue.waiting(), "queue entries"),
        ("employee SET role = 'receptiom'", lambda desk: desk.employees.everyone(), "employees"),
        ("customer SET date_of_birth = '199x-02-03'", lambda desk: desk.customers.show("1"), "profiles"),
        ("customer SET date_of_birth = '199x-02-03'", lambda desk: desk.customers.find("overton"), "profiles"),
    ],
)
def test_what_no_program_has_written_is_told_in_a_sentence(
    sqlite_store: SqlStore, secret: Secret, harm: str, read: Deed, what: str
) -> None:
    begin_the_day(desk := desk_on(sqlite_store, secret))
    with sqlite_store._transactions.engine.connect() as connection:
        connection.exec_driver_sql(f"UPDATE {harm}")
        connection.commit()
    with pytest.raises(StorageFailed, match=f"Some {what} cannot be read: a damaged disk"):
        read(desk)


NO_NUMBERS = {"sqlite": ["'x'", "7.5", "-3", "0"], "postgresql": ["-3", "0"]}
"""What somebody can put in the place of the number for the next customer."""


def test_where_the_next_number_is_none_nobody_gets_it(store: SqlStore, secret: Secret) -> None:
    begin_the_day(desk := desk_on(store, secret))
    engine = store._transactions.engine
    for counter in NO_NUMBERS[engine.dialect.name]:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"UPDATE shop SET next_number = {counter}")  # noqa: S608 - names of this test
            connection.commit()
        with pytest.raises(StorageFailed, match="next customer") as failed:
            desk.customers.add(RITA, {"last_name": "Vale"})
        assert (failed.value.status, "\n" in failed.value.message) == (ExitStatus.STORAGE, False)
    assert desk.customers.add(RITA, {"last_name": "Vale", "number": "77"}).number == "77"


@pytest.mark.parametrize(
    ("column", "value"),
    [
        *((name, "x'00ff'") for name in ("id", "market", "secret_fingerprint")),
        ("secret_fingerprint", "'ä☃'"),
        ("version_num", "x'00ff'"),
        ("version_num", "'ä☃'"),
        ("two", ""),
        ("schema", ""),
    ],
)
def test_a_shop_whose_own_row_is_damaged_is_refused_in_one_sentence(
    sqlite_url: str, secret: Secret, column: str, value: str
) -> None:
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as plain:
        plain.execute("PRAGMA ignore_check_constraints = ON")
        if column == "two":
            plain.execute("INSERT INTO shop SELECT 'b', market, secret_fingerprint, 1, 1 FROM shop")
        elif column == "schema":  # SQLite itself says what it cannot read there, in bytes that are no text
            plain.execute("PRAGMA writable_schema = ON")
            plain.execute("UPDATE sqlite_master SET sql = CAST(x'435245415445c1' AS TEXT) WHERE name = 'draft'")
        else:
            plain.execute(f"UPDATE {'alembic_version' if column == 'version_num' else 'shop'} SET {column} = {value}")  # noqa: S608 - names of this test
        plain.commit()
    for use in (lambda: open_store(sqlite_url, secret), lambda: create_or_upgrade(sqlite_url, secret, None)):
        with pytest.raises(IntakeError) as refused:
            use()
        assert "\n" not in refused.value.message
