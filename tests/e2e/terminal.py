"""A program on a real pseudo terminal: what it shows, what it writes, and how it ends."""

from __future__ import annotations

import codecs
import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from pathlib import Path
from typing import TYPE_CHECKING, Self

import pyte

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_UNKNOWN_TO_PYTE = re.compile(r"\x1b\[[<>=][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")


class Terminal:
    """Runs ``argv`` on a terminal of ``columns`` x ``rows`` cells; use it as a context manager.

    It answers nothing that the program asks of it unless ``answers`` maps a query to an answer.
    """

    def __init__(
        self,
        argv: Sequence[str],
        *,
        columns: int = 80,
        rows: int = 24,
        cwd: Path | None = None,
        environment: dict[str, str] | None = None,
        answers: dict[bytes, bytes] | None = None,
    ) -> None:
        self.columns, self.rows = columns, rows
        self._answers = answers or {}
        self._master, slave = pty.openpty()
        self.resize(columns, rows)
        base = {name: value for name, value in os.environ.items() if not name.startswith(("TEXTUAL", "TMUX"))}
        base |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"} | (environment or {})
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            argv, stdin=slave, stdout=slave, stderr=slave, env=base, cwd=cwd, start_new_session=True,
            preexec_fn=_take_controlling_terminal,  # noqa: PLW1509 - one ioctl, no threads here
        )  # fmt: skip
        os.close(slave)
        self.output = bytearray()
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.Stream(self._screen)
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._rest = ""
        self._text: str | None = None
        self._open = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.hang_up()
        if self.process.poll() is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(3)
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    # -- input

    def send(self, data: str | bytes, *, pause: float = 0.0) -> None:
        """Type ``data``: at once, or one byte every ``pause`` seconds."""
        data = data.encode() if isinstance(data, str) else data
        if not pause:
            self._write(data)
            return
        due = time.monotonic()
        for byte in data:
            self._write(bytes([byte]))
            due += pause
            self._pump(max(0.0, due - time.monotonic()))
            while (left := due - time.monotonic()) > 0:
                self._pump(left)

    def _write(self, data: bytes) -> None:
        while data:
            readable, writable, _ = select.select([self._master], [self._master], [], 5)
            if readable:
                self._read()
            if writable:
                data = data[os.write(self._master, data[:2048]) :]
            if not readable and not writable:
                msg = "the program does not read its terminal"
                raise TimeoutError(msg)

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size."""
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._text = None

    def hang_up(self) -> None:
        """Close the terminal as a lost connection does."""
        if self._open:
            self._open = False
            os.close(self._master)

    # -- output

    def _read(self) -> bool:
        try:
            data = os.read(self._master, 65536)
        except OSError:
            return False
        self.output += data
        for query, answer in self._answers.items():
            if query in data:
                os.write(self._master, answer)
        self._feed(self._decode(data))
        return bool(data)

    def _feed(self, text: str) -> None:
        """Draw ``text``; an escape sequence that is cut off waits for its rest."""
        text = self._rest + text
        cut = text.rfind("\x1b")
        cut = (
            cut
            if cut >= 0 and len(text) - cut < 64 and not text[cut:].rstrip().endswith(("m", "H", "h", "l"))
            else len(text)
        )
        self._rest = text[cut:]
        self._stream.feed(_UNKNOWN_TO_PYTE.sub("", text[:cut]))
        self._text = None

    def _pump(self, seconds: float) -> bool:
        """Wait at most ``seconds`` for output and read it; return whether some came."""
        ready, _, _ = select.select([self._master], [], [], seconds)
        return bool(ready) and self._read()

    def text(self) -> str:
        """Return the lines on the screen."""
        if self._text is None:
            columns = range(self._screen.columns)
            lines = (self._screen.buffer[y] for y in range(self._screen.lines))
            self._text = "\n".join("".join(line[x].data for x in columns).rstrip() for line in lines)
        return self._text

    def settle(self, quiet: float = 0.15, limit: float = 5.0) -> None:
        """Read until nothing has come for ``quiet`` seconds."""
        end = time.monotonic() + limit
        while time.monotonic() < end and self._pump(quiet):
            pass

    def wait_for(self, seen: str | Callable[[str], bool], limit: float = 10.0) -> str:
        """Read until the screen holds ``seen``, or answers it with true; return the screen."""
        holds = seen if callable(seen) else lambda text: seen in text
        end = time.monotonic() + limit
        while not holds(self.text()):
            if time.monotonic() > end:
                msg = f"waited {limit} s for {seen!r}; the screen shows:\n{self.text()}"
                raise TimeoutError(msg)
            if self.process.poll() is not None and not self._pump(0):
                msg = f"the program ended with {self.process.returncode}; the screen shows:\n{self.text()}"
                raise EOFError(msg)
            self._pump(0.05)
        return self.text()

    def wait_for_end(self, limit: float = 5.0) -> int:
        """Read until the program has ended; return its exit status."""
        end = time.monotonic() + limit
        while self.process.poll() is None:
            if time.monotonic() > end:
                msg = f"the program still runs after {limit} s"
                raise TimeoutError(msg)
            if not self._open or not self._pump(0.02):
                time.sleep(0.01)
        if self._open:
            self.settle(0.02)
        return self.process.returncode

    # -- the process

    def cpu_seconds(self) -> float:
        """Return the processor time that the program has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory_bytes(self) -> int:
        """Return the memory that the program holds."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")


def _take_controlling_terminal() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
