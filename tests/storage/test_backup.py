"""Backups: whole, checked, private, sealed if wanted; and what comes back from them, on either engine."""

from __future__ import annotations

import os
import signal
import stat
import threading
import time
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from long_runs import LONG
from whole_shop import NO, YES, add_one, damaged, everything, furnish, refusal, tampered

from intake.backup import Backup, Consent
from intake.errors import Misused, Refused, StorageFailed, Unreadable
from intake.history import verify
from storage import engine
from storage.backup import ShopBackups
from storage.secret import Secret, create_secret
from storage.setup import create_or_upgrade
from storage.sqlite import sqlite3
from storage.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.store import SqlStore

ENGINES = ["sqlite", "postgresql"]
SECONDS, LEAST = (3.5, 10) if LONG else (1.0, 4)
"""How long stations write under backups, and how many of these there are at least."""


@pytest.fixture
def backups(shop_url: str, secret_path: Path) -> ShopBackups:
    """The backups of a shop on either engine."""
    return ShopBackups(shop_url, secret_path)


@pytest.fixture(params=ENGINES)
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a shop can be restored to, on SQLite and then on PostgreSQL."""
    new_file = f"sqlite:///{tmp_path}/new/folder/shop.db"
    return str(request.getfixturevalue("empty_postgres")) if request.param == "postgresql" else new_file


def test_what_was_backed_up_comes_back_whole_on_either_engine(
    store: SqlStore, backups: ShopBackups, new_url: str, secret: Secret, secret_path: Path, tmp_path: Path
) -> None:
    store.act(furnish)
    before = store.look(everything)
    made = backups.back_up(tmp_path / "shop.backup", None, NO)
    assert (made.customers, made.history.events, made.history.head) == (30, 30, before[-1].mac)
    restored = ShopBackups(new_url, secret_path).restore(made.file, None, NO)
    assert (restored.set_aside, replace(restored.backup, file=made.file)) == (None, made)
    with closing(open_store(new_url, secret)) as again:
        assert again.shop == store.shop
        assert again.look(everything) == before
        assert add_one(again) == "31"
        finding = again.look(lambda view: verify(secret.history_key, view.events(), view.head()))
    assert (finding.events, finding.broken) == (31, 0)


def test_a_backup_is_one_private_file(small: ShopBackups, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        small.back_up(tmp_path / "out.db", None, NO)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "out.db").stat().st_mode) == 0o600
    others = {path.name for path in tmp_path.iterdir() if not path.match("backup-*.json")}
    assert others == {"out.db", "secret.toml", "shop"}
    with closing(sqlite3.connect(f"file:{tmp_path}/out.db?mode=ro", uri=True)) as plain:
        assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_backup_of_a_wal_database_needs_no_side_files(
    small: ShopBackups, sqlite_url: str, secret: Secret, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "wal_is_safe", lambda: True)
    create_or_upgrade(sqlite_url, secret, None)
    with closing(open_store(sqlite_url, secret)) as store:
        add_one(store)
        assert Path(sqlite_url.removeprefix("sqlite:///") + "-wal").stat().st_size
        assert small.back_up(tmp_path / "out.db", None, NO).customers == 31
    (tmp_path / "out.db").chmod(0o400)
    with closing(sqlite3.connect(f"file:{tmp_path}/out.db?immutable=1", uri=True)) as plain:
        assert plain.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_an_existing_file_is_kept_unless_its_end_is_agreed_to(small: ShopBackups, tmp_path: Path) -> None:
    path = tmp_path / "out.db"
    path.write_text("precious")
    error = refusal(lambda: small.back_up(path, None, NO))
    assert (type(error), error.code, path.read_text()) == (Refused, "exists", "precious")
    assert small.back_up(path, None, YES).customers == 30


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("folder", "not_a_file"), ("link", "not_a_file"), ("dangling", "not_a_file"), ("pipe", "not_a_file"),
        ("none/out.db", "no_folder"), ("secret.toml/out.db", "no_folder"), ("secret.toml", "not_there"),
        ("shop/shop.db", "not_there"), ("shop/shop.db-wal", "not_there"), ("shop/shop.db.lock", "not_there"),
        ("shop/../shop/shop.db", "not_there"), ("passphrase", "not_there"), ("hard", "not_there"), ("a\0b", "bad_file"),
    ],
)  # fmt: skip
def test_a_backup_goes_nowhere_where_it_would_do_harm(
    small: ShopBackups, tmp_path: Path, passphrase: Path, name: str, code: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "target").write_text("precious")
    (tmp_path / "link").symlink_to("target")
    (tmp_path / "dangling").symlink_to("nowhere")
    os.mkfifo(tmp_path / "pipe")
    os.link(tmp_path / "shop/shop.db", tmp_path / "hard")
    before = (tmp_path / "shop/shop.db").read_bytes()
    error = refusal(lambda: small.back_up(tmp_path / name, passphrase, YES))
    assert (type(error), error.code) == (Misused, code)
    assert (tmp_path / "target").read_text() == "precious"
    assert (tmp_path / "shop/shop.db").read_bytes() == before


def test_a_sealed_backup_shows_nobody_and_comes_back_with_its_passphrase(
    small: ShopBackups, passphrase: Path, tmp_path: Path, secret_path: Path
) -> None:
    made = small.back_up(tmp_path / "out.age", passphrase, NO)
    assert made.encrypted
    assert b"Vale" not in made.file.read_bytes()
    assert stat.S_IMODE(made.file.stat().st_mode) == 0o600
    new = ShopBackups(f"sqlite:///{tmp_path}/new.db", secret_path)
    assert refusal(lambda: new.restore(made.file, None, NO)).code == "no_passphrase"
    (tmp_path / "other").write_text("another passphrase")
    (tmp_path / "other").chmod(0o600)
    error = refusal(lambda: new.restore(made.file, tmp_path / "other", NO))
    assert (type(error), error.code) == (Unreadable, "wrong_passphrase")
    assert not (tmp_path / "new.db").exists()
    assert new.restore(made.file, passphrase, NO).backup.customers == 30


@pytest.mark.parametrize(
    ("content", "mode", "code"),
    [
        (b"", 0o600, "no_passphrase"), (b"\n \n", 0o600, "no_passphrase"), (b"long enough for it", 0o644, "loose"),
        (b"short", 0o600, "weak"), (b"two whole\nlines of it", 0o600, "bad"), (b"\xff" * 20, 0o600, "bad"),
    ],
)  # fmt: skip
def test_a_passphrase_file_must_be_private_and_hold_one_good_line(
    small: ShopBackups, tmp_path: Path, content: bytes, mode: int, code: str
) -> None:
    path = tmp_path / "words"
    path.write_bytes(content)
    path.chmod(mode)
    error = refusal(lambda: small.back_up(tmp_path / "out.age", path, NO))
    assert (type(error), error.code) == (Misused, code if code == "no_passphrase" else f"{code}_passphrase")
    assert "long enough" not in error.message
    assert not (tmp_path / "out.age").exists()


def test_a_missing_passphrase_file_is_named_so(small: ShopBackups, tmp_path: Path) -> None:
    assert refusal(lambda: small.back_up(tmp_path / "out.age", tmp_path / "none", NO)).code == "no_passphrase"


def test_no_shop_no_secret_no_backup(tmp_path: Path, secret_path: Path, sqlite_url: str) -> None:
    out = tmp_path / "out.db"
    assert (
        refusal(lambda: ShopBackups(f"sqlite:///{tmp_path}/none", secret_path).back_up(out, None, NO)).code == "missing"
    )
    assert refusal(lambda: ShopBackups(sqlite_url, tmp_path / "none").back_up(out, None, NO)).code == "no_secret"
    create_secret(tmp_path / "other.toml")
    assert (
        refusal(lambda: ShopBackups(sqlite_url, tmp_path / "other.toml").back_up(out, None, NO)).code == "wrong_secret"
    )
    assert not out.exists()


def test_a_damaged_shop_is_not_backed_up_over_a_good_backup(
    small: ShopBackups, sqlite_url: str, tmp_path: Path
) -> None:
    path = tmp_path / "out.db"
    small.back_up(path, None, NO)
    good = path.read_bytes()
    damaged(Path(sqlite_url.removeprefix("sqlite:///")))
    error = refusal(lambda: small.back_up(path, None, YES))
    assert (type(error), error.code) == (StorageFailed, "damaged")
    assert sqlite_url.removeprefix("sqlite:///") in error.message
    assert path.read_bytes() == good


def test_a_broken_history_stops_a_backup_and_a_restore_until_it_is_accepted(
    small: ShopBackups, sqlite_url: str, secret_path: Path, tmp_path: Path
) -> None:
    tampered(sqlite_url)
    path, accepted = tmp_path / "out.db", Consent(broken_history=True)
    error = refusal(lambda: small.back_up(path, None, NO))
    assert (type(error), error.code, error.detail) == (Refused, "broken_history", {"first_broken": 7})
    assert not path.exists()
    assert small.back_up(path, None, accepted).history.broken == 7
    new = ShopBackups(f"sqlite:///{tmp_path}/new.db", secret_path)
    assert refusal(lambda: new.restore(path, None, NO)).code == "broken_history"
    assert not (tmp_path / "new.db").exists()
    assert new.restore(path, None, accepted).backup.history.broken == 7


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
def test_a_full_disk_is_told_and_left_clean(
    small: ShopBackups, small_disk: Path, passphrase: Path, secret_path: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    made = small.back_up(tmp_path / "out.db", None, NO)
    new = ShopBackups(f"sqlite:///{small_disk}/shop.db", secret_path)
    for attempt in (
        lambda: small.back_up(small_disk / "out.db", None, NO),
        lambda: small.back_up(small_disk / "out.age", passphrase, NO),
        lambda: new.restore(made.file, None, NO),
    ):
        error = refusal(attempt)
        assert (type(error), error.code) == (StorageFailed, "full")
        assert {path.name for path in small_disk.iterdir()} <= {"shop.db.open", "shop.db.lock"}
    monkeypatch.setattr("tempfile.tempdir", str(small_disk))
    assert refusal(lambda: small.back_up(tmp_path / "again.db", None, NO)).code == "full"
    assert not [path for path in small_disk.iterdir() if path.name.startswith(".intake-")]


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_backup_that_is_ended_leaves_no_copy_behind(
    small: ShopBackups, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: signal.Signals
) -> None:
    room = tmp_path / "room"
    room.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(room))
    monkeypatch.setattr("storage.backup.read_snapshot", lambda *_: signal.raise_signal(ending))
    usual = signal.default_int_handler if ending is signal.SIGINT else signal.SIG_DFL
    before = signal.signal(ending, usual)  # whoever started the tests may have told them to ignore it
    try:
        with pytest.raises(KeyboardInterrupt):
            small.back_up(tmp_path / "out.db", None, NO)
    finally:
        signal.signal(ending, before)
    assert list(room.iterdir()) == []
    assert not (tmp_path / "out.db").exists()


def test_a_write_that_comes_back_otherwise_is_no_backup(
    small: ShopBackups, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that lies is found because what was written is read back."""

    def copy_badly(source: Any, target: Any, _size: int) -> None:
        target.write(source.read()[:-1] + b"?")

    monkeypatch.setattr("storage.backup.shutil.copyfileobj", copy_badly)
    assert refusal(lambda: small.back_up(tmp_path / "out.db", None, NO)).code == "disk_error"
    assert not (tmp_path / "out.db").exists()


@pytest.mark.parametrize("fixture", ENGINES)
def test_backups_made_under_load_hold_all_that_was_acknowledged(
    request: pytest.FixtureRequest, fixture: str, secret: Secret, secret_path: Path, tmp_path: Path,
    children: Callable[[list[dict[str, Any]]], list[dict[str, Any]]],
) -> None:  # fmt: skip
    """Stations write on while backups are made; each has everything up to its beginning, whole and in order."""
    url = request.getfixturevalue("sqlite_url" if fixture == "sqlite" else "postgres_url")
    jobs = [{"job": "many", "url": url, "station": f"s{n}", "seconds": SECONDS} for n in range(3)]
    answers: list[dict[str, Any]] = []
    stations = threading.Thread(target=lambda: answers.extend(children(jobs)))
    stations.start()
    time.sleep(0.3)
    made: list[tuple[int, Backup]] = []
    backups = ShopBackups(url, secret_path)
    with ExitStack() as stack:
        store = stack.enter_context(closing(open_store(url, secret)))
        while stations.is_alive() or len(made) < LEAST:
            acknowledged = store.look(lambda view: view.head().seq)
            backup = backups.back_up(tmp_path / f"{len(made)}.db", None, NO)
            made.append((acknowledged, backup))
    stations.join()
    assert len(made) >= LEAST
    for acknowledged, backup in made:
        assert backup.history.broken == 0
        assert backup.history.events >= acknowledged
        with closing(sqlite3.connect(backup.file)) as plain:
            assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert sum(answer["count"] for answer in answers) >= max(backup.history.events for _, backup in made)


def test_a_server_with_an_event_that_cannot_be_read_is_told_of_by_name(
    store: SqlStore, shop_url: str, secret_path: Path, tmp_path: Path
) -> None:
    """A file is copied page by page, and the event in it is found by the walk."""
    store.act(furnish)
    with store._transactions.engine.connect() as owner:
        if owner.dialect.name == "sqlite":
            owner.exec_driver_sql("DROP TRIGGER event_no_update")
        else:
            owner.exec_driver_sql("SET session_replication_role = replica")
        owner.exec_driver_sql("UPDATE event SET at = 'infinity' WHERE seq = 5")
        owner.commit()
        owner.invalidate()
    error = refusal(lambda: ShopBackups(shop_url, secret_path).back_up(tmp_path / "out.db", None, NO))
    named = "event 5" if shop_url.startswith("sqlite") else "table event"
    assert (named in error.message, "\n" in error.message) == (True, False)
