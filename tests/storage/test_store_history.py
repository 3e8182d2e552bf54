"""The history in the database: append-only, chained, read as it is walked."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import psycopg
import pytest
from sqlalchemy import text

from intake.anchor import anchor_at
from intake.errors import Refused, StorageFailed
from intake.history import START, EventDraft, Finding, Head, check_sealed, link, next_head, verify
from storage import view as view_of_the_shop
from storage.engine import make_engine
from storage.sqlite import sqlite3
from storage.url import parse_place

if TYPE_CHECKING:
    from intake.history import Event
    from intake.ports import View, Work
    from storage.secret import Secret
    from storage.store import SqlStore

NOON = datetime(2026, 11, 21, 20, 0, 0, 123456, tzinfo=UTC)
FORGED = (
    "INSERT INTO event (seq, at, by, station, kind, summary, customer, mac, detail_mac) "
    "SELECT 5, at, by, station, kind, summary, customer, mac, detail_mac FROM event WHERE seq = 4"
)
DRAFT = EventDraft(NOON, "Ann", "s1", "edited", "2 fields", "12", {"city": [None, "Ukiah"], "b": [True, 1.5]})


def record(store: SqlStore, *drafts: EventDraft) -> list[Event]:
    return store.act(lambda work: [work.record(draft) for draft in drafts])


def numbered(count: int) -> list[EventDraft]:
    return [EventDraft(NOON, "Ann", "s1", "noted", f"note {n}", "12", {"n": n}) for n in range(1, count + 1)]


def found(store: SqlStore, secret: Secret) -> Finding:
    return store.look(lambda view: verify(secret.history_key, view.events(), view.head()))


def tamper(url: str, *statements: str) -> None:
    """Change the history as somebody does who owns the database."""
    place = parse_place(url)
    engine = make_engine(place)
    guards = {
        "sqlite": ["DROP TRIGGER event_no_update", "DROP TRIGGER event_no_delete", "PRAGMA foreign_keys = OFF",
                   "DROP TRIGGER event_detail_no_update", "DROP TRIGGER event_detail_no_delete"],
        "postgresql": ["SET session_replication_role = replica"],
    }[engine.dialect.name]  # fmt: skip
    with engine.connect() as connection:
        for statement in (*guards, *statements):
            connection.exec_driver_sql(statement)
        connection.commit()
    engine.dispose()


def set_head(head: Head) -> str:
    return f"UPDATE chain_head SET seq = {head.seq}, mac = '{head.mac}', seal = '{head.seal}'"  # noqa: S608 - made here


def test_a_new_shop_has_a_sealed_beginning(store: SqlStore, secret: Secret) -> None:
    head = store.look(lambda view: view.head())
    assert (head.seq, head.mac) == (0, START)
    assert len(head.seal) == 64
    assert found(store, secret) == Finding(0, START)


def test_every_field_of_an_event_is_kept(store: SqlStore) -> None:
    bare = EventDraft(NOON, "Bo", "s2", "signed_in", "by PIN")
    recorded = record(store, DRAFT, bare)
    assert [(event.seq, event.summary) for event in recorded] == [(1, "2 fields"), (2, "by PIN")]
    assert store.look(lambda view: list(view.events())) == recorded


def test_the_head_is_the_last_event(store: SqlStore) -> None:
    recorded = record(store, *numbered(3))
    head = store.look(lambda view: view.head())
    assert (head.seq, head.mac) == (3, recorded[-1].mac)


def test_a_customers_events_are_newest_first(store: SqlStore) -> None:
    recorded = record(store, *numbered(3), EventDraft(NOON, "Ann", "s1", "noted", "x", "13"))
    assert store.look(lambda view: view.events_of("12", 2)) == [recorded[2], recorded[1]]
    assert store.look(lambda view: view.events_of("1", 2)) == []


def test_what_is_refused_leaves_no_event(store: SqlStore) -> None:
    def refused(work: Work) -> None:
        work.record(DRAFT)
        raise Refused("banned", "no")

    with pytest.raises(Refused):
        store.act(refused)
    assert store.look(lambda view: (list(view.events()), view.head().seq)) == ([], 0)


def test_a_long_history_is_read_whole_and_in_order(
    store: SqlStore, secret: Secret, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view_of_the_shop, "_EVENTS_AT_ONCE", 50)
    record(store, *numbered(101))
    assert store.look(lambda view: [event.seq for event in view.events()]) == list(range(1, 102))
    head = store.look(lambda view: view.head())
    assert found(store, secret) == Finding(101, head.mac)


@pytest.mark.parametrize("table", ["event", "event_detail"])
@pytest.mark.parametrize("change", ["UPDATE {} SET seq = seq", "DELETE FROM {}", "DELETE FROM {} WHERE seq = 1"])
def test_the_database_itself_refuses_to_change_the_history(
    store: SqlStore, shop_url: str, table: str, change: str
) -> None:
    recorded = record(store, DRAFT)
    engine = make_engine(parse_place(shop_url))
    with engine.connect() as connection, pytest.raises(Exception, match="The history is append-only"):
        connection.execute(text(change.format(table)))
    engine.dispose()
    assert store.look(lambda view: list(view.events())) == recorded


def test_postgresql_refuses_to_truncate_the_history(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection, pytest.raises(psycopg.Error, match="The history is append-only"):
        connection.execute("TRUNCATE event CASCADE")


@pytest.mark.parametrize(
    ("statements", "broken"),
    [
        (["UPDATE event SET summary = 'other' WHERE seq = 2"], 2),
        (["UPDATE event SET customer = '13' WHERE seq = 3"], 3),
        (["UPDATE event_detail SET detail = '{\"n\":9}' WHERE seq = 2"], 2),
        (["UPDATE event_detail SET detail = 'no JSON' WHERE seq = 2"], 2),
        (["DELETE FROM event_detail WHERE seq = 3"], 3),
        (["DELETE FROM event WHERE seq = 2"], 2),
        (["DELETE FROM event WHERE seq >= 3"], 3),
        (["DELETE FROM event WHERE seq >= 3", "UPDATE chain_head SET seq = 2"], 3),
        ([FORGED], 5),
        (["UPDATE chain_head SET seal = 'x'"], 5),
        (["UPDATE event SET seq = -seq WHERE seq IN (2, 3)", "UPDATE event SET seq = 5 + seq WHERE seq < 0"], 2),
        (["DELETE FROM event_detail", "DELETE FROM event", "UPDATE chain_head SET seq = 0"], 1),
    ],
    ids=[
        "edited", "moved", "detail", "garbled", "erased", "cut-out", "cut-off", "cut-off-twice", "put-in", "seal",
        "swapped", "emptied",
    ],
)  # fmt: skip
def test_whoever_changes_the_history_is_found_out(
    store: SqlStore, shop_url: str, secret: Secret, statements: list[str], broken: int
) -> None:
    record(store, *numbered(4))
    tamper(shop_url, *statements)
    assert found(store, secret).broken == broken


def test_a_history_rewritten_without_the_key_is_found_out(store: SqlStore, shop_url: str, secret: Secret) -> None:
    """All events are chained anew, seal and all, by somebody who knows everything but the key."""
    record(store, *numbered(4))
    head, statements = Head(), []
    for draft in numbered(4):
        forged = link(b"g" * 32, head, draft, "00")
        head = next_head(b"g" * 32, forged)
        link_of = f"mac = '{forged.mac}', detail_mac = '{forged.detail_mac}' WHERE seq = {forged.seq}"
        statements.append(f"UPDATE event SET {link_of}")  # noqa: S608 - all made here
    tamper(shop_url, "UPDATE event_detail SET salt = '00'", set_head(head), *statements)
    assert found(store, secret).broken == 1


def test_an_older_state_of_the_database_is_found_out_by_an_anchor(
    store: SqlStore, shop_url: str, secret: Secret
) -> None:
    """Everything is as it was an hour ago, with its true seal: as after restoring an old backup."""
    record(store, *numbered(2))
    old = store.look(lambda view: view.head())
    record(store, *numbered(3))
    noted = store.look(lambda view: view.head())
    tamper(
        shop_url,
        "DELETE FROM event_detail WHERE seq > 2",
        "DELETE FROM event WHERE seq > 2",
        set_head(old),
    )
    assert found(store, secret).broken == 0
    anchors = [anchor_at(2, old.mac), anchor_at(5, noted.mac)]
    finding = store.look(lambda view: verify(secret.history_key, view.events(), view.head(), anchors))
    assert (finding.broken, "anchored event 5" in finding.why) == (3, True)


def test_the_seal_needs_the_history_key(store: SqlStore) -> None:
    record(store, *numbered(2))
    assert store.look(lambda view: verify(b"k" * 32, view.events(), view.head())).broken == 1


def test_a_history_that_cannot_be_read_says_where(sqlite_store: SqlStore, sqlite_url: str, secret: Secret) -> None:
    record(sqlite_store, *numbered(2))
    tamper(sqlite_url, "UPDATE event SET at = 'yesterday' WHERE seq = 2")
    finding = found(sqlite_store, secret)
    assert (finding.broken, finding.why) == (2, "the event cannot be read")


@pytest.mark.parametrize(
    ("statements", "named"),
    [
        (["DELETE FROM chain_head"], "The end of the history"),
        (["INSERT INTO chain_head SELECT 2, seq, mac, seal FROM chain_head"], "The end of the history"),
        (["UPDATE chain_head SET id = 2"], "The end of the history"),
        (["UPDATE chain_head SET seq = 1"], "The end of the history"),
        ([FORGED], "Event 5"),
        (["INSERT INTO event_detail VALUES (5, 'salt', '{}')"], "Event 5"),
    ],
    ids=["gone", "two", "another", "moved", "forged-event", "forged-detail"],
)
def test_nothing_is_appended_to_a_history_whose_end_was_changed(
    store: SqlStore, shop_url: str, secret: Secret, statements: list[str], named: str
) -> None:
    """What is said names the place and what to do; a detail that waits for its event is in nobody's chain yet."""
    record(store, *numbered(4))
    tamper(shop_url, *statements)
    with pytest.raises(StorageFailed) as failed:
        record(store, DRAFT)
    assert (failed.value.code, "\n" in failed.value.message) == ("broken_history", False)
    assert failed.value.message.startswith(named)
    assert "intake history verify" in failed.value.message
    assert found(store, secret).broken == (0 if "event_detail" in statements[0] else 5)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM event WHERE seq = 4",
        "DELETE FROM event",
        "UPDATE event SET mac = 'x' WHERE seq = 4",
        "UPDATE event SET summary = 'other' WHERE seq = 4",
        "UPDATE event SET at = '0044-03-15 BC' WHERE seq = 4",
        "UPDATE event SET mac = 'x' WHERE seq = 3",
    ],
)
def test_nothing_is_appended_to_a_history_whose_last_event_is_gone_or_says_something_else(
    store: SqlStore, shop_url: str, secret: Secret, statement: str
) -> None:
    """Though its end is sealed: the next event would make the cut look older than it is."""
    record(store, *numbered(4))
    tamper(shop_url, statement)
    for use in (
        lambda: record(store, DRAFT),
        lambda: check_sealed(secret.history_key, store.look(lambda view: view.head())),
    ):
        with pytest.raises(StorageFailed, match="The end of the history") as failed:
            use()
        assert failed.value.code == "broken_history"
    assert 0 < found(store, secret).broken <= 4


@pytest.mark.parametrize(
    "change",
    ["at = 'infinity'", "at = '0044-03-15 BC'", "at = '0001-01-01 00:00:00.000000'", "summary = CAST(x'ff' AS TEXT)"],
    ids=["infinite", "before-christ", "first-day", "no-text"],
)
def test_an_event_that_no_program_could_have_written_is_the_first_broken_one(
    store: SqlStore, shop_url: str, secret: Secret, change: str
) -> None:
    """A server takes times that no calendar of ours has, a file takes anything; neither ends the walk otherwise."""
    if "x'ff'" in change and shop_url.startswith("postgresql"):
        change = "at = '-infinity'"
    record(store, *numbered(4))
    tamper(shop_url, f"UPDATE event SET {change} WHERE seq = 3")  # noqa: S608 - made here
    assert found(store, secret).broken == 3
    if "0001" not in change:
        with pytest.raises(StorageFailed, match="intake history verify"):
            store.look(lambda view: view.events_of("12", 4))


def test_no_event_can_be_replaced(sqlite_store: SqlStore, sqlite_url: str) -> None:
    record(sqlite_store, *numbered(2))
    with (
        closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as connection,
        pytest.raises(sqlite3.IntegrityError, match="append-only"),
    ):
        connection.execute("INSERT OR REPLACE INTO event SELECT * FROM event WHERE seq = 2")


def test_a_look_sees_one_moment_however_long_it_takes(store: SqlStore, secret: Secret, shop_url: str) -> None:
    """On PostgreSQL others write meanwhile; on SQLite a writer waits for the reader's end."""
    record(store, *numbered(2))

    def read_slowly(view: View) -> tuple[int, Head]:
        events = len(list(view.events()))
        if shop_url.startswith("postgresql"):
            record(store, DRAFT)
        return events, view.head()

    events, head = store.look(read_slowly)
    assert events == head.seq == 2
    assert not found(store, secret).broken


def test_history_survives_reopening_with_plain_sqlite(sqlite_store: SqlStore, sqlite_url: str) -> None:
    record(sqlite_store, DRAFT)
    path = sqlite_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as plain:
        kept = plain.execute("SELECT summary, customer, at FROM event").fetchall()
    assert kept == [("2 fields", "12", "2026-11-21 20:00:00.123456")]
