"""Cards that come so slowly that a person could type them, and as other keyboards bend them, are scans at the gate."""

from __future__ import annotations

import random

import pytest
from slow_cards import CARDS, KEYBOARDS, MEMBER
from typed_field import BODY, Field

from devices.framing import SLOWEST
from devices.header import begins_card, holds_card
from devices.opening import NAMELESS, is_card, may_open

PACES = [0.001, 0.005, 0.020, 0.040, 0.080, 0.130]
LETTERS_ALONE = {"identity card of two letters"}
"""What begins with two letters, which can be commands where no field has the cursor."""


def held_under_the_scanner(text: str, pace: float, *, field: bool, kitty: bool = False) -> Field:
    station = Field(text="hol" if field else "", takes_text=field)
    if pace:
        station.type(text, pace)
    elif kitty:
        station.press(text[0])
        station.type(text[1:], 0.0)
    else:
        station.lump(text)
    station.wait(1)
    return station


@pytest.mark.parametrize("card", CARDS)
def test_a_card_at_eighty_milliseconds_a_key_leaves_the_field_as_it_was_and_presses_nothing(card: str) -> None:
    for keyboard, press in KEYBOARDS.items():
        text = press(CARDS[card])
        station = held_under_the_scanner(text, 0.080, field=True)
        assert (station.scans, station.text, station.acts, station.dropped) == ([text], "hol", [], []), keyboard


@pytest.mark.parametrize("card", CARDS)
def test_where_no_field_has_the_cursor_only_the_first_key_of_a_slow_card_is_pressed(card: str) -> None:
    for keyboard, press in KEYBOARDS.items():
        text = press(CARDS[card])
        station = held_under_the_scanner(text, 0.080, field=False)
        pressed = "".join(station.acts)
        assert station.scans == [text], keyboard
        assert pressed in {"", text[0]} or (card in LETTERS_ALONE and text.startswith(pressed)), keyboard
        assert not {"\r", "\n"} & set(pressed), keyboard


@pytest.mark.parametrize("card", CARDS)
def test_a_card_is_a_scan_at_every_pace_and_in_a_lump(card: str) -> None:
    chosen = random.Random(card)
    for pace in (*PACES, 0.0):
        for field in (True, False):
            text = KEYBOARDS[chosen.choice([*KEYBOARDS])](CARDS[card])
            station = held_under_the_scanner(text, pace, field=field, kitty=chosen.random() < 0.5)
            assert station.scans == [text], (text, pace, field)
            assert station.text == ("hol" if field else "")


@pytest.mark.parametrize("field", [True, False])
@pytest.mark.parametrize("pace", [*PACES, 0.0])
@pytest.mark.parametrize(
    "header", ["@|\x1e\r", "@||\r", "@|||", "@|\r", "@|", "@\t\x1e\r", "@\t\t\t", "@\t", "@J6M", "@J^M", "@   "]
)
def test_a_card_whose_separators_come_as_other_keys_presses_none_of_them(
    header: str, pace: float, *, field: bool
) -> None:
    station = Field(text="hol" if field else "", takes_text=field)
    for key in header + BODY.replace("\n", header[1]):
        station.press_arrow(pace) if key == "|" else station.press(key, pace)
    station.wait(1)
    assert [scan.replace(NAMELESS, "|") for scan in station.scans] == [header + BODY.replace("\n", header[1])]
    assert station.text == ("hol" if field else "")
    assert station.acts in ([], ["@"])
    assert station.dropped == station.hasty == []


@pytest.mark.parametrize("keyboard", KEYBOARDS)
@pytest.mark.parametrize("gap", [0.035, 0.100, 0.200])
def test_what_was_typed_right_before_a_slow_card_stays_in_the_field(keyboard: str, gap: float) -> None:
    for card in ("membership", "passport", "license, flat"):
        text = KEYBOARDS[keyboard](CARDS[card])
        station = Field()
        station.type("hollo", 0.2)
        station.type("w", 0.1)
        station.press(text[0], gap)
        station.type(text[1:], 0.080)
        station.wait(1)
        assert (station.scans, station.text, station.acts) == ([text], "hollow", [])


def test_a_membership_card_at_once_behind_typed_digits_leaves_them() -> None:
    station = Field()
    station.type("48", 0.2)
    station.press("2", 0.015)
    station.lump(MEMBER, 0.015)
    station.wait(1)
    assert (station.scans, station.text) == ([MEMBER], "482")


def test_a_slow_card_after_a_slow_card_is_a_scan_of_its_own() -> None:
    station = Field()
    for _ in range(2):
        station.type(CARDS["passport"], 0.080)
        station.wait(0.7)
    assert station.scans == [CARDS["passport"]] * 2
    assert station.text == ""


def test_keys_that_wait_for_the_rest_of_a_card_are_pressed_in_order_when_none_comes() -> None:
    station = Field(takes_text=False)
    station.type("@inta", 0.080)
    assert station.acts == ["@"]
    station.wait(SLOWEST)
    assert "".join(station.acts) == "@inta"
    station.type("@intx", 0.080)
    station.wait(SLOWEST)
    assert "".join(station.acts) == "@inta@intx"


def test_a_line_feed_behind_a_quotation_mark_waits_and_is_pressed() -> None:
    station = Field()
    station.type('"\n', 0.080)
    assert station.acts == []
    station.press("x", 0.080)
    station.wait(1)
    assert (station.text, station.acts) == ('"x', ["\n"])


@pytest.mark.parametrize(
    "text",
    [
        "@intake1", "@intake1shop.example", '"intake1', "2intake1", "P<UTO", "IDUTO", "@ 6360001000", "ANSI 636000",
        "2636000100002", "vector<pair<int,int>>", "cout<<total<<count<<names<<endl", "a.lot..of.things.to.do......",
        "patient......................", "IDENTIFICATION<<<", "C:\\Users\\ida\\documents\\papers\\cards", "@\r" * 9,
    ],
)  # fmt: skip
def test_what_people_may_type_is_no_card(text: str) -> None:
    assert not is_card(text)


def test_all_before_a_card_is_told_may_be_one() -> None:
    for card in CARDS.values():
        told = next(end for end in range(2, len(card)) if is_card(card[:end]) or holds_card(card[:end]))
        assert all(may_open(card[:end]) for end in range(1, told))
    assert begins_card("@INTAKE1")
    assert not holds_card("june@intake1.example")
