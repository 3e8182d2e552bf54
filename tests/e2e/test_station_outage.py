"""The database goes away while people work, and comes back: they are told, type on, and all of it counts once."""

from __future__ import annotations

from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import pytest
from own_postgres import on_server, own_postgres, url_of

from storage.sqlite import sqlite3
from tests.e2e.reception import GLANCE, PIN, Desk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from own_postgres import OwnPostgres

    from tests.e2e.reception import Shop

SILENT = "The database server does not answer"


@pytest.fixture(scope="module")
def server() -> Iterator[OwnPostgres]:
    """A server of this module's own."""
    with own_postgres() as server:
        yield server


@pytest.fixture(scope="module")
def shop(server: OwnPostgres, furnished: Shop, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """The furnished shop on that server."""
    on_server(server.folder, "CREATE DATABASE shop TEMPLATE template0")
    furnished.move_to(url_of(server.folder, "shop"))
    return furnished.copy(tmp_path_factory.mktemp("outage") / "home", url_of(server.folder, "shop"))


@contextmanager
def away(server: OwnPostgres, signal_name: str) -> Iterator[None]:
    """The server is ended by that signal, and is there again afterwards."""
    server.end(signal_name)
    try:
        yield
    finally:
        server.start()


def begin_a_form(desk: Desk, first: str) -> None:
    desk.press("F6")
    desk.see("New customer")
    desk.type(first)


def type_last_name(desk: Desk, last: str) -> None:
    desk.press("Tab", "Tab")
    desk.type(last)
    desk.see(f"▏{last} ", "2 unsaved")


def kinds(shop: Shop, number: str) -> list[str]:
    """Return what has happened to a customer."""
    return [kind for _, _, kind in shop.events(number)]


def test_while_a_server_restarts_people_type_on_and_a_check_in_happens_once(
    rita: Desk, rob: Desk, shop: Shop, server: OwnPostgres
) -> None:
    """A fast shutdown; the server is there again within the seconds for which an action waits."""
    begin_a_form(rita, "Opal")
    rob.see("S  Opal ", "by Rita")
    rob.search("vale")
    before = shop.act("history", "verify")["events"]
    with away(server, "SIGINT"):
        rita.see("RECONNECTING")
        rob.see("RECONNECTING")
        type_last_name(rita, "Frost")
        rob.press("c")
    rob.see("S  Opal Frost ", "  3  JUNO VALE ")
    for desk in (rita, rob):
        desk.see_no_more("RECONNECTING")
    assert shop.waiting().count("JUNO VALE") == 1
    assert kinds(shop, "1") == ["signed_up", "checked_in"]
    rita.press("Ctrl+S")
    rita.see("Opal Frost  #7")
    rob.see_no_more("S  Opal")
    verified = shop.act("history", "verify")
    assert (verified["ok"], verified["events"]) == (True, before + 2)


def test_while_a_server_is_gone_people_are_told_in_a_sentence_and_keep_what_they_have(
    rita: Desk, rob: Desk, shop: Shop, server: OwnPostgres
) -> None:
    """It was killed, and does not come back within the seconds for which an action waits."""
    begin_a_form(rita, "Ines")
    rob.see("S  Ines ", "by Rita")
    rob.search("young")
    with away(server, "SIGKILL"):
        type_last_name(rita, "Winter")
        rita.see("RECONNECTING", "! The draft is not kept: " + SILENT)
        rob.see_no_more(SILENT)
        rob.press("c")
        assert rob.see("RECONNECTING", SILENT, "Minna Young", "S  Ines ").count(SILENT) == 1
    rita.see_no_more("RECONNECTING", "The draft is not kept")
    rob.see("S  Ines Winter ", "by Rita", "Minna Young")
    assert (kinds(shop, "3"), shop.faults()) == (["signed_up"], "")


def test_a_station_that_starts_without_its_server_says_so_and_works_once_it_is_there(
    shop: Shop, server: OwnPostgres
) -> None:
    with away(server, "SIGQUIT"):
        desk = Desk(shop, "late desk")
        desk.see(SILENT, "Try again")
    with desk:
        desk.press("Right", "Enter")
        desk.see("Choose your name")
        desk.type("ma")
        desk.see("Max: type your PIN")
        with away(server, "SIGQUIT"):
            desk.type(PIN)
            desk.press("Enter")
            desk.see_no_more("Checking")
            desk.see(f"{SILENT}, or refuses")
        desk.type(PIN)
        desk.press("Enter")
        desk.see("late desk · Max", "Last check-ins")
        desk.see_no_more("RECONNECTING")


def test_what_is_typed_while_another_program_holds_the_file_is_kept_afterwards(furnished: Shop, tmp_path: Path) -> None:
    shop = furnished.copy(tmp_path / "home")
    (file,) = shop.folder.glob("data/**/shop.db")
    with closing(sqlite3.connect(file, isolation_level=None)) as other, Desk(shop) as desk:
        desk.sign_in("Rita")
        desk.search("vale")
        other.execute("BEGIN EXCLUSIVE")
        desk.press("c")
        desk.rest(GLANCE)
        other.execute("ROLLBACK")
        desk.see("JUNO VALE is checked in.")
        other.execute("BEGIN EXCLUSIVE")
        begin_a_form(desk, "Opal")
        type_last_name(desk, "Frost")
        desk.see("! The draft is not kept: The database is busy")
        other.execute("ROLLBACK")
        desk.see_no_more("The draft is not kept")
        assert [draft["name"] for draft in shop.act("queue", "list")["drafts"]] == ["Opal Frost"]
    assert (kinds(shop, "1"), shop.faults()) == (["signed_up", "checked_in"], "")
