"""A station that is killed while somebody types: what was typed is in the database, and above the queue again."""

from __future__ import annotations

import re
import signal
import time
from contextlib import closing
from typing import TYPE_CHECKING

import psycopg
import pytest
from long_runs import LONG

from storage.sqlite import sqlite3
from tests.e2e.reception import PATIENCE, Desk, both_engines

if TYPE_CHECKING:
    from tests.e2e.reception import Shop

pytestmark = [both_engines, pytest.mark.skipif(not LONG, reason="INTAKE_LONG=1 kills stations again and again")]

LETTERS = "abcde"


def drafts(shop: Shop) -> str:
    """Return the texts of all drafts as the database has them."""
    asked = "SELECT content FROM draft"
    if url := shop.environment.get("INTAKE_DATABASE_URL"):
        with psycopg.connect(url) as server:
            return str(server.execute(asked).fetchall())
    (file,) = shop.folder.glob("data/**/shop.db")
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as shops:
        return str(shops.execute(asked).fetchall())


def seconds_until_stored(shop: Shop, text: str) -> float:
    """Wait until a draft with ``text`` is in the database; return how long that took."""
    began = time.monotonic()
    while text not in drafts(shop):
        assert time.monotonic() - began < PATIENCE, "the draft is not in the database"
        time.sleep(0.01)
    return time.monotonic() - began


def begin_a_form(desk: Desk) -> None:
    desk.sign_in("Max")
    desk.press("F6")
    desk.see("New customer")


def go_on_with_the_draft(desk: Desk, first: str) -> None:
    """Sign in again: the draft stands above those who wait, and is as it was when it is opened."""
    desk.sign_in("Max")
    desk.press("F4")
    queue = desk.see(f"S  {first} ", "by Max", "ANN EARLY")
    assert queue.index(f"S  {first} ") < queue.index("ANN EARLY")
    desk.press("Up", "Up", "Up", "Enter")
    desk.see("New customer", f"▏{first} ", "1 unsaved")


def discard(desk: Desk) -> None:
    desk.press("Esc")
    desk.see("This form is not saved.")
    desk.press("Right", "Enter")
    desk.see_no_more("New customer")


def kill(desk: Desk) -> None:
    desk.process.kill()
    assert desk.wait_for_end(PATIENCE) == -signal.SIGKILL


def test_what_was_typed_before_a_kill_is_there_when_the_station_is_opened_again(shop: Shop, engine: str) -> None:
    took = []
    for letter in LETTERS:
        first = f"Opal{letter}"
        with Desk(shop, "counter") as desk:
            begin_a_form(desk)
            desk.type(first)
            desk.see(f"▏{first} ")
            took.append(seconds_until_stored(shop, f'"{first}"'))
            kill(desk)
        with Desk(shop, "counter") as again:
            go_on_with_the_draft(again, first)
            discard(again)
    assert shop.faults() == ""
    print(f"\n{engine}: {len(LETTERS)} kills, stored {min(took):.2f} to {max(took):.2f} s after the last key was seen")


def test_a_kill_amid_typing_costs_the_last_keys_and_no_more(shop: Shop, engine: str) -> None:
    """What is kept is the beginning of what was typed; how much was lost is told, not judged."""
    lost, pause, typed = [], 0.1, "Opalineabcdefghijklmnopqrstuvwxyz"
    for length in range(20, 20 + len(LETTERS)):
        with Desk(shop, "counter") as desk:
            begin_a_form(desk)
            desk.send(typed[:length], pause=pause)
            kill(desk)
        (kept,) = re.findall(r'"(Opal[a-z]*)"', drafts(shop))
        assert typed.startswith(kept)
        lost.append((length - len(kept)) * pause)
        with Desk(shop, "counter") as again:
            go_on_with_the_draft(again, kept)
            discard(again)
    print(f"\n{engine}: {len(LETTERS)} kills amid typing, {min(lost):.1f} to {max(lost):.1f} s of it lost")
