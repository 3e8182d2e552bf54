"""What a terminal sends, split into keys, sequences, pastes, and text that a machine typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.capture import SILENCE
from devices.header import opens
from screens.lexer import PASTE_CHARACTERS, PASTE_SECONDS, Lexer, Unit

CLICK = "\x1b[<0;5;5M\x1b[<0;5;5m"
MOVE = "\x1b[<35;10;7M"
HEADER = "@\n\x1e\rANSI 636000"
ESCAPE_DELAY = 0.1
_ALT = {"\n": "\x1bj", "\r": "\x1bm", "\x1e": "\x1b^", "\x1d": "\x1b]", "\x1c": "\x1b\\"}
SLOW = 10 / 4800
"""Seconds that a byte takes on a serial line of 4,800 baud."""


def lexer(byte_seconds: float = 0.0) -> Lexer:
    return Lexer(opens, SILENCE, ESCAPE_DELAY, byte_seconds)


def typed(text: str, pace: float, into: Lexer | None = None, start: float = 1.0) -> list[Unit]:
    """Feed ``text`` one character every ``pace`` seconds and wait for what is still to come."""
    lexing, now, units = into or lexer(), start, []
    for character in text:
        units += lexing.feed(character, now)
        now += pace
    return units + lexing.tick(now + 5)


def text_of(units: list[Unit], kind: str) -> str:
    return "".join(unit.text for unit in units if unit.kind == kind)


@pytest.mark.parametrize("pace", [0.0, 0.001, 0.005, 0.02, 0.08])
def test_a_click_inside_a_scan_is_text(pace: float) -> None:
    units = typed(HEADER + CLICK + "\x11\x10\x1b[200~DCS", pace)
    assert {unit.kind for unit in units} <= {"keys", "together"}
    assert text_of(units, "keys") + text_of(units, "together") == HEADER + CLICK + "\x11\x10\x1b[200~DCS"


@given(st.text(st.characters(max_codepoint=0xFF)), st.lists(st.integers(1, 9), min_size=1))
def test_a_scan_is_text_to_the_last_character_however_it_is_cut(noise: str, sizes: list[int]) -> None:
    scan = (HEADER + noise).replace("\x1b[<", "\x1b<").replace("\x1b[I", "").replace("\x1b[O", "")
    lexing, now, units, at = lexer(), 1.0, [], 0
    for index in range(len(scan)):
        size = sizes[index % len(sizes)]
        units += lexing.feed(scan[at : at + size], now) if at < len(scan) else []
        at, now = at + size, now + 0.05
    assert "".join(unit.text for unit in units) == scan
    assert {unit.kind for unit in units} <= {"keys", "together"}


def test_a_mouse_that_moves_during_a_scan_does_not_spoil_it() -> None:
    lexing = lexer()
    units = lexing.feed(HEADER, 1.0) + lexing.feed(MOVE, 1.05) + lexing.feed("DAQ1", 1.1)
    assert text_of(units, "together") == HEADER + "DAQ1"


def test_a_click_right_after_the_silence_is_a_click_again() -> None:
    lexing = lexer()
    lexing.feed(HEADER, 1.0)
    assert lexing.feed(CLICK, 1.001 + SILENCE) == [Unit("sequence", CLICK[:9]), Unit("sequence", CLICK[9:])]


def test_a_click_is_a_click_as_soon_as_the_gate_has_ended_the_scan() -> None:
    lexing = lexer()
    lexing.feed(HEADER, 1.0)
    assert {unit.kind for unit in lexing.feed(CLICK, 1.05, scanning=True)} == {"together"}
    assert {unit.kind for unit in lexing.feed(CLICK, 1.1, ended=1)} == {"sequence"}


@pytest.mark.parametrize("pace", [0.001, 0.005, 0.02, 0.08])
@pytest.mark.parametrize(
    "sequence",
    [
        CLICK,
        "\x1b[M !!",
        "\x1b[21~",
        "\x1bOP",
        "\x1b[200~x",
        "\x1b]0;x\x07",
        "\x1b[1;2",
        "\x1b[\r",
        "\x1b[" + "1;" * 40,
    ],
)
def test_a_sequence_that_is_typed_bit_by_bit_is_no_key_and_makes_all_that_follows_text(
    sequence: str, pace: float
) -> None:
    units = typed(sequence + "x\r\x1b[21~", pace)
    assert {unit.kind for unit in units} == {"typed", "together"}
    assert "".join(unit.text for unit in units) == sequence + "x\r\x1b[21~"
    assert units[0].kind == "typed"


@pytest.mark.parametrize("pace", [0.001, 0.005, 0.02])
@pytest.mark.parametrize("key", ["x", "\r", "\x13", "\x7f"])
def test_a_key_right_after_escape_is_typed_by_a_machine_and_later_by_a_person(key: str, pace: float) -> None:
    assert typed("\x1b" + key, pace) == [Unit("typed", "\x1b" + key)]
    assert typed("\x1b" + key, 0.05) == [Unit("escape", "\x1b"), Unit("keys", key)]


@pytest.mark.parametrize("pace", [0.001, 0.005])
def test_a_mouse_report_that_a_slow_line_would_cut_to_pieces_is_dropped(pace: float) -> None:
    assert typed(CLICK, pace, lexer(pace)) == []


@pytest.mark.parametrize("pace", [0.001, 0.005, 0.02])
@pytest.mark.parametrize("around", [("", "\r"), ("12345", ""), ("A", "B"), ("", "\x1b[21~")])
def test_a_function_key_that_a_scanner_types_is_dropped(pace: float, around: tuple[str, str]) -> None:
    before, after = around
    for line in (lexer(), lexer(pace)):
        assert not [unit for unit in typed(f"{before}\x1b[21~{after}", pace, line) if unit.kind == "sequence"]


def test_a_key_held_down_on_a_slow_line_repeats() -> None:
    lexing, now, units = lexer(SLOW), 1.0, []
    for _ in range(5):
        for character in "\x1b[B":
            units += lexing.feed(character, now)
            now += 0.0033
        now += 0.023
    assert len(units + lexing.tick(now + 1)) == 5


def test_a_mouse_report_that_the_network_cut_in_two_is_a_report() -> None:
    lexing = lexer()
    assert lexing.feed(CLICK[:4], 1.0) == []
    assert [unit.kind for unit in lexing.feed(CLICK[4:], 1.01)] == ["sequence", "sequence"]


@pytest.mark.parametrize(
    "sequence",
    ["\x1b[A", "\x1bOP", "\x1b[21~", "\x1b[[A", "\x1b[1;5C", "\x1b[106;5u", "\x1b[?2026;2$y", "\x1b[I", "\x1bb"],
)
def test_a_key_on_a_slow_line_is_one_sequence(sequence: str) -> None:
    assert typed(sequence, 0.0035, lexer(SLOW)) == [Unit("sequence", sequence)]


def test_a_lone_escape_is_the_escape_key_after_its_delay() -> None:
    lexing = lexer()
    assert lexing.feed("\x1b", 1.0) == []
    assert lexing.tick(1.0 + ESCAPE_DELAY / 2) == []
    assert lexing.tick(1.0 + ESCAPE_DELAY) == [Unit("escape", "\x1b")]


@pytest.mark.parametrize("pace", [0.0, 0.035, 0.15])
def test_two_escapes_are_two_keys(pace: float) -> None:
    assert typed("\x1b\x1b", pace) == [Unit("escape", "\x1b"), Unit("escape", "\x1b")]


@pytest.mark.parametrize("pace", [0.001, 0.005, 0.02])
@pytest.mark.parametrize("barcode", ["\x1b\x1b", "\x1b\x1b[A", CLICK.replace("\x1b", "\x1b\x1b", 1)])
def test_two_escapes_of_a_scanner_are_no_keys(barcode: str, pace: float) -> None:
    units = typed(barcode, pace)
    assert {unit.kind for unit in units} <= {"typed", "together"}
    assert "".join(unit.text for unit in units) == barcode


@pytest.mark.parametrize("pace", [0.0, 0.005, 0.08])
@pytest.mark.parametrize("lost", ["", "\n", "\n\x1e"])
def test_separators_that_a_scanner_types_with_alt_are_those_of_a_card(lost: str, pace: float) -> None:
    card = "".join(character for character in HEADER if character not in lost) + "DAQ1\x1dDCSX\x1c\r"
    keys = [_ALT.get(character, character) for character in card]
    lexing = lexer()
    units: list[Unit] = []
    for index, read in enumerate(keys if pace else ["".join(keys)]):
        units += lexing.feed(read, 1 + index * pace, scanning=any(unit.kind == "together" for unit in units))
    assert "".join(unit.text for unit in units) == card
    assert lexer().feed(_ALT["\n"], 1.0) == [Unit("sequence", _ALT["\n"])]


def test_a_few_keys_are_keys_and_many_at_once_are_text() -> None:
    assert lexer().feed("hello", 1.0) == [Unit("keys", "hello")]
    assert lexer().feed("hello, you", 1.0) == [Unit("together", "hello, you")]


def test_keys_of_the_kitty_protocol_stay_keys_while_the_gate_scans() -> None:
    lexing = lexer()
    units = lexing.feed("\x1b[64;;64u", 1.0) + lexing.feed("\x1b[106;5u", 1.01, scanning=True)
    assert [unit.kind for unit in units] == ["sequence", "sequence"]


def test_plain_characters_are_text_while_the_gate_scans() -> None:
    lexing = lexer()
    lexing.feed("ANS", 1.0)
    assert lexing.feed(CLICK, 1.01, scanning=True) == [Unit("together", CLICK)]


def test_a_paste_comes_whole() -> None:
    assert lexer().feed("\x1b[200~June\nHolloway\x1b[201~x", 1.0) == [
        Unit("paste", "June\nHolloway"),
        Unit("keys", "x"),
    ]


@given(st.lists(st.integers(0, 30), max_size=5))
def test_a_paste_comes_whole_however_it_is_cut(cuts: list[int]) -> None:
    stream = "\x1b[200~June Holloway\x1b[201~"
    edges = [0, *sorted({cut for cut in cuts if 0 < cut < len(stream)}), len(stream)]
    lexing, units = lexer(), []
    for index, end in enumerate(edges[1:]):
        units += lexing.feed(stream[edges[index] : end], 1.0 + index / 4000)
    assert units == [Unit("paste", "June Holloway")]


def test_a_paste_that_nobody_ends_is_closed_after_a_second() -> None:
    lexing = lexer()
    lexing.feed("\x1b[200~June", 1.0)
    assert lexing.tick(1.0 + PASTE_SECONDS) == [Unit("paste", "June")]
    assert lexing.feed("x", 3.0) == [Unit("keys", "x")]


@pytest.mark.parametrize("end", [["\x1b[201~"], ["\x1b[20", "1~"], []], ids=["ended", "end cut", "endless"])
def test_of_an_overlong_paste_nothing_is_taken_up_to_its_end(end: list[str]) -> None:
    lexing = lexer()
    units = lexing.feed("\x1b[200~", 1.0)
    for index in range(100):
        units += lexing.feed("quit\r" * 800, 1.0 + index * 0.9)
    for piece in end:
        units += lexing.feed(piece, 90.5)
    assert units == [Unit("too long", "")]
    assert lexing.tick(102.0) == []
    assert lexing.feed("x", 102.0) == [Unit("keys", "x")]
    assert lexing.feed("\x1b[200~June\x1b[201~", 103.0) == [Unit("paste", "June")]


def test_the_longest_paste_is_taken_whole() -> None:
    text = "Q" * PASTE_CHARACTERS
    assert lexer().feed(f"\x1b[200~{text}\x1b[201~", 1.0) == [Unit("paste", text)]


def test_typing_does_not_prolong_a_paste_that_nobody_ends() -> None:
    lexing = lexer()
    units = lexing.feed("\x1b[200~June", 1.0)
    for index in range(4):
        units += lexing.feed("x", 1.1 + index / 2)
    assert units == [Unit("paste", "Junexx"), Unit("keys", "x"), Unit("keys", "x")]


@pytest.mark.parametrize("start", ["\x1b[", "\x1b]", "\x1bP", "\x1b[<", "\x1bO"])
def test_a_sequence_without_end_holds_nothing_back(start: str) -> None:
    lexing = lexer()
    for index in range(500):
        lexing.feed(start + "1;" * 2000, 1.0 + index / 1000)
    lexing.tick(9.0)
    assert lexing.feed("x", 10.0) == [Unit("keys", "x")]


@given(st.lists(st.tuples(st.text(st.characters(max_codepoint=0x1FF)), st.floats(0, 0.3)), max_size=20))
def test_any_input_leaves_the_next_key_alone(chunks: list[tuple[str, float]]) -> None:
    lexing, now = lexer(), 1.0
    for text, gap in chunks:
        now += gap
        lexing.feed(text, now)
    lexing.tick(now + 2)
    assert lexing.feed("x", now + 3) == [Unit("keys", "x")]
