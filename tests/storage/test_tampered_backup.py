"""Backups that somebody changed are not restored, and what they hold never runs."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from released import SCHEMAS, bring_back
from whole_shop import NO, refusal

from intake.backup import Consent
from intake.errors import Refused, Unreadable
from storage.backup import ShopBackups
from storage.health import check_storage
from storage.sqlite import sqlite3
from storage.store import open_store

if TYPE_CHECKING:
    from storage.secret import Secret
    from storage.store import SqlStore

IN_SPITE = Consent(broken_history=True)
EVE = "INSERT INTO employee (id, name, role, pin_hash, name_key, enabled) VALUES (99, 'Eve', 'admin', 'x', 'eve', true)"
TRIGGERS = [
    f"CREATE TRIGGER {name} AFTER {when} BEGIN {EVE}; END"
    for name, when in (
        ("one", "INSERT ON customer_word"),
        ("two", "DELETE ON customer_word"),
        ("event_no_delete", "INSERT ON customer_part"),
        ('"a ""quoted"" name"', "UPDATE ON alembic_version"),
    )
]


@pytest.fixture(params=["sqlite", "postgresql"])
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where there is no shop yet, on SQLite and then on PostgreSQL."""
    new_file = f"sqlite:///{tmp_path}/new/shop.db"
    return str(request.getfixturevalue("empty_postgres")) if request.param == "postgresql" else new_file


def changed(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as owner:
        for statement in statements:
            owner.execute(statement)
        owner.commit()


def names_of(store: SqlStore) -> list[str]:
    return [employee.name for employee in store.look(lambda view: view.employees())]


def refused(backups: ShopBackups, path: Path, code: str, new_url: str) -> str:
    """Return the one sentence of a restore that is refused, with status 1 and before anything is put in place."""
    error = refusal(lambda: backups.restore(path, None, NO))
    assert (type(error), error.code, "\n" in error.message) == (Refused, code, False)
    assert "--accept-broken-history" in error.message
    assert not Path(new_url.removeprefix("sqlite:///")).exists()
    return error.message


@pytest.mark.parametrize("version", [*SCHEMAS, None])
def test_a_foreign_trigger_in_a_backup_never_runs(
    small: ShopBackups, tmp_path: Path, new_url: str, secret: Secret, secret_path: Path, version: str | None
) -> None:
    """Also not while an older backup is upgraded; who goes on in spite of it gets a shop without it."""
    path = tmp_path / "out.db"
    if version:
        bring_back(f"sqlite:///{path}", version)
        triggers = [trigger for trigger in TRIGGERS if "customer_part" not in trigger]
        changed(path, "CREATE VIEW everybody AS SELECT * FROM customer", *triggers)
    else:
        small.back_up(path, None, NO)
        changed(path, "CREATE VIEW everybody AS SELECT * FROM customer", "DROP TRIGGER event_no_delete", *TRIGGERS)
    new = ShopBackups(new_url, secret_path)
    assert "trigger one on customer_word" in refused(new, path, "foreign_parts", new_url)
    assert new.restore(path, None, IN_SPITE).backup.disagreement == ""
    with closing(open_store(new_url, secret)) as store:
        assert "Eve" not in names_of(store)
    checks = {check.name: check for check in check_storage(new_url, secret_path)}
    assert [checks[name].ok for name in ("parts", "history guards", "history", "agreement")] == [True] * 4


def test_guards_that_a_backup_lacks_are_made_anew(small: ShopBackups, tmp_path: Path, secret_path: Path) -> None:
    path = small.back_up(tmp_path / "out.db", None, NO).file
    harmless = "CREATE TRIGGER event_no_delete BEFORE DELETE ON event BEGIN SELECT 1; END"
    changed(path, "DROP TRIGGER event_detail_no_update", "DROP TRIGGER event_no_delete", harmless)
    url = f"sqlite:///{tmp_path}/new/shop.db"
    ShopBackups(url, secret_path).restore(path, None, NO)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        changed(tmp_path / "new/shop.db", "DELETE FROM event")
    assert {check.name: check for check in check_storage(url, secret_path)}["history guards"].ok


@pytest.mark.parametrize("part", ["INDEX uq_queue_entry_open", "TABLE card_mark"])
def test_a_backup_without_a_part_of_the_shop_is_a_damaged_one(
    small: ShopBackups, tmp_path: Path, secret_path: Path, part: str
) -> None:
    """Without that index one customer could wait twice."""
    path = small.back_up(tmp_path / "out.db", None, NO).file
    changed(path, f"DROP {part}")
    new = ShopBackups(f"sqlite:///{tmp_path}/new/shop.db", secret_path)
    error = refusal(lambda: new.restore(path, None, IN_SPITE))
    assert (type(error), error.code) == (Unreadable, "damaged_backup")


def test_a_backup_whose_rows_are_not_what_its_history_tells_is_not_restored(
    small: ShopBackups, tmp_path: Path, new_url: str, secret_path: Path
) -> None:
    path = small.back_up(tmp_path / "out.db", None, NO).file
    changed(path, "UPDATE action SET customer = '77' WHERE customer = '1'")
    new = ShopBackups(new_url, secret_path)
    assert "What requests did" in refused(new, path, "disagreeing", new_url)
    assert "What requests did" in new.restore(path, None, IN_SPITE).backup.disagreement


def test_a_shop_with_rows_that_no_event_tells_is_backed_up_and_that_is_said(
    store: SqlStore, shop_url: str, tmp_path: Path, secret_path: Path
) -> None:
    """Who has no backup at all is worse off."""
    backups = ShopBackups(shop_url, secret_path)
    with store._transactions.engine.connect() as owner:
        owner.exec_driver_sql(EVE)
        owner.commit()
    made = backups.back_up(tmp_path / "out.db", None, NO)
    assert "employee Eve" in made.disagreement
    new_url = f"sqlite:///{tmp_path}/new/shop.db"
    assert "employee Eve" in refused(ShopBackups(new_url, secret_path), made.file, "disagreeing", new_url)
