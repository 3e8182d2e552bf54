"""A ``-wal`` that is not the file's own, or that is missing: nothing is changed before a person is told."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from whole_shop import refusal

from intake.backup import Consent
from intake.customer import Customer
from intake.draft import Draft
from intake.history import EventDraft
from storage import engine
from storage.backup import ShopBackups
from storage.health import check_storage
from storage.roster import staff_on_disk
from storage.setup import create_or_upgrade, prepare
from storage.sqlite import sqlite3
from storage.store import check_present, open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from intake.ports import Work
    from storage.secret import Secret

pytestmark = pytest.mark.skipif(not engine.wal_is_safe(), reason="this SQLite is not safe in WAL mode")

MORNING = datetime(2026, 11, 21, 17, 30, tzinfo=UTC)
SIDES = ("", "-wal", "-shm", "-journal")
HEADER, FRAME = 32, 24 + 4096
FIRST_PAGE = HEADER + 24
"""Where in a ``-wal`` the first page stands that was written."""


def _sign_up(work: Work) -> None:
    number = work.add_customer(Customer(last_name="Farrow")).number
    work.record(EventDraft(MORNING, "Rita", "s1", "signed_up", "", number))


def sign_up(url: str, secret: Secret, count: int) -> dict[str, bytes]:
    """Sign up customers, and return what was in the files just before the station was closed."""
    with closing(open_store(url, secret)) as store:
        for _ in range(count):
            store.act(_sign_up)
        return in_files(url)


def keep_draft(url: str, secret: Secret) -> None:
    texts = {"last_name": "Farrow"}
    draft = Draft(id="d1", author="Rita", station="s1", texts=texts, started_at=MORNING, saved_at=MORNING)
    with closing(open_store(url, secret)) as store:
        store.act(lambda work: work.save_draft(draft))


def in_files(url: str) -> dict[str, bytes]:
    path = url.removeprefix("sqlite:///")
    return {side: Path(f"{path}{side}").read_bytes() for side in SIDES if Path(f"{path}{side}").exists()}


def put(url: str, files: Mapping[str, bytes]) -> None:
    """Leave beside each other what somebody may have copied there."""
    for side in SIDES:
        file = Path(f"{url.removeprefix('sqlite:///')}{side}")
        file.unlink(missing_ok=True)
        if side in files:
            file.write_bytes(files[side])
            file.chmod(0o600)


def flipped(data: bytes, place: int) -> bytes:
    """Return ``data`` with one other bit."""
    place %= len(data)
    return data[:place] + bytes([data[place] ^ 4]) + data[place + 1 :]


def half_written(url: str) -> dict[str, bytes]:
    """Return what is in the files while a transaction without WAL has come to the disk in part; it is undone."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode = DELETE")
        (number,) = writer.execute("PRAGMA user_version").fetchone()
        writer.execute("PRAGMA cache_size = 1")
        writer.execute("BEGIN IMMEDIATE")
        writer.execute(f"PRAGMA user_version = {number + 1}")
        writer.execute("UPDATE customer SET notes = ?", ("long" * 10_000,))
        return in_files(url)


def customers(url: str, secret: Secret) -> int:
    with closing(open_store(url, secret)) as store:
        return store.look(lambda view: view.customer_count())


def attempts(url: str, secret: Secret, secret_path: Path) -> Sequence[Callable[[], object]]:
    """Return all ways in which a shop is opened first; its secret may be away when it is made ready."""
    backup = secret_path.with_name("backup.db")
    return (
        lambda: open_store(url, secret),
        lambda: create_or_upgrade(url, secret, None),
        lambda: prepare(url, secret_path.with_name("away.toml"), None),
        lambda: ShopBackups(url, secret_path).back_up(backup, None, Consent()),
    )


@pytest.mark.parametrize("kind", ["older", "with its -shm", "another shop's", "longer", "no -wal"])
def test_a_wal_that_is_not_the_files_own_changes_nothing_and_is_named(
    kind: str, tmp_path: Path, sqlite_url: str, secret: Secret, secret_path: Path
) -> None:
    older = sign_up(sqlite_url, secret, 2)
    sign_up(sqlite_url, secret, 9)
    whole = in_files(sqlite_url)
    beside = {side: older[side] for side in ("-wal", "-shm")[: 2 if kind == "with its -shm" else 1]}
    if kind in {"another shop's", "longer"}:
        other = f"sqlite:///{tmp_path}/other.db"
        create_or_upgrade(other, secret, "ca")
        beside = {"-wal": sign_up(other, secret, 40 if kind == "longer" else 2)["-wal"]}
    if kind == "no -wal":
        beside = {"-wal": b"of another program" * 1000}
    put(sqlite_url, whole | beside)
    for attempt in attempts(sqlite_url, secret, secret_path):
        refused = refusal(attempt)
        assert (refused.code, "Move shop.db-wal away" in refused.message) == ("journal_foreign", True)
    database = next(check for check in check_storage(sqlite_url, secret_path) if check.name == "database")
    assert "Move shop.db-wal away" in database.hint
    assert in_files(sqlite_url) == whole | beside
    put(sqlite_url, whole)
    assert customers(sqlite_url, secret) == 11


def test_a_wal_is_not_written_into_an_older_file_of_the_same_shop(sqlite_url: str, secret: Secret) -> None:
    """It has the pages since the file was last whole; those that were written in between are in neither."""
    sign_up(sqlite_url, secret, 2)
    older = in_files(sqlite_url)
    keep_draft(sqlite_url, secret)
    killed = sign_up(sqlite_url, secret, 9)
    mixed = {"": older[""], "-wal": killed["-wal"]}
    put(sqlite_url, mixed)
    assert refusal(lambda: open_store(sqlite_url, secret)).code == "journal_foreign"
    assert in_files(sqlite_url) == mixed
    put(sqlite_url, killed)
    assert customers(sqlite_url, secret) == 11


@pytest.mark.parametrize("of", ["its own state", "an older state", "a smaller file"])
def test_only_what_the_file_was_last_written_for_is_undone(of: str, sqlite_url: str, secret: Secret) -> None:
    """Without WAL, SQLite keeps the pages as they were in a ``-journal`` until a transaction is through."""
    sign_up(sqlite_url, secret, 2)
    torn = half_written(sqlite_url)
    if of == "its own state":
        put(sqlite_url, torn)
        assert customers(sqlite_url, secret) == 2
        return
    sign_up(sqlite_url, secret, 3 if of == "an older state" else 30)
    mixed = in_files(sqlite_url) | {"-journal": torn["-journal"][: 512 if of == "a smaller file" else None]}
    put(sqlite_url, mixed)
    refused = refusal(lambda: open_store(sqlite_url, secret))
    assert (refused.code, "Move shop.db-journal away" in refused.message) == ("rollback_foreign", True)
    assert in_files(sqlite_url) == mixed


@pytest.mark.parametrize("left", [HEADER + 1, HEADER + FRAME, "torn"])
def test_a_station_that_was_killed_in_its_first_commit_left_nothing_to_lose(
    left: int | str, sqlite_url: str, secret: Secret
) -> None:
    sign_up(sqlite_url, secret, 2)
    killed = sign_up(sqlite_url, secret, 1)
    journal = flipped(killed["-wal"], FIRST_PAGE + 3000) if left == "torn" else killed["-wal"][: int(left)]
    put(sqlite_url, killed | {"-wal": journal})
    for _ in range(2):
        check_present(sqlite_url)
    assert in_files(sqlite_url) == killed | {"-wal": journal}
    assert customers(sqlite_url, secret) == 2


@pytest.mark.parametrize("place", [20, 30, FIRST_PAGE + 3000, -60 * FRAME])
def test_what_was_acknowledged_is_not_left_out_for_a_damaged_bit(place: int, sqlite_url: str, secret: Secret) -> None:
    sign_up(sqlite_url, secret, 2)
    killed = sign_up(sqlite_url, secret, 20)
    damaged = killed | {"-wal": flipped(killed["-wal"], place)}
    put(sqlite_url, damaged)
    refused = refusal(lambda: open_store(sqlite_url, secret))
    assert (refused.code, "Restore a backup" in refused.message) == ("journal_damaged", True)
    assert in_files(sqlite_url) == damaged


def test_a_commit_that_was_not_written_to_its_end_counts_as_none(sqlite_url: str, secret: Secret) -> None:
    sign_up(sqlite_url, secret, 2)
    killed = sign_up(sqlite_url, secret, 9)
    put(sqlite_url, killed | {"-wal": flipped(killed["-wal"], -FRAME + 3000)})
    assert customers(sqlite_url, secret) == 10


def test_what_a_station_that_was_killed_left_in_its_wal_is_kept(sqlite_url: str, secret: Secret) -> None:
    sign_up(sqlite_url, secret, 2)
    killed = sign_up(sqlite_url, secret, 9)
    for files in (killed, {side: killed[side] for side in ("", "-wal")}):
        put(sqlite_url, files)
        assert customers(sqlite_url, secret) == 11


def test_a_wal_that_was_lost_after_a_kill_is_told_until_the_trace_of_it_is_moved_away(
    sqlite_url: str, secret: Secret, secret_path: Path
) -> None:
    killed = sign_up(sqlite_url, secret, 2)
    left = {side: killed[side] for side in ("", "-shm")}
    put(sqlite_url, left)
    assert staff_on_disk(sqlite_url) == []
    for attempt in attempts(sqlite_url, secret, secret_path):
        refused = refusal(attempt)
        assert (refused.code, "move shop.db-shm away" in refused.message) == ("journal_lost", True)
    assert in_files(sqlite_url) == left
    put(sqlite_url, killed)
    assert customers(sqlite_url, secret) == 2
    put(sqlite_url, {"": killed[""]})
    assert customers(sqlite_url, secret) == 0
