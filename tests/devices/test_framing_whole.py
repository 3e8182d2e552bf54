"""A card that has all it announces is not waited for, and what comes late of it presses nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typed_field import CARD, WHOLE_CARD, Field

from devices.behind import DEAF
from devices.capture import REST, SILENCE, WHOLE
from devices.framing import LATE, Gate
from devices.step import LATE_MARK

OTHER = WHOLE_CARD.replace("JUNE", "OPAL").replace("T00000000", "T00000007")


@pytest.mark.parametrize("pace", [0.0, 0.001, 0.005])
def test_a_card_that_has_all_it_announces_is_not_waited_for(pace: float) -> None:
    field = Field()
    field.type(WHOLE_CARD, pace)
    field.wait(WHOLE + 0.001)
    assert field.scans == [WHOLE_CARD]


@pytest.mark.parametrize("card", [CARD, WHOLE_CARD[:-1], WHOLE_CARD.replace("0001DL", "0003DL")])
def test_a_card_that_announces_more_is_waited_for(card: str) -> None:
    field = Field()
    field.lump(card)
    field.wait(SILENCE - 0.001)
    assert not field.scans
    field.wait(0.002)
    assert field.scans == [card]


def test_a_slow_scanner_is_waited_for_even_when_its_card_is_whole() -> None:
    field = Field()
    field.type(WHOLE_CARD, 0.03)
    field.wait(SILENCE - 0.001)
    assert not field.scans


@pytest.mark.parametrize("mark", ["\r", "\n", "\t", "\r\n"])
def test_an_end_mark_that_comes_late_presses_nothing_and_is_waited_for_the_next_time(mark: str) -> None:
    field = Field()
    field.lump(WHOLE_CARD)
    field.lump(mark, after=LATE - 0.01)
    field.wait(1)
    assert (field.scans, field.acts, field.dropped) == ([WHOLE_CARD], [], [])
    field.lump(WHOLE_CARD)
    field.lump(mark, after=SILENCE - 0.01)
    field.wait(1)
    assert (field.scans[1:], field.acts) == ([WHOLE_CARD + mark], [])
    field.lump(WHOLE_CARD + mark)
    field.wait(WHOLE + 0.001)
    assert len(field.scans) == 3


def test_the_rest_of_a_card_that_comes_late_presses_nothing_and_is_told() -> None:
    field = Field(takes_text=False)
    field.lump(WHOLE_CARD)
    field.lump("ZCZCAXX\rc", after=LATE - 0.01)
    field.wait(1)
    assert (field.scans, field.acts) == ([WHOLE_CARD], [])
    assert field.dropped == ["A scan came in pieces: scan the card again."]


def test_a_card_right_after_a_whole_card_is_a_scan_of_its_own() -> None:
    field = Field()
    field.lump(WHOLE_CARD)
    field.lump(WHOLE_CARD, after=LATE - 0.01)
    field.wait(1)
    assert (field.scans, field.acts, field.text) == ([WHOLE_CARD] * 2, [], "")


@pytest.mark.parametrize(("key", "after"), [("a", LATE), ("\x1b", LATE), ("\r", DEAF), ("\t", DEAF)])
def test_a_key_pressed_after_a_whole_card_is_a_key_again(key: str, after: float) -> None:
    field = Field(takes_text=False)
    field.lump(WHOLE_CARD)
    field.press(key, after + 0.001)
    field.wait(1)
    assert (field.scans, field.acts, field.dropped) == ([WHOLE_CARD], [key], [])


@pytest.mark.parametrize("mark", ["\r", "\n", "\t", "\r\n"])
@pytest.mark.parametrize("pace", [0.0, 0.005])
@pytest.mark.parametrize(
    ("added", "after"), [(0, SILENCE + 0.02), (0, DEAF - 0.01), (1, DEAF + 0.05), (1, REST - 0.01)]
)
def test_enter_before_anybody_can_have_seen_the_card_or_while_the_scanners_own_is_awaited_is_told_and_not_pressed(
    mark: str, pace: float, added: int, after: float
) -> None:
    field = Field(takes_text=False, gate=Gate(added))
    field.type(WHOLE_CARD, pace)
    if pace:
        field.press(mark[0], after)
        field.type(mark[1:], 0.001)
    else:
        field.lump(mark, after)
    assert (field.scans, field.acts) == ([WHOLE_CARD], [])
    assert {*field.dropped} == {LATE_MARK}
    field.press("\r", 0.1)
    field.wait(1)
    assert field.acts == ["\r"]


@pytest.mark.parametrize(("mark", "after"), [("", DEAF + 0.01), ("\r", SILENCE + 0.01), ("\r\n", SILENCE + 0.01)])
def test_enter_of_a_person_in_a_hurry_is_pressed(mark: str, after: float) -> None:
    field = Field(takes_text=False)
    for _ in range(3):
        field.lump(WHOLE_CARD + mark, 0.5)
        field.press("\r", after)
    field.wait(1)
    assert (field.acts, field.dropped) == (["\r"] * 3, [])


@pytest.mark.parametrize(
    ("second", "scans"),
    [(OTHER, 2), (OTHER[:5] + "Z" + OTHER[5:19] + "B" + OTHER[19:], 1), (OTHER[:70] + "\nD" + OTHER[70:], 2),
     (OTHER[:60] + "BB01311990\r\r" + OTHER[60:], 1)],
)  # fmt: skip
def test_what_another_scanner_typed_on_inside_a_card_is_no_value_of_it(second: str, scans: int) -> None:
    field = Field()
    field.lump(WHOLE_CARD[:-12] + second)
    field.wait(1)
    assert field.scans == [WHOLE_CARD[:-12], second][:scans]
    told = [] if scans > 1 else ["Two different licenses came at once; scan one of them again."]
    assert (field.dropped, field.text, field.acts) == (told, "", [])


@given(st.text(st.sampled_from(["\r", "A", "@", *WHOLE_CARD[:30]])), st.floats(0, 0.2))
def test_whatever_follows_a_whole_card_it_is_scanned_once_and_nothing_is_pressed_early(rest: str, gap: float) -> None:
    field = Field(takes_text=False)
    field.lump(WHOLE_CARD)
    field.lump(rest, after=min(gap, LATE - 0.001))
    field.wait(2)
    assert "".join(field.scans).startswith(WHOLE_CARD)
    assert not field.acts


@pytest.mark.parametrize("aim", ["", "]L2"])
@pytest.mark.parametrize("pace", [0, 0.001, 0.005])
@pytest.mark.parametrize("gap", [0.012, 0.025])
def test_what_is_typed_right_before_a_card_stays_in_the_field(aim: str, pace: float, gap: float) -> None:
    field = Field()
    field.type("4829", 0.2)
    field.type("15", gap)
    if pace:
        field.press(aim[:1] or WHOLE_CARD[:1], gap)
        field.type((aim + WHOLE_CARD)[1:], pace)
    else:
        field.lump(aim + WHOLE_CARD, gap)
    field.wait(1)
    assert field.text == "482915"
    assert field.scans == [aim + WHOLE_CARD]
    assert field.acts == []


def test_a_prefix_that_the_scanner_types_at_its_own_pace_is_taken_back() -> None:
    field = Field()
    field.type("48", 0.2)
    field.press("x", 0.2)
    field.type("7" + CARD, 0.012)
    field.wait(1)
    assert field.text == "48"
    assert field.scans == ["x7" + CARD]
