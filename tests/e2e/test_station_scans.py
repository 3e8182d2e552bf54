"""A card may be scanned wherever the cursor stands: it is recognised once, and types, presses and answers nothing.

On SQLite alone: all of it is decided before a database is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.e2e.reception import ANN, JUNO, PIN, Desk, card_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.e2e.reception import Shop

_KITTY: Final = {"\n": "\x1b[106;5u", "\r": "\x1b[13u", "\x1e": "\x1b[54;6u"}
_TYPED: Final = "Opa"


def _kitty(payload: str) -> str:
    return "".join(_KITTY.get(character, f"\x1b[{ord(character)};;{ord(character)}u") for character in payload)


WAYS: Final[dict[str, Callable[[Desk, str], None]]] = {
    "at once": lambda desk, card: desk.scan(card),
    "each ms": lambda desk, card: desk.scan(card, 0.001),
    "each 5 ms": lambda desk, card: desk.scan(card, 0.005),
    "kitty keys": lambda desk, card: desk.scan(_kitty(card)),
    "LF as F8": lambda desk, card: desk.scan(card.replace("\n", "\x1b[19~")),
    "LF and RS with Alt": lambda desk, card: desk.scan(card.replace("\n", "\x1bj").replace("\x1e", "\x1b^")),
    "pasted": lambda desk, card: desk.scan(f"\x1b[200~{card}\x1b[201~"),
}
"""The ways in which a scanner's card comes to a program in a terminal."""


def in_the_search_box(desk: Desk) -> None:
    desk.search_for("mar")
    desk.see("1 found")


def on_a_profile(desk: Desk) -> None:
    desk.search("marsh")
    desk.press("Enter")
    desk.see("threw a chair")


def in_the_queue(desk: Desk) -> None:
    desk.press("F4")
    desk.see(f"  1  {ANN}", "x Remove")


def in_a_form(desk: Desk) -> None:
    desk.press("F6")
    desk.see("New customer")
    desk.type(_TYPED)
    desk.see(f"▏{_TYPED} ")


def in_the_help(desk: Desk) -> None:
    desk.press("F1")
    desk.see("The customers who came last")


def in_the_palette(desk: Desk) -> None:
    desk.press("Ctrl+P")
    desk.see("Search for commands")
    desk.type("un")


def on_a_refusal(desk: Desk) -> None:
    desk.search("young")
    desk.press("c")
    desk.see("Enter or Esc: close")


@pytest.mark.parametrize(
    ("place", "way"),
    [
        *((place, "at once") for place in (
            in_the_search_box, on_a_profile, in_the_queue, in_a_form, in_the_help, in_the_palette, on_a_refusal,
        )),
        (in_the_search_box, "each 5 ms"), (in_a_form, "each ms"), (in_a_form, "kitty keys"), (in_a_form, "pasted"),
    ],
    ids=lambda given: given if isinstance(given, str) else given.__name__,
)  # fmt: skip
def test_a_card_shows_its_customer_and_does_nothing_else(
    rita: Desk, shop: Shop, place: Callable[[Desk], None], way: str
) -> None:
    place(rita)
    before = shop.act("history", "verify")["events"], shop.waiting()
    WAYS[way](rita, JUNO)
    rita.look_up("JUNO VALE  #1", "Enter checks in")
    assert (shop.act("history", "verify")["events"], shop.waiting()) == before
    if place is in_the_search_box:
        rita.press("F2")
        assert rita.see("1 found").splitlines()[1] == "mar"
    if place is in_a_form:
        rita.press("F4")
        rita.see(f"S  {_TYPED} ")


def reason_of_a_removal(desk: Desk) -> str:
    desk.press("F4")
    desk.see(f"  1  {ANN}")
    desk.press(*["Up"] * 8, *["Down"] * _drafts_above(desk), "x")
    desk.see(f"Take {ANN} out of the queue?")
    desk.type("wen")
    return "  wen"


def _drafts_above(desk: Desk) -> int:
    return next(place for place, line in enumerate(desk.text().splitlines()[2:]) if ANN in line)


def closing_with_something_unsaved(desk: Desk) -> str:
    in_a_form(desk)
    desk.press("F10")
    return "Close this station?"


def leaving_a_form(desk: Desk) -> str:
    in_a_form(desk)
    desk.press("Esc")
    return "This form is not saved."


def in_the_pin_of_a_manager(desk: Desk) -> str:
    desk.search("late")
    desk.press("c")
    desk.see("PIN of the manager")
    desk.type("known")
    desk.step("Enter", "Down", "Enter")
    desk.type(PIN)
    desk.see("•" * len(PIN))
    return "   known"


@pytest.mark.parametrize(
    ("ask", "way"),
    [
        (reason_of_a_removal, "at once"),
        (closing_with_something_unsaved, "kitty keys"),
        (leaving_a_form, "pasted"),
        (in_the_pin_of_a_manager, "at once"),
    ],
    ids=lambda given: given if isinstance(given, str) else given.__name__,
)
def test_a_card_answers_no_question(rita: Desk, shop: Shop, ask: Callable[[Desk], str], way: str) -> None:
    question = ask(rita)
    rita.see(question)
    before = shop.act("history", "verify")["events"], shop.waiting()
    WAYS[way](rita, JUNO)
    rita.see_answer("Answer this first: the scanned card opens then.")
    rita.see(question)
    assert (shop.act("history", "verify")["events"], shop.waiting()) == before
    rita.press("Esc")
    rita.see_no_more(question)
    rita.see("JUNO VALE  #1", "Enter checks in")


def test_one_scan_of_a_stranger_is_one_sign_up(rita: Desk) -> None:
    for way, (first, number) in zip(
        WAYS, (("UNA", 1), ("DUNA", 2), ("TRINA", 3), ("QUINA", 4), ("SINA", 5), ("OCTA", 6), ("NONA", 7)), strict=True
    ):
        WAYS[way](rita, card_of(first, "STRANGER", f"D709900{number}"))
        rita.look_up("New customer", first)
    rita.press("F4")
    rita.see("S  UNA", "S  DUNA", "S  TRINA", "S  QUINA", "S  SINA", "S  OCTA", "S  NONA")
    assert rita.text().count("STRANGER") == len(WAYS)


def test_a_scan_before_sign_in_chooses_no_name_types_no_pin_and_shows_nobody(shop: Shop) -> None:
    with Desk(shop, "new desk") as desk:
        desk.see("Choose your name")
        scan_without_effect(desk, "at once", "each ms", "kitty keys", "pasted")
        desk.see("Choose your name")
        desk.press("Down")
        desk.see("Ada: type your PIN")
        desk.type(PIN[:4])
        scan_without_effect(desk, "at once", "each ms", "kitty keys", "pasted")
        desk.type(PIN[4:])
        desk.press("Enter")
        desk.see("new desk · Ada")
        assert b"VALE" not in desk.output


def scan_without_effect(desk: Desk, *ways: str) -> None:
    for way in ways:
        WAYS[way](desk, JUNO)
        desk.see_answer("Sign in first, then scan again.")
