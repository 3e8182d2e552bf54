"""The station itself under attack: bytes, sizes, floods and stored texts, on every screen where they could do harm."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from long_runs import LONG

from intake.errors import ExitStatus
from intake.text import presentable
from tests.e2e.reception import ANN, GLANCE, PATIENCE, Desk
from tests.e2e.test_hostile_terminal import KILLERS, MEGABYTE, NAMES, OWN_SEQUENCES

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.reception import Shop


def sign_in(desk: Desk) -> str:
    desk.press("F8")
    return desk.see("Locked by Rita", "Rita: type your PIN") and "Who are you?"


def directory(desk: Desk) -> str:
    desk.see("Last check-ins")
    return "Last check-ins"


def queue(desk: Desk) -> str:
    desk.press("F4")
    desk.see(ANN, "x Remove")
    return ANN


def form(desk: Desk) -> str:
    desk.press("F6")
    desk.see("New customer")
    desk.type("Opal")
    desk.see("▏Opal ")
    return "New customer"


def manager(desk: Desk) -> str:
    desk.search("late")
    desk.press("c")
    desk.see("PIN of the manager")
    desk.type("known")
    desk.step("Enter", "Enter")
    return "PIN of the manager"


def help_(desk: Desk) -> str:
    desk.press("F1")
    desk.see("The customers who came last")
    return "The customers who came last"


def palette(desk: Desk) -> str:
    desk.press("Ctrl+P")
    desk.see("Search for commands")
    return "🔎"


PLACES = [directory, queue, form, manager, help_, palette, sign_in]


def choose_again(desk: Desk) -> None:
    """Type a name until it is chosen, like a person: what comes while the flood is read is a part of it."""
    end = time.monotonic() + PATIENCE
    chosen = False
    while not chosen and time.monotonic() < end:
        desk.send("\x15")
        desk.rest(0.2)
        desk.type("ri")
        desk.rest(GLANCE)
        chosen = "Rita: type your PIN" in desk.text()


@pytest.mark.parametrize("place", PLACES if LONG else [form, sign_in], ids=lambda place: place.__name__)
def test_neither_bytes_nor_sizes_bring_the_station_down(rita: Desk, shop: Shop, place: Callable[[Desk], str]) -> None:
    before = shop.waiting()
    seen = place(rita)
    for columns, rows in ((20, 5), (1, 1), (110, 30), (80, 24)):
        rita.resize(columns, rows)
        rita.rest(0.05)
    rita.see(seen)
    for attack in KILLERS:
        rita.send(attack)
        rita.rest(0.005)
    rita.rest(GLANCE)
    if place is help_ and seen not in rita.text():
        help_(rita)  # a busy machine may read a sequence in two pieces, and its ESC is then the key
    rita.see(seen)
    if place is sign_in:
        choose_again(rita)
        rita.give_pin("Rita")
    elif place is form:
        rita.see("● 1 unsaved")
    elif place in {manager, help_, palette}:
        rita.press("Esc")
        rita.see_no_more(seen)
    rita.go_home()
    rita.search("juno")
    assert (shop.waiting(), shop.faults()) == (before, "")


def test_a_click_on_the_cross_of_a_row_counts_only_when_the_mouse_makes_it(rita: Desk) -> None:
    queue(rita)
    rita.rest(0.3)
    for pause in (0.005, 0.02):
        rita.send(click_on_cross(rita), pause=pause)
        rita.rest(0.3)
        assert "out of the queue?" not in rita.see(ANN, "×")
    rita.send(click_on_cross(rita))
    rita.see(f"Take {ANN} out of the queue?")
    rita.press("Esc")
    rita.see_no_more("out of the queue?")


def click_on_cross(desk: Desk) -> str:
    """Return what the terminal sends when the mouse clicks on the cross beside Ann."""
    row, line = next((y, line) for y, line in enumerate(desk.text().splitlines(), 1) if ANN in line)
    at = f"{line.index('×') + 1};{row}"
    return f"\x1b[<0;{at}M\x1b[<0;{at}m"


def test_a_flood_of_hot_keys_does_nothing(rita: Desk, shop: Shop) -> None:
    queue(rita)
    before = shop.act("history", "verify")["events"], shop.waiting()
    rita.send(b"xucehk" * 2000)
    rita.rest(0.3)
    rita.see(ANN)
    rita.go_home()
    assert (shop.act("history", "verify")["events"], shop.waiting()) == before


@pytest.mark.parametrize("place", [form, manager], ids=lambda place: place.__name__)
def test_an_endless_paste_ends_and_the_keys_work_again(rita: Desk, place: Callable[[Desk], str]) -> None:
    memory = rita.memory_bytes()
    seen = place(rita)
    rita.send(b"\x1b[200~" + b"7" * (MEGABYTE // 2))
    rita.wait_for("That was too long to be pasted", PATIENCE)
    rita.rest(1.2)
    assert "7777777" not in rita.text()
    assert "•••••••••" not in rita.text()
    if place is not form:
        rita.press("Esc")
        rita.see_no_more(seen)
    rita.go_home()
    rita.search("juno")
    assert rita.memory_bytes() - memory < 50 * MEGABYTE


def test_no_stored_text_writes_anything_but_itself_in_any_pane_nor_runs_anything(shop: Shop) -> None:
    broken, markup, escapes = (name.replace("\x00", "") for name in NAMES)  # no command line can hold a NUL
    locking = "[@click=app.lock]Ann[/] [@click=app.quit]Bee[/]"
    number = shop.sign_up(
        first_name=broken, middle_name=escapes[:40], last_name="Hostile", nickname="[@click=app.lock]Ann[/]",
        date_of_birth="1990-05-01", notes=f"{locking} {markup} {escapes}", ban_reason=locking,
    )  # fmt: skip
    shop.act("queue", "check-in", number)
    shop.act("customer", "edit", number, "--set", "banned=yes")
    events = shop.events(number)
    with Desk(shop, "large desk", columns=160, rows=50) as desk:
        desk.sign_in("Max")
        desk.search("hostile")
        desk.press("Enter")
        desk.see("Hostile  #", "[@click=app.lock]Ann[/]", "[link=https")
        desk.press("h")
        desk.see("▾ Event history")
        click_in_the_profile(desk, "Ann")
        desk.press("F3", "e")
        desk.see(" Leave")
        desk.press("Esc")
        desk.see_no_more(" Leave")
        desk.press("F2", "c")
        desk.see("in the queue already", "Ann")
        desk.press("Esc", "F4", *["Down"] * 8, "x")
        desk.see("out of the queue?")
        desk.press("Esc")
        desk.see_no_more("out of the queue?")
        written = bytes(desk.output).decode(errors="ignore")
        desk.press("F10")
        assert desk.wait_for_end(PATIENCE) == ExitStatus.DONE
    cleared_once = written[: written.rfind("\x1b")].replace("\x1b[2J", "", 1)
    texts_written = OWN_SEQUENCES.sub("", cleared_once)
    assert texts_written == presentable(texts_written)
    assert shop.events(number) == [*events, ("Max", "large desk", "refused")]
    assert shop.faults() == ""


def click_in_the_profile(desk: Desk, text: str) -> None:
    """Click on every place in the middle pane that shows ``text``."""
    for row, line in enumerate(desk.text().splitlines(), 1):
        if (column := line.find(text, line.find("│"), line.rfind("│"))) >= 0:
            at = f"{column + 3};{row}"
            desk.send(f"\x1b[<35;{at}M\x1b[<0;{at}M\x1b[<0;{at}m")
            desk.rest(0.03)


def test_a_terminal_that_vanishes_under_a_question_leaves_the_draft(shop: Shop, rita: Desk) -> None:
    with Desk(shop, "lost desk") as desk:
        desk.sign_in("Rob")
        form(desk)
        desk.press("F10")
        desk.see("Close this station?")
        desk.hang_up()
        assert desk.wait_for_end(PATIENCE) == ExitStatus.INTERRUPTED
    rita.press("F4")
    rita.see("S  Opal", "by Rob")
