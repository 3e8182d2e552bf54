"""A shop's database holds what a shop consists of and nothing else; its guards are those that this program makes."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from intake.errors import ExitStatus, StorageFailed
from storage.engine import make_engine
from storage.guards import check_guards, guard
from storage.parts import check_parts, listed
from storage.url import parse_place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection

NOTHING = "FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"
NEVER = (
    "CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON event"
    " FOR EACH STATEMENT WHEN (false) EXECUTE FUNCTION refuse_change()"
)
EVENT = (
    "INSERT INTO event (seq, at, by, station, kind, summary, mac, detail_mac)"
    " VALUES (1, '2026-11-21 20:00:00.000000', 'Ada', 's1', 'noted', '', '', '')"
)
FOREIGN = {
    "sqlite": {
        "trigger eve on customer": ["CREATE TRIGGER eve AFTER INSERT ON customer BEGIN SELECT 1; END"],
        "view everybody": ["CREATE VIEW everybody AS SELECT * FROM customer"],
        "table noted": ["CREATE TABLE noted (note)"],
        "index eve on customer": ["CREATE INDEX eve ON customer (notes)"],
        "trigger event_no_delete on customer": [
            "DROP TRIGGER event_no_delete",
            "CREATE TRIGGER event_no_delete AFTER INSERT ON customer BEGIN SELECT 1; END",
        ],
        "index uq_queue_entry_open": ["DROP INDEX uq_queue_entry_open"],
        "view employee": ["ALTER TABLE employee RENAME TO hidden", "CREATE VIEW employee AS SELECT * FROM hidden"],
    },
    "postgresql": {
        "trigger eve on customer": [
            f"CREATE {NOTHING}",
            "CREATE TRIGGER eve BEFORE INSERT ON customer FOR EACH ROW EXECUTE FUNCTION nothing()",
        ],
        "rule eve on customer": ["CREATE RULE eve AS ON DELETE TO customer DO INSTEAD NOTHING"],
        "policy eve on customer": ["CREATE POLICY eve ON customer USING (NOT banned)"],
        "index uq_queue_entry_open": ["DROP INDEX uq_queue_entry_open"],
        "table employee": ["ALTER TABLE employee RENAME TO hidden", "CREATE VIEW employee AS SELECT * FROM hidden"],
    },
}
REBUILT = (
    "CREATE TABLE rebuilt (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR NOT NULL, role VARCHAR NOT NULL,"
    " pin_hash VARCHAR NOT NULL, name_key, enabled BOOLEAN NOT NULL)"
)
DATED = (
    "CREATE TABLE event_detail (seq INTEGER NOT NULL PRIMARY KEY, salt VARCHAR NOT NULL, detail VARCHAR NOT NULL,"
    " at DATETIME)"
)
LOOSENED = {
    "both": {
        "column evil on customer": ["ALTER TABLE customer ADD COLUMN evil TEXT"],
        "column notes on customer": ["ALTER TABLE customer RENAME COLUMN notes TO other"],
        "index uq_queue_entry_open": [
            "DROP INDEX uq_queue_entry_open",
            "CREATE INDEX uq_queue_entry_open ON queue_entry (customer_id)",
        ],
        "index uq_queue_entry_open on queue_entry": [
            "DROP INDEX uq_queue_entry_open",
            "CREATE UNIQUE INDEX uq_queue_entry_open ON queue_entry (customer_id) WHERE ending = 'removed'",
        ],
        "index ix_event_customer_seq": [
            "DROP INDEX ix_event_customer_seq",
            "CREATE INDEX ix_event_customer_seq ON event (seq, customer)",
        ],
    },
    "sqlite": {
        "constraint uq_employee_name_key": [
            REBUILT,
            "DROP TABLE employee",
            "ALTER TABLE rebuilt RENAME TO employee",
        ],
        "column notes on draft": ["ALTER TABLE draft ADD COLUMN notes TEXT DEFAULT 'x'"],
        "column at on event_detail, constraint fk_event_detail_seq on event_detail": [
            "DROP TABLE event_detail",
            DATED,
        ],
        "constraint pk_card_mark": [
            "DROP TABLE card_mark",
            "CREATE TABLE card_mark (mark TEXT NOT NULL, customer_id INTEGER NOT NULL)",
        ],
    },
    "postgresql": {
        "column next_number on shop": ["ALTER TABLE shop ALTER COLUMN next_number DROP NOT NULL"],
        "column suffix on customer": ["ALTER TABLE customer ALTER COLUMN suffix SET DEFAULT 'x'"],
        "column city on customer": ["ALTER TABLE customer ALTER COLUMN city SET NOT NULL"],
        "column count on pin_tries": ["ALTER TABLE pin_tries ALTER COLUMN count TYPE smallint"],
        "column word on word_form": ['ALTER TABLE word_form ALTER COLUMN word TYPE text COLLATE "default"'],
        "constraint fk_queue_entry_customer_id": ["ALTER TABLE queue_entry DROP CONSTRAINT fk_queue_entry_customer_id"],
        "constraint eve on customer": ["ALTER TABLE customer ADD CONSTRAINT eve CHECK (number <> '7')"],
        "constraint uq_action_request": ["ALTER TABLE action DROP CONSTRAINT uq_action_request"],
        "constraint pk_card_mark": ["ALTER TABLE card_mark DROP CONSTRAINT pk_card_mark"],
    },
}
ASLEEP = {
    "sqlite": {
        "gone": ["DROP TRIGGER event_no_update"],
        "empty": ["DROP TRIGGER event_no_update",
                  "CREATE TRIGGER event_no_update BEFORE UPDATE ON event BEGIN SELECT 1; END"],
    },
    "postgresql": {
        "gone": ["DROP TRIGGER event_append_only ON event"],
        "empty": [f"CREATE OR REPLACE {NOTHING.replace('nothing', 'refuse_change')}"],
        "asleep": ["ALTER TABLE event DISABLE TRIGGER event_append_only"],
        "never": ["DROP TRIGGER event_append_only ON event", NEVER],
    },
}  # fmt: skip


@contextmanager
def changed(url: str, statements: list[str]) -> Iterator[Connection]:
    """Open the database as its owner, who changes it; all of it is taken back."""
    engine = make_engine(parse_place(url))
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN")
        for statement in statements:
            connection.exec_driver_sql(statement)
        yield connection
        connection.rollback()
    engine.dispose()


def refusal(check: Callable[[Connection], str], connection: Connection) -> str:
    with pytest.raises(StorageFailed) as failed:
        check(connection)
    assert (failed.value.status, "\n" in failed.value.message) == (ExitStatus.STORAGE, False)
    return failed.value.message


def test_a_new_shop_has_all_its_parts_and_nothing_else(shop_url: str) -> None:
    with changed(shop_url, []) as connection:
        assert "nothing else" in check_parts(connection)
        assert "refuses" in check_guards(connection)


@pytest.mark.parametrize(("engine", "part"), [(engine, part) for engine, parts in FOREIGN.items() for part in parts])
def test_what_belongs_to_no_shop_and_what_is_missing_is_named(
    request: pytest.FixtureRequest, engine: str, part: str
) -> None:
    url = request.getfixturevalue({"sqlite": "sqlite_url", "postgresql": "postgres_url"}[engine])
    with changed(url, FOREIGN[engine][part]) as connection:
        message = refusal(check_parts, connection)
    assert part.removesuffix(" on customer") in message


@pytest.mark.parametrize(
    ("engine", "part"),
    [(engine, part) for engine in FOREIGN for part in {**LOOSENED["both"], **LOOSENED[engine]}],
)
def test_what_keeps_no_promise_any_more_is_named(request: pytest.FixtureRequest, engine: str, part: str) -> None:
    url = request.getfixturevalue({"sqlite": "sqlite_url", "postgresql": "postgres_url"}[engine])
    with changed(url, {**LOOSENED["both"], **LOOSENED[engine]}[part]) as connection:
        message = refusal(check_parts, connection)
    assert part in message


def test_a_promise_that_another_index_keeps_is_kept(postgres_url: str) -> None:
    statements = [
        "ALTER TABLE action DROP CONSTRAINT uq_action_request",
        "CREATE UNIQUE INDEX kept ON action (request)",
        "CREATE INDEX others ON action (lower(kind)) WHERE position > 1",
    ]
    with changed(postgres_url, statements) as connection:
        assert "nothing else" in check_parts(connection)


@pytest.mark.parametrize(("engine", "how"), [(engine, how) for engine, ways in ASLEEP.items() for how in ways])
def test_a_guard_that_does_nothing_is_named_and_put_back(request: pytest.FixtureRequest, engine: str, how: str) -> None:
    url = request.getfixturevalue({"sqlite": "sqlite_url", "postgresql": "postgres_url"}[engine])
    with changed(url, [EVENT, *ASLEEP[engine][how]]) as connection:
        assert "intake init" in refusal(check_guards, connection)
        guard(connection)
        assert "refuses" in check_guards(connection)
        assert "nothing else" in check_parts(connection)
        with pytest.raises(Exception, match="append-only"):
            connection.exec_driver_sql("UPDATE event SET summary = 'x'")


def test_the_first_few_are_named_and_the_others_counted() -> None:
    assert listed("12345") == "1, 2, 3, 4, 5"
    assert listed("1234567") == "1, 2, 3, 4, 5 and 2 more"
