"""Restoring: what is no good backup stays out, what is there is set aside, and nothing happens under a station."""

from __future__ import annotations

import os
import shutil
import stat
from contextlib import closing
from pathlib import Path

import pytest
from whole_shop import NO, YES, add_one, damaged, refusal

from intake.backup import Consent
from intake.errors import Refused, StorageFailed, Unreadable
from storage import engine, schema
from storage.backup import ShopBackups
from storage.secret import Secret, create_secret, fingerprint
from storage.sqlite import sqlite3
from storage.store import open_store


@pytest.mark.parametrize(
    "damage", ["text", "empty", "cut", "pages", "other", "folder", "missing", "pipe", "seq", "two"]
)
def test_what_is_no_good_backup_is_not_restored(
    small: ShopBackups, tmp_path: Path, secret_path: Path, damage: str
) -> None:
    path = small.back_up(tmp_path / "out.db", None, NO).file
    content = path.read_bytes()
    if damage in {"folder", "missing", "pipe", "other"}:
        path.unlink()
    if damage == "folder":
        path.mkdir()
    elif damage == "pipe":
        os.mkfifo(path)
    elif damage == "other":
        with closing(sqlite3.connect(path)) as other:
            other.execute("CREATE TABLE note (text)")
    elif damage == "pages":
        damaged(path)
    elif damage in {"seq", "two"}:
        with closing(sqlite3.connect(path)) as changed:
            changed.execute("UPDATE chain_head SET seq = 'x'" if damage == "seq" else
                            "INSERT INTO shop SELECT 'b', market, secret_fingerprint, 1, 1 FROM shop")  # fmt: skip
            changed.commit()
    elif damage != "missing":
        path.write_bytes({"text": b"just text", "empty": b"", "cut": content[:8192]}[damage])
    error = refusal(lambda: ShopBackups(f"sqlite:///{tmp_path}/new/shop.db", secret_path).restore(path, None, NO))
    expected = Refused if damage == "seq" else Unreadable
    assert (type(error), str(tmp_path / "new") in error.message) == (expected, False)
    assert {found.name for found in (tmp_path / "new").iterdir()} <= {"shop.db.open", "shop.db.lock"}


def test_a_backup_needs_the_secret_of_its_shop_and_says_which(
    small: ShopBackups, tmp_path: Path, secret: Secret
) -> None:
    made = small.back_up(tmp_path / "out.db", None, NO)
    other = create_secret(tmp_path / "other.toml")
    new = ShopBackups(f"sqlite:///{tmp_path}/new.db", tmp_path / "other.toml")
    error = refusal(lambda: new.restore(made.file, None, NO))
    assert error.code == "wrong_secret"
    assert made.secret == fingerprint(secret)[:8]
    assert made.secret in error.message
    assert fingerprint(other)[:8] in error.message
    content = made.file.read_bytes()
    assert secret.pepper.hex().encode() not in content
    assert secret.history_key not in content


def test_restoring_over_a_shop_sets_it_aside_with_its_side_files(
    small: ShopBackups, sqlite_url: str, secret: Secret, tmp_path: Path
) -> None:
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    made = small.back_up(tmp_path / "out.db", None, NO)
    with closing(open_store(sqlite_url, secret)) as store:
        add_one(store)
    for side in ("-wal", "-shm", "-journal"):
        path.with_name(path.name + side).write_bytes(b"stale")
        path.with_name(path.name + side).chmod(0o644)
    path.chmod(0o644)
    assert refusal(lambda: small.restore(made.file, None, NO)).code == "exists"
    before = path.read_bytes()
    restored = small.restore(made.file, None, YES)
    assert restored.set_aside is not None
    assert restored.set_aside.read_bytes() == before
    assert restored.set_aside.with_name(restored.set_aside.name + "-journal").read_bytes() == b"stale"
    assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.glob("shop.db*")} == {0o600}
    assert not [
        found for found in path.parent.iterdir() if found.name in {"shop.db-wal", "shop.db-shm", "shop.db-journal"}
    ]
    with closing(open_store(sqlite_url, secret)) as store:
        assert store.look(lambda view: view.customer_count()) == 30


def test_stale_side_files_do_not_reach_a_restored_shop(
    small: ShopBackups, secret: Secret, secret_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The -wal of a lost database, left behind, would be replayed into the new one."""
    made = small.back_up(tmp_path / "out.db", None, NO)
    monkeypatch.setattr(engine, "wal_is_safe", lambda: True)
    lost, new = tmp_path / "lost", tmp_path / "new"
    ShopBackups(f"sqlite:///{lost}/shop.db", secret_path).restore(made.file, None, NO)
    new.mkdir()
    with closing(open_store(f"sqlite:///{lost}/shop.db", secret)) as store:
        add_one(store)
        shutil.copy(lost / "shop.db-wal", new / "shop.db-wal")
    ShopBackups(f"sqlite:///{new}/shop.db", secret_path).restore(made.file, None, NO)
    with closing(open_store(f"sqlite:///{new}/shop.db", secret)) as store:
        assert store.look(lambda view: view.customer_count()) == 30


def test_nothing_is_restored_under_a_station_that_is_open(
    small: ShopBackups, sqlite_url: str, secret: Secret, tmp_path: Path
) -> None:
    made = small.back_up(tmp_path / "out.db", None, NO)
    with closing(open_store(sqlite_url, secret)) as store:
        error = refusal(lambda: small.restore(made.file, None, YES))
        assert (type(error), error.code) == (StorageFailed, "in_use")
        assert add_one(store) == "31"
    assert small.restore(made.file, None, YES).backup.customers == 30


def test_a_servers_shop_is_never_replaced(
    postgres_url: str, small: ShopBackups, secret_path: Path, tmp_path: Path
) -> None:
    made = small.back_up(tmp_path / "out.db", None, NO)
    error = refusal(lambda: ShopBackups(postgres_url, secret_path).restore(made.file, None, YES))
    assert (type(error), error.code) == (Refused, "exists")


def test_an_older_backup_is_upgraded_and_a_newer_one_refused(
    small: ShopBackups, secret: Secret, secret_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = small.back_up(tmp_path / "out.db", None, NO).file
    new = f"sqlite:///{tmp_path}/new/shop.db"
    with monkeypatch.context() as earlier:
        earlier.setattr(schema, "SCHEMA", "0000")
        error = refusal(lambda: ShopBackups(new, secret_path).restore(path, None, NO))
        assert (type(error), error.code) == (StorageFailed, "newer_schema")
    folder = tmp_path / "migrations"
    shutil.copytree(schema.MIGRATIONS, folder)
    (folder / "versions/9999_later.py").write_text(
        f'"""A later schema."""\nfrom alembic import op\nrevision = "9999"\ndown_revision = "{schema.SCHEMA}"\n'
        'def upgrade() -> None:\n    op.execute("CREATE TABLE sale (id INTEGER PRIMARY KEY)")\n'
    )
    monkeypatch.setattr(schema, "MIGRATIONS", folder)
    monkeypatch.setattr(schema, "SCHEMA", "9999")
    assert ShopBackups(new, secret_path).restore(path, None, NO).backup.schema == "9999"
    assert {found.name for found in (tmp_path / "new").iterdir()} == {"shop.db", "shop.db.lock", "shop.db.open"}
    with closing(open_store(new, secret)) as store:
        assert store.look(lambda view: view.customer_count()) == 30


@pytest.mark.parametrize(
    "spoilt",
    ["UPDATE employee SET name = 'A' || char(0)", "UPDATE customer SET date_of_birth = 'yesterday'",
     "UPDATE customer SET sms_opt_in = NULL"],
)  # fmt: skip
def test_what_a_server_cannot_take_leaves_it_empty(
    small: ShopBackups, empty_postgres: str, secret_path: Path, tmp_path: Path, spoilt: str
) -> None:
    made = small.back_up(tmp_path / "out.db", None, NO)
    shutil.copy(made.file, tmp_path / "good.db")
    with closing(sqlite3.connect(made.file)) as changed:
        changed.execute("PRAGMA writable_schema = ON")
        changed.execute("UPDATE sqlite_master SET sql = replace(sql, 'NOT NULL', '') WHERE name = 'customer'")
        changed.commit()
    with closing(sqlite3.connect(made.file)) as changed:
        changed.execute(spoilt)
        changed.commit()
    server = ShopBackups(empty_postgres, secret_path)
    assert type(refusal(lambda: server.restore(made.file, None, Consent(broken_history=True)))) is Unreadable
    assert server.restore(tmp_path / "good.db", None, NO).backup.customers == 30
