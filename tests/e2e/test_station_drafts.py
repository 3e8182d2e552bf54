"""What is typed and not saved: it outlives the lock, the line, the process and the program's own faults."""

from __future__ import annotations

import os
import re
import signal
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

from intake.errors import ExitStatus
from tests.e2e.reception import PATIENCE, Desk

if TYPE_CHECKING:
    from tests.e2e.reception import Shop


def test_who_locks_with_a_form_open_finds_it_again_and_nobody_else_can_go_on_with_it(rita: Desk) -> None:
    rita.press("F6")
    rita.see("New customer")
    rita.type("Opal")
    rita.press("F8")
    locked = rita.see("Locked by Rita", "Rita: type your PIN")
    assert "Opal" not in locked
    rita.press("Up")
    rita.give_pin("Max")
    rita.press("F4")
    rita.see("S  Opal", "by Rita")
    rita.press("Up", "Up", "Up", "Up", "Up", "Up", "Enter")
    rita.see("This is a draft of Rita")
    rita.press("F8")
    rita.see("Locked by Max", "Max: type your PIN")
    rita.press("Down")
    rita.give_pin("Rita")
    rita.press("F4")
    rita.see("S  Opal", "by Rita")
    rita.press("Enter")
    rita.see("New customer", "Opal", "1 unsaved")
    rita.press("Esc")
    rita.see("This form is not saved.")
    rita.press("Right", "Enter")
    rita.see_no_more("New customer")
    rita.press("F4")
    rita.see("Queue:")
    rita.see_no_more("Opal")


def test_no_draft_is_lost_with_its_station_however_that_ends(shop: Shop, rob: Desk) -> None:
    """The line drops, the system asks, or the process is killed; at another station its author goes on with it."""
    with ExitStack() as stack:
        desks = [stack.enter_context(Desk(shop, f"desk of {name}")) for name in ("Ada", "Max", "Rita")]
        for desk, author, first in zip(desks, ("Ada", "Max", "Rita"), ("Agnes", "Mabel", "Ruby"), strict=True):
            desk.sign_in(author)
            desk.press("F6")
            desk.see("New customer")
            desk.type(first)
        rob.see("S  Agnes", "S  Mabel", "S  Ruby")
        desks[0].hang_up()
        os.kill(desks[1].process.pid, signal.SIGHUP)
        os.kill(desks[2].process.pid, signal.SIGKILL)
        ends = [desk.wait_for_end(PATIENCE) for desk in desks]
    assert ends == [ExitStatus.INTERRUPTED, ExitStatus.INTERRUPTED, -signal.SIGKILL]
    rob.press("F8")
    rob.see("Rob: type your PIN")
    rob.type("ad")
    rob.give_pin("Ada")
    rob.press("F4")
    rob.see("S  Agnes", "by Ada", "S  Mabel", "by Max", "S  Ruby", "by Rita")
    rob.press("Enter")
    rob.see("New customer", "Agnes", "1 unsaved")
    rob.step("Enter", "Tab")
    rob.type("Holm")
    rob.see("Last name        ▏Holm")
    rob.press("Ctrl+S")
    rob.see("Agnes Holm  #")
    rob.see_no_more("S  Agnes")


def test_an_error_again_and_again_ends_the_station_with_a_status_and_tells_nobody_of_a_customer(shop: Shop) -> None:
    program = [sys.executable, "-c", "from tests.e2e.failing_station import main; main()"]
    with Desk(shop, "broken desk", program=program) as desk:
        desk.sign_in("Max")
        desk.press("F6")
        desk.see("New customer")
        desk.type("Petra")
        desk.press("F4")
        desk.see("S  Petra")
        desk.press("u")
        told = re.search(r"\(error ([0-9A-F]{6})\)", desk.see("Something went wrong", "(error "))
        assert told is not None
        for _ in range(20):
            if desk.process.poll() is None:
                desk.press("u")
        assert desk.wait_for_end(PATIENCE) == ExitStatus.BROKEN
    for record in (bytes(desk.output).decode(), shop.faults()):
        assert "CANARY" not in record
        assert told[1] in record
    with Desk(shop, "other desk") as desk:
        desk.sign_in("Max")
        desk.press("F4")
        desk.see("S  Petra", "by Max")
        desk.press("F10")
        assert desk.wait_for_end(PATIENCE) == ExitStatus.DONE
