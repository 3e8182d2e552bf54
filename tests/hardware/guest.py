"""Runs in the guest: a virtual keyboard types as a scanner does, the station's own reader reads it from the kernel.

Writes what was seen into the file that is named, one JSON object; judging it is up to the tests on the host.
"""

from __future__ import annotations

import errno
import json
import os
import select
import signal
import string
import struct
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import evdev
from evdev import ecodes
from strokes import strokes

from devices.evdev_devices import found
from devices.reader_link import ReaderLink, reader_command
from devices.reader_messages import Notice, Scan, next_message

if TYPE_CHECKING:
    from collections.abc import Callable

DEVICE = "0c2e:0b61"
HEADER = "@\n\x1e\rANSI 000000100001DL00310369DL"
BODY = "".join(f"DA{letter}{letter * 3} {letter.lower()}-12/34 #56 (x) 'q' \"z\";:_?&\n" for letter in "ABCDEFGHIJKLM")
THIN = "THIN 5901234123457"
CARD = (HEADER + BODY)[:399] + "\r"
LONGEST_WAIT = 60.0
"""Seconds that the busiest machine takes for what it has to do."""
HID_KEYBOARD = bytes.fromhex(
    "05010906a101050719e029e71500250175019508810295017508810395067508150025650507190029658100c0"
)
"""The report descriptor of a boot keyboard without lamps (USB HID 1.11, B.1)."""
_AS_NOBODY = "import os, evdev; from devices.reader_process import main; os.setgid(65534); os.setuid(65534)"
seen: dict[str, Any] = {"seconds": {}}


class Keyboard:
    """A virtual scanner."""

    def __init__(self) -> None:
        keys = [*range(1, 84), 86, 96, 97, 98, 100, 108]
        self.device = evdev.UInput({ecodes.EV_KEY: keys}, name="Made-up scanner", vendor=0x0C2E, product=0x0B61)

    def type(self, text: str, gap: float, layout: str = "us") -> None:
        """Type ``text`` with ``gap`` seconds between characters."""
        for character in strokes(text, layout):
            for code, value in character:
                self.device.write(ecodes.EV_KEY, code, value)
                self.device.syn()
            if gap:
                time.sleep(gap)


class Station:
    """Hears the reader and keeps what came, with the time."""

    def __init__(self, layout: str = "us", device: str = DEVICE) -> None:
        self.heard: list[tuple[float, Scan | Notice]] = []
        self.link = ReaderLink(reader_command(device, layout), self._hear)
        self.link.start()

    def _hear(self, message: Scan | Notice) -> None:
        self.heard.append((time.monotonic(), message))

    def wait(self, *kinds: str) -> float | None:
        """Wait until there is a message of one of ``kinds`` ("scan" or a notice's) and return when it came."""
        ends = time.monotonic() + LONGEST_WAIT
        while time.monotonic() < ends:
            for at, message in self.heard:
                if ("scan" if isinstance(message, Scan) else message.kind) in kinds:
                    return at
            time.sleep(0.01)
        return None

    def scan(self, keyboard: Keyboard, gap: float = 0.002, layout: str = "us") -> list[str]:
        """Scan the card, again and slower while keys of it are lost on a busy machine; return what was heard last."""
        heard: list[str] = []
        for slower in (1, 2, 4, 8, 16):
            keyboard.type(CARD, gap * slower, layout)
            self.wait("scan", "dropped")
            heard = self.take()
            if "dropped" not in heard:
                break
        return heard

    def take(self, rest: float = 1.0) -> list[str]:
        """Return what was heard, after ``rest`` seconds more, and forget it."""
        time.sleep(rest)
        taken, self.heard = self.heard, []
        return [message.text if isinstance(message, Scan) else message.kind for _, message in taken]

    @property
    def pid(self) -> int:
        """The process that reads."""
        assert self.link._process is not None
        return self.link._process.pid


def hot_plug(station: Station) -> Keyboard:
    """Plug the scanner in."""
    station.wait("trouble")
    seen["before"] = station.take(0)
    began = time.monotonic()
    keyboard = Keyboard()
    at = station.wait("ready")
    seen["hot_plug_seconds"] = at and at - began
    station.take(0)
    return keyboard


def whole_scans(station: Station, keyboard: Keyboard) -> None:
    """Scan at a brisk pace."""
    seen["card"], seen["scans"] = CARD, {}
    for gap in (0.003, 0.002, 0.001):
        seen["scans"][f"{gap * 1000:.0f} ms"] = station.scan(keyboard, gap=gap)


def grabbed(station: Station, keyboard: Keyboard) -> None:
    """Try to listen in."""
    node = next(device.node for device in found() if device.is_meant(DEVICE))
    other = evdev.InputDevice(node)
    keyboard.type(THIN, 0.01)
    seen["other_reader_hears"] = len(select.select([other], [], [], 0.3)[0])
    try:
        other.grab()
        seen["second_grab"] = "taken"
    except OSError as error:
        seen["second_grab"] = errno.errorcode[error.errno or 0]
    other.close()
    station.wait("scan")
    seen["short_scan"] = station.take()


def flood(station: Station, keyboard: Keyboard) -> None:
    """Let the reader sleep while a whole card is typed, and then type as fast as the machine can."""
    os.kill(station.pid, signal.SIGSTOP)
    keyboard.type(CARD, 0.0)
    os.kill(station.pid, signal.SIGCONT)
    station.wait("dropped")
    seen["reader_asleep"] = station.take()
    keyboard.type(CARD, 0.0)
    station.wait("scan", "dropped")
    seen["flood"] = station.take()
    seen["after_flood"] = station.scan(keyboard)


def unplugged(station: Station, keyboard: Keyboard) -> Keyboard:
    """Pull the plug in the middle of a scan, and plug in again."""
    keyboard.type(CARD[:150], 0.002)
    keyboard.device.close()
    station.wait("trouble")
    seen["unplugged"] = station.take(0)
    began = time.monotonic()
    keyboard = Keyboard()
    at = station.wait("ready")
    seen["replug_seconds"] = at and at - began
    station.take(0)
    seen["after_replug"] = station.scan(keyboard)
    return keyboard


def killed(station: Station, keyboard: Keyboard) -> None:
    """Kill the reader."""
    os.kill(station.pid, signal.SIGKILL)
    station.wait("ready")
    seen["killed"] = station.take(0)
    seen["after_kill"] = station.scan(keyboard)


def other_layout(keyboard: Keyboard) -> None:
    """Read a scanner that is set for Germany."""
    station = Station("de")
    station.wait("ready")
    station.take(0)
    seen["german"] = station.scan(keyboard, layout="de")
    station.link.stop()


def by_serial_number() -> None:
    """Read one of two USB keyboards of the same model, as the kernel's own HID driver shows them."""
    with Path("/dev/uhid").open("r+b", buffering=0) as one, Path("/dev/uhid").open("r+b", buffering=0) as other:
        for file, serial in ((one, b"S/N:1"), (other, b"S/N:2")):
            names = (b"Made-up USB scanner", b"usb-0000:00:14.0-3/input0", serial)
            numbers = (len(HID_KEYBOARD), 3, 0x05E0, 0x1200, 0, 0)
            file.write(struct.pack("<I128s64s64sHHIIII4096s", 11, *names, *numbers, HID_KEYBOARD))
        station = Station(device="05e0:1200:S/N:2")
        station.wait("ready")
        station.take(0)
        for file, text in ((one, "FIRST"), (other, "SECOND 42")):
            for character in text:
                for report in (_hid_report(character), bytes(8)):
                    file.write(struct.pack("<IH4096s", 12, 8, report))
                    time.sleep(0.005)
        station.wait("scan")
        seen["by_serial_number"] = station.take(0.3)
        station.link.stop()


def _hid_report(character: str) -> bytes:
    """Return the report of a boot keyboard (USB HID 1.11, B.1) for a capital, a digit or a blank."""
    usages = {" ": 0x2C} | {letter: 4 + place for place, letter in enumerate(string.ascii_uppercase)}
    usages |= {digit: 0x1E + place for place, digit in enumerate("1234567890")}
    return bytes([2 if character.isalpha() else 0, 0, usages[character], 0, 0, 0, 0, 0])


def no_rights() -> None:
    """Let a user read who has no right to."""
    node = next(device.node for device in found() if device.is_meant(DEVICE))
    node.chmod(0o600)
    code = f"{_AS_NOBODY}; main({DEVICE!r}, 'us')"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as reader:
        assert reader.stdout is not None
        assert reader.stdin is not None
        message = next_message(cast("BinaryIO", reader.stdout))
        reader.stdin.close()
    seen["no_rights"] = message.words if isinstance(message, Notice) else None


def timed(name: str, act: Callable[..., Any], *arguments: Any) -> Any:
    """Do one part and note how long it took."""
    began = time.monotonic()
    result = act(*arguments)
    seen["seconds"][name] = round(time.monotonic() - began, 1)
    return result


if __name__ == "__main__":
    first = Station()
    scanner = timed("hot plug", hot_plug, first)
    seen["listed"] = [[device.id, device.name, device.readable] for device in found()]
    timed("whole scans", whole_scans, first, scanner)
    timed("grab", grabbed, first, scanner)
    timed("flood", flood, first, scanner)
    scanner = timed("unplug", unplugged, first, scanner)
    timed("kill", killed, first, scanner)
    reader = first.pid
    first.link.stop()
    seen["reader_ended"] = not Path(f"/proc/{reader}").exists()
    timed("German", other_layout, scanner)
    timed("serial number", by_serial_number)
    timed("no rights", no_rights)
    Path(sys.argv[1]).write_text(json.dumps(seen))
