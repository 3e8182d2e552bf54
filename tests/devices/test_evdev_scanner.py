"""Devices come, go, are held by others and vanish in the middle of a scan, and the reader goes on."""

from __future__ import annotations

import errno
import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from strokes import strokes

from devices import evdev_scanner
from devices.evdev_devices import Device
from devices.evdev_scanner import Reading, open_source
from devices.evdev_scans import EV_KEY, EV_SYN, SYN_DROPPED
from devices.layouts import LAYOUTS
from devices.reader_messages import Notice, Scan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from devices.reader_messages import Message

WANTED = "0c2e:0b61"


@dataclass
class Event:
    """One event of the kernel."""

    sec: int
    usec: int
    type: int
    code: int
    value: int


@dataclass
class Plug:
    """A device on its plug: what it has typed waits to be read. Not hashable, as the package's own are not."""

    node: Path
    held: bool = False
    grabbed: bool = False
    closed: bool = False
    gone: bool = False
    waiting: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._reader, self._writer = os.pipe()

    def fileno(self) -> int:
        return self._reader

    def grab(self) -> None:
        if self.held:
            raise OSError(errno.EBUSY, "held")
        self.grabbed = True

    def read(self) -> Iterator[Event]:
        yield from self.waiting
        self.waiting = []
        if self.gone:
            raise OSError(errno.ENODEV, "gone")
        os.read(self._reader, 1)

    def close(self) -> None:
        if not self.closed:
            os.close(self._reader)
            os.close(self._writer)
        self.closed = True

    def type(self, text: str, at: float) -> None:
        for number, stroke in enumerate(strokes(text)):
            self.put(at + number * 0.001, EV_KEY, stroke)

    def put(self, at: float, kind: int, pairs: list[tuple[int, int]]) -> None:
        if not self.waiting and not self.gone:
            os.write(self._writer, b"\0")
        self.waiting += [Event(int(at), int(at % 1 * 1_000_000), kind, code, value) for code, value in pairs]

    def pull(self) -> None:
        if not self.waiting:
            os.write(self._writer, b"\0")
        self.gone = True


class Desk:
    """A reader, its devices, and its clock, which is the monotonic one and can be moved on."""

    def __init__(self) -> None:
        self.heard: list[Message] = []
        self.plugs: dict[Path, Plug] = {}
        self.refused: dict[Path, OSError] = {}
        self.changes = 0
        self.looks = 0
        self.ahead = 0.0
        self.reading = Reading(
            WANTED, LAYOUTS["us"], self.heard.append,
            look=self._look, open_=self._open, changed=lambda: self.changes, now=self.now,
        )  # fmt: skip

    def now(self) -> float:
        return time.monotonic() + self.ahead

    def plug(self, node: str = "event3", *, held: bool = False) -> Plug:
        plug = Plug(Path(node), held)
        self.plugs[plug.node] = plug
        self.changes += 1
        return plug

    def pull(self, plug: Plug) -> None:
        del self.plugs[plug.node]
        self.changes += 1
        plug.pull()

    def pass_by(self, seconds: float = 0.02) -> None:
        """Let time pass, and the reader do what it has to."""
        self.ahead += seconds
        self.reading.step()

    def scan(self, plug: Plug, text: str) -> None:
        plug.type(text, self.now())
        self.reading.step()
        self.pass_by(5)

    def take(self) -> list[str]:
        """Return what was heard, texts of scans and kinds of notices, and forget it."""
        taken = [message.text if isinstance(message, Scan) else message.kind for message in self.heard]
        self.heard.clear()
        return taken

    def _look(self) -> list[Device]:
        self.looks += 1
        return [Device(node, "Made-up", "0c2e", "0b61", "", "", readable=True) for node in self.plugs]

    def _open(self, node: Path) -> Plug:
        if node in self.refused:
            raise self.refused[node]
        return self.plugs[node]


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A reader with nothing plugged in, which has looked once."""
    monkeypatch.setattr(evdev_scanner, "LOOK_SECONDS", 0.02)
    desk = Desk()
    desk.pass_by(0)
    yield desk
    for plug in desk.plugs.values():
        plug.close()


def test_a_scanner_may_come_later_and_is_grabbed(desk: Desk) -> None:
    assert desk.take() == ["trouble"]
    plug = desk.plug()
    desk.pass_by()
    assert (desk.take(), plug.grabbed) == (["ready"], True)
    desk.scan(plug, "MEMBER-1")
    assert desk.take() == ["MEMBER-1"]


def test_trouble_is_told_once(desk: Desk) -> None:
    for _ in range(5):
        desk.pass_by()
    assert desk.take() == ["trouble"]


def test_nothing_is_looked_for_while_all_is_open_and_nothing_changed(desk: Desk) -> None:
    desk.plug()
    desk.pass_by()
    before = desk.looks
    for _ in range(5):
        desk.pass_by()
    assert desk.looks == before


def test_a_scanner_pulled_out_in_the_middle_drops_the_scan_and_comes_back(desk: Desk) -> None:
    plug = desk.plug()
    desk.pass_by()
    plug.type("MEMB", desk.now())
    desk.reading.step()
    desk.pull(plug)
    desk.reading.step()
    desk.pass_by()
    assert desk.take() == ["trouble", "ready", "dropped", "trouble"]
    again = desk.plug("event7")
    desk.pass_by()
    desk.scan(again, "MEMBER-2")
    assert desk.take() == ["ready", "MEMBER-2"]
    assert plug.closed


def test_lost_keys_drop_the_scan(desk: Desk) -> None:
    plug = desk.plug()
    desk.pass_by()
    plug.type("MEMB", desk.now())
    plug.put(desk.now(), EV_SYN, [(SYN_DROPPED, 0)])
    plug.type("ER-3", desk.now())
    desk.reading.step()
    desk.pass_by(5)
    assert desk.take() == ["trouble", "ready", "dropped"]


def test_what_came_while_the_reader_slept_is_no_silence(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    plug = desk.plug()
    desk.pass_by()
    began, select = desk.now(), desk.reading._selector.select
    plug.type("MEMB", began)
    desk.reading.step()

    def sleepy(_wait: float) -> object:
        """Find nothing, and let the rest of the scan come and time pass before anything else is done."""
        monkeypatch.undo()
        ready = select(0)
        plug.type("ER-4", began + 0.005)
        desk.ahead += 1
        return ready

    monkeypatch.setattr(desk.reading._selector, "select", sleepy)
    for _ in range(3):
        desk.reading.step()
    desk.pass_by(5)
    assert desk.take()[2:] == ["MEMBER-4"]


def test_two_scanners_at_once_have_their_own_scans(desk: Desk) -> None:
    one, other = desk.plug("event3"), desk.plug("event4")
    desk.pass_by()
    for half in ("MEMB", "ER-1"):
        one.type(half, desk.now())
        other.type(half.lower(), desk.now())
        desk.reading.step()
    desk.pass_by(5)
    assert sorted(desk.take()[2:]) == ["MEMBER-1", "member-1"]


def test_a_scanner_that_another_program_holds_is_told_and_taken_when_free(desk: Desk) -> None:
    plug = desk.plug(held=True)
    desk.pass_by()
    assert isinstance(desk.heard[-1], Notice)
    assert "holds the scanner" in desk.heard[-1].words
    desk.plugs[plug.node] = Plug(plug.node)
    desk.pass_by()
    assert desk.take()[-1] == "ready"
    assert plug.closed


def test_without_rights_the_rule_is_told_and_rights_are_noticed(desk: Desk) -> None:
    plug = desk.plug()
    desk.refused[plug.node] = PermissionError(errno.EACCES, "no")
    desk.pass_by()
    assert isinstance(desk.heard[-1], Notice)
    assert "udev" in desk.heard[-1].words
    desk.refused.clear()
    desk.pass_by()
    assert desk.take()[-1] == "ready"


@pytest.mark.parametrize(("node", "error"), [("/dev/null", errno.ENOTTY), ("/nowhere", errno.ENOENT)])
def test_what_is_no_input_device_is_not_opened(node: str, error: int) -> None:
    pytest.importorskip("evdev")
    with pytest.raises(OSError, match=os.strerror(error)):
        open_source(Path(node))


def test_a_device_that_cannot_be_opened_is_told(desk: Desk) -> None:
    plug = desk.plug()
    desk.refused[plug.node] = OSError(errno.EIO, "broken")
    desk.pass_by()
    assert desk.take() == ["trouble", "trouble"]


def test_the_reader_ends_when_its_pipe_does_and_lets_go(desk: Desk) -> None:
    plug = desk.plug()
    desk.pass_by()
    reader, writer = os.pipe()
    os.close(writer)
    desk.reading.run(reader)
    os.close(reader)
    assert plug.closed
