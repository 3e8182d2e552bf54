"""The station's end of the pipe: starts the process that reads the scanner, and starts it again if it dies."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Final, cast

from devices.evdev_devices import check_id
from devices.reader_messages import Notice, Scan, next_message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import BinaryIO

    from devices.reader_messages import Message

    Take = Callable[[str], object]
    Tell = Callable[[str, bool], object]

RESTART_SECONDS: Final = 1.0
"""Seconds before a process that died is started again; each time twice as many while no scan comes between."""

_LONGEST_RESTART_SECONDS: Final = 60.0
_LEAVE_SECONDS: Final = 1.0
_DIED: Final = Notice("dropped", "The scanner was lost for a moment: if a card was under it, scan it again.")


def reader_command(device: str, layout: str) -> list[str]:
    """Return the command line of the process that reads ``device``."""
    return [sys.executable, "-P", "-m", "devices.reader_process", device, layout]


class ReaderLink:
    """Hears the messages of the process that ``command`` starts, until ``stop``; ``hear`` runs in another thread."""

    def __init__(self, command: Sequence[str], hear: Callable[[Message], None]) -> None:
        self._command = command
        self._hear = hear
        self._ending = Event()
        self._rest = RESTART_SECONDS
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = Thread(target=self._run, name="scanner", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End the process, which lets go of the scanner, and the thread."""
        self._ending.set()
        if self._process is not None:
            _let_go(self._process)
        self._thread.join(_LEAVE_SECONDS)

    def _run(self) -> None:
        while not self._ending.is_set():
            useless = self._live_once()
            if useless or self._ending.is_set():
                return
            self._hear(_DIED)
            self._ending.wait(self._rest)
            self._rest = min(2 * self._rest, _LONGEST_RESTART_SECONDS)

    def _live_once(self) -> bool:
        """Start the process and hear it until it ends; tell whether starting anew would be of no use."""
        try:
            process = self._started()
        except OSError:
            return False
        with process:
            self._process = process
            useless = self._hear_all(cast("BinaryIO", process.stdout))
            _let_go(process)
        return useless

    def _started(self) -> subprocess.Popen[bytes]:
        """Start the process where no signal of the terminal reaches it, with this program's own modules."""
        return subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
            start_new_session=True,
        )

    def _hear_all(self, pipe: BinaryIO) -> bool:
        """Pass on what comes until the pipe ends; tell whether starting anew would be of no use."""
        while not self._ending.is_set() and (message := next_message(pipe)) is not None:
            self._hear(message)
            if isinstance(message, Scan):
                self._rest = RESTART_SECONDS
            elif message.kind == "useless":
                return True
        return False


def listener(configured: Mapping[str, str]) -> Callable[[Take, Tell], Callable[[], None]] | None:
    """Return what begins to read the scanner that is ``configured``, or ``None`` where nothing is to be read.

    ``configured`` has the id of the ``device`` and the ``layout`` for which it is set; raises ``Misused`` for what is
    no id.
    """
    if not configured.get("device"):
        return None
    check_id(configured["device"])
    return partial(_listen, reader_command(configured["device"], configured.get("layout", "us")))


def _listen(command: Sequence[str], take: Take, tell: Tell) -> Callable[[], None]:
    """Begin to read, and return what ends it; both functions are called from another thread.

    ``take`` gets the text of each scan; ``tell`` gets sentences for the employee, and whether they are good news.
    That all is well is told only after it was not.
    """
    troubled = False

    def hear(message: Message) -> None:
        nonlocal troubled
        if isinstance(message, Scan):
            take(message.text)
        elif message.kind != "ready" or troubled:
            tell(message.words, message.kind == "ready")
            troubled = message.kind == "trouble" or (troubled and message.kind == "dropped")

    link = ReaderLink(command, hear)
    link.start()
    return link.stop


def _let_go(process: subprocess.Popen[bytes]) -> None:
    """Close the pipe by which the process lives, and see to it that it ends."""
    if process.stdin is not None:
        process.stdin.close()
    try:
        process.wait(_LEAVE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
