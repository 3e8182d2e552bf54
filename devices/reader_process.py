"""The process that reads a scanner: the kernel keeps only some eight characters for who is late, a station may be.

It is started with the id of the device and the word for its layout, writes messages (``reader_messages``) to standard
output, and ends when standard input does, which is when the station ends, however it ends.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from devices.evdev_scanner import NO_PACKAGE, Reading
from devices.layouts import LAYOUTS
from devices.reader_messages import packed

if TYPE_CHECKING:
    from devices.reader_messages import Message


def _tell(message: Message) -> None:
    sys.stdout.buffer.write(packed(message))
    sys.stdout.buffer.flush()


def main(wanted: str, layout: str) -> None:
    """Read the device ``wanted`` until standard input ends."""
    try:
        import evdev  # noqa: F401, PLC0415 - an optional extra
    except ImportError:
        _tell(NO_PACKAGE)
        return
    Reading(wanted, LAYOUTS[layout], _tell).run(sys.stdin.fileno())


if __name__ == "__main__":
    main(*sys.argv[1:])
