"""Key events become the characters that the scanner meant, for every layout and whatever the locks say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strokes import ALT_GR, CTRL, SHIFT, strokes

from devices.evdev_keys import KeyDecoder
from devices.layouts import LAYOUTS
from intake import settings

ALT, CAPS, KEYPAD = 56, 58, {"0": 82, "1": 79, "3": 81}


def decoded(events: list[tuple[int, int]], layout: str = "us") -> str:
    """Return what a fresh decoder makes of key events."""
    decoder = KeyDecoder(LAYOUTS[layout])
    return "".join(decoder.key(code, value) for code, value in events)


def typed(text: str, layout: str = "us") -> list[tuple[int, int]]:
    """Return the key events of a text."""
    return [event for stroke in strokes(text, layout) for event in stroke]


def press(*codes: int) -> list[tuple[int, int]]:
    """Return the events of keys that are pressed together."""
    return [*((code, 1) for code in codes), *((code, 0) for code in reversed(codes))]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_character_of_a_layout_arrives(layout: str) -> None:
    keys = LAYOUTS[layout]
    text = "".join(sorted({character for place, character in keys.characters.items() if place not in keys.dead}))
    assert decoded(typed(text, layout), layout) == text
    assert len(text) > 90


@pytest.mark.parametrize("layout", LAYOUTS)
@given(text=st.text("ABCYZyzqwam0123456789 -/#@,.:;\n\r\x1e\x1d"))
def test_a_license_arrives_the_same_from_every_layout(layout: str, text: str) -> None:
    assert decoded(typed(text, layout), layout) == text


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(
    ("keys", "character"),
    [((CTRL, 36), "\n"), ((97, 36), "\n"), ((CTRL, 7), "\x1e"), ((CTRL, SHIFT, 7), "\x1e"), ((CTRL, 27), "\x1d"),
     ((CTRL, 43), "\x1c"),
     ((ALT, 36), "\n"), ((ALT, SHIFT, 7), "\x1e"), ((ALT, 27), "\x1d"), ((28,), "\r"), ((96,), "\r"), ((108,), "\n"),
     ((15,), "\t")],
)  # fmt: skip
def test_control_characters_have_their_keys(layout: str, keys: tuple[int, ...], character: str) -> None:
    assert decoded(press(*keys), layout) == character


def test_caps_lock_swaps_letters_and_nothing_else() -> None:
    assert decoded([*press(CAPS), *typed("Ab1!"), *press(CAPS), *typed("Ab1!")]) == "aB1!Ab1!"
    assert decoded([*press(CAPS), *typed("ß", "de")], "de") == "ß"


@pytest.mark.parametrize(("number", "character"), [("030", "\x1e"), ("10", "\n"), ("0013", "\r")])
def test_alt_and_a_number_on_the_keypad_is_that_character(number: str, character: str) -> None:
    keypad = [event for digit in number for event in press(KEYPAD[digit])]
    assert decoded([(ALT, 1), *keypad, (ALT, 0), *typed("A")]) == character + "A"


@pytest.mark.parametrize(
    ("layout", "keys", "text"),
    [("de", [(13,), (18,)], "é"), ("de", [(41,), (57,)], "^"), ("de", [(13,), (44,)], "ý"), ("de", [(41,), (3,)], "^2"),
     ("fr", [(26,), (18,)], "ê"), ("fr", [(SHIFT, 26), (18,)], "ë"), ("us", [(41,), (18,)], "`e")],
)  # fmt: skip
def test_dead_keys_put_accents_on_letters(layout: str, keys: list[tuple[int, ...]], text: str) -> None:
    assert decoded([event for each in keys for event in press(*each)], layout) == text


def test_the_configuration_knows_every_layout() -> None:
    assert set(settings.LAYOUTS) == set(LAYOUTS)


def test_the_third_level_needs_alt_gr() -> None:
    assert decoded(press(ALT_GR, 16), "de") == "@"
    assert decoded(press(ALT_GR, 11), "fr") == "@"
    assert decoded(press(ALT_GR, 16), "us") == ""


def test_a_held_key_does_not_repeat() -> None:
    assert decoded([(30, 1), (30, 2), (30, 2), (30, 0)]) == "a"


@given(st.lists(st.tuples(st.integers(0, 0x2FF), st.integers(0, 2)), max_size=60), st.sampled_from(sorted(LAYOUTS)))
def test_no_sequence_of_events_is_too_much(events: list[tuple[int, int]], layout: str) -> None:
    assert len(decoded(events, layout)) <= 2 * len(events)
