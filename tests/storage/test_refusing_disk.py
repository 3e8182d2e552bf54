"""A disk that is full, fails or can only be read: told in one sentence, nothing half, and well once it works again."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import apsw
import pytest
from all_rows import all_rows, is_whole
from deeds import DEEDS, begin_the_day, desk_on, rows_when_done
from file_layer import Layer
from released import SCHEMAS, bring_back, state_of
from small_disk import AS_ROOT, fill, small_disk

from intake.errors import StorageFailed
from storage import engine, schema
from storage.setup import create_or_upgrade
from storage.sqlite import sqlite3
from storage.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable

    from file_layer import Op

    from storage.secret import Secret

    Children = Callable[[list[dict[str, Any]]], list[dict[str, Any]]]

CHANGES = frozenset({"write", "sync", "truncate", "create", "delete"})
FAULTS = {
    "full": (apsw.SQLITE_FULL, frozenset({"write"}), True),
    "disk_error": (apsw.SQLITE_IOERR, CHANGES - {"create"}, False),
}
"""What SQLite is told, of which operations, and whether it lasts or happens once."""


class Refusal:
    """Refuses the n-th operation of some kinds, and all after it where it lasts."""

    def __init__(self, fault: tuple[int, frozenset[str], bool], nth: int) -> None:
        self._code, self._kinds, self._lasts = fault
        self._left = nth
        self.happened = False

    def __call__(self, op: Op) -> None:
        if op.kind not in self._kinds:
            return
        self._left -= 1
        if self._left == 0 or (self._left < 0 and self._lasts):
            self.happened = True
            raise apsw.exception_for(self._code)


def path_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def failing(action: Callable[[], object], code: str) -> str:
    with pytest.raises(StorageFailed) as failed:
        action()
    assert failed.value.code == code
    assert "\n" not in failed.value.message
    return failed.value.message


def refused(deed: Callable[[], object], layer: Layer, refusal: Refusal, code: str) -> bool:
    """Return whether a deed was refused, as it must be when the disk refused anything, and let the disk work again."""
    layer.refusing = refusal
    try:
        deed()
    except StorageFailed as failed:
        assert failed.code == code
        assert "\n" not in failed.message
        return True
    finally:
        layer.refusing = lambda _: None
    assert not refusal.happened
    return False


@pytest.mark.parametrize("code", FAULTS)
@pytest.mark.parametrize("deed", DEEDS)
def test_whatever_the_disk_refuses_nothing_is_half_and_the_deed_can_be_repeated(
    sqlite_url: str, tmp_path: Path, secret: Secret, deed: str, code: str
) -> None:
    """The n-th operation on the disk fails, for n = 1, 2, … until the deed needs no more of them."""
    layer, faults = Layer(), 0
    with layer.under(), closing(open_store(sqlite_url, secret, wait=0.5)) as store:
        desk = desk_on(store, secret)
        begin_the_day(desk)
        before = all_rows(store)
        while refused(lambda: DEEDS[deed](desk), layer, Refusal(FAULTS[code], faults + 1), code):
            faults += 1
            assert all_rows(store) == before
            assert is_whole(store)
        assert all_rows(store) == rows_when_done(deed, tmp_path / "peace", secret)
    print(f"\n{deed}: {faults} times {code}")
    assert faults > 3


@AS_ROOT
@pytest.mark.parametrize("deed", DEEDS)
def test_a_full_disk_refuses_every_deed_until_there_is_space(
    sqlite_url: str, tmp_path: Path, secret: Secret, deed: str
) -> None:
    """Reading goes on meanwhile, and nobody has to start anything again."""
    with small_disk(tmp_path / "disk", 4000) as disk:
        shutil.copy(path_of(sqlite_url), disk)
        with closing(open_store(f"sqlite:///{disk}/shop.db", secret)) as store:
            desk = desk_on(store, secret)
            begin_the_day(desk)
            before, ballast = all_rows(store), fill(disk)
            assert "Free some space" in failing(lambda: DEEDS[deed](desk), "full")
            assert all_rows(store) == before
            assert desk.customers.find("overton")
            ballast.unlink()
            DEEDS[deed](desk)
            assert all_rows(store) == rows_when_done(deed, tmp_path / "peace", secret)


@AS_ROOT
def test_an_upgrade_on_a_full_disk_changes_nothing_until_there_is_space(tmp_path: Path, secret: Secret) -> None:
    with small_disk(tmp_path / "disk", 2000) as disk:
        url = f"sqlite:///{disk}/shop.db"
        bring_back(url, SCHEMAS[0])
        before, ballast = state_of(url), fill(disk)
        failing(lambda: create_or_upgrade(url, secret, None), "full")
        assert state_of(url) == before
        assert not [path for path in disk.iterdir() if ".schema-" in path.name]
        ballast.unlink()
        assert create_or_upgrade(url, secret, None).schema == schema.SCHEMA


@AS_ROOT
@pytest.mark.parametrize("left", ["a shop at rest", "an unfinished write", "a write-ahead log"])
def test_a_disk_that_can_only_be_read_is_read_or_refused_in_one_sentence(
    sqlite_url: str, tmp_path: Path, secret: Secret, monkeypatch: pytest.MonkeyPatch, left: str
) -> None:
    path = path_of(sqlite_url)
    with small_disk(tmp_path / "disk", 4000) as disk:
        url = f"sqlite:///{disk}/shop.db"
        mode = "wal" if left == "a write-ahead log" else "delete"
        monkeypatch.setattr(engine, "wal_is_safe", lambda: mode == "wal")
        with closing(sqlite3.connect(path)) as file:
            file.execute(f"PRAGMA journal_mode = {mode}")
        with closing(open_store(sqlite_url, secret)) as store:
            begin_the_day(desk_on(store, secret))
            with ExitStack() as unfinished:
                if left == "an unfinished write":
                    leave_unfinished(path, unfinished)
                for each in path.parent.iterdir():
                    shutil.copy(each, disk)
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        if left != "an unfinished write":
            with closing(open_store(url, secret)) as store:
                desk = desk_on(store, secret)
                assert len(desk.queue.waiting()) == 1
                for deed in DEEDS.values():
                    assert "read only" in failing(lambda deed=deed: deed(desk), "read_only")  # type: ignore[misc]
        else:
            failing(lambda: open_store(url, secret, wait=0.5), "read_only")


def leave_unfinished(path: Path, unfinished: ExitStack) -> None:
    """Begin a write that has reached the file, so that its journal must be rolled back by whoever opens it."""
    writer = unfinished.enter_context(closing(sqlite3.connect(path, isolation_level=None)))
    writer.execute("PRAGMA cache_size = 1")
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("UPDATE customer SET notes = ?", ("long" * 100_000,))


@AS_ROOT
def test_another_account_is_refused_in_one_sentence(sqlite_url: str, children: Children, tmp_path: Path) -> None:
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == os.geteuid() and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o011)
    path_of(sqlite_url).parent.chmod(0o711)
    path_of(sqlite_url).chmod(0o600)
    assert children([{"job": "open_as_nobody", "url": sqlite_url}]) == [{"error": "no_access"}]
