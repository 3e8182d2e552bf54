"""Keys and raw characters, as old terminals and those with the kitty protocol report them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual._xterm_parser import XTermParser

from screens.keys import key_of, raw, scanned


def key(sequence: str) -> events.Key:
    """Return the one key that Textual makes of ``sequence``."""
    (event,) = XTermParser().feed(sequence)
    assert isinstance(event, events.Key)
    return event


def kitty(character: str) -> str:
    """Return how a terminal with the kitty protocol reports the keys that a scanner presses for ``character``."""
    code = ord(character)
    if character == "\r":
        return "\x1b[13u"
    if character == "\x1e":
        return "\x1b[54;6u"
    if character == "\x1b":
        return "\x1b[27u"
    if code < 0x20:
        return f"\x1b[{code + 0x60 if code < 0x1B and code else code + 0x40};5u"
    return f"\x1b[{code};;{code}u"


@pytest.mark.parametrize("code", [code for code in range(0x80) if code != 0x1B])
def test_every_ascii_character_is_itself_on_an_old_terminal(code: int) -> None:
    assert raw(key(chr(code))) == chr(code)


@pytest.mark.parametrize("code", [code for code in range(0x7F) if code not in {0x08, 0x09}])
def test_every_ascii_character_is_itself_with_the_kitty_protocol(code: int) -> None:
    assert raw(key(kitty(chr(code)))) == chr(code)


@pytest.mark.parametrize(
    ("sequence", "meant"),
    [
        ("\x1b[106;5u", "\n"),
        ("\x1b[54;6u", "\x1e"),
        ("\x1b[54;5u", "\x1e"),
        ("\x1b[94;6u", "\x1e"),
        ("\x1b[109;5u", "\r"),
        ("\x1b[9u", "\t"),
        ("\x1b[127u", "\x7f"),
        ("\x1b[50;6u", "\x00"),
        ("\x1b[45;6u", "\x1f"),
        ("\x1b[93;5u", "\x1d"),
        ("\x1b[233;;233u", "é"),
    ],
)
def test_separators_come_through_although_the_terminal_gives_no_character(sequence: str, meant: str) -> None:
    assert raw(key(sequence)) == meant


@pytest.mark.parametrize(
    "sequence", ["\x1b[A", "\x1b[B", "\x1bOP", "\x1b[21~", "\x1b[5~", "\x1b[Z", "\x1b[97;3u", "\x1b[97;9u"]
)
def test_keys_that_act_stand_for_no_character(sequence: str) -> None:
    assert raw(key(sequence)) == ""


def test_inside_a_scan_the_arrow_down_is_a_line_feed() -> None:
    assert scanned(key("\x1b[B")) == "\n"
    assert scanned(key("\x1b[A")) == ""
    assert scanned(key("A")) == "A"


@given(st.characters(max_codepoint=0x2FF, exclude_characters="\x1b\x9b"))
def test_the_key_of_a_character_is_the_one_that_textual_makes_of_it(character: str) -> None:
    made, parsed = key_of(character), key(character)
    assert (made.key, made.character) == (parsed.key, parsed.character)


@given(st.characters())
def test_a_character_survives_the_way_to_a_key_and_back(character: str) -> None:
    assert raw(key_of(character)) == character
