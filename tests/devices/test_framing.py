"""The wedge gate: every scan whole and apart, every key of a person at once."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from typed_field import BODY, CARD, Field

from devices.capture import LONGEST, REST, SILENCE, WORDY
from devices.framing import HELD, QUICK, SLOWEST, Gate, Step
from devices.line import MACHINE
from devices.opening import may_open

FLAT = "@ANSI 636000100002DL00410278DLDAQT00000000DCSHOLLOWAYDACJUNEDBB01311990"
CONTROLS = [chr(code) for code in (*range(0x20), 0x7F)]


gaps_in_a_scan = st.floats(0, SLOWEST - 0.001)
human_gaps = st.floats(SLOWEST + 0.001, 2) | st.floats(QUICK + 0.001, SLOWEST)


@given(st.lists(gaps_in_a_scan, min_size=len(CARD), max_size=len(CARD)), st.booleans())
def test_a_card_typed_at_any_pace_is_one_whole_scan_and_presses_nothing(gaps: list[float], takes: bool) -> None:
    station = Field(takes_text=takes)
    for character, gap in zip(CARD, gaps, strict=True):
        station.press(character, gap)
    station.wait(1)
    assert station.scans == [CARD]
    assert (station.text, station.dropped) == ("", [])
    assert set(station.acts) <= {"@"}


@pytest.mark.parametrize("pace", [0.001, 0.002, 0.005, 0.010, 0.020, 0.040, 0.080])
@pytest.mark.parametrize("card", [CARD, CARD.replace("\n", "\r"), CARD.replace("\n\x1e", "")])
def test_a_card_at_a_steady_pace_leaves_the_field_as_it_was(card: str, pace: float) -> None:
    station = Field(text="hol")
    station.type(card, pace)
    station.wait(max(SILENCE, 4 * pace) + 0.001)
    assert station.scans == [card]
    assert (station.text, station.acts) == ("hol", [])


@given(st.lists(st.integers(0, len(CARD)), max_size=12), st.floats(0, SILENCE - 0.001))
def test_a_card_split_into_lumps_anywhere_is_one_whole_scan(cuts: list[int], gap: float) -> None:
    station = Field()
    edges = [0, *sorted(set(cuts)), len(CARD)]
    for start, end in pairwise(edges):
        within_header = 0 < start <= 1
        station.lump(CARD[start:end], min(gap, SLOWEST - 0.001) if within_header else gap)
    station.wait(1)
    assert station.scans == [CARD]
    assert station.text == ""


@given(st.lists(st.tuples(st.characters(min_codepoint=0, max_codepoint=0x24F), human_gaps), max_size=60), st.booleans())
def test_what_a_person_types_is_delivered_in_order_and_hardly_waits(keys: list[tuple[str, float]], takes: bool) -> None:
    typed: list[tuple[str, float]] = []
    for key, gap in keys:
        if key != "@" and not (typed and may_open(typed[-1][0] + key)):
            typed.append((key, gap))
    station = Field(takes_text=takes)
    for character, gap in typed:
        station.press(character, gap)
    station.wait(1)
    assert station.scans == station.dropped == []
    if takes:
        assert station.text == "".join(key for key, _ in typed if key.isprintable())
    assert station.acts == [key for key, _ in typed if not (takes and key.isprintable())]
    for index, (character, _) in enumerate(typed):
        allowed = 0 if takes and character.isprintable() else QUICK
        assert station.delays[index] <= allowed + 1e-6


@given(st.lists(st.tuples(st.sampled_from("abANSI6. @"), human_gaps), max_size=40))
def test_an_at_sign_waits_fifty_milliseconds_at_most_and_keeps_its_place(keys: list[tuple[str, float]]) -> None:
    station = Field()
    for character, gap in keys:
        station.press(character, gap if gap > SLOWEST else SLOWEST + 0.001)
    station.wait(1)
    assert station.text == "".join(key for key, _ in keys)
    assert max(station.delays.values(), default=0) <= HELD + 1e-6


def test_an_address_is_typed_as_fast_as_a_person_can() -> None:
    station = Field()
    station.type("june@ansi.org", 0.045)
    station.press("\r", 0.06)
    station.wait(1)
    assert station.text == "june@ansi.org"
    assert station.acts == ["\r"]


def test_two_fast_fingers_are_not_a_machine() -> None:
    station = Field()
    for pair in ("th", "er", "in", "re"):
        station.press(pair[0], 0.09)
        station.press(pair[1], 0.004)
    station.wait(1)
    assert station.text == "therinre"
    assert station.delays.keys() == set(range(8))


@given(st.floats(SILENCE, 1), st.floats(0, 0.08))
def test_two_scans_with_silence_between_them_are_two(pause: float, pace: float) -> None:
    second = CARD.replace("JUNE", "OPAL")
    station = Field()
    station.type(CARD, pace)
    station.press(second[0], pause + 1e-6)
    station.type(second[1:], pace)
    station.wait(1)
    assert station.scans == [CARD, second]


@pytest.mark.parametrize("copies", [2, 5, 9])
@pytest.mark.parametrize("card", [CARD, FLAT, FLAT + "\r", CARD.replace("\n", ""), CARD.replace("\n", "\r")])
def test_scans_without_any_pause_between_them_are_told_apart_by_their_headers(card: str, copies: int) -> None:
    for pace in (0.0, 0.005):
        station = Field()
        station.type(card * copies, pace)
        station.wait(1)
        assert station.scans == [card] * copies


def test_scans_are_told_apart_where_the_terminal_spells_out_control_keys() -> None:
    spelled = CARD.replace("\n", "\x1b[106;5u").replace("\x1e", "\x1b[54;6u")
    station = Field()
    station.lump(spelled * 3)
    station.wait(1)
    assert station.scans == [spelled] * 3


def test_a_second_scan_after_a_late_tick_is_not_joined_to_the_first() -> None:
    gate: Gate[str] = Gate()
    gate.chunk(CARD, 1.0, str, takeable=True)
    steps = gate.chunk(CARD, 1.0 + SILENCE, str, takeable=True)
    assert [step.text for step in steps] == [CARD]
    assert [step.text for step in gate.tick(9.0)] == [CARD]


@pytest.mark.parametrize("takes", [True, False])
@pytest.mark.parametrize("opening", ["]L2" + CARD, "\x02" + CARD, "%CASALEM^DOE$JUNE^1 ELM?\r", BODY, CARD.lower()[1:]])
def test_a_scan_that_does_not_begin_with_an_at_sign_is_taken_back_from_the_field(opening: str, takes: bool) -> None:
    station = Field(text="hol", takes_text=takes)
    station.type(opening, 0.008)
    station.wait(1)
    assert station.scans == [opening]
    assert station.text == "hol"
    assert all(act in CONTROLS for act in station.acts)


@pytest.mark.parametrize("pace", [0.001, 0.02, 0.08])
def test_a_header_that_lost_its_separators_still_opens_a_scan(pace: float) -> None:
    station = Field(text="hol")
    station.type(FLAT, pace)
    station.wait(1)
    assert station.scans == [FLAT]
    assert station.text == "hol"


def test_letters_that_are_commands_are_not_carried_out_by_a_scanner() -> None:
    station = Field(takes_text=False)
    station.type("xcu%ca12345;1234\r", 0.012)
    station.wait(1)
    assert station.acts == []
    assert station.scans == ["xcu%ca12345;1234\r"]


def test_an_enter_before_the_card_is_not_pressed() -> None:
    station = Field(takes_text=False)
    station.type("\r" + CARD, 0.01)
    station.wait(1)
    assert station.acts == []
    assert station.scans == ["\r" + CARD]


@pytest.mark.parametrize("typed", ["604173\r", "holloway june\r", "01/31/1990\t", "5550101234\r"])
@pytest.mark.parametrize(("pace", "pressed"), [(0.0, "hasty"), (0.1, "acts")])
def test_what_comes_in_one_lump_into_a_field_is_typed_and_its_enter_is_hasty(
    typed: str, pace: float, pressed: str
) -> None:
    station = Field()
    station.type(typed, pace)
    station.wait(1)
    assert station.text == typed[:-1]
    assert station.acts + station.hasty == [typed[-1]] == getattr(station, pressed)
    assert station.scans == station.dropped == []


def test_a_thin_barcode_where_no_field_takes_text_presses_nothing() -> None:
    station = Field(takes_text=False)
    station.type("D7042011\r", 0.005)
    station.wait(1)
    assert station.acts == []
    assert station.scans == ["D7042011\r"]


@given(st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=MACHINE, max_size=30))
def test_a_lump_of_plain_letters_from_a_slow_line_stays_in_the_field(text: str) -> None:
    station = Field(text="> ")
    station.lump(text)
    station.wait(1)
    assert station.text == "> " + text
    assert station.scans == []


def test_a_lump_of_plain_letters_carries_out_no_commands() -> None:
    station = Field(takes_text=False)
    station.lump("xcuehabc")
    station.wait(1)
    assert station.acts == []
    assert len(station.dropped) == 1


@pytest.mark.parametrize("pace", [0.010, 0.016, 0.033])
@pytest.mark.parametrize("key", ["a", "\x7f", "\r", "x"])
def test_a_key_held_down_repeats_and_is_no_scan(key: str, pace: float) -> None:
    station = Field(takes_text=key in "ax")
    station.hold(key, 200, pace)
    station.wait(1)
    assert station.scans == station.dropped == []
    assert len(station.text) + len(station.acts) == 200
    assert max(station.delays.values()) <= QUICK + 1e-6


def test_a_stuck_key_faster_than_any_keyboard_is_swallowed() -> None:
    station = Field()
    station.type("a" * 5_000, 0.0001)
    station.wait(1)
    assert len(station.text) < WORDY
    assert len(station.dropped) == 1


def test_of_a_text_longer_than_any_card_nothing_stays_in_the_field() -> None:
    station = Field(text="hol")
    for _ in range(18):
        station.lump("abcdefg " * 500, 0.001)
    station.wait(1)
    assert (station.text, station.dropped) == ("hol", ["That scan was longer than any card."])


@pytest.mark.parametrize("size", [LONGEST + 1, 20_000])
@pytest.mark.parametrize("lump", [1, 4095])
def test_a_scan_longer_than_any_card_is_reported_and_never_grows(size: int, lump: int) -> None:
    station = Field()
    flood = "@\n" + "7" * size
    for start in range(0, len(flood), lump):
        station.lump(flood[start : start + lump], 0.0001)
    assert station.gate.capturing
    station.wait(1)
    assert station.scans == []
    assert station.dropped == ["That scan was longer than any card."]
    station.lump(CARD)
    station.wait(1)
    assert station.scans == [CARD]


def test_a_control_character_inside_a_scan_is_part_of_it_and_presses_nothing() -> None:
    for control in CONTROLS:
        payload = CARD[:30] + control + CARD[30:]
        station = Field()
        station.type(payload, 0.005)
        station.wait(1)
        assert station.scans == [payload]
        assert station.acts == []


@given(st.text(st.characters(codec="latin-1"), min_size=1, max_size=300), st.floats(0, 0.09))
def test_any_noise_after_a_header_ends_as_one_scan_or_one_reason(noise: str, pace: float) -> None:
    station = Field()
    station.type("@\n" + noise.replace("@", "a"), pace)
    station.wait(1)
    assert len(station.scans) + len(station.dropped) == 1
    assert (station.text, station.acts) == ("", [])
    assert not station.gate.capturing
    assert station.gate.deadline is None


@given(st.lists(st.tuples(st.characters(exclude_characters="\x08\x7f"), st.floats(0, 0.3)), max_size=80), st.booleans())
@example([("0", 0.0), ("0", 0.015625), ("0", QUICK), ("\x1b", 0.0)], False)
@example([("0", 0.0), ("0", 0.0), ("0", 0.015625), ("\x7f", 0.0)], False)
@example([("@", 0.0), ("]", SLOWEST), ("L", SLOWEST), ("\x1b", 0.0)], False)
def test_nothing_is_ever_both_delivered_and_scanned_and_the_gate_always_comes_to_rest(
    keys: list[tuple[str, float]], takes: bool
) -> None:
    station = Field(takes_text=takes)
    for character, gap in keys:
        station.press(character, gap)
    station.wait(1)
    assert not station.gate.capturing
    assert station.gate.deadline is None
    kept = len(station.text) + len(station.acts) + len(station.hasty) + sum(map(len, station.scans))
    assert kept <= len(keys)
    assert kept == len(keys) or station.dropped


@pytest.mark.parametrize("noise", ["@\r", "@\n", "@\n\x1e\r"])
def test_a_frame_with_nothing_in_it_is_dropped_with_a_reason(noise: str) -> None:
    station = Field()
    station.type(noise, 0.01)
    station.wait(1)
    assert station.dropped == ["A scan came with nothing in it."]


@pytest.mark.parametrize("at_once", [0, 28])
def test_a_slow_scanner_may_pause_longer(at_once: int) -> None:
    station = Field()
    station.lump(CARD[:at_once])
    station.type(CARD[at_once:60], 0.08)
    station.press(CARD[60], 0.29)
    station.type(CARD[61:], 0.08)
    station.wait(1)
    assert station.scans == [CARD]
    assert station.text == ""


def test_a_card_that_stops_in_the_middle_ends_with_what_came() -> None:
    station = Field()
    station.type(CARD[:40], 0.01)
    station.wait(REST)
    assert station.scans == [CARD[:40]]
    station.type("abc", 0.2)
    assert station.text == "abc"


def test_a_pasted_card_is_a_scan_and_other_pastes_go_to_the_field() -> None:
    gate: Gate[str] = Gate()
    assert gate.paste("june@example.com", 1.0, "key") == [Step("deliver", "key")]
    assert gate.paste(CARD.replace("\n", "\r"), 2.0, "key") == []
    assert gate.tick(3.0) == [Step("scanned", text=CARD.replace("\n", "\r"))]


def test_a_paste_inside_a_scan_is_part_of_it() -> None:
    gate: Gate[str] = Gate()
    gate.chunk(CARD, 1.0, str, takeable=True)
    assert gate.paste("more", 1.1, "key") == []
    assert gate.tick(2.0) == [Step("scanned", text=CARD + "more")]


def test_a_key_without_a_character_inside_a_scan_is_swallowed() -> None:
    station = Field()
    station.type(CARD[:50], 0.01)
    station.press_arrow(0.01)
    station.type(CARD[50:], 0.01)
    station.wait(1)
    assert station.scans == [CARD]
    assert station.acts == []


@pytest.mark.parametrize("gap", [0.0, 0.028])
def test_an_arrow_lets_a_waiting_key_go_first(gap: float) -> None:
    station = Field(takes_text=False)
    station.press("x")
    station.press_arrow(gap)
    station.wait(1)
    assert station.acts == ["x", "<down>"]
