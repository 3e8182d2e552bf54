"""Reads what a scanner types into a terminal, byte by byte, as the terminal sends it."""

from __future__ import annotations

import os
import re
import select
import termios
import time
import tty
from contextlib import contextmanager
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from devices.doctor import Typed
from devices.header import lacks_end

if TYPE_CHECKING:
    from collections.abc import Iterator

SILENCE_SECONDS: Final = 0.7
"""Seconds without a key that end what a scanner types, be it as slow as it can."""
PAUSE_SECONDS: Final = 2.0
"""The same inside a license or the test symbol, to tell a scanner that pauses from one that sends too little."""
LARGEST: Final = 64 * 1024
"""Bytes after which nothing more is read."""

_INTERRUPT: Final = frozenset({b"\x03", b"\x1b"})
_PASTE_MARK: Final = re.compile(r"\x1b\[20[01]~")


def typed_into(terminal: int, patience: float) -> Typed:
    """Return what is typed into ``terminal`` within ``patience`` seconds and without a pause; it may be nothing.

    Raises ``KeyboardInterrupt`` for Ctrl+C or Esc alone. What is typed is not echoed, and nothing of it remains for
    whoever reads the terminal next.
    """
    with _raw(terminal):
        chunks = list(_chunks(terminal, patience))
    data = b"".join(chunk for chunk, _ in chunks)
    if data in _INTERRUPT:
        raise KeyboardInterrupt
    pause = max((later - sooner for (_, sooner), (_, later) in pairwise(chunks)), default=0.0)
    return typed_from(data, chunks[-1][1] - chunks[0][1] if chunks else None, pause)


def _chunks(terminal: int, patience: float) -> Iterator[tuple[bytes, float]]:
    wait, came = patience, b""
    while len(came) < LARGEST and (select.select([terminal], [], [], wait)[0] or (came and _goes_on(terminal, came))):
        data = os.read(terminal, LARGEST)
        if not data:
            return
        yield data, time.monotonic()
        wait, came = SILENCE_SECONDS, came + data


def _goes_on(terminal: int, came: bytes) -> bool:
    """Tell whether something follows a pause in what obviously lacks its end."""
    further = PAUSE_SECONDS - SILENCE_SECONDS
    return lacks_end(came.decode("latin-1")) and bool(select.select([terminal], [], [], further)[0])


def typed_from(data: bytes, seconds: float | None = None, pause: float = 0.0) -> Typed:
    """Return the text of what was typed or pasted: UTF-8, or else ISO 8859-1, without the marks of a paste."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = data.decode("iso-8859-1")
    return Typed(_PASTE_MARK.sub("", text), seconds, pause)


@contextmanager
def _raw(terminal: int) -> Iterator[None]:
    before = termios.tcgetattr(terminal)
    tty.setraw(terminal, termios.TCSANOW)
    try:
        yield
    finally:
        termios.tcsetattr(terminal, termios.TCSAFLUSH, before)
