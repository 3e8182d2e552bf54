"""Every screen of the station: how a person comes there, and what tells that it is in front."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tests.e2e.reception import ANN, GLANCE, INTAKE, JUNO, Shop, card_of
from tests.e2e.watched import Watched

if TYPE_CHECKING:
    from collections.abc import Callable

TWIN: Final = card_of("POLA", "TWIN", "D7042301")
"""A card that two customers may have; see ``furnish``."""


_F12: Final = "\x1b[24~"


@dataclass(frozen=True)
class Place:
    """A screen. ``enter`` goes there from the directory, where Rita is signed in, unless it is ``apart``.

    ``sign`` is seen as long as it is in front. ``field``: the cursor is in a field. ``once``: coming back
    takes another shop.
    """

    enter: Callable[[Watched], None]
    sign: str
    field: bool = False
    once: bool = False
    start: Callable[[Shop], Watched] | None = None

    @property
    def name(self) -> str:
        return self.enter.__name__

    def open(self, shop: Shop) -> Watched:
        """Start a station; everything after that is ``go``."""
        return self.start(shop) if self.start else Watched(shop)

    def go(self, desk: Watched) -> None:
        """Come to this screen at a station that was just started."""
        if self.start is None and self.enter is not names:
            desk.sign_in("Rita")
        self.enter(desk)
        desk.see(self.sign)

    def again(self, desk: Watched) -> None:
        """Come back to this screen from wherever keys have led."""
        if self.start is None and self.enter is not names:
            desk.go_home()
        self.enter(desk)
        desk.see(self.sign)


def furnish(shop: Shop) -> None:
    """Put two customers with one license into the shop."""
    for first in ("Pola", "Lola"):
        shop.sign_up(first_name=first, last_name="Twin", date_of_birth="1991-05-01", license_number="D7042301",
                     license_state="CA", id_type="driver_license")  # fmt: skip


def names(desk: Watched) -> None:
    desk.see("Choose your name")


def pin(desk: Watched) -> None:
    desk.press("F8")
    desk.see("Locked by Rita", "Rita: type your PIN")
    desk.type("48")
    desk.see("••")


def lock(desk: Watched) -> None:
    desk.press("F8")
    desk.see("Locked by Rita", "Rita: type your PIN")


def directory(desk: Watched) -> None:
    desk.see("Last check-ins")


def search(desk: Watched) -> None:
    desk.search_for("mar")
    desk.see("1 found")


def profile(desk: Watched) -> None:
    desk.scan(JUNO)
    desk.look_up("JUNO VALE  #1", "Enter checks in")


def edit(desk: Watched) -> None:
    desk.scan(JUNO)
    desk.look_up("JUNO VALE  #1", "Enter checks in")
    desk.press("e")
    desk.see("Edit JUNO VALE #1")
    desk.type("Opal")
    desk.see("1 unsaved")


def notes(desk: Watched) -> None:
    desk.scan(JUNO)
    desk.look_up("JUNO VALE  #1", "Enter checks in")
    desk.press("e")
    desk.see("Edit JUNO VALE #1")
    desk.press("PageDown", "PageDown")
    go_to(desk, "Warning 1        ▏◂")
    desk.step("Up")
    desk.type("waits outside")
    desk.see("1 unsaved")


def go_to(desk: Watched, shown: str) -> None:
    """Press Tab until the screen shows ``shown``, as the field does that has the cursor."""
    for _ in range(60):
        if shown in desk.text():
            return
        desk.step("Tab")
    raise AssertionError(shown + "\n" + desk.text())


def form(desk: Watched) -> None:
    desk.press("F6")
    desk.see("New customer")
    desk.type("Opal")
    desk.see("1 unsaved")


def queue(desk: Watched) -> None:
    desk.press("F4")
    desk.see(ANN, "x Remove")


def help_(desk: Watched) -> None:
    desk.press("F1")
    desk.see("The customers who came last")


def palette(desk: Watched) -> None:
    desk.press("Ctrl+P")
    desk.see("Search for commands")


def leave(desk: Watched) -> None:
    form(desk)
    desk.press("F10")
    desk.see("Close this station?")


def leave_on_yes(desk: Watched) -> None:
    desk.press("Ctrl+Q")
    desk.see("Close this station?")


def remove(desk: Watched) -> None:
    desk.press("F4")
    desk.see(f"  1  {ANN}")
    desk.press(*["Up"] * 8, *["Down"] * desk.text().count("  S  "), "x")
    desk.see("out of the queue?")
    desk.type("wen")


def refusal(desk: Watched) -> None:
    desk.search("young")
    desk.press("c")
    desk.see("Enter or Esc: close")


def override(desk: Watched) -> None:
    desk.search("late")
    desk.press("c")
    desk.see("PIN of the manager")
    desk.type("known")


def override_pin(desk: Watched) -> None:
    override(desk)
    desk.step("Enter", "Enter")
    desk.type("48")
    desk.see("••")


def ban(desk: Watched) -> None:
    desk.search("marsh")
    desk.press("Enter")
    desk.see("threw a chair")
    desk.press("e")
    desk.see("Edit Bruno Marsh")
    desk.press("PageDown", "PageDown")
    go_to(desk, "Banned           ▏◂")
    desk.press("n")
    desk.see("1 unsaved")
    desk.press("Ctrl+S")
    desk.see("PIN of the manager", "Not saved")


def draft(desk: Watched) -> None:
    form(desk)
    desk.press("Esc")
    desk.see("This form is not saved.")


def several(desk: Watched) -> None:
    desk.scan(TWIN)
    desk.look_up("choose the person", "Pola", "Lola")


def clash(desk: Watched) -> None:
    desk.scan(JUNO)
    desk.look_up("JUNO VALE  #1", "Enter checks in")
    desk.press("e")
    desk.see("Edit JUNO VALE #1")
    desk.type("Opal")
    desk.see("unsaved")
    desk.shop.act("customer", "edit", "1", "--set", f"first_name=J{len(desk.output)}")
    desk.press("Ctrl+S")
    desk.see("Somebody else changed the same fields")


def first_run(desk: Watched) -> None:
    desk.see("No shop here yet", "Whose law does the shop go by?")


def first_admin(desk: Watched) -> None:
    desk.see("No shop here yet", "Whose law does the shop go by?")
    desk.press("Enter")
    desk.rest(GLANCE)
    desk.type("Ad")


def cards(desk: Watched) -> None:
    desk.press(_F12)
    desk.see("Scan a made-up card")


def small(desk: Watched) -> None:
    desk.resize(20, 5)
    desk.see("terminal")


def nowhere(shop: Shop) -> Watched:
    """Start the station of an account that has no shop."""
    empty = Shop(shop.folder / "empty")
    empty.folder.mkdir(exist_ok=True)
    return Watched(empty)


def demo(shop: Shop) -> Watched:
    """Start the demo, and sign in."""
    desk = Watched(shop, program=(INTAKE, "demo"))
    shown = desk.see("Choose your name")
    digits = re.search(r"\b\d{6}\b", shown)
    assert digits
    desk.type("r" + digits[0])
    desk.press("Enter")
    desk.see("DEMO", "in the building")
    return desk


PLACES: Final = (
    Place(names, "Who are you?", field=True),
    Place(pin, "Who are you?", field=True, once=True),
    Place(lock, "Locked by", field=True, once=True),
    Place(directory, "Last check-ins"),
    Place(search, "F2 Directory", field=True),
    Place(profile, "Enter checks in"),
    Place(edit, "Edit J", field=True, once=True),
    Place(notes, "Edit J", field=True, once=True),
    Place(form, "New customer", field=True),
    Place(queue, "Queue: 2"),
    Place(help_, "The customers who came last"),
    Place(palette, "🔎", field=True),
    Place(leave, "Close this station?"),
    Place(leave_on_yes, "Close this station?"),
    Place(remove, "out of the queue?", field=True),
    Place(refusal, "Enter or Esc: close"),
    Place(override, "PIN of the manager", field=True),
    Place(override_pin, "PIN of the manager", field=True),
    Place(ban, "PIN of the manager", once=True),
    Place(draft, "This form is not saved."),
    Place(several, "choose the person"),
    Place(clash, "Somebody else changed", once=True),
    Place(first_run, "No shop here yet", once=True, start=nowhere),
    Place(first_admin, "No shop here yet", field=True, once=True, start=nowhere),
    Place(cards, "Scan a made-up card", start=demo),
    Place(small, "terminal", once=True),
)
"""Every screen on which somebody can hold a barcode under the scanner."""
