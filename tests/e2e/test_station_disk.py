"""The disk under a station's database fills up, breaks or loses the file: told in a sentence, and nothing half done."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from long_runs import LONG
from small_disk import AS_ROOT, break_off, breaking_disk, fill, mend, small_disk

from tests.e2e.reception import Desk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.e2e.reception import Shop

FULL = "The disk is full"
FAILS = "The disk reports an error"
GONE = "The database file is gone"
ANOTHER = "There is another database file"
NOT_KEPT = "! The draft is not kept: "


@pytest.fixture
def shop(furnished: Shop, tmp_path: Path) -> Shop:
    """The furnished shop of one test."""
    return furnished.copy(tmp_path / "home")


def database_of(shop: Shop) -> Path:
    (file,) = shop.folder.glob("data/**/shop.db")
    return file


def move_to(disk: Path, shop: Shop) -> None:
    """Bring the shop's database to a disk, and leave a link to it."""
    folder = database_of(shop).parent
    shutil.copytree(folder, disk, dirs_exist_ok=True)
    shutil.rmtree(folder)
    folder.symlink_to(disk)


@contextmanager
def signed_in(shop: Shop) -> Iterator[Desk]:
    """Rita at her station, who has found Juno."""
    with Desk(shop) as desk:
        desk.sign_in("Rita")
        desk.search("vale")
        yield desk


def told(shop: Shop) -> tuple[list[str], list[str], list[str]]:
    """Return who waits, whose drafts are kept, and what has happened to Juno."""
    queue = shop.act("queue", "list")
    return (
        [entry["name"] for entry in queue["waiting"]],
        [draft["name"] for draft in queue["drafts"]],
        [kind for _, _, kind in shop.events("1")],
    )


def begin_a_form(desk: Desk, first: str) -> None:
    desk.press("F6")
    desk.see("New customer")
    desk.type(first)


@AS_ROOT
@pytest.mark.skipif(not LONG, reason="INTAKE_LONG=1 fills a disk under a station")
def test_a_full_disk_refuses_check_in_draft_and_profile_and_takes_them_once_there_is_room(
    shop: Shop, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "disk", 4000) as disk:
        move_to(disk, shop)
        before = told(shop)
        with signed_in(shop) as desk:
            ballast = fill(disk)
            desk.press("c")
            assert desk.see(FULL).count(FULL) == 1
            begin_a_form(desk, "Opal")
            desk.see(NOT_KEPT + FULL)
            desk.press("Ctrl+S")
            desk.see(f"! {FULL}", "Opal")
            ballast.unlink()
            desk.type("ine")
            desk.press("F4")
            desk.see("S  Opaline ")
            desk.press("F3")
            desk.see("▏Opaline")
            desk.press("Ctrl+S")
            desk.see("Opaline  #7")
            desk.go_home()
            desk.search("vale")
            desk.press("c")
            desk.see("JUNO VALE is checked in.")
        assert told(shop) == ([*before[0], "JUNO VALE"], [], ["signed_up", "checked_in"])
        assert (shop.act("history", "verify")["ok"], shop.faults()) == (True, "")


@AS_ROOT
@pytest.mark.skipif(not LONG, reason="INTAKE_LONG=1 breaks a disk")
def test_a_disk_that_breaks_off_can_be_looked_at_and_tells_that_nothing_is_saved(shop: Shop, tmp_path: Path) -> None:
    """Such a disk works again only when it is mounted anew, which nobody can while a station is open."""
    with breaking_disk(tmp_path / "disk", tmp_path / "image") as disk:
        move_to(disk, shop)
        before = told(shop)
        with signed_in(shop) as desk:
            break_off(disk)
            desk.press("c")
            desk.see(FAILS)
            desk.see_no_more(FAILS)
            begin_a_form(desk, "Opal")
            desk.see(NOT_KEPT + FAILS)
            desk.press("Ctrl+S")
            desk.see("! " + FAILS, "▏Opal ")
            desk.press("F4")
            desk.see("ANN EARLY", "BEN EARLY")
            desk.hang_up()
            desk.wait_for_end()
        mend(disk, tmp_path / "image")
        assert told(shop) == before


def test_a_database_file_that_is_taken_away_is_told_and_all_goes_on_once_it_is_back(shop: Shop) -> None:
    file, before = database_of(shop), told(shop)
    with signed_in(shop) as desk:
        desk.press("F8")
        desk.see("Locked by Rita", "Rita: type your PIN")
        aside = file.rename(file.with_name("aside.db"))
        desk.see("Locked by Rita · RECONNECTING")
        aside.rename(file)
        desk.see_no_more("RECONNECTING")
        desk.give_pin("Rita")
        file.rename(aside)
        desk.see("RECONNECTING")
        desk.press("c")
        begin_a_form(desk, "Opal")
        desk.see(NOT_KEPT + GONE, "▏Opal ")
        aside.rename(file)
        desk.see_no_more("RECONNECTING", NOT_KEPT)
        desk.press("F4")
        desk.see("S  Opal ", "ANN EARLY", "BEN EARLY")
    assert told(shop) == (before[0], ["Opal"], before[2])
    assert shop.faults() == ""


@pytest.mark.skipif(not LONG, reason="INTAKE_LONG=1 puts another file in the place of an open one")
def test_a_backup_that_is_moved_over_an_open_database_takes_nothing_from_a_station_that_does_not_know_it(
    shop: Shop,
) -> None:
    """Restored properly afterwards, with the stations closed, the shop is as whole as the backup."""
    file, before, backup = database_of(shop), told(shop), shop.folder / "shop.backup"
    shop.act("backup", str(backup))
    with signed_in(shop) as desk:
        shutil.copy(backup, file.with_name("copy.db"))
        file.with_name("copy.db").rename(file)
        desk.see("RECONNECTING")
        desk.press("c")
        begin_a_form(desk, "Opal")
        desk.see(NOT_KEPT + ANOTHER, "▏Opal ")
        desk.hang_up()
        desk.wait_for_end()
    shop.act("restore", str(backup), "--yes")
    assert told(shop) == (before[0], [], before[2])
    assert shop.act("history", "verify")["ok"]
