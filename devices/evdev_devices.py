"""Finds the keyboards among the kernel's input devices, and the ids under which they stay the same.

Names such as ``/dev/input/event5`` change with every plug. What stays is the link in ``/dev/input/by-id`` that udev
makes, or vendor, product and serial number. Both can be read from sysfs without any right to the device itself.
"""

from __future__ import annotations

import os
import re
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from intake.errors import Misused
from intake.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

SYS: Final = Path("/sys/class/input")
DEV: Final = Path("/dev/input")
RULES: Final = "/etc/udev/rules.d/70-intake-scanner.rules"
"""Where the rule belongs that lets the station read a scanner."""

_TYPES_TEXT: Final = (2, 28, 30)  # the keys 1, Enter and A: more than a button, a mouse or a headset has
_ID: Final = re.compile(r"[0-9A-Fa-f]{4}:[0-9A-Fa-f]{4}(:.+)?|(?!event\d)[^/:]+|[^/]+-event-[^/]+")
_WORD_DIGITS: Final = struct.calcsize("l") * 2


@dataclass(frozen=True, slots=True)
class Device:
    """One input device that types: its ``node`` in ``/dev/input``, what it calls itself, and whether it is readable.

    ``vendor`` and ``product`` are four hexadecimal digits each; ``serial`` and ``link`` (its name in ``by-id``) may
    be empty.
    """

    node: Path
    name: str
    vendor: str
    product: str
    serial: str
    link: str
    readable: bool

    @property
    def id(self) -> str:
        """What stays the same whenever it is plugged in, for the configuration."""
        return self.link or ":".join(part for part in (self.vendor, self.product, self.serial) if part)

    def is_meant(self, wanted: str) -> bool:
        """Tell whether ``wanted`` of the configuration means this device."""
        numbers = f"{self.vendor}:{self.product}"
        named = wanted.removeprefix(f"{DEV}/by-id/")
        return named == self.link != "" or wanted.casefold() in {numbers, f"{numbers}:{self.serial}".casefold()}

    @property
    def rule(self) -> str:
        """The udev rule that lets members of the group ``intake`` read it, and no other keyboard.

        Its numbers are those of the input device, which it has however it is connected.
        """
        vendor, product = f'ATTRS{{id/vendor}}=="{self.vendor}"', f'ATTRS{{id/product}}=="{self.product}"'
        return f'SUBSYSTEM=="input", {vendor}, {product}, MODE="0660", GROUP="intake"'

    @property
    def no_rights(self) -> str:
        """One sentence that says what to do when it may not be read."""
        return (
            f"The scanner {self.id} may not be read: put the line {self.rule} into {RULES},"
            " make the station's user a member of a group intake, and plug the scanner in again."
        )


def check_id(wanted: str) -> None:
    """Raise ``Misused`` for what is no id that stays the same."""
    if not _ID.fullmatch(wanted.removeprefix(f"{DEV}/by-id/")):
        message = "scanner.device must be an id as intake scanner list shows it; event numbers change with every plug."
        raise Misused("bad_config", message)


def last_change(dev: Path = DEV) -> int:
    """Return what changes whenever a device comes or goes."""
    try:
        return dev.stat().st_mtime_ns
    except OSError:
        return 0


def found(sys: Path = SYS, dev: Path = DEV) -> list[Device]:
    """Return the devices that type, in the order of their nodes."""
    links = dict(_links(dev))
    try:
        nodes = [entry for entry in sys.iterdir() if entry.name.startswith("event")]
    except OSError:
        return []
    nodes.sort(key=lambda entry: (len(entry.name), entry.name))
    return [device for entry in nodes if (device := _device(entry, dev, links)) is not None]


def _links(dev: Path) -> Iterator[tuple[str, str]]:
    """Yield the node and the name of every link in ``by-id``."""
    try:
        links = sorted((dev / "by-id").iterdir())
    except OSError:
        return
    for link in links:
        yield Path(os.path.realpath(link)).name, clean(link.name)


def _device(entry: Path, dev: Path, links: dict[str, str]) -> Device | None:
    """Return the device of a node in sysfs, or ``None`` for one that does not type or has just gone."""
    about, node = entry / "device", dev / entry.name
    if not _types(_read(about / "capabilities/key")) or not node.exists():
        return None
    return Device(
        node=node,
        name=_read(about / "name"),
        vendor=_read(about / "id/vendor"),
        product=_read(about / "id/product"),
        serial=_read(about / "uniq"),
        link=links.get(entry.name, ""),
        readable=os.access(node, os.R_OK),
    )


def _types(words: str) -> bool:
    """Tell whether a bitmap of keys, hexadecimal words with the highest first, has those that type."""
    try:
        keys = int("".join(word.zfill(_WORD_DIGITS) for word in words.split()) or "0", 16)
    except ValueError:
        return False
    return all(keys >> code & 1 for code in _TYPES_TEXT)


def _read(path: Path) -> str:
    try:
        return clean(path.read_text(errors="replace"))
    except OSError:
        return ""
