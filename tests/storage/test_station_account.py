"""The account for stations that the documents propose for PostgreSQL."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from whole_shop import NOON, add_one, furnish

from intake.history import EventDraft, verify
from storage.setup import create_or_upgrade
from storage.store import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.secret import Secret

ADMIN = Path(__file__).parent.parent.parent / "docs/admin.md"


@pytest.fixture
def station_url(empty_postgres: str, secret: Secret) -> Iterator[str]:
    """The URL of a shop, for an account with the rights that the documents give it."""
    create_or_upgrade(empty_postgres, secret, "ca")
    block = re.search(r"^```sql\n(.*?)^```", ADMIN.read_text(), re.MULTILINE | re.DOTALL)
    assert block
    with psycopg.connect(empty_postgres, autocommit=True) as owner:
        owner.execute("CREATE ROLE station LOGIN")
        owner.execute(block[1].encode())
        yield empty_postgres.replace("//app@", "//station@")
        owner.execute("DROP OWNED BY station CASCADE")
        owner.execute("DROP ROLE station")


def test_stations_do_all_their_work_with_it(station_url: str, secret: Secret) -> None:
    with closing(open_store(station_url, secret)) as store:
        store.act(furnish)
        assert add_one(store) == "31"
        finding = store.look(lambda view: verify(secret.history_key, view.events(), view.head()))
    assert (finding.events, finding.broken) == (31, 0)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE event SET summary = 'x'", "DELETE FROM event", "TRUNCATE event CASCADE", "DELETE FROM event_detail",
     "ALTER TABLE event DISABLE TRIGGER ALL", "DROP TRIGGER event_append_only ON event",
     "SET session_replication_role = replica", "DELETE FROM alembic_version"],
)  # fmt: skip
def test_the_history_cannot_be_changed_with_it(station_url: str, secret: Secret, statement: str) -> None:
    with closing(open_store(station_url, secret)) as store:
        store.act(lambda work: work.record(EventDraft(NOON, "Ada", "s1", "noted", "x")))
    with psycopg.connect(station_url) as station, pytest.raises(psycopg.errors.InsufficientPrivilege):
        station.execute(statement.encode())
