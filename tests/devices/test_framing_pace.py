"""Keys that came one by one, faster than fingers, are a scanner's: wherever that can be known they press nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typed_field import CARD, WHOLE_CARD, Field

from devices.capture import QUICK
from devices.line import FINGERS, SINGLE
from devices.stroke import EDITS

PACES = [0.001, 0.005, 0.020]
CONTROLS = [chr(code) for code in (*range(0x08), *range(0x09, 0x20))]


@pytest.mark.parametrize("pace", PACES)
@pytest.mark.parametrize("typed", ["604173\r", "D7042011\r", "123\r", "a\tb\tc\r", "\rabc", "xcu\x13", "01/31/1990\t"])
def test_a_thin_barcode_with_an_end_mark_is_a_scan_in_a_field_too(typed: str, pace: float) -> None:
    station = Field(text="hol")
    station.type(typed, pace)
    station.wait(1)
    assert (station.text, station.acts, station.hasty) == ("hol", [], [])
    assert station.scans == [typed] or station.dropped == ["Keys came too fast for a person and were no card."]


@pytest.mark.parametrize("pace", PACES)
@pytest.mark.parametrize("around", [("x", ""), ("", "\r"), ("12", ""), ("", "x")])
def test_no_control_key_that_came_beside_another_key_is_pressed(around: tuple[str, str], pace: float) -> None:
    for control in CONTROLS:
        station = Field(takes_text=False)
        station.type(around[0] + control + around[1], pace)
        station.wait(1)
        assert station.acts == station.hasty == []
        assert len(station.dropped + station.scans) == 1, control


@pytest.mark.parametrize("pace", PACES)
@pytest.mark.parametrize("typed", ["x\r", "12\r", "7\x13"])
def test_a_control_key_right_behind_fingers_in_a_field_is_lost_and_the_text_stays(typed: str, pace: float) -> None:
    station = Field()
    station.type(typed, pace)
    station.wait(1)
    assert (station.text, station.acts, station.hasty) == (typed[:-1], [], [])
    assert station.dropped == ["That key came too fast for a person: press it again."]


@given(
    st.text(st.sampled_from("xcue123\r\t\x13\x1b"), min_size=SINGLE),
    st.lists(st.floats(0.0006, QUICK - 0.001), min_size=9),
)
def test_three_keys_one_by_one_press_nothing_where_no_field_takes_text(typed: str, gaps: list[float]) -> None:
    station = Field(takes_text=False)
    for index, character in enumerate(typed):
        station.press(character, gaps[index % len(gaps)])
    station.wait(1)
    assert station.acts == station.hasty == []


@pytest.mark.parametrize("pace", PACES)
def test_enter_twice_is_no_key_held_down(pace: float) -> None:
    station = Field(takes_text=False)
    station.type("\r\r", pace)
    station.wait(1)
    assert station.acts == []


@pytest.mark.parametrize(
    ("before", "lumps"),
    [(before, [code]) for before in ("", "c", "\r") for code in ("cc0360029145\r", "\r\r0360029145\r", "ccc03600\r")]
    + [("", ["cc", "0360029145\r"])],
)
def test_a_barcode_in_lumps_that_begins_with_one_key_again_and_again_presses_nothing(
    before: str, lumps: list[str]
) -> None:
    station = Field(takes_text=False)
    station.type(before, 0.2)
    station.wait(0.4)
    for lump in lumps:
        station.lump(lump, 0.001)
    station.wait(1)
    assert (station.acts, station.hasty, station.scans) == ([*before], [], ["".join(lumps)])


@pytest.mark.parametrize("lumps", [["cccc"] * 8, ["c", "cc", "ccc"] * 5, ["c"] + ["cccc"] * 12])
@pytest.mark.parametrize("gap", [0.033, 0.12, 0.3])
def test_a_key_held_down_that_comes_in_lumps_is_pressed_as_often(lumps: list[str], gap: float) -> None:
    station = Field(takes_text=False)
    for lump in lumps:
        station.lump(lump, gap)
    station.wait(1)
    assert "".join(station.acts) == "".join(lumps)
    assert station.scans == station.dropped == []


@pytest.mark.parametrize("gap", [0.0, 0.004, 0.02])
def test_enter_that_a_busy_machine_pushes_to_the_last_key_of_a_person_is_pressed(gap: float) -> None:
    station = Field()
    station.type("60417", 0.09)
    station.type("3\r", gap)
    station.wait(1)
    assert (station.text, station.acts, station.hasty) == ("604173", ["\r"], [])


class EditedField(Field):
    """A field whose backspace takes back what was typed."""

    def _deliver(self, key: str) -> None:
        super()._deliver(key)
        if self.takes_text and key in EDITS:
            self.text = self.text[:-1]


@pytest.mark.parametrize("pace", PACES)
@pytest.mark.parametrize("typed", ["ABCDEF\x7fG\r", "0360002914\x7fXYZ\x02\r", "AB\x7f\x7f\x7fCDEF\r"])
def test_a_barcode_that_takes_back_what_it_typed_leaves_the_field_as_it_was(typed: str, pace: float) -> None:
    station = EditedField(text="hol")
    station.type(typed, pace)
    station.wait(1)
    assert station.text == "hol"
    assert set(station.acts) <= {"\x7f"}


def test_what_a_person_typed_and_took_back_right_before_a_card_stays_so() -> None:
    station = EditedField(text="x")
    station.type("hom\x7fl", 0.1)
    station.wait(0.1)
    station.type(CARD, 0.004)
    station.wait(1)
    assert (station.text, station.scans) == ("xhol", [CARD])


@pytest.mark.parametrize("pace", PACES)
@pytest.mark.parametrize("takes", [True, False])
@pytest.mark.parametrize("typed", ["ABCDEF|GH\r", "A|BCD", "12|", "0360002914|\r", "AB||CD|EF", "A|B\x7f|C\r"])
def test_a_key_without_a_character_inside_a_barcode_is_not_pressed(typed: str, takes: bool, pace: float) -> None:
    station = Field(takes, text="hol")
    for character in typed:
        if character == "|":
            station.press_arrow(pace)
        else:
            station.press(character, pace)
    station.wait(1)
    assert "<down>" not in station.acts
    assert station.text == ("hol12" if takes and typed == "12|" else "hol")


def test_a_key_without_a_character_behind_a_whole_card_is_not_pressed() -> None:
    station = Field()
    station.type(WHOLE_CARD, 0.002)
    station.press_arrow(0.06)
    station.wait(1)
    assert (station.scans, station.acts) == ([WHOLE_CARD], [])


@pytest.mark.parametrize("gap", [0.0, 0.005, 0.04])
def test_an_arrow_of_a_person_who_types_is_pressed(gap: float) -> None:
    station = Field()
    station.type("smith", 0.09)
    station.press_arrow(gap)
    station.press_arrow(0.033)
    station.wait(1)
    assert (station.text, station.acts) == ("smith", ["<down>", "<down>"])


@pytest.mark.parametrize("gap", [0.005, 0.02])
@pytest.mark.parametrize("key", ["\x15", "\r", "e", "<down>"])
@pytest.mark.parametrize("edits", [[("\x7f\x7f", 0.2)], [("\x7f", 0.2), ("\x7f", 0.25), *[("\x7f", 0.02)] * 50]])
def test_a_key_may_closely_follow_backspace_of_a_person(edits: list[tuple[str, float]], key: str, gap: float) -> None:
    station = Field()
    station.type("smith", 0.09)
    for lump, pause in edits:
        station.lump(lump, pause)
    if key == "<down>":
        station.press_arrow(gap)
    else:
        station.press(key, gap)
    station.press("n", 0.1)
    station.wait(1)
    took_back = ["\x7f"] * sum(len(lump) for lump, _ in edits)
    typed, pressed = ("smithen", []) if key == "e" else ("smithn", [key])
    assert (station.text, station.acts) == (typed, took_back + pressed)
    assert station.scans == station.dropped == station.hasty == []


@pytest.mark.parametrize("edit", ["\x08", "\x7f"])
@pytest.mark.parametrize("pace", PACES)
def test_backspace_again_and_again_over_a_slow_line_takes_back(pace: float, edit: str) -> None:
    station = Field()
    station.type(edit * 12, pace)
    station.wait(1)
    assert station.acts == [edit] * 12


@pytest.mark.parametrize("takes", [True, False])
@pytest.mark.parametrize("pace", PACES)
@pytest.mark.parametrize("head", ["\x08", "\x7f\x7f\x7f", "\x08\x7f\x08", "\x08" * 90])
@pytest.mark.parametrize("tail", ["\x13", "\r", "\t", "uc", "|", "12\x08\x1b", "a\x7f\x7f\r"])
def test_a_barcode_that_begins_with_backspace_takes_nothing_back_and_presses_nothing(
    head: str, tail: str, pace: float, takes: bool
) -> None:
    station = EditedField(takes, text="hol")
    for character in head + tail:
        if character == "|":
            station.press_arrow(pace)
        else:
            station.press(character, pace)
    station.wait(1)
    assert (station.text, station.hasty) == ("hol", [])
    assert set(station.acts) <= EDITS
    assert len(station.dropped + station.scans) == 1


@pytest.mark.parametrize("takes", [True, False])
@pytest.mark.parametrize("typed", ["ab\x7f", "a\x7f\x7f\x7f\x7f", "1234\x08\x08\x08\x08\x08\x08", "\x7f\x08\x7f"])
def test_a_barcode_that_takes_back_more_than_it_typed_leaves_the_field_as_it_was(typed: str, takes: bool) -> None:
    station = EditedField(takes, text="hol")
    station.type(typed, 0.005)
    station.wait(1)
    assert (station.text, len(station.dropped + station.scans)) == ("hol", 1)
    assert set(station.acts) <= EDITS


@pytest.mark.parametrize("end", ["\r", "\x13"])
def test_a_lump_of_backspace_presses_a_control_key_at_its_end_only_hastily(end: str) -> None:
    station = Field()
    station.lump("\x7f\x7f\x7f" + end)
    station.wait(1)
    assert (station.acts, station.hasty) == (["\x7f"] * 3, [end])


def test_a_lump_that_ends_with_enter_presses_it_only_hastily() -> None:
    station = Field(takes_text=False)
    station.lump("x\r")
    station.wait(1)
    assert (station.acts, station.hasty) == (["x"], ["\r"])


def test_fewer_keys_than_fingers_in_a_field_are_a_persons() -> None:
    station = Field()
    station.type("abc"[: FINGERS - 1], 0.02)
    station.press("\r", 0.1)
    station.wait(1)
    assert (station.text, station.acts) == ("abc", ["\r"])


def test_a_key_rolled_over_tab_goes_into_the_next_field() -> None:
    station = Field()
    station.press("\t")
    station.press("J", 0.02)
    station.wait(1)
    assert (station.text, station.acts) == ("J", ["\t"])


@pytest.mark.parametrize("sequence", ["\x1b[21~", "\x1b[<0;5;5M", "\x1b[27"])
@pytest.mark.parametrize("takes", [True, False])
def test_what_comes_with_a_sequence_that_was_typed_is_a_scan(sequence: str, takes: bool) -> None:
    station = Field(takes_text=takes)
    station.type_sequence(sequence, 0.08)
    station.type("x\rc", 0.08)
    station.wait(1)
    assert (station.text, station.acts) == ("", [])
    assert station.scans == [sequence + "x\rc"]


def test_a_key_that_waits_goes_with_the_sequence_that_is_typed_behind_it() -> None:
    station = Field(takes_text=False)
    station.press("c")
    station.type_sequence("\x1b[21~", 0.005)
    station.wait(1)
    assert station.acts == []
    assert station.scans == ["c\x1b[21~"]


@pytest.mark.parametrize("pace", PACES)
@pytest.mark.parametrize("sequence", ["\x1b[A", "\x1b[3~", "\x1bOS", "\x1b[27u", "\x1b[", "\x1b6"])
@pytest.mark.parametrize("head", ["7", "AB", "0360029", "AB\x7fC", "\rAB", "AB\t", "\x08", "\x7fu"])
def test_a_barcode_with_a_sequence_among_its_characters_leaves_the_field_as_it_was(
    head: str, sequence: str, pace: float
) -> None:
    station = EditedField(text="hol")
    station.type(head, pace)
    station.type_sequence(sequence, pace)
    station.type("1452\r", pace)
    station.wait(1)
    assert station.text == "hol"
    assert station.scans


def test_what_a_person_typed_before_a_sequence_that_a_machine_types_stays() -> None:
    station = Field()
    station.type("hol", 0.09)
    station.wait(QUICK)
    station.type_sequence("\x1b[21~", 0.005)
    station.type("1452\r", 0.005)
    station.wait(1)
    assert (station.text, station.acts, station.scans) == ("hol", [], ["\x1b[21~1452\r"])


@pytest.mark.parametrize("gap", [0.001, 0.02])
def test_tab_twice_only_moves_on(gap: float) -> None:
    station = Field()
    station.press("\t")
    station.press("\t", gap)
    station.type("Frost", 0.04)
    station.wait(1)
    assert (station.text, station.acts) == ("Frost", ["\t", "\t"])


@pytest.mark.parametrize("pace", [0.065, 0.080, 0.120])
@pytest.mark.parametrize("pair", ["\x13\r", "\x7f\t", "\x7f\r"])
def test_what_a_person_types_behind_two_keys_that_fell_together_is_not_lost_with_them(pair: str, pace: float) -> None:
    station = Field()
    station.press(pair[0])
    station.press(pair[1], 0.012)
    station.type("Frost", pace)
    station.wait(1)
    assert (station.text, set(station.acts) <= EDITS) == ("Frost", True)
    assert len(station.dropped + station.scans) == 1


@pytest.mark.parametrize("takes", [True, False])
@pytest.mark.parametrize("gap", [0.035, 0.045, 0.060, 0.100, 0.139])
def test_enter_of_a_person_behind_an_at_sign_is_pressed(gap: float, takes: bool) -> None:
    station = Field(takes_text=takes)
    station.type("june@", 0.1)
    station.press("\r", gap)
    station.type("anna", 0.1)
    station.wait(1)
    assert (station.text, station.acts) == (("june@anna", ["\r"]) if takes else ("", [*"june@\ranna"]))
    assert station.scans == station.dropped == []
