"""What is typed and not saved: it outlives the lock, the line and the process."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

from intake.errors import ExitStatus
from tests.e2e.reception import PATIENCE, Desk, both_engines

if TYPE_CHECKING:
    from tests.e2e.reception import Shop

pytestmark = both_engines


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
    rita.press("Up", "Up", "Up", "Up", "Up", "Up", "Enter")
    rita.see("New customer", "Opal", "1 unsaved")
    rita.press("Esc")
    rita.see("This form is not saved.")
    rita.press("Right", "Enter")
    rita.see_no_more("New customer")
    rita.press("F4")
    rita.see("Queue:")
    rita.see_no_more("Opal")


def test_no_draft_is_lost_with_its_station_however_that_ends(shop: Shop, rita: Desk, rob: Desk) -> None:
    """The line drops, the system asks, or the process is killed; at another station its author goes on with it."""
    with Desk(shop, "desk of Ada") as ada, Desk(shop, "desk of Max") as manager:
        ada.sign_in("Ada")
        manager.sign_in("Max")
        for desk, first in ((ada, "Agnes"), (manager, "Mabel"), (rita, "Ruby")):
            desk.press("F6")
            desk.see("New customer")
            desk.type(first)
        rob.see("S  Agnes", "S  Mabel", "S  Ruby")
        ada.hang_up()
        manager.process.terminate()
        rita.process.kill()
        ends = [desk.wait_for_end(PATIENCE) for desk in (ada, manager, rita)]
    assert ends == [ExitStatus.INTERRUPTED, ExitStatus.INTERRUPTED, -signal.SIGKILL]
    rob.press("F8")
    rob.see("Rob: type your PIN")
    rob.type("ad")
    rob.give_pin("Ada")
    rob.press("F4")
    rob.see("S  Agnes", "by Ada", "S  Mabel", "by Max", "S  Ruby", "by Rita")
    rob.press("Up", "Up", "Up", "Up", "Up", "Up", "Enter")
    rob.see("New customer", "Agnes", "1 unsaved")
    rob.step("Enter", "Tab")
    rob.type("Holm")
    rob.see("Last name        ▏Holm")
    rob.press("Ctrl+S")
    rob.see("Agnes Holm  #")
    rob.see_no_more("S  Agnes")
