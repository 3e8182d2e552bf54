"""The way out to the terminal, which may vanish or stop reading at any time."""

from __future__ import annotations

import io
import os
import signal
import termios
import threading
from time import monotonic
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Callable


class Outlet(io.TextIOBase):
    """A text file on ``stream`` that swallows everything once the terminal is gone.

    A write to a terminal that has hung up fails; one to a terminal that has stopped reading does not return.
    ``gone`` tells of the first, ``stuck_for`` of the second.
    """

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self._stream = stream
        self._writing_since: float | None = None
        self._writer: int | None = None
        self.gone = False

    def give_up(self) -> None:
        """Free the thread whose write does not come back, and write nothing more.

        What waits for the terminal is thrown away; a signal makes the system try the write again.
        """
        self.gone = True
        termios.tcflush(self.fileno(), termios.TCOFLUSH)
        if self._writer is not None:
            signal.pthread_kill(self._writer, signal.SIGWINCH)

    @property
    def stuck_for(self) -> float:
        """Seconds since the write began that has not come back, 0 when none is under way."""
        since = self._writing_since
        return 0.0 if since is None else monotonic() - since

    def fileno(self) -> int:
        """Return the file number of the terminal."""
        return self._stream.fileno()

    def isatty(self) -> bool:
        """Return whether the stream is a terminal."""
        return self._stream.isatty()

    def write(self, text: str) -> int:
        """Write ``text``, or drop it when the terminal is gone."""
        self._try(lambda: self._stream.write(text))
        return len(text)

    def flush(self) -> None:
        """Send what is buffered."""
        self._try(self._stream.flush)

    def _try(self, send: Callable[[], object]) -> None:
        if self.gone:
            return
        self._writer, self._writing_since = threading.get_ident(), monotonic()
        try:
            send()
        except (OSError, ValueError):
            self.gone = True
            let_go(self._stream)
        finally:
            self._writing_since = None


def let_go(stream: TextIO) -> None:
    """Lead ``stream`` nowhere, for who read it has gone; with unsent text in it Python would end with status 120."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
