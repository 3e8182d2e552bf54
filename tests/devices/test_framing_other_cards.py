"""The wedge gate lets membership cards and the zones of passports through as scans, from any field."""

from __future__ import annotations

import pytest
from slow_cards import KEYBOARDS
from typed_field import CARD, Field

from devices.header import begins_card, holds_card
from intake.membership import card_text

MEMBER = card_text("17", b"p" * 32)
PASSPORT = (
    "P<UTOMARLOWE<VALE<<TESSA<QUINN<<<<<<<<<<<<<<\rC01X004567UTO8503042F3109308<<<<<<<<<<<<<<04\r",
    "PMUTOMARLOWE<VALE<<TESSA<QUINN<<<<<<<<<<<<<<C01X004567UTO8503042F3109308<<<<<<<<<<<<<<04",
    "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122M2904159UTO<<<<<<<<<<<6\nBRANDT<<RUFUS<T<<<<<<<<<<<<<<<\n",
)


@pytest.mark.parametrize("text", [MEMBER, MEMBER + "\r", MEMBER.lower() + "\n", "]L2" + MEMBER, *PASSPORT])
@pytest.mark.parametrize("pace", [0.001, 0.005, 0.020])
@pytest.mark.parametrize("takes", [True, False])
def test_what_a_scanner_types_is_one_scan_and_presses_nothing(text: str, pace: float, takes: bool) -> None:
    field = Field(takes_text=takes)
    field.text = "Ada" if takes else ""
    field.type(text, pace)
    field.wait(1)
    assert field.scans == [text]
    assert (field.text, field.acts, field.dropped) == ("Ada" if takes else "", [], [])


@pytest.mark.parametrize("text", [MEMBER, *PASSPORT])
@pytest.mark.parametrize("takes", [True, False])
def test_a_lump_and_a_paste_are_scans_too(text: str, takes: bool) -> None:
    field = Field(takes_text=takes)
    field.lump(text)
    field.wait(1)
    field.do(field.gate.paste(text, field.now, "paste"))
    field.wait(1)
    assert field.scans == [text, text]
    assert (field.text, field.acts) == ("", [])


def test_even_a_slow_scanner_gets_a_membership_card_through_a_field() -> None:
    field = Field()
    field.type(MEMBER, 0.080)
    field.wait(1)
    assert field.scans == [MEMBER]
    assert field.text == ""


@pytest.mark.parametrize("became", ["J6M", "   ", "|^|"])
@pytest.mark.parametrize("keyboard", ["British", "German", "French", "Belgian", "Czech"])
def test_a_license_whose_separators_came_as_letters_leaves_nothing_in_the_field(keyboard: str, became: str) -> None:
    text = KEYBOARDS[keyboard](CARD.translate(str.maketrans("\n\x1e\r", became)))
    field = Field(text="hol")
    field.type(text, 0.005)
    field.wait(1)
    assert (field.scans, field.text, field.acts, field.dropped) == ([text], "hol", [], [])


def test_a_membership_card_and_a_license_are_two_scans() -> None:
    field = Field(takes_text=False)
    for text in (MEMBER + "\r", CARD, MEMBER):
        field.lump(text)
        field.wait(0.5)
    assert field.scans == [MEMBER + "\r", CARD, MEMBER]


@pytest.mark.parametrize(
    "typed", ["june@intake.example", "@intake", "P<", "I < 3 passports", "Patricia Passport", "a<b<<c", "PAGE<<"]
)
@pytest.mark.parametrize("pace", [0.05, 0.12])
def test_what_people_type_stays_in_the_field(typed: str, pace: float) -> None:
    field = Field()
    field.type(typed, pace)
    field.wait(1)
    assert (field.text, field.scans, field.dropped) == (typed, [], [])


@pytest.mark.parametrize(
    "typed", ["P<3 text", "@inta", "mail@intake.example", "PATRICIA PASSPORT", "cout<<a<<b", "x" * 60]
)
def test_these_are_no_cards(typed: str) -> None:
    assert not holds_card(typed)
    assert not begins_card(typed)
