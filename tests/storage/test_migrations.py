"""From every schema that was ever released to this program's: whole or not at all, whatever ends it."""

from __future__ import annotations

import signal
import stat
from contextlib import closing
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from all_rows import all_rows, is_whole
from deeds import DEEDS, RITA, begin_the_day, desk_on
from long_runs import LONG
from released import SCHEMAS, bring_back, state_of
from small_disk import AS_ROOT, small_disk

from intake.backup import Consent
from intake.errors import ExitStatus, Misused, StorageFailed
from intake.history import EventDraft, verify
from storage import schema
from storage.agreement import check_agreement
from storage.backup import ShopBackups
from storage.drafts import check_drafts
from storage.engine import make_engine
from storage.parts import check_parts
from storage.setup import create_or_upgrade, has_shop, prepare
from storage.sqlite import sqlite3
from storage.staff import check_staff
from storage.store import open_store
from storage.url import parse_place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from storage.secret import Secret

    Children = Callable[[list[dict[str, Any]]], list[dict[str, Any]]]

KILLED = {"killed": -signal.SIGKILL}
BEFORE, AFTER, COMMIT = "before_cursor_execute", "after_cursor_execute", "commit"
MOMENTS = (BEFORE, AFTER, COMMIT) if LONG else (AFTER, COMMIT)
"""Nothing reaches a database between the end of one statement and the beginning of the next."""

STRIDE, LONG_STRIDE, LEAST_UNDONE = (1, 1, 6) if LONG else (3, 60, 2)
"""Moments from one kill to the next, and in the upgrade of a server's shop, which is copied first."""


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where there is no shop yet, on SQLite and then on PostgreSQL."""
    new_file = f"sqlite:///{tmp_path}/data/shop.db"
    return str(request.getfixturevalue("empty_postgres")) if request.param == "postgresql" else new_file


@pytest.fixture(params=SCHEMAS)
def old_url(request: pytest.FixtureRequest, empty_url: str) -> str:
    """Where a released program left a shop in use, one schema after the other."""
    bring_back(empty_url, request.param)
    return empty_url


@pytest.fixture
def copies(old_url: str, tmp_path: Path) -> Path:
    """The folder where a shop is backed up before its upgrade: that of the file, or one for a server's."""
    return Path(old_url.removeprefix("sqlite:///")).parent if old_url.startswith("sqlite") else tmp_path / "kept"


def made_in(folder: Path) -> list[Path]:
    """Return the backups that upgrades made before they began."""
    return sorted(folder.glob("*.schema-*"))


def failing(action: Callable[[], object], code: str) -> str:
    with pytest.raises(StorageFailed) as failed:
        action()
    assert (failed.value.code, failed.value.status) == (code, ExitStatus.STORAGE)
    assert "\n" not in failed.value.message
    return failed.value.message


def test_every_schema_before_this_one_was_kept_as_it_was_released() -> None:
    released = [path.name[:4] for path in sorted((schema.MIGRATIONS / "versions").glob("[0-9]*.py"))]
    assert released == [*SCHEMAS, schema.SCHEMA]


def test_a_shop_in_use_is_upgraded_with_all_it_has(old_url: str, secret: Secret, copies: Path) -> None:
    before = state_of(old_url)
    upgraded = create_or_upgrade(old_url, secret, None, copies)
    assert upgraded.schema == schema.SCHEMA
    after = state_of(old_url)
    kept = before.keys() - {"customer_word", "customer_part", "alembic_version"}
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    with closing(open_store(old_url, secret)) as store:
        finding = store.look(lambda view: verify(secret.history_key, view.events(), view.head()))
        assert (finding.broken, finding.events) == (0, len(before["event"][1]))
        for check in (check_agreement, partial(check_staff, key=secret.history_key)):
            assert "the history" in store.look(lambda view, check=check: check(view._connection))  # type: ignore[misc]
        assert "as they were kept" in store.look(lambda view: check_drafts(view._connection))  # type: ignore[attr-defined]
        assert "nothing else" in store.look(lambda view: check_parts(view._connection))  # type: ignore[attr-defined]
        desk = desk_on(store, secret)
        assert [found.customer.number for found in desk.customers.find("201448")] == ["1", "2", "3"]
        assert [entry.customer for entry in desk.queue.waiting()] == ["4", "1"]
        assert desk.queue.check_in(RITA, "3").open
        assert desk.customers.add(RITA, {"last_name": "Next"}).number == "6"
        desk.employees.set_pin(RITA, "Rita", "482915")
        store.look(lambda view: check_staff(view._connection, secret.history_key))  # type: ignore[attr-defined]


UNCHANGED = """
INSERT INTO action (seq, request, "by", station, kind, at, customer, undone) VALUES
  (90, 'same edit', 'Rita', 'back office', 'edited', '2027-01-01 00:00:00.000000', '1', false),
  (91, 'same card', 'Rita', 'back office', 'signed_up', '2020-01-01 00:00:00.000000', '4', false)
"""
"""What two requests that changed nothing left behind in the first schema, one of them by a clock that went wrong."""

UNCHANGED_AT_A_STANDING_CLOCK = """
INSERT INTO action (seq, request, "by", station, kind, at, customer, undone)
SELECT 92, 'frozen edit', "by", station, 'edited', at, customer, false FROM event
WHERE kind = 'signed_up' AND customer = '2'
"""


@pytest.mark.parametrize("old_url", ["0001"], indirect=True)
def test_requests_that_changed_nothing_are_told_apart_by_an_upgrade(old_url: str, secret: Secret, copies: Path) -> None:
    engine = make_engine(parse_place(old_url))
    with engine.connect() as connection:
        connection.exec_driver_sql(UNCHANGED)
        connection.exec_driver_sql(UNCHANGED_AT_A_STANDING_CLOCK)
        connection.commit()
    engine.dispose()
    create_or_upgrade(old_url, secret, None, copies)
    with closing(open_store(old_url, secret)) as store:
        assert "the history" in store.look(lambda view: check_agreement(view._connection))  # type: ignore[attr-defined]
        desk = desk_on(store, secret)
        assert desk.customers.edit(RITA, "1", {"last_name": "Overton"}, request="same edit").number == "1"


@pytest.mark.parametrize("old_url", SCHEMAS if LONG else SCHEMAS[:1], indirect=True)
def test_an_upgrade_that_is_killed_is_done_or_not_and_the_next_one_ends_it(
    old_url: str, secret: Secret, copies: Path, children: Children
) -> None:
    """kill -9 around the n-th statement; each upgrade begins with what the one before it left behind."""
    before = state_of(old_url)
    stride = STRIDE if old_url.startswith("sqlite") else LONG_STRIDE
    states = [state_of(old_url) for _ in kills(children, old_url, copies, stride)]
    print(f"\n{len(states)} kills in an upgrade")
    after = state_of(old_url)
    assert after["alembic_version"][1] == [(schema.SCHEMA,)]
    undone = sum(state == before for state in states)
    assert undone > LEAST_UNDONE
    assert states[undone:] == [after] * (len(states) - undone)
    create_or_upgrade(old_url, secret, None, copies)
    assert state_of(old_url) == after
    assert not list(copies.glob("*.unfinished"))
    with closing(open_store(old_url, secret)) as store:
        assert is_whole(store)


def test_the_copy_made_before_an_upgrade_is_private_whole_and_of_the_old_schema(
    old_url: str, secret: Secret, copies: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also a server's, which is a file with the same rows as those that the released program had in its file."""
    ((version,),) = state_of(old_url)["alembic_version"][1]
    bring_back(f"sqlite:///{tmp_path}/as-released.db", version)
    create_or_upgrade(old_url, secret, None, copies)
    (copy,) = made_in(copies)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert state_of(f"sqlite:///{copy}") == state_of(f"sqlite:///{tmp_path}/as-released.db")
    with monkeypatch.context() as earlier:
        earlier.setattr(schema, "SCHEMA", version)
        with closing(open_store(f"sqlite:///{copy}", secret)) as opened:
            assert is_whole(opened)


@pytest.mark.parametrize("old_url", SCHEMAS if LONG else SCHEMAS[-1:], indirect=True)
def test_an_older_shop_can_be_backed_up_and_restored_before_its_upgrade(
    old_url: str, secret_path: Path, tmp_path: Path
) -> None:
    before = state_of(old_url)
    made = ShopBackups(old_url, secret_path).back_up(tmp_path / "out.db", None, Consent())
    assert (made.schema, made.customers) == (before["alembic_version"][1][0][0], 5)
    assert state_of(old_url) == before
    elsewhere = ShopBackups(f"sqlite:///{tmp_path}/new/shop.db", secret_path)
    assert elsewhere.restore(made.file, None, Consent()).backup.schema == schema.SCHEMA


@AS_ROOT
def test_a_servers_shop_that_cannot_be_backed_up_is_not_upgraded(
    empty_postgres: str, secret: Secret, tmp_path: Path
) -> None:
    bring_back(empty_postgres, SCHEMAS[-1])
    before = state_of(empty_postgres)
    with small_disk(tmp_path / "small", 40) as disk:
        said = failing(lambda: create_or_upgrade(empty_postgres, secret, None, disk), "full")
        assert str(disk) in said
        assert list(disk.iterdir()) == []
    with pytest.raises(Misused, match="in which folder"):
        create_or_upgrade(empty_postgres, secret, None)
    assert state_of(empty_postgres) == before


@pytest.mark.parametrize("old_url", SCHEMAS if LONG else SCHEMAS[-1:], indirect=True)
def test_nothing_is_upgraded_under_a_station_that_is_open(
    old_url: str, secret: Secret, copies: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A station of the older program goes on; it would not know the new tables."""
    before = state_of(old_url)
    with monkeypatch.context() as earlier:
        earlier.setattr(schema, "SCHEMA", before["alembic_version"][1][0][0])
        station = open_store(old_url, secret)
    with closing(station):
        assert "close them all first" in failing(lambda: create_or_upgrade(old_url, secret, None, copies), "in_use")
        assert state_of(old_url) == before
        assert made_in(copies) == []
        station.act(lambda work: work.record(EventDraft(desk_on(station, secret).shop.now(), "Rita", "s1", "a", "b")))
    assert create_or_upgrade(old_url, secret, None, copies).schema == schema.SCHEMA


@pytest.mark.parametrize("old_url", SCHEMAS if LONG else SCHEMAS[-1:], indirect=True)
def test_older_and_newer_programs_say_in_one_sentence_what_to_do(
    old_url: str, secret: Secret, copies: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "run intake init to upgrade" in failing(lambda: open_store(old_url, secret), "older_schema")
    create_or_upgrade(old_url, secret, None, copies)
    after = state_of(old_url)
    for version in SCHEMAS:
        monkeypatch.setattr(schema, "SCHEMA", version)
        assert "update the program" in failing(lambda: open_store(old_url, secret), "newer_schema")
        assert "update the program" in failing(lambda: create_or_upgrade(old_url, secret, None, copies), "newer_schema")
    assert state_of(old_url) == after


@pytest.mark.parametrize("changed", [False, True])
def test_an_upgrade_is_done_and_tells_whether_the_history_holds(
    tmp_path: Path, secret_path: Path, *, changed: bool
) -> None:
    url = f"sqlite:///{tmp_path}/data/shop.db"
    bring_back(url, SCHEMAS[0])
    if changed:
        with closing(sqlite3.connect(tmp_path / "data/shop.db")) as owner:
            owner.execute("DROP TRIGGER event_no_update")
            owner.execute("UPDATE event SET by = 'Eve' WHERE seq = (SELECT max(seq) FROM event)")
            owner.commit()
    upgraded = prepare(url, secret_path, None)
    assert (upgraded.schema, upgraded.holds) == (schema.SCHEMA, not changed)


def test_an_init_that_is_killed_leaves_no_shop_or_a_whole_one(
    empty_url: str, secret: Secret, tmp_path: Path, children: Children
) -> None:
    """kill -9 around the n-th statement; each init begins with what the one before it left behind."""
    whole = [has_whole_shop(empty_url, secret) for _ in kills(children, empty_url, tmp_path, STRIDE)]
    print(f"\n{len(whole)} kills in an init")
    assert whole == sorted(whole), "a shop that was made stays"
    assert whole.count(False) > 12
    made = create_or_upgrade(empty_url, secret, "ca")
    with closing(open_store(empty_url, secret)) as store:
        assert store.shop == made
        begin_the_day(desk_on(store, secret))
        DEEDS["check_in"](desk_on(store, secret))
        assert len(all_rows(store)["queue_entry"]) == 2


def kills(children: Children, url: str, copies: Path, stride: int) -> Iterator[int]:
    """Kill one init after the other at the next moment, until one goes through; yield after each kill."""
    for step in count(1, stride):
        job = {"job": "init", "url": url, "copies": str(copies), "step": step, "moments": MOMENTS}
        (answer,) = children([job])
        if answer != KILLED:
            assert "shop" in answer
            return
        yield step


def has_whole_shop(url: str, secret: Secret) -> bool:
    """Return whether there is a shop at ``url``, which must be whole then, and must not be there at all else."""
    if not has_shop(parse_place(url)):
        failing(lambda: open_store(url, secret), "missing")
        return False
    with closing(open_store(url, secret)) as store:
        assert is_whole(store)
    return True
