"""What ``intake init`` makes, upgrades, repeats and refuses."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from intake.customer import Customer
from intake.errors import Misused, StorageFailed
from intake.history import START
from storage import engine, schema
from storage.engine import make_engine
from storage.secret import Secret, load_secret
from storage.setup import Prepared, create_or_upgrade, prepare
from storage.sqlite import sqlite3
from storage.store import open_store
from storage.tables import complete_metadata
from storage.url import parse_place

if TYPE_CHECKING:
    from collections.abc import Iterator

LATER_SCHEMA = '''
"""A later schema."""
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{before}"


def upgrade() -> None:
    op.create_table("sale", sa.Column("id", sa.Integer, primary_key=True))
    op.execute("INSERT INTO sale VALUES (1)")
    op.execute("{last}")
'''


def upgraded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, last: str) -> None:
    """Make this program one with a later schema."""
    folder = tmp_path / "100% migrations"
    shutil.copytree(schema.MIGRATIONS, folder)
    (folder / "versions/9999_sale.py").write_text(LATER_SCHEMA.format(before=schema.SCHEMA, last=last))
    monkeypatch.setattr(schema, "MIGRATIONS", folder)
    monkeypatch.setattr(schema, "SCHEMA", "9999")


def tables(url: str) -> set[str]:
    opened = make_engine(parse_place(url))
    try:
        return set(inspect(opened).get_table_names())
    finally:
        opened.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a shop can be made, on SQLite and then on PostgreSQL."""
    new_file = f"sqlite:///{tmp_path}/new/folder/shop.db"
    return str(request.getfixturevalue("empty_postgres")) if request.param == "postgresql" else new_file


def test_init_makes_a_shop_of_its_market(empty_url: str, secret: Secret) -> None:
    made = create_or_upgrade(empty_url, secret, "or")
    assert (made.market, made.schema) == ("or", schema.SCHEMA)
    with closing(open_store(empty_url, secret)) as store:
        assert store.shop == made
        head = store.look(lambda view: view.head())
        assert (head.seq, head.mac, len(head.seal)) == (0, START, 64)


def test_init_again_changes_nothing(empty_url: str, secret: Secret) -> None:
    made = create_or_upgrade(empty_url, secret, "or")
    with closing(open_store(empty_url, secret)) as store:
        added = store.act(lambda work: work.add_customer(Customer(first_name="Ann")))
    assert create_or_upgrade(empty_url, secret, "ca") == made
    assert create_or_upgrade(empty_url, secret, None) == made
    with closing(open_store(empty_url, secret)) as store:
        assert store.look(lambda view: view.customer("1")) == added


def test_a_new_shop_needs_a_market(empty_url: str, secret: Secret) -> None:
    with pytest.raises(Misused) as misused:
        create_or_upgrade(empty_url, secret, None)
    assert misused.value.code == "no_market"
    create_or_upgrade(empty_url, secret, "ca")


def test_init_with_another_secret_is_refused(empty_url: str, secret: Secret) -> None:
    create_or_upgrade(empty_url, secret, "ca")
    with pytest.raises(Misused) as misused:
        create_or_upgrade(empty_url, Secret(b"p" * 32, b"x" * 32), "ca")
    assert misused.value.code == "wrong_secret"


def test_what_init_makes_belongs_to_its_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        prepare(f"sqlite:///{tmp_path}/data/shop/shop.db", tmp_path / "config/secret.toml", "ca")
    finally:
        os.umask(before)
    made = {path.relative_to(tmp_path): stat.S_IMODE(path.stat().st_mode) for path in tmp_path.rglob("*")}
    files, folders = (
        {"data/shop/shop.db", "data/shop/shop.db.lock", "config/secret.toml"},
        {"data", "data/shop", "config"},
    )
    assert made == {Path(name): 0o600 for name in files} | {Path(name): 0o700 for name in folders}


def test_prepare_makes_the_secret_and_says_where_the_database_is(tmp_path: Path) -> None:
    url, secret_path = f"sqlite:///{tmp_path}/shop.db", tmp_path / "secret.toml"
    assert prepare(url, secret_path, "ca") == Prepared(url, schema.SCHEMA, "ca")
    kept = load_secret(secret_path)
    assert prepare(url, secret_path, None) == Prepared(url, schema.SCHEMA, "ca")
    assert load_secret(secret_path) == kept
    open_store(url, kept).close()


def test_a_shop_whose_secret_is_lost_gets_no_new_one(tmp_path: Path) -> None:
    url, secret_path = f"sqlite:///{tmp_path}/shop.db", tmp_path / "secret.toml"
    prepare(url, secret_path, "ca")
    secret_path.unlink()
    with pytest.raises(Misused) as misused:
        prepare(url, secret_path, "ca")
    assert misused.value.code == "no_secret"
    assert not secret_path.exists()


def test_a_relative_path_is_from_here(tmp_path: Path, secret: Secret, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    create_or_upgrade("sqlite:///shop.db", secret, "ca")
    assert (tmp_path / "shop.db").exists()


@pytest.mark.parametrize("name", ["a b.db", "100%.db", "what?.db", "#1.db", "é.db", "a\nb.db", "q'uo\"te.db"])
def test_a_file_of_any_name_is_a_database(tmp_path: Path, secret: Secret, name: str) -> None:
    url = f"sqlite:///{tmp_path}/{name}"
    made = create_or_upgrade(url, secret, "ca")
    with closing(open_store(url, secret)) as store:
        assert store.shop == made
    assert {path.name for path in tmp_path.iterdir()} == {name, f"{name}.lock", f"{name}.open"}


def test_another_programs_file_is_left_alone(tmp_path: Path, secret: Secret) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE note (text)")
    before = path.read_bytes()
    with pytest.raises(StorageFailed) as failed:
        create_or_upgrade(f"sqlite:///{path}", secret, "ca")
    assert failed.value.code == "foreign"
    assert path.read_bytes() == before


def test_another_programs_server_database_is_left_alone(empty_postgres: str, secret: Secret) -> None:
    with psycopg.connect(empty_postgres) as other:
        other.execute("CREATE TABLE note (text text)")
    with pytest.raises(StorageFailed) as failed:
        create_or_upgrade(empty_postgres, secret, "ca")
    assert failed.value.code == "foreign"
    assert tables(empty_postgres) == {"note"}


def test_what_is_no_database_is_left_alone(tmp_path: Path, secret: Secret) -> None:
    path = tmp_path / "shop.db"
    path.write_bytes(b"just text\n" * 900)
    with pytest.raises(StorageFailed) as failed:
        create_or_upgrade(f"sqlite:///{path}", secret, "ca")
    assert failed.value.code == "damaged"
    assert path.read_bytes() == b"just text\n" * 900


@pytest.mark.parametrize("kind", ["folder", "pipe"])
def test_a_folder_or_a_pipe_is_left_alone(tmp_path: Path, secret: Secret, kind: str) -> None:
    path = tmp_path / "shop.db"
    path.mkdir() if kind == "folder" else os.mkfifo(path)
    with pytest.raises(StorageFailed) as failed:
        create_or_upgrade(f"sqlite:///{path}", secret, "ca")
    assert failed.value.code == "foreign"
    assert path.is_dir() or path.is_fifo()


def test_what_is_left_of_an_init_that_died_is_used(tmp_path: Path, secret: Secret) -> None:
    (tmp_path / "shop.db").touch(0o600)
    made = create_or_upgrade(f"sqlite:///{tmp_path}/shop.db", secret, "ca")
    with closing(open_store(f"sqlite:///{tmp_path}/shop.db", secret)) as store:
        assert store.shop == made


@pytest.mark.parametrize("side", ["-wal", "-journal"])
def test_no_shop_is_made_over_what_one_that_is_gone_wrote_last(tmp_path: Path, secret: Secret, side: str) -> None:
    left = tmp_path / f"shop.db{side}"
    left.write_bytes(b"what was written last")
    url = f"sqlite:///{tmp_path}/shop.db"
    for attempt in (lambda: create_or_upgrade(url, secret, "ca"), lambda: open_store(url, secret)):
        with pytest.raises(StorageFailed, match="is gone, but") as refused:
            attempt()
        assert refused.value.code == "left_behind"
    assert [each.name for each in tmp_path.iterdir()] == [left.name]
    assert left.read_bytes() == b"what was written last"


@pytest.mark.parametrize("side", ["-wal", ".open"])
def test_no_shop_is_made_in_the_file_of_one_that_was_emptied(tmp_path: Path, secret: Secret, side: str) -> None:
    url = f"sqlite:///{tmp_path}/shop.db"
    create_or_upgrade(url, secret, "ca")
    open_store(url, secret).close()
    os.truncate(tmp_path / "shop.db", 0)
    if side == "-wal":
        (tmp_path / "shop.db.open").unlink()
        (tmp_path / "shop.db-wal").write_bytes(b"what was written last")
    for attempt in (lambda: create_or_upgrade(url, secret, "ca"), lambda: open_store(url, secret)):
        with pytest.raises(StorageFailed, match="is empty, but") as refused:
            attempt()
        assert (refused.value.code, side in refused.value.message) == ("damaged", True)
    (tmp_path / f"shop.db{side}").unlink()
    assert create_or_upgrade(url, secret, "ca").market == "ca"


def test_a_server_database_that_cannot_hold_every_name_is_refused(postgres_folder: str, secret: Secret) -> None:
    with psycopg.connect(host=postgres_folder, user="app", dbname="postgres", autocommit=True) as server:
        server.execute("CREATE DATABASE ascii_only TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'")
        with pytest.raises(Misused) as misused:
            create_or_upgrade(f"postgresql://app@/ascii_only?host={postgres_folder}", secret, "ca")
        server.execute("DROP DATABASE ascii_only")
    assert misused.value.code == "bad_encoding"


def test_wal_is_left_where_this_sqlite_could_damage_a_file_by_it_and_entered_where_it_is_safe(
    tmp_path: Path, secret: Secret, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, path = f"sqlite:///{tmp_path}/shop.db", tmp_path / "shop.db"

    def mode() -> str:
        with closing(sqlite3.connect(path)) as plain:
            return str(plain.execute("PRAGMA journal_mode").fetchone()[0])

    monkeypatch.setattr(engine, "wal_is_safe", lambda: True)
    create_or_upgrade(url, secret, "ca")
    assert mode() == "wal"
    with closing(open_store(url, secret)) as store:
        store.act(lambda work: work.add_customer(Customer(first_name="Ann")))
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.glob("shop.db*")}
    assert modes == dict.fromkeys(("shop.db", "shop.db-wal", "shop.db-shm", "shop.db.lock", "shop.db.open"), 0o600)
    monkeypatch.setattr(engine, "wal_is_safe", lambda: False)
    with closing(open_store(url, secret)) as store:
        assert store.look(lambda view: view.customer_count()) == 1
    assert mode() == "delete"
    monkeypatch.setattr(engine, "wal_is_safe", lambda: True)
    open_store(url, secret).close()
    assert mode() == "wal"


def test_a_newer_shop_is_left_alone(empty_url: str, secret: Secret, monkeypatch: pytest.MonkeyPatch) -> None:
    create_or_upgrade(empty_url, secret, "ca")
    monkeypatch.setattr(schema, "SCHEMA", "0000")
    with pytest.raises(StorageFailed) as failed:
        create_or_upgrade(empty_url, secret, "ca")
    assert failed.value.code == "newer_schema"


def test_an_older_shop_is_upgraded_with_all_it_has(
    empty_url: str, secret: Secret, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made = create_or_upgrade(empty_url, secret, "ca")
    with closing(open_store(empty_url, secret)) as store:
        added = store.act(lambda work: work.add_customer(Customer(first_name="Ann")))
    upgraded(monkeypatch, tmp_path, "UPDATE sale SET id = 2")
    with pytest.raises(StorageFailed, match="run intake init to upgrade"):
        open_store(empty_url, secret)
    now = create_or_upgrade(empty_url, secret, None, tmp_path)
    assert (now.id, now.schema) == (made.id, "9999")
    with closing(open_store(empty_url, secret)) as store:
        assert store.look(lambda view: view.customer("1")) == added
    assert "sale" in tables(empty_url)


def test_a_file_is_copied_before_its_upgrade(
    sqlite_url: str, secret: Secret, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    earlier = schema.SCHEMA
    upgraded(monkeypatch, tmp_path, "UPDATE sale SET id = 2")
    create_or_upgrade(sqlite_url, secret, None)
    copies = list(Path(sqlite_url.removeprefix("sqlite:///")).parent.glob(f"shop.db.schema-{earlier}.*"))
    assert [stat.S_IMODE(copy.stat().st_mode) for copy in copies] == [0o600]
    monkeypatch.undo()
    with closing(open_store(f"sqlite:///{copies[0]}", secret)) as before:
        assert before.shop.schema == earlier


def test_an_upgrade_that_fails_leaves_the_old_schema(
    empty_url: str, secret: Secret, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    create_or_upgrade(empty_url, secret, "ca")
    with monkeypatch.context() as later:
        upgraded(later, tmp_path, "UPDATE nothing SET id = 2")
        with pytest.raises(StorageFailed):
            create_or_upgrade(empty_url, secret, None, tmp_path)
    assert "sale" not in tables(empty_url)
    open_store(empty_url, secret).close()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
def test_an_init_on_a_full_disk_leaves_nothing_half_made(tmp_path: Path, secret: Secret) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=100k,mode=700", "tmpfs", disk], check=True)
    try:
        with pytest.raises(StorageFailed) as failed:
            create_or_upgrade(f"sqlite:///{disk}/shop.db", secret, "ca")
        assert failed.value.code == "full"
        assert [path.name for path in disk.iterdir()] == ["shop.db.lock"]
        subprocess.run(["mount", "-o", "remount,size=4000k", disk], check=True)
        create_or_upgrade(f"sqlite:///{disk}/shop.db", secret, "ca")
    finally:
        subprocess.run(["umount", "-l", disk], check=True)


def test_migrations_and_tables_say_the_same(empty_url: str, secret: Secret) -> None:
    create_or_upgrade(empty_url, secret, "ca")
    opened = make_engine(parse_place(empty_url))
    with opened.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences: list[Any] = compare_metadata(context, complete_metadata())
    opened.dispose()
    assert differences == []


def test_the_newest_migration_is_the_schema_of_this_program() -> None:
    assert ScriptDirectory(schema.MIGRATIONS).get_heads() == [schema.SCHEMA]


def partial_indexes(url: str) -> Iterator[tuple[str, str]]:
    opened = make_engine(parse_place(url))
    for index in inspect(opened).get_indexes("queue_entry"):
        options = index.get("dialect_options", {})
        where = options.get("sqlite_where", options.get("postgresql_where"))
        if where is not None:
            yield str(index["name"]), str(where).strip("()")
    opened.dispose()


def test_only_open_entries_are_unique_for_a_customer(shop_url: str) -> None:
    assert dict(partial_indexes(shop_url)) == {
        "uq_queue_entry_open": "ending IS NULL",
        "ix_queue_entry_open_rank": "ending IS NULL",
    }
