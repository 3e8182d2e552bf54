"""What ``intake doctor`` says of the database."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import psycopg
import pytest
from released import SCHEMAS, bring_back

from intake.backup import Consent
from intake.history import EventDraft
from storage import engine
from storage.backup import ShopBackups
from storage.health import check_storage
from storage.secret import create_secret, fingerprint, load_secret
from storage.setup import create_or_upgrade, prepare
from storage.sqlite import sqlite3
from storage.store import open_store

if TYPE_CHECKING:
    from pathlib import Path

    from intake.checks import Check
    from storage.secret import Secret


class Usage(NamedTuple):
    """What is told of a disk."""

    free: int


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with a shop and its secret."""
    prepare(f"sqlite:///{tmp_path}/data/shop.db", tmp_path / "config/secret.toml", "ca")
    return tmp_path


def bad(home: Path) -> dict[str, str]:
    checks = check_storage(f"sqlite:///{home}/data/shop.db", home / "config/secret.toml")
    return {check.name: check.hint for check in checks if not check.ok}


def test_a_healthy_shop_is_well(home: Path) -> None:
    checks = check_storage(f"sqlite:///{home}/data/shop.db", home / "config/secret.toml")
    assert [check.name for check in checks] == [
        "database", "secret file", "secret matches", "schema", "integrity", "history", "parts", "history guards",
        "staff", "drafts", "agreement", "durability", "writing", "backup", "permissions", "disk",
    ]  # fmt: skip
    assert all(check.ok and check.hint for check in checks)


def test_a_healthy_server_is_well_but_for_what_tests_turn_off(empty_postgres: str, tmp_path: Path) -> None:
    secret_path = tmp_path / "secret.toml"
    create_or_upgrade(empty_postgres, create_secret(secret_path), "ca")
    checks = {check.name: check for check in check_storage(empty_postgres, secret_path)}
    assert list(checks) == [
        "database", "secret file", "secret matches", "schema", "integrity", "history", "parts", "history guards",
        "staff", "drafts", "agreement", "durability", "writing", "backup",
    ]  # fmt: skip
    assert [name for name, check in checks.items() if not check.ok] == ["durability"]
    assert "fsync off" in checks["durability"].hint


def test_looking_changes_nothing(home: Path) -> None:
    def files() -> dict[Path, tuple[int, int]]:
        found = ((path, path.stat()) for path in home.rglob("*") if path.is_file())
        return {path: (status.st_mtime_ns, status.st_mode) for path, status in found}

    before = files()
    bad(home)
    assert files() == before


def back_up(home: Path) -> None:
    backups = ShopBackups(f"sqlite:///{home}/data/shop.db", home / "config/secret.toml")
    backups.back_up(home / "copy.db", None, Consent(replace=False, broken_history=False))


def backup_of(home: Path) -> Check:
    checks = check_storage(f"sqlite:///{home}/data/shop.db", home / "config/secret.toml")
    return next(check for check in checks if check.name == "backup")


def test_the_last_backup_is_told_and_an_old_one_is_a_warning(home: Path) -> None:
    assert "none by this login" in backup_of(home).hint
    back_up(home)
    assert backup_of(home).ok
    assert backup_of(home).hint.endswith(f"UTC, {home}/copy.db")
    (home / "copy.db").unlink()
    assert backup_of(home).hint.endswith("copy.db, no longer there")
    (note,) = (home / "config").glob("backup-*.json")
    assert note.stat().st_mode & 0o777 == 0o600
    noted = json.loads(note.read_text())
    note.write_text(json.dumps(noted | {"at": (datetime.now(UTC) - timedelta(days=9)).isoformat()}))
    assert (backup_of(home).ok, backup_of(home).hint.partition(":")[0]) == (False, "The last backup is 9 days old")


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"at": 1, "file": 2}', '{"at": "2026-11-21", "file": "x"}'])
def test_a_damaged_note_counts_as_none(home: Path, content: str) -> None:
    back_up(home)
    (note,) = (home / "config").glob("backup-*.json")
    note.write_text(content)
    assert "none by this login" in backup_of(home).hint


def test_a_missing_database_is_named(tmp_path: Path, secret: Secret) -> None:
    found = bad(tmp_path)
    assert set(found) == {"database", "secret file"}
    assert "run intake init" in found["database"]
    assert secret.pepper.hex() not in str(found)


def test_a_bad_url_is_named(tmp_path: Path) -> None:
    checks = [*check_storage("mysql://ann:geheim@host/shop", tmp_path / "secret.toml")]
    assert [(check.name, check.ok) for check in checks] == [("database", False)]
    assert "geheim" not in checks[0].hint


@pytest.mark.parametrize(("name", "mode"), [("shop.db", 0o644), ("shop.db.lock", 0o640), (".", 0o755)])
def test_files_that_others_may_open_are_named(home: Path, name: str, mode: int) -> None:
    (home / "data" / name).chmod(mode)
    found = bad(home)
    assert set(found) == {"permissions"}
    assert f"chmod {'700' if name == '.' else '600'}" in found["permissions"]


def test_a_loose_secret_is_named(home: Path) -> None:
    (home / "config/secret.toml").chmod(0o644)
    assert set(bad(home)) == {"secret file", "secret matches"}


def test_the_secret_of_another_shop_is_named(home: Path) -> None:
    path = home / "config/secret.toml"
    kept = load_secret(path)
    path.unlink()
    assert create_secret(path) != kept
    assert set(bad(home)) == {"secret matches"}


@pytest.mark.parametrize("guard", ["event_no_update", "event_detail_no_delete", "event_no_replace"])
def test_a_history_whose_guards_were_taken_away_is_named(home: Path, guard: str) -> None:
    with closing(sqlite3.connect(home / "data/shop.db")) as owner:
        owner.execute(f"DROP TRIGGER {guard}")
    assert guard in bad(home)["history guards"]


def test_sleeping_guards_of_a_server_are_named(empty_postgres: str, tmp_path: Path) -> None:
    secret_path = tmp_path / "secret.toml"
    create_or_upgrade(empty_postgres, create_secret(secret_path), "ca")
    with psycopg.connect(empty_postgres) as owner:
        owner.execute("ALTER TABLE event DISABLE TRIGGER event_append_only")
    checks = {check.name: check for check in check_storage(empty_postgres, secret_path)}
    assert "(event_append_only)" in checks["history guards"].hint
    assert not checks["history guards"].ok


def test_a_server_that_takes_no_changes_is_named(empty_postgres: str, tmp_path: Path) -> None:
    secret_path = tmp_path / "secret.toml"
    create_or_upgrade(empty_postgres, create_secret(secret_path), "ca")
    url = f"{empty_postgres}&options=-c%20default_transaction_read_only%3Don"
    assert not {check.name: check.ok for check in check_storage(url, secret_path)}["writing"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a disk")
def test_a_disk_that_can_only_be_read_is_named(home: Path) -> None:
    data = home / "data"
    subprocess.run(["mount", "--bind", data, data], check=True)
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", data], check=True)
        assert set(bad(home)) == {"writing"}
    finally:
        subprocess.run(["umount", "-l", data], check=True)


def test_the_secret_is_told_by_its_fingerprint(home: Path) -> None:
    path = home / "config/secret.toml"
    checks = {check.name: check.hint for check in check_storage(f"sqlite:///{home}/data/shop.db", path)}
    assert checks["secret file"] == f"{path}, fingerprint {fingerprint(load_secret(path))[:8]}"


def test_damage_is_found(home: Path) -> None:
    path = home / "data/shop.db"
    pages = path.stat().st_size // 4096
    with path.open("r+b") as file:
        file.seek((pages - 3) * 4096)
        file.write(b"\xff" * 3 * 4096)
    assert "restore a backup" in bad(home)["integrity"]


def test_a_nearly_full_disk_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(499_999_999))
    assert "499 MB left" in bad(home)["disk"]


def test_a_truncated_copy_is_damaged(home: Path) -> None:
    copy = home / "copy"
    copy.mkdir(0o700)
    shutil.copy(home / "data/shop.db", copy / "shop.db")
    with (copy / "shop.db").open("r+b") as file:
        file.truncate(8192)
    checks = check_storage(f"sqlite:///{copy}/shop.db", home / "config/secret.toml")
    assert "damaged" in next(check.hint for check in checks if not check.ok)


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False), ((3, 44, 5), False), ((3, 44, 6), True), ((3, 45, 0), False), ((3, 50, 6), False),
        ((3, 50, 7), True), ((3, 51, 0), False), ((3, 51, 2), False), ((3, 51, 3), True), ((3, 53, 0), True),
    ],
)  # fmt: skip
def test_wal_is_used_only_where_it_cannot_damage_the_file(version: tuple[int, ...], safe: bool) -> None:
    assert engine.wal_is_safe(version) is safe


def test_a_large_shop_is_looked_at_as_a_whole_only_when_that_is_wanted(
    shop_url: str, secret_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.health._FEW", -1)
    monkeypatch.setattr("storage.engine.wal_is_safe", lambda: False)
    quick = {check.name: check for check in check_storage(shop_url, secret_path)}
    whole = {check.name: check for check in check_storage(shop_url, secret_path, thorough=True)}
    assert "--thorough" in quick["agreement"].hint
    assert "--thorough" not in whole["agreement"].hint
    assert quick["agreement"].ok
    assert whole["agreement"].ok
    assert ("--thorough" in quick["history"].hint) is shop_url.startswith("sqlite")
    assert whole["history"].hint.startswith("all 0 events hold")


@pytest.mark.parametrize(
    ("statement", "event"),
    [
        ("UPDATE chain_head SET seal = 'x'", 4),
        ("DELETE FROM chain_head", 4),
        ("INSERT INTO event SELECT 4, at, by, station, kind, summary, mac, detail_mac, customer FROM event LIMIT 1", 4),
    ],
    ids=["seal", "gone", "forged"],
)
def test_a_history_that_does_not_hold_is_told_with_the_event_and_what_to_do(
    shop_url: str, secret: Secret, secret_path: Path, statement: str, event: int
) -> None:
    with closing(open_store(shop_url, secret)) as store:
        for n in range(3):
            store.act(lambda work, n=n: work.record(EventDraft(datetime.now(UTC), "Ada", "s1", "noted", f"{n}")))  # type: ignore[misc]
        assert {check.name: check for check in check_storage(shop_url, secret_path)}["history"].ok
        with store._transactions.engine.connect() as owner:
            owner.exec_driver_sql(statement)
            owner.commit()
    check = {check.name: check for check in check_storage(shop_url, secret_path)}["history"]
    assert (check.ok, f"at event {event} " in check.hint) == (False, True)
    assert "intake history verify" in check.hint


@pytest.mark.parametrize("version", SCHEMAS)
def test_of_an_older_shop_only_what_it_has_is_looked_at(tmp_path: Path, secret_path: Path, version: str) -> None:
    (tmp_path / "old").mkdir(mode=0o700)
    url = f"sqlite:///{tmp_path}/old/shop.db"
    bring_back(url, version)
    checks = [check for check in check_storage(url, secret_path) if not check.ok]
    assert [(check.name, "run intake init" in check.hint) for check in checks] == [("schema", True)]
