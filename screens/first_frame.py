"""The frame of the sign-in, drawn before anything heavy is loaded; what is typed meanwhile waits unseen for the PIN."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import termios
from typing import TYPE_CHECKING, Final

from intake.errors import ExitStatus

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

_WIDTH: Final = 60
_INSIDE: Final = _WIDTH - 2
_ENTER: Final = "\x1b[?1049h\x1b[?25l\x1b[2J"
_LEAVE: Final = "\x1b[?25h\x1b[?1049l"
_INPUT: Final = termios.ICRNL | termios.INLCR | termios.IGNCR | termios.IXON | termios.ISTRIP
_LOCAL: Final = termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG


@contextlib.contextmanager
def first_frame(title: str) -> Iterator[None]:
    """Open a context in which the terminal is the station's: ``title`` is shown, and nothing typed is echoed.

    At the end the terminal is as it was before, also when nothing more than this was ever drawn.
    """
    before = termios.tcgetattr(sys.stdin)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    try:
        raw = termios.tcgetattr(sys.stdin)
        raw[0] &= ~_INPUT
        raw[3] &= ~_LOCAL
        termios.tcsetattr(sys.stdin, termios.TCSANOW, raw)
        _write(_ENTER + frame(title, os.get_terminal_size(sys.stderr.fileno())))
        yield
    except BaseException:
        with contextlib.suppress(OSError):  # the terminal may be gone
            _write(_LEAVE)
        raise
    finally:
        with contextlib.suppress(termios.error):
            termios.tcsetattr(sys.stdin, termios.TCSANOW, before)


def frame(title: str, size: os.terminal_size) -> str:
    """Return what draws a box with ``title`` where the sign-in will stand on a terminal of that size."""
    if size.columns < _WIDTH:
        return f"\x1b[1;1H{title[: size.columns]}"
    left, top = (size.columns - _WIDTH) // 2 + 1, max(1, size.lines // 2 - 6)
    lines = [
        f"╭{'─' * _INSIDE}╮",
        f"│{title.center(_INSIDE)}│",
        f"│{'Opening…'.center(_INSIDE)}│",
        f"╰{'─' * _INSIDE}╯",
    ]
    return "".join(f"\x1b[{top + place};{left}H{line}" for place, line in enumerate(lines))


def _leave(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(int(ExitStatus.INTERRUPTED))


def _write(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()
