"""What a person is told when the disk, the file or the server does not do as it should."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from small_disk import AS_ROOT, fill, small_disk

from intake.backup import Consent
from intake.customer import Customer
from intake.draft import Draft
from intake.errors import ExitStatus, IntakeError, Misused, StorageFailed, Unreadable
from intake.history import EventDraft
from storage import engine
from storage.backup import ShopBackups
from storage.health import check_storage
from storage.secret import Secret
from storage.setup import create_or_upgrade
from storage.sqlite import sqlite3
from storage.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable

    from intake.ports import Work
    from storage.store import SqlStore

NOON = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)


def path_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def failing(action: Callable[[], object], code: str) -> str:
    """Run ``action``, which must fail with ``code``, and return the one sentence of it."""
    with pytest.raises(StorageFailed) as failed:
        action()
    assert failed.value.code == code
    assert failed.value.status is ExitStatus.STORAGE
    assert "\n" not in failed.value.message
    assert failed.value.__cause__ is None
    assert failed.value.__suppress_context__ or failed.value.__context__ is None
    return failed.value.message


def sign_up(store: SqlStore) -> Customer:
    return store.act(lambda work: work.add_customer(Customer(first_name="Ann", notes="x" * 4000)))


def test_no_file_means_that_init_is_missing(tmp_path: Path, secret: Secret) -> None:
    url = f"sqlite:///{tmp_path}/nowhere/shop.db"
    message = failing(lambda: open_store(url, secret), "missing")
    assert message == f"There is no shop database at {tmp_path}/nowhere/shop.db: run intake init."
    assert not (tmp_path / "nowhere").exists()


def test_an_empty_file_is_no_shop(tmp_path: Path, secret: Secret) -> None:
    (tmp_path / "shop.db").touch()
    assert "run intake init" in failing(lambda: open_store(f"sqlite:///{tmp_path}/shop.db", secret), "missing")


def test_a_folder_is_no_database(tmp_path: Path, secret: Secret) -> None:
    assert "folder" in failing(lambda: open_store(f"sqlite:///{tmp_path}", secret), "missing")


def test_a_path_through_a_file_leads_nowhere(tmp_path: Path, secret: Secret) -> None:
    (tmp_path / "file").touch()
    failing(lambda: open_store(f"sqlite:///{tmp_path}/file/shop.db", secret), "missing")


def test_another_programs_database_is_no_shop(tmp_path: Path, secret: Secret) -> None:
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE note (text)")
    assert "no shop database" in failing(lambda: open_store(f"sqlite:///{tmp_path}/other.db", secret), "damaged")


def test_a_servers_shop_that_does_not_say_what_it_is_is_called_damaged(empty_postgres: str, secret: Secret) -> None:
    create_or_upgrade(empty_postgres, secret, "ca")
    with psycopg.connect(empty_postgres) as owner:
        owner.execute("DROP TABLE alembic_version")
    assert "restore a backup" in failing(lambda: open_store(empty_postgres, secret, wait=0), "damaged")
    assert "restore a backup" in failing(lambda: create_or_upgrade(empty_postgres, secret, None), "damaged")


@pytest.mark.parametrize(
    "statement",
    ["DROP TABLE alembic_version", "DELETE FROM alembic_version", "DROP TABLE shop", "DELETE FROM shop"],
    ids=["no-version", "empty-version", "no-shop", "empty-shop"],
)
def test_a_shop_that_does_not_say_what_it_is_is_called_damaged_by_all(
    sqlite_url: str, secret: Secret, secret_path: Path, tmp_path: Path, statement: str
) -> None:
    """Nobody is sent from init to doctor and back: a backup is the way out."""
    with closing(sqlite3.connect(path_of(sqlite_url), isolation_level=None)) as owner:
        owner.execute(statement)
    for use in (
        lambda: open_store(sqlite_url, secret),
        lambda: ShopBackups(sqlite_url, secret_path).back_up(tmp_path / "out.db", None, Consent()),
    ):
        assert "restore a backup" in failing(use, "damaged")
    code = "foreign" if statement == "DROP TABLE shop" else "damaged"
    assert "restore a backup" in failing(lambda: create_or_upgrade(sqlite_url, secret, None), code)
    found = [check for check in check_storage(sqlite_url, secret_path) if check.name == "database"]
    assert [(check.ok, "restore a backup" in check.hint) for check in found] == [(False, True)]


@pytest.mark.parametrize("content", [b"not a database, just text\n" * 200, bytes(range(256)) * 16, b"\0" * 8192])
def test_garbage_is_damaged(tmp_path: Path, secret: Secret, content: bytes) -> None:
    (tmp_path / "shop.db").write_bytes(content)
    message = failing(lambda: open_store(f"sqlite:///{tmp_path}/shop.db", secret), "damaged")
    assert "restore a backup" in message


@pytest.mark.parametrize("keep", [100, 512, 4096, 5000, 20_000])
def test_a_truncated_file_is_damaged(sqlite_url: str, secret: Secret, keep: int) -> None:
    os.truncate(path_of(sqlite_url), keep)

    def use() -> None:
        with closing(open_store(sqlite_url, secret)) as store:
            sign_up(store)

    failing(use, "damaged")


def test_overwritten_pages_are_damaged(sqlite_store: SqlStore, sqlite_url: str) -> None:
    sign_up(sqlite_store)
    sqlite_store.close()
    with path_of(sqlite_url).open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 40 * 4096)
    failing(lambda: sqlite_store.look(lambda view: view.customer("1")), "damaged")


def test_a_wrong_secret_is_noticed(shop_url: str) -> None:
    with pytest.raises(Misused) as misused:
        open_store(shop_url, Secret(b"p" * 32, b"x" * 32))
    assert misused.value.code == "wrong_secret"


@pytest.mark.parametrize(("version", "code"), [("9999", "newer_schema"), ("0000", "older_schema")])
def test_another_schema_is_refused(sqlite_url: str, secret: Secret, version: str, code: str) -> None:
    with closing(sqlite3.connect(path_of(sqlite_url))) as plain:
        plain.execute("UPDATE alembic_version SET version_num = ?", (version,))
        plain.commit()
    hint = {"newer_schema": "update the program", "older_schema": "run intake init to upgrade"}[code]
    assert hint in failing(lambda: open_store(sqlite_url, secret), code)


def test_a_database_that_another_program_holds_is_locked(sqlite_url: str, secret: Secret) -> None:
    with closing(open_store(sqlite_url, secret, wait=0.3)) as store, closing(_holder(sqlite_url)) as other:
        assert "try again in a moment" in failing(lambda: sign_up(store), "locked")
        other.rollback()
        assert sign_up(store).number == "1"


def test_without_wal_a_database_that_is_written_to_right_now_cannot_be_opened(
    sqlite_url: str, secret: Secret, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "wal_is_safe", lambda: False)
    with closing(sqlite3.connect(path_of(sqlite_url))) as plain:
        plain.execute("PRAGMA journal_mode = delete")
    with closing(_holder(sqlite_url, "EXCLUSIVE")):
        failing(lambda: open_store(sqlite_url, secret, wait=0.3), "locked")


@pytest.mark.skipif(not engine.wal_is_safe(), reason="this SQLite is not safe in WAL mode")
def test_with_wal_readers_go_on_while_others_write(sqlite_store: SqlStore, sqlite_url: str) -> None:
    with closing(_holder(sqlite_url, "EXCLUSIVE")) as other:
        other.execute("UPDATE customer SET notes = 'x'")
        assert sqlite_store.look(lambda view: view.customer_count()) == 0


def test_readers_go_on_while_another_program_is_about_to_write(sqlite_url: str, secret: Secret) -> None:
    with closing(open_store(sqlite_url, secret)) as store, closing(_holder(sqlite_url)):
        assert store.look(lambda view: view.customer_count()) == 0


def test_a_writer_that_does_not_let_go_of_its_turn_is_waited_for_and_named(sqlite_url: str, secret: Secret) -> None:
    with closing(open_store(sqlite_url, secret, wait=0.3)) as store:
        sign_up(store)
        with path_of(sqlite_url).with_name("shop.db.lock").open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            failing(lambda: sign_up(store), "locked")
        assert sign_up(store).number == "2"


def test_the_lock_file_is_private(sqlite_store: SqlStore, sqlite_url: str) -> None:
    sign_up(sqlite_store)
    assert path_of(sqlite_url).with_name("shop.db.lock").stat().st_mode & 0o777 == 0o600


def _holder(url: str, kind: str = "IMMEDIATE") -> sqlite3.Connection:
    other = sqlite3.connect(path_of(url), isolation_level=None)
    other.execute(f"BEGIN {kind}")
    return other


def test_a_file_that_grows_no_more_is_full_and_keeps_what_it_has(sqlite_store: SqlStore, sqlite_url: str) -> None:
    first = sign_up(sqlite_store)
    with closing(sqlite3.connect(path_of(sqlite_url))) as plain:
        pages = plain.execute("PRAGMA page_count").fetchone()[0]
    engine = sqlite_store._transactions.engine
    with engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 1}")
    message = failing(lambda: [sign_up(sqlite_store) for _ in range(9)], "full")
    assert "disk is full" in message
    kept = sqlite_store.look(lambda view: view.customer_count())
    assert 1 <= kept < 9
    assert sqlite_store.look(lambda view: view.customer("1")) == first


@AS_ROOT
def test_a_full_disk_loses_nothing_and_works_again_once_there_is_space(
    tmp_path: Path, sqlite_url: str, secret: Secret
) -> None:
    with small_disk(tmp_path / "disk", 400) as disk:
        shutil.copy(path_of(sqlite_url), disk)
        with closing(open_store(f"sqlite:///{disk}/shop.db", secret)) as store:
            failing(lambda: [sign_up(store) for _ in range(200)], "full")
            kept = store.look(lambda view: view.customer_count())
            assert kept > 0
            subprocess.run(["mount", "-o", "remount,size=4000k", disk], check=True)
            assert sign_up(store).number == str(kept + 1)


@AS_ROOT
def test_a_disk_that_is_too_full_to_open_a_shop_is_told_as_full(
    tmp_path: Path, sqlite_url: str, secret: Secret
) -> None:
    with small_disk(tmp_path / "disk", 400) as disk:
        shutil.copy(path_of(sqlite_url), disk)
        url = f"sqlite:///{disk}/shop.db"
        create_or_upgrade(url, secret, None)
        ballast = fill(disk)
        if engine.wal_is_safe():
            assert "Free some space" in failing(lambda: open_store(url, secret), "full")
        ballast.unlink()
        open_store(url, secret).close()


@AS_ROOT
def test_a_read_only_disk_can_be_read(tmp_path: Path, sqlite_url: str, secret: Secret) -> None:
    with small_disk(tmp_path / "disk", 1000) as disk:
        shutil.copy(path_of(sqlite_url), disk)
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        with closing(open_store(f"sqlite:///{disk}/shop.db", secret)) as store:
            assert store.look(lambda view: view.customer_count()) == 0
            assert "read only" in failing(lambda: sign_up(store), "read_only")


def test_a_file_that_is_taken_away_takes_no_more_changes_until_it_is_back(
    sqlite_store: SqlStore, sqlite_url: str
) -> None:
    """SQLite itself would go on writing to it, wherever it is, and also when it is deleted."""
    sign_up(sqlite_store)
    path = path_of(sqlite_url)
    with closing(sqlite_store.watch()) as watch:
        aside = path.rename(path.with_name("aside.db"))
        before = sides_of(aside, path)
        assert "Put it back" in failing(lambda: sign_up(sqlite_store), "gone")
        failing(lambda: sqlite_store.look(lambda view: view.customer_count()), "gone")
        failing(lambda: watch.wait(1), "gone")
        assert (sides_of(aside, path), path.exists()) == (before, False)
        aside.rename(path)
        assert sign_up(sqlite_store).number == "2"
        assert watch.wait(1)


def test_another_file_in_the_place_of_an_open_one_is_neither_read_nor_written(
    sqlite_store: SqlStore, sqlite_url: str
) -> None:
    sign_up(sqlite_store)
    path = path_of(sqlite_url)
    other = path.with_name("other.db")
    shutil.copy(path, other)
    other.rename(path)
    before = sides_of(path, path)
    assert "Open the station again" in failing(lambda: sign_up(sqlite_store), "replaced")
    failing(lambda: sqlite_store.look(lambda view: view.customer_count()), "replaced")
    assert sides_of(path, path) == before


@pytest.mark.skipif(not engine.wal_is_safe(), reason="this SQLite is not safe in WAL mode")
def test_a_journal_that_is_deleted_is_told_and_closing_keeps_what_was_in_it(sqlite_url: str, secret: Secret) -> None:
    create_or_upgrade(sqlite_url, secret, None)
    journal = path_of(sqlite_url).with_name("shop.db-wal")
    with closing(open_store(sqlite_url, secret)) as store, closing(open_store(sqlite_url, secret)) as other:
        sign_up(other)
        with closing(store.watch()) as watch:
            sign_up(store)
            assert watch.wait(1)
            journal.unlink()
            for _ in range(2):
                assert "close all stations" in failing(lambda: watch.wait(1), "journal_gone")
            sign_up(store)
    with closing(open_store(sqlite_url, secret)) as store:
        assert store.look(lambda view: view.customer_count()) == 3
        assert sign_up(store).number == "4"


@pytest.mark.skipif(not engine.wal_is_safe(), reason="this SQLite is not safe in WAL mode")
def test_who_comes_after_the_journal_was_deleted_is_told_what_keeps_everything(sqlite_url: str, secret: Secret) -> None:
    create_or_upgrade(sqlite_url, secret, None)
    with closing(open_store(sqlite_url, secret)) as store:
        sign_up(store)
        path_of(sqlite_url).with_name("shop.db-wal").unlink()
        told = failing(lambda: open_store(sqlite_url, secret), "journal_or_disk")
        assert "shop.db-wal beside the database was deleted" in told
    with closing(open_store(sqlite_url, secret)) as store:
        assert store.look(lambda view: view.customer_count()) == 1


def sides_of(file: Path, named: Path) -> tuple[bytes, bytes]:
    """Return what is in a database and in the log that SQLite keeps beside the name under which it was opened."""
    log = named.with_name(f"{named.name}-wal")
    return file.read_bytes(), log.read_bytes() if log.exists() else b""


@pytest.mark.parametrize(
    ("setting", "value"),
    [("synchronous", 3), ("foreign_keys", 1), ("secure_delete", 1), ("trusted_schema", 0), ("temp_store", 2)],
)
def test_every_connection_is_set_up_to_keep_what_it_says_and_nothing_else(
    sqlite_store: SqlStore, setting: str, value: int
) -> None:
    engine = sqlite_store._transactions.engine
    with engine.connect() as first, engine.connect() as second:
        kept = [connection.exec_driver_sql(f"PRAGMA {setting}").scalar_one() for connection in (first, second)]
    assert kept == [value, value]


def test_what_was_ended_is_not_left_in_the_file(sqlite_url: str, secret: Secret) -> None:
    draft = Draft(
        id="d", author="Ann", station="s1", texts={"last_name": "Canarywhistle"}, started_at=NOON, saved_at=NOON
    )
    with closing(open_store(sqlite_url, secret)) as store:
        store.act(lambda work: work.save_draft(draft))
    assert b"Canarywhistle" in path_of(sqlite_url).read_bytes()
    with closing(open_store(sqlite_url, secret)) as store:
        store.act(lambda work: work.end_draft("d"))
    assert not any(b"Canarywhistle" in path.read_bytes() for path in path_of(sqlite_url).parent.iterdir())


def test_text_that_is_no_unicode_is_refused(store: SqlStore) -> None:
    with pytest.raises(Unreadable):
        store.look(lambda view: view.customer("Jos\udce9"))
    with pytest.raises(Unreadable):
        store.act(lambda work: work.record(EventDraft(NOON, "\udce9", "s1", "x", "y")))


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://app:geheim@127.0.0.1:1/shop",
        "postgresql://app:geheim@/shop?host=/nowhere",
        "postgresql://app:geheim@host.invalid/shop?connect_timeout=1",
    ],
)
def test_a_server_that_is_not_there_is_unreachable(url: str, secret: Secret) -> None:
    message = failing(lambda: open_store(url, secret, wait=0), "unreachable")
    assert "geheim" not in message


def test_a_stranger_is_not_let_in(postgres_url: str, secret: Secret) -> None:
    stranger = postgres_url.replace("//app@", "//stranger:geheim@")
    message = failing(lambda: open_store(stranger, secret, wait=0), "no_login")
    assert "name and password" in message
    assert "geheim" not in message


def test_who_makes_a_database_that_a_server_has_not_is_told(postgres_folder: str, secret: Secret) -> None:
    url = f"postgresql://app@/my%20shop?host={postgres_folder}"
    for use in (lambda: open_store(url, secret, wait=0), lambda: create_or_upgrade(url, secret, "ca")):
        assert "(createdb 'my shop')" in failing(use, "no_database")


def test_an_empty_server_database_has_no_shop(empty_postgres: str, secret: Secret) -> None:
    failing(lambda: open_store(empty_postgres, secret), "missing")


def test_a_lost_connection_is_made_again(postgres_url: str, secret: Secret) -> None:
    with closing(open_store(postgres_url, secret)) as store:
        sign_up(store)
        with psycopg.connect(postgres_url, autocommit=True) as admin:
            admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'intake'")
        assert sign_up(store).number == "2"


def test_a_server_where_another_program_holds_the_history_is_locked(postgres_url: str, secret: Secret) -> None:
    hasty = f"{postgres_url}&options=-c lock_timeout=100ms"
    with closing(open_store(hasty, secret, wait=0.6)) as store:
        with psycopg.connect(postgres_url) as other:
            other.execute("SELECT * FROM chain_head FOR UPDATE")
            assert "try again in a moment" in failing(lambda: sign_up(store), "locked")
        assert sign_up(store).number == "1"


def test_a_station_that_froze_while_it_wrote_is_put_out(postgres_url: str, secret: Secret) -> None:
    hasty = f"{postgres_url}&options=-c idle_in_transaction_session_timeout=100ms"
    with closing(open_store(postgres_url, secret)) as store, closing(open_store(hasty, secret, wait=0)) as frozen:

        def freeze(work: Work) -> None:
            work.head()
            assert sign_up(store).number == "1"
            work.head()

        failing(lambda: frozen.act(freeze), "unreachable")


def test_a_server_that_only_reads_is_read_only(postgres_url: str, secret: Secret) -> None:
    only = f"{postgres_url}&options=-c default_transaction_read_only=on"
    with closing(open_store(only, secret)) as store:
        assert store.look(lambda view: view.customer_count()) == 0
        failing(lambda: sign_up(store), "read_only")


def test_a_failure_never_tells_what_was_to_be_stored(store: SqlStore) -> None:
    """The text of a driver's error can hold values; ours is made of our own words."""
    store.act(lambda work: work.add_customer(Customer(number="canary-1", first_name="Ann")))
    with pytest.raises(IntakeError) as failed:
        store.act(lambda work: work.add_customer(Customer(number="canary-1", last_name="Canarywhistle")))
    assert "canary" not in f"{failed.value} {failed.value.detail}".lower()
    assert failed.value.__suppress_context__
