"""Events of one device become whole scans, or none: nothing is ever put together from two halves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strokes import strokes

from devices.capture import LONGEST, SILENCE
from devices.evdev_scans import EV_KEY, EV_SYN, SYN_DROPPED, DeviceScans
from devices.layouts import LAYOUTS
from devices.reader_messages import Notice, Scan

if TYPE_CHECKING:
    from devices.reader_messages import Message

CARD = "@\n\x1e\rANSI 636000100001DL00310040DLDAQTEST\nDCSSAMPLE\nDACPAT\rnot known to be over"
WHOLE = CARD.partition("not")[0]
TRUE = WHOLE.replace("0040", f"{len(WHOLE) - 31:04}")
"""A card that is as long as it says; the others say more."""
FLAT = TRUE.translate({ord(control): None for control in "\n\x1e\r"})


@dataclass
class Line:
    """A device and its clock."""

    scans: DeviceScans = field(default_factory=lambda: DeviceScans(LAYOUTS["us"]))
    now: float = 100.0
    heard: list[Message] = field(default_factory=list)

    def type(self, text: str, gap: float = 0.002) -> Line:
        """Type ``text``, ``gap`` seconds from character to character."""
        for stroke in strokes(text):
            for code, value in stroke:
                self.heard += self.scans.event(self.now, EV_KEY, code, value)
                self.heard += self.scans.event(self.now, EV_SYN, 0, 0)
            self.now += gap
        return self

    def lose(self) -> Line:
        """Let the kernel say that its buffer was full."""
        self.heard += self.scans.event(self.now, EV_SYN, SYN_DROPPED, 0)
        return self

    def rest(self, seconds: float = 5.0) -> Line:
        """Let time pass."""
        self.now += seconds
        self.heard += self.scans.tick(self.now)
        return self

    @property
    def texts(self) -> list[str]:
        """What came: texts of scans, kinds of notices."""
        return [message.text if isinstance(message, Scan) else message.kind for message in self.heard]


@pytest.mark.parametrize("gap", [0.0, 0.001, 0.003, 0.01, 0.03, 0.08])
def test_a_card_arrives_whole_at_every_pace(gap: float) -> None:
    line = Line().type(CARD, gap).rest()
    assert line.texts == [CARD]
    assert isinstance(line.heard[0], Scan)
    assert line.heard[0].seconds == pytest.approx(gap * (len(CARD) - 1))


def test_a_card_with_its_end_is_not_waited_for() -> None:
    assert Line().type(WHOLE).rest(0.06).texts == [WHOLE]
    assert Line().type(CARD).rest(0.06).texts == [CARD]
    assert Line().type(CARD.replace("\r", "")).rest(0.06).texts == []


def test_what_comes_late_is_seen_by_its_own_time() -> None:
    line = Line().type("MEMBER-1")
    line.now += SILENCE + 0.05
    assert line.type("MEMBER-2").rest().texts == ["MEMBER-1", "MEMBER-2"]


@given(st.integers(0, len(WHOLE)))
def test_a_scan_with_lost_keys_is_dropped_whole_and_the_next_is_whole(at: int) -> None:
    line = Line().type(WHOLE[:at]).lose().type(WHOLE[at:]).rest().type(WHOLE).rest()
    assert line.texts == ["dropped", WHOLE]


def test_lost_keys_are_told_once_a_scan() -> None:
    assert Line().type("AB").lose().type("CD").lose().type("EF").rest().texts == ["dropped"]


@given(st.integers(1, len(WHOLE)))
def test_pulling_the_plug_drops_the_scan(at: int) -> None:
    line = Line().type(WHOLE[:at])
    assert [message.kind for message in line.scans.unplugged() if isinstance(message, Notice)] == ["dropped"]
    assert line.scans.unplugged() == []
    assert line.rest().texts == []


def test_pulling_the_plug_between_scans_is_no_loss() -> None:
    assert Line().type(WHOLE).rest().scans.unplugged() == []


@given(st.integers(5, len(WHOLE) - 2), st.floats(0.16, 1.4))
def test_a_card_that_came_with_a_pause_is_whole_or_none(at: int, pause: float) -> None:
    assert Line().type(TRUE[:at]).rest(pause).type(TRUE[at:]).rest().texts == [TRUE]
    assert Line().type(WHOLE[:at]).rest(pause).type(WHOLE[at:]).rest().texts == ["dropped"]


@given(st.integers(8, len(FLAT) - 16), st.floats(0.16, 1.4))
def test_half_a_card_without_separators_is_never_taken(at: int, pause: float) -> None:
    assert Line().type(FLAT[:at]).rest(pause).type(FLAT[at:]).rest().texts == ["dropped"]


@pytest.mark.parametrize("text", [FLAT, FLAT + "\r", "@" + FLAT[1:], TRUE[:-1].replace("\r", ""), "MEMBER-1"])
def test_a_scanner_that_loses_the_end_is_not_waited_for_longer(text: str) -> None:
    assert Line().type(text).rest(0.2).texts == [text]


@pytest.mark.parametrize("text", [TRUE[:-1], TRUE[:50], "@\n\x1e\rANSI 636"])
def test_a_card_that_never_ends_is_taken_and_what_comes_soon_after_is_its_rest(text: str) -> None:
    line = Line().type(text).rest(1.6)
    assert line.texts == [text]
    assert line.type("the rest").rest(1.6).texts == [text, "dropped"]
    assert line.type("MEMBER-1").rest().texts == [text, "dropped", "MEMBER-1"]


@pytest.mark.parametrize("after", [WHOLE, TRUE, "@INTAKE1ABCDEFGHIJKLMNOP234", FLAT])
@given(st.integers(4, len(WHOLE) - 2), st.floats(0, 1.4))
def test_half_a_card_is_not_joined_with_the_next_one(after: str, at: int, pause: float) -> None:
    if after in {WHOLE, TRUE} or pause > SILENCE:
        line = Line().type(WHOLE[:at]).rest(pause).type(after).rest()
        assert line.texts == ["dropped", after]


@pytest.mark.parametrize("stall", [0.02, 0.16, 0.3, 1.2])
@pytest.mark.parametrize(("before", "heard"), [(TRUE[:50], []), (FLAT[:50], []), ("MEMBER-1", []), (TRUE, [TRUE])])
def test_a_stall_before_keys_were_lost_is_no_silence(stall: float, before: str, heard: list[str]) -> None:
    line = Line().type(before)
    line.now += stall
    assert line.lose().type("E\nDACPAT\r").rest(0.7).type("PAT\n\r").rest().texts == [*heard, "dropped", "dropped"]


def test_two_cards_without_a_pause_are_two() -> None:
    assert Line().type(WHOLE + CARD).rest().texts == [WHOLE, CARD]
    assert Line().type("]L2" + WHOLE).rest().texts == ["]L2" + WHOLE]


def test_two_devices_do_not_mix() -> None:
    one, other = Line(), Line()
    for left, right in zip(WHOLE, WHOLE.replace("SAMPLE", "OTHERS"), strict=True):
        one.type(left)
        other.type(right)
    assert (one.rest().texts, other.rest().texts) == ([WHOLE], [WHOLE.replace("SAMPLE", "OTHERS")])


def test_what_is_longer_than_any_card_is_dropped() -> None:
    assert Line().type("A" * (LONGEST + 50), 0.0).rest().texts == ["dropped"]


@pytest.mark.parametrize(("text", "heard"), [("\r", []), ("@\n", []), ("AB", ["dropped"]), ("ABCD", ["ABCD"])])
def test_a_few_keys_are_no_card(text: str, heard: list[str]) -> None:
    assert Line().type(text).rest().texts == heard


def test_a_modifier_that_was_lost_does_not_bend_the_next_scan() -> None:
    line = Line()
    line.heard += line.scans.event(line.now, EV_KEY, 42, 1)
    assert line.lose().rest().type("lower case").rest().texts == ["dropped", "lower case"]


@given(st.lists(st.tuples(st.floats(0, 0.5), st.sampled_from([0, 1, 4]), st.integers(0, 120), st.integers(0, 2))))
def test_no_scan_is_longer_than_what_was_typed(events: list[tuple[float, int, int, int]]) -> None:
    line = Line()
    for gap, kind, code, value in events:
        line.now += gap
        line.heard += line.scans.event(line.now, kind, code, value)
    line.rest()
    assert sum(len(message.text) for message in line.heard if isinstance(message, Scan)) <= 2 * len(events)
    assert line.scans.deadline is None
