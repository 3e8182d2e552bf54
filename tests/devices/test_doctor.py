"""The doctor names what a scanner does to the test symbol, whatever it does."""

from __future__ import annotations

import io
import os
import pty
import re
import struct
import tty
from itertools import combinations
from threading import Timer

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from devices.capture import REST
from devices.card import file_of, read_picture
from devices.doctor import TEST_TEXT, Typed, Verdict, end_mark, judge
from devices.doctor_readings import typed_by
from devices.doctor_symbol import lines_of
from devices.layouts import LAYOUTS
from devices.reader_terminal import typed_into
from intake.errors import Unreadable
from intake.license import read

CONTROLS = {"\n": "lf", "\x1d": "gs", "\x1e": "rs", "\x1c": "fs", "\r": "cr"}
PACE = 0.002


def verdict(text: str, pace: float = PACE) -> Verdict:
    """Return the verdict on what was typed at a pace."""
    return judge(Typed(text, pace * (len(text) - 1)))


def codes(text: str, pace: float = PACE) -> set[str]:
    """Return what is found."""
    return {finding.code for finding in verdict(text, pace).findings}


def only(*kept: str) -> str:
    """Return the test text with only some of its control characters."""
    return "".join(letter for letter in TEST_TEXT if letter >= " " or letter in kept)


def test_nothing_is_found_at_a_good_scanner() -> None:
    found = verdict(TEST_TEXT + "\r")
    assert found.ok
    assert found.findings == ()
    assert found.end_mark == "CR"
    assert found.pace == pytest.approx(PACE)


@pytest.mark.parametrize("count", range(1, 6))
def test_lost_control_characters_are_named_alone_and_together(count: int) -> None:
    for lost in combinations(CONTROLS, count):
        kept = only(*(control for control in CONTROLS if control not in lost))
        found = verdict(kept + "\r").findings
        assert {finding.code for finding in found} == {f"{CONTROLS[control]}_lost" for control in lost}
        assert ["Ctrl and a letter" in finding.message for finding in found] == [False] * (count - 1) + [True]


@pytest.mark.parametrize(
    ("control", "becomes", "said"),
    [("\r", "M", "'M'"), ("\r", "m", "'m'"), ("\x1e", "6", "'6'"), ("\x1e", "^", "'^'"), ("\x1e", "0030", "'0030'"),
     ("\n", "J", "'J'"), ("\n", "\x1b[B", "Arrow Down"), ("\x1e", "\x1bOA", "Arrow Up"), ("\x1d", "\x1b[19~", "as F8:"),
     ("\x1e", "\x1b^", "as Alt+^:"), ("\n", "\x1bj", "as Alt+J:"),
     ("\x1d", "\x1bOS", "as F4:"), ("\x1c", "\x1b[[E", "as F5:"), ("\x1c", "\x1b[24~", "as F12:"),
     ("\n", "\r", "CR"), ("\n", "|", "'|'"), ("\x1d", "]", "']'"),
     ("\n", "\n\n", "<0A><0A>"), ("\r", "\r\n", "<0D><0A>")],
)  # fmt: skip
def test_mapped_control_characters_are_named_with_what_they_become(control: str, becomes: str, said: str) -> None:
    found = verdict(TEST_TEXT.replace(control, becomes) + "\r")
    assert [finding.code for finding in found.findings] == [f"{CONTROLS[control]}_mapped"]
    assert said in found.findings[0].message
    assert not found.ok


@pytest.mark.parametrize(
    ("bend", "code"),
    [(str.swapcase, "caps_lock"), (str.upper, "case"), (str.lower, "case"),
     (lambda text: typed_by(text, "us", "us", shift=False), "shift")],
)  # fmt: skip
def test_the_wrong_case_is_named(bend: object, code: str) -> None:
    assert callable(bend)
    assert codes(bend(TEST_TEXT) + "\r") == {code}


@pytest.mark.parametrize("lost", [False, True])
@pytest.mark.parametrize("other", ["uk", "de", "fr"])
def test_a_layout_that_differs_is_named_from_either_side(other: str, lost: bool) -> None:
    text = only() if lost else TEST_TEXT
    for scanner, computer in (("us", other), (other, "us")):
        found = verdict(typed_by(text, scanner, computer) + "\r")
        assert "layout" in [finding.code for finding in found.findings]
        message = next(finding.message for finding in found.findings if finding.code == "layout")
        assert f'scanner.layout = "{scanner}"' in message
        assert len(found.findings) == (6 if lost else 1)


def test_caps_lock_and_a_layout_are_told_together() -> None:
    for layout in LAYOUTS.keys() - {"us"}:
        typed = "".join(sign if sign == "ß" else sign.swapcase() for sign in typed_by(TEST_TEXT, "us", layout))
        assert codes(typed + "\r") == {"layout", "caps_lock"}


@pytest.mark.parametrize(
    ("text", "code", "ok"),
    [("]L2" + TEST_TEXT + "\r", "aim_id", True), ("\x02" + TEST_TEXT + "\r", "prefix", False),
     (TEST_TEXT, "no_end_mark", True), (TEST_TEXT + "\x03", "end_mark", False),
     ((TEST_TEXT + "\r") * 2, "doubled", False),
     (TEST_TEXT[:70], "cut_short", False), ("5901234123457\r", "unknown", False), ("", "nothing", False),
     ("\r", "nothing", False)],
)  # fmt: skip
def test_what_stands_around_the_text_is_named(text: str, code: str, ok: bool) -> None:
    found = verdict(text)
    assert [finding.code for finding in found.findings] == [code]
    assert found.ok is ok


@pytest.mark.parametrize("end", ["", "\r"])
@pytest.mark.parametrize(
    ("text", "missing"),
    [(TEST_TEXT[1:], {"start_missing"}), (TEST_TEXT[12:], {"start_missing"}),
     (only()[3:], {"start_missing"}), (TEST_TEXT[:-1], {"cut_short"}), (TEST_TEXT[:70], {"cut_short"}),
     (TEST_TEXT[:69] + TEST_TEXT[70:], {"characters_lost"}), (TEST_TEXT[:30] + TEST_TEXT[34:], {"characters_lost"}),
     ("".join(sign for place, sign in enumerate(TEST_TEXT) if place % 9 != 8), {"characters_lost"}),
     (TEST_TEXT[2:69] + TEST_TEXT[70:-2], {"start_missing", "characters_lost", "cut_short"})],
)  # fmt: skip
def test_where_characters_are_missing_is_told(text: str, missing: set[str], end: str) -> None:
    assert codes(text + end) == missing
    assert codes(text.replace("\x1e", "^") + end) == missing
    assert codes(text.swapcase() + end) == missing
    assert codes(typed_by(text, "us", "de") + end) == missing


def twice(*places: int) -> str:
    return "".join(sign * (2 if place in places else 1) for place, sign in enumerate(TEST_TEXT))


@pytest.mark.parametrize("end", ["", "\r"])
@pytest.mark.parametrize(
    ("text", "code"),
    [(twice(0), "characters_twice"), (twice(45), "characters_twice"), (twice(45, 60, 80), "characters_twice"),
     (twice(0, 37, 74), "characters_twice"), (twice(*range(0, 200, 11)), "characters_twice"),
     (twice(*range(5, 200, 7)), "characters_twice"), (twice(*range(200)), "characters_twice"),
     (TEST_TEXT[:60] + "Q" + TEST_TEXT[60:], "characters_added")],
)  # fmt: skip
def test_characters_that_came_twice_or_besides_are_told(text: str, code: str, end: str) -> None:
    for typed in (text, text.swapcase(), text.translate({10: None, 29: None, 30: None})):
        assert codes(typed + end) == {code}


def test_a_control_character_that_came_twice_once_is_not_taken_for_what_it_always_becomes() -> None:
    for place in [found.start() for found in re.finditer(r"[\x00-\x1f]", TEST_TEXT)]:
        assert codes(twice(place) + "\r") == {"characters_twice"}
    assert "lf_mapped" in codes(TEST_TEXT.replace("\n", "\n\n") + "\r")


def test_a_sign_that_came_twice_beside_a_separator_is_not_taken_for_what_became_of_it() -> None:
    beside = re.finditer(r"(?<=[\x00-\x1f])[^\x00-\x1f]|[^\x00-\x1f](?=[\x00-\x1f]|\Z)", TEST_TEXT)
    for text in [twice(found.start()) for found in beside]:
        flat = text.translate(dict.fromkeys(map(ord, CONTROLS)))
        for typed in (text, flat, text.replace("\n", "J").replace("\x1e", "^"), typed_by(text, "us", "de")):
            assert codes(typed + "\r") == {"characters_twice"}


@pytest.mark.parametrize("layouts", [("uk", "de"), ("de", "uk"), ("fr", "uk"), ("de", "fr")])
def test_any_two_layouts_are_told_from_each_other(layouts: tuple[str, str]) -> None:
    found = verdict(typed_by(TEST_TEXT, *layouts) + "\r")
    assert [finding.code for finding in found.findings] == ["layout"]
    assert found.habits
    assert (found.habits.scanner, found.habits.computer) == layouts


SPANISH = str.maketrans('@-/#;:_?"&()', "\"'-·ñÑ?_¨/)=")


@pytest.mark.parametrize("text", [TEST_TEXT.translate(SPANISH), TEST_TEXT.replace('"O', "Ö")])
def test_other_characters_in_the_place_of_some_are_a_layout_that_is_not_known(text: str) -> None:
    assert codes(text + "\r") == {"unknown_layout"}


@pytest.mark.parametrize(
    ("suffix", "words"), [("", "none"), ("\r", "CR"), ("\n", "LF"), ("\r\n", "CR LF"), ("\t", "Tab")]
)
def test_the_end_mark_is_told(suffix: str, words: str) -> None:
    assert verdict(TEST_TEXT + suffix).end_mark == words
    assert verdict((TEST_TEXT + suffix) * 2).end_mark == words


def test_a_slow_scanner_is_named_and_a_lump_is_not() -> None:
    assert codes(TEST_TEXT + "\r", 0.05) == {"slow"}
    assert not verdict(TEST_TEXT + "\r", 0.05).ok
    assert codes(TEST_TEXT + "\r", 0.0) == set()
    assert judge(Typed(TEST_TEXT + "\r")).pace is None


@pytest.mark.parametrize(
    ("pause", "pace", "code"),
    [(0.3, PACE, set()), (0.6, PACE, set()), (0.9, PACE, {"pauses"}), (0.65, 0.05, {"pauses", "slow"})],
)
def test_a_pause_that_cuts_a_card_in_two_is_named_and_a_shorter_one_is_not(
    pause: float, pace: float, code: set[str]
) -> None:
    found = judge(Typed(TEST_TEXT + "\r", pace * len(TEST_TEXT) + pause, pause))
    assert {finding.code for finding in found.findings} == code
    assert found.pace == pytest.approx(pace)


def test_a_scanner_that_stops_inside_the_symbol_is_heard_to_its_end() -> None:
    scanner, terminal = pty.openpty()
    tty.setraw(terminal)
    os.write(scanner, TEST_TEXT[:60].encode())
    rest = Timer(REST + 0.2, os.write, [scanner, TEST_TEXT[60:].encode()])
    rest.start()
    typed = typed_into(terminal, 5.0)
    rest.join()
    assert typed.text == TEST_TEXT
    assert "pauses" in {finding.code for finding in judge(typed).findings}
    for end in (scanner, terminal):
        os.close(end)


def test_the_gravest_comes_first() -> None:
    findings = verdict("]L2" + only()).findings
    assert [finding.harmless for finding in findings] == [False] * 5 + [True] * 2


@given(st.text(max_size=300) | st.builds(lambda at, text: TEST_TEXT[:at] + text + TEST_TEXT[at:],
                                         st.integers(0, len(TEST_TEXT)), st.text(max_size=5)))  # fmt: skip
def test_whatever_is_typed_is_judged_in_words_that_steer_no_terminal(text: str) -> None:
    found = judge(Typed(text, 1.0))
    assert all(finding.message.isprintable() for finding in found.findings)
    assert (found.end_mark or "").isprintable()


def test_the_end_mark_of_a_card_is_what_stands_behind_it() -> None:
    card = "@\n\x1e\rANSI 636000100001DL00310010DLDAQTEST\n\r"
    assert end_mark(card) == "none"
    assert end_mark(card + "\r\n") == "CR LF"
    assert end_mark("no card") is None


def test_the_test_symbol_is_no_license_of_anybody() -> None:
    with pytest.raises(Unreadable):
        read(TEST_TEXT)


def test_the_test_symbol_fits_a_small_terminal_and_is_read_from_it() -> None:
    lines = lines_of(TEST_TEXT)
    assert len(lines) <= 22
    assert {len(line) for line in lines} == {79}
    picture = zxingcpp.read_barcodes(_picture(lines))
    assert [bytes(found.bytes) for found in picture] == [TEST_TEXT.encode()]


def test_the_printed_test_symbol_says_the_same() -> None:
    picture = Image.open(io.BytesIO(file_of(TEST_TEXT.encode(), "png")))
    assert read_picture(picture) == TEST_TEXT.encode()


def test_the_test_symbol_in_a_pdf_says_the_same() -> None:
    """The page is no larger than the symbol, which stands in it without loss (CCITT group 4)."""
    page = file_of(TEST_TEXT.encode(), "pdf")
    width, height = (int(found) for found in re.findall(rb"/(?:Width|Height) (\d+)", page))
    dots = re.search(rb"/BlackIs1 true.*?stream\n(.*?)endstream", page, re.DOTALL)
    assert dots
    assert read_picture(Image.open(io.BytesIO(_tiff(dots[1], width, height)))) == TEST_TEXT.encode()


def _tiff(dots: bytes, width: int, height: int) -> bytes:
    """Return the TIFF around a picture in CCITT group 4 in which ones are white."""
    tags = {256: width, 257: height, 258: 1, 259: 4, 262: 1, 273: 110, 278: height, 279: len(dots)}
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags.items())
    return struct.pack("<2sHIH", b"II", 42, 8, len(tags)) + entries + bytes(4) + dots


def _picture(lines: list[str]) -> Image.Image:
    """Return lines as a terminal with cells of 6 × 12 dots draws them."""
    picture = Image.new("L", (len(lines[0]) * 2, len(lines)), 255)
    for y, line in enumerate(lines):
        for x, cell in enumerate(line):
            for half in range(2):
                if cell == "█" or cell == "▌▐"[half]:
                    picture.putpixel((x * 2 + half, y), 0)
    return picture.resize((picture.width * 3, picture.height * 12), Image.Resampling.NEAREST)
