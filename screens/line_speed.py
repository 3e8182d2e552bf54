"""How fast the line is that a terminal hangs on."""

from __future__ import annotations

import termios
from typing import Final

_OUTPUT_SPEED: Final = 5
_BITS: Final = 10
"""What a byte takes on a serial line, with its start and stop bit."""
_SLOW_SPEEDS: Final = {
    termios.B300: 300, termios.B600: 600, termios.B1200: 1200, termios.B2400: 2400, termios.B4800: 4800,
    termios.B9600: 9600, termios.B19200: 19200,
}  # fmt: skip
"""Speeds of serial lines; a terminal window and a network line have 38400, and deliver a key at once."""


def byte_seconds(terminal: int) -> float:
    """Return how long the line to ``terminal``, a file descriptor, takes for a byte; 0 where that is no time."""
    try:
        speed = termios.tcgetattr(terminal)[_OUTPUT_SPEED]
    except termios.error:
        return 0.0
    return next((_BITS / baud for code, baud in _SLOW_SPEEDS.items() if code == speed), 0.0)
