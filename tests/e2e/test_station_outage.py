"""The database goes away while people work, and comes back: they are told, type on, and all of it counts once."""

from __future__ import annotations

import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import pytest
from long_runs import LONG
from own_postgres import on_server, own_postgres, url_of

from storage.sqlite import sqlite3
from tests.e2e.reception import GLANCE, JUNO, PIN, Desk, card_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from own_postgres import OwnPostgres

    from tests.e2e.reception import Shop

AT_LENGTH = pytest.mark.skipif(not LONG, reason="INTAKE_LONG=1 tries more outages")
LONGER = 1.7
"""Seconds after which keys wait no more for what comes of a check-in; an action waits for longer."""
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


@AT_LENGTH
def test_while_a_server_is_frozen_keys_are_taken_and_what_was_not_done_is_done_once_when_tried_again(
    rita: Desk, rob: Desk, shop: Shop, server: OwnPostgres
) -> None:
    """It takes connections and says nothing, as a host does that has stopped; an action waits long, a key does not."""
    shop.act("scan", "-", "--sign-up", typed=card_of("UMA", "VOSS", "D7042201"))
    begin_a_form(rita, "Inga")
    rob.see("S  Inga ", "by Rita")
    rob.search("voss")
    with server.frozen():
        rob.press("c")
        began = time.monotonic()
        type_last_name(rita, "Sommer")
        rob.press("/")
        rob.type("early")
        rob.see("\nearly ")
        print(f"\nwhile an action waits, 11 keys were seen within {time.monotonic() - began:.1f} s")
        rita.see("RECONNECTING", "! The draft is not kept: " + SILENT)
        print(f"told within {time.monotonic() - began:.1f} s")
        rob.see("RECONNECTING", SILENT)
    for desk in (rita, rob):
        desk.see_no_more("RECONNECTING", "The draft is not kept")
    assert "UMA VOSS" not in shop.waiting()
    rob.press("F4")
    rob.see("S  Inga Sommer ", "by Rita")
    rob.search("voss")
    rob.press("c")
    rob.see("UMA VOSS is checked in.")
    assert (shop.waiting().count("UMA VOSS"), shop.faults()) == (1, "")


@AT_LENGTH
def test_who_types_on_while_a_check_in_takes_long_is_not_interrupted_when_it_is_through(
    rita: Desk, shop: Shop, server: OwnPostgres
) -> None:
    shop.act("scan", "-", "--sign-up", typed=card_of("ULA", "VOGT", "D7042202"))
    rita.search("vogt")
    with server.frozen():
        rita.press("c")
        rita.rest(LONGER)
        rita.search_for("early")
        rita.see("\nearly\n")
    rita.see("ULA VOGT is checked in.", "\nearly\n", "2 found", "ANN EARLY", "BEN EARLY")
    assert (shop.waiting().count("ULA VOGT"), shop.faults()) == (1, "")


@AT_LENGTH
def test_who_takes_somebody_out_of_the_queue_while_a_server_is_frozen_works_on_and_is_told_once(
    rita: Desk, shop: Shop, server: OwnPostgres
) -> None:
    before = shop.waiting()
    rita.press("F4")
    rita.see("ANN EARLY")
    with server.frozen():
        rita.press("x")
        rita.see("out of the queue?")
        rita.press("Enter")
        rita.search_for("early")
        began = time.monotonic()
        rita.see("\nearly\n")
        print(f"\nkeys were seen {time.monotonic() - began:.1f} s after the last one")
        rita.see("RECONNECTING", SILENT)
    rita.see_no_more("RECONNECTING", SILENT)
    assert (shop.waiting(), shop.faults()) == (before, "")


@AT_LENGTH
def test_a_card_that_is_scanned_while_a_server_is_gone_is_told_and_shows_when_it_is_scanned_again(
    rita: Desk, shop: Shop, server: OwnPostgres
) -> None:
    with away(server, "SIGKILL"):
        rita.see("RECONNECTING")
        rita.see_no_more(SILENT)
        rita.scan(JUNO)
        rita.see(SILENT)
    rita.see_no_more("RECONNECTING", SILENT)
    with away(server, "SIGINT"):
        rita.scan(JUNO)
    rita.see("JUNO VALE  #1")
    assert shop.faults() == ""


@AT_LENGTH
def test_an_override_that_a_server_does_not_answer_is_told_in_its_dialog_and_can_be_given_again(
    rita: Desk, shop: Shop, server: OwnPostgres
) -> None:
    rita.search("late")
    rita.press("c")
    rita.see("The ID has expired.", "PIN of the manager")
    rita.type("known for years")
    rita.step("Enter", "Down", "Enter")
    with away(server, "SIGKILL"):
        rita.type(PIN)
        rita.press("Enter")
        rita.see("PIN of the manager", f"! {SILENT}")
    rita.see("known for years", "The ID has expired.")
    rita.type(PIN)
    rita.press("Enter")
    rita.see("Otto Late is checked in.")
    assert (kinds(shop, "4").count("checked_in"), shop.faults()) == (1, "")


@AT_LENGTH
def test_who_locks_while_a_server_is_gone_finds_the_form_again(rita: Desk, shop: Shop, server: OwnPostgres) -> None:
    begin_a_form(rita, "Vera")
    with away(server, "SIGKILL"):
        type_last_name(rita, "Lang")
        rita.press("F8")
        assert "Vera" not in rita.see("Locked by Rita", SILENT, "Trying again")
    rita.give_pin("Rita")
    rita.see("▏Vera ", "▏Lang ", "2 unsaved")
    rita.see_no_more("RECONNECTING", "The draft is not kept")
    rita.press("F4")
    rita.see("S  Vera Lang ")
    assert shop.faults() == ""


def test_a_station_that_starts_without_its_server_says_so_and_works_once_it_is_there(
    shop: Shop, server: OwnPostgres
) -> None:
    with away(server, "SIGQUIT"):
        desk = Desk(shop, "late desk")
        desk.see(SILENT, "Trying again")
    with desk:
        desk.see("Choose your name")
        desk.type("ma")
        desk.see("Max: type your PIN")
        with away(server, "SIGQUIT"):
            desk.type(PIN)
            desk.press("Enter")
            desk.see_no_more("Checking")
            desk.see(f"│  {SILENT}, or refuses")
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
