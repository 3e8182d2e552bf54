"""Reads the scanners that the configuration names, straight from the kernel, and nothing else.

A device is grabbed, so that its keys reach no other program. It is looked for twice a second while no scan comes in:
one that is plugged in again is read within that time. Each device has its own buffer.
"""

from __future__ import annotations

import fcntl
import selectors
import struct
import time
from typing import TYPE_CHECKING, Final, Protocol

from devices.evdev_devices import found, last_change
from devices.evdev_scans import DeviceScans
from devices.reader_messages import Notice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from devices.evdev_devices import Device
    from devices.layouts import Layout
    from devices.reader_messages import Message

LOOK_SECONDS: Final = 0.5
"""Seconds between two looks for devices that come and go."""
NO_PACKAGE: Final = Notice(
    "useless",
    "To read a scanner from the kernel the package evdev is needed: pip install 'intake-station[evdev]' on Linux."
    " Until then the scanner types like a keyboard.",
)

_STAMP_MONOTONIC: Final = 0x400445A0  # EVIOCSCLOCKID of linux/input.h


class Event(Protocol):
    """One event of the kernel (``struct input_event``)."""

    sec: int
    usec: int
    type: int
    code: int
    value: int


class Source(Protocol):
    """An open device."""

    def fileno(self) -> int:
        """Return what can be waited for."""

    def grab(self) -> None:
        """Keep its keys from everybody else."""

    def read(self) -> Iterable[Event]:
        """Return the events that have come."""

    def close(self) -> None:
        """Let go of it."""


def open_source(node: Path) -> Source:
    """Open a device whose events bear the monotonic time; raises ``OSError``, or ``ImportError`` without evdev."""
    from evdev import InputDevice  # noqa: PLC0415 - an optional extra

    source: Source = InputDevice(node)
    try:
        fcntl.ioctl(source.fileno(), _STAMP_MONOTONIC, struct.pack("i", time.CLOCK_MONOTONIC))
    except OSError:
        source.close()
        raise
    return source


class Reading:
    """Reads every device that ``wanted`` means, set for ``layout``, and ``tell``s what comes of it."""

    def __init__(
        self,
        wanted: str,
        layout: Layout,
        tell: Callable[[Message], None],
        *,
        look: Callable[[], Sequence[Device]] = found,
        open_: Callable[[Path], Source] = open_source,
        changed: Callable[[], int] = last_change,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wanted = wanted
        self._layout = layout
        self._tell = tell
        self._look = look
        self._open = open_
        self._changed = changed
        self._now = now
        self._next_look = 0.0
        self._all_open_at: int | None = None
        self._said: Notice | None = None
        self._selector = selectors.DefaultSelector()
        self._sources: dict[Path, Source] = {}
        self._scans: dict[Path, DeviceScans] = {}

    def run(self, until: int) -> None:
        """Read until the file descriptor ``until`` has something or ends."""
        self._selector.register(until, selectors.EVENT_READ, until)
        while self.step(until):
            pass
        for node in [*self._sources]:
            self._close(node)
        self._selector.close()

    def step(self, until: int | None = None) -> bool:
        """Wait for the next thing to happen and do what follows; ``False`` when ``until`` has spoken."""
        if self._now() >= self._next_look and not self._scanning:
            self._look_around()
        now = self._now()  # before it is known what has come, for this process may sleep at any point
        ready = {key.data for key, _ in self._selector.select(max(0.0, self._due - now))}
        for node in [*self._sources]:
            if node in ready:
                self._read(node)
            else:
                self._tell_all(self._scans[node].tick(now))
        return until not in ready

    @property
    def _deadlines(self) -> list[float]:
        return [deadline for scans in self._scans.values() if (deadline := scans.deadline) is not None]

    @property
    def _scanning(self) -> bool:
        return bool(self._deadlines)

    @property
    def _due(self) -> float:
        return min(self._deadlines, default=self._next_look)

    def _read(self, node: Path) -> None:
        scans = self._scans[node]
        try:
            for event in self._sources[node].read():
                time_ = event.sec + event.usec / 1_000_000
                self._tell_all(scans.event(time_, event.type, event.code, event.value))
        except BlockingIOError:
            return
        except OSError:
            self._tell_all(scans.unplugged())
            self._close(node)

    def _look_around(self) -> None:
        """Open what is meant and not open yet, and say what stands in the way."""
        self._next_look, change = self._now() + LOOK_SECONDS, self._changed()
        if change == self._all_open_at:
            return  # looking takes longer than the kernel keeps the keys of a quick scanner
        meant = [device for device in self._look() if device.is_meant(self._wanted)]
        troubles = [trouble for device in meant if (trouble := self._take(device)) is not None]
        self._all_open_at = change if self._sources and not troubles else None
        if self._sources:
            self._say(Notice("ready", f"The scanner {self._wanted} is ready."))
        elif troubles:
            self._say(Notice("trouble", troubles[0]))
        else:
            self._say(Notice("trouble", f"The scanner {self._wanted} is not plugged in."))

    def _take(self, device: Device) -> str | None:
        """Open and grab ``device``; return one sentence when that is impossible."""
        if device.node in self._sources:
            return None
        try:
            source = self._open(device.node)
        except PermissionError:
            return device.no_rights
        except OSError:
            return f"The scanner {device.id} cannot be opened: plug it in again."
        try:
            source.grab()
        except OSError:
            source.close()
            return f"Another program or station holds the scanner {device.id}: close that one."
        self._sources[device.node], self._scans[device.node] = source, DeviceScans(self._layout)
        self._selector.register(source.fileno(), selectors.EVENT_READ, device.node)
        return None

    def _close(self, node: Path) -> None:
        source = self._sources.pop(node)
        del self._scans[node]
        self._all_open_at = None
        self._selector.unregister(source.fileno())
        source.close()

    def _say(self, notice: Notice) -> None:
        """Say what is so, once."""
        if notice != self._said:
            self._said = notice
            self._tell(notice)

    def _tell_all(self, messages: Iterable[Message]) -> None:
        for message in messages:
            self._tell(message)
