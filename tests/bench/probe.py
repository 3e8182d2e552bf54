"""A program on a pseudo terminal, watched from outside: what it writes and when, and what it costs."""

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
from typing import TYPE_CHECKING, NamedTuple, Self

import pyte

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_ESCAPES = re.compile(
    rb"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1bP[^\x1b]*\x1b\\|\x1b[()][A-Z0-9]|\x1b[=>78DEHM]"
)
_UNKNOWN_TO_PYTE = re.compile(r"\x1b\[[<=>][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")


class Written(NamedTuple):
    """Output that came after something was sent: milliseconds to its first and last byte, and how much it was."""

    first: float
    last: float
    size: int


class Probe:
    """Runs ``argv`` on a terminal of ``columns`` x ``rows``; nothing is drawn while the clock runs."""

    def __init__(self, argv: Sequence[str], columns: int, rows: int, environment: dict[str, str]) -> None:
        self.columns, self.rows = columns, rows
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        plain = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", "PATH": os.environ["PATH"]}
        self.output: list[tuple[float, bytes]] = []
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            argv, stdin=slave, stdout=slave, stderr=slave, env=plain | environment, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - one ioctl, no threads here
        )  # fmt: skip
        os.close(slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._master)
        try:
            self.process.wait(3)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def now(self) -> float:
        """Return the milliseconds since the program was started."""
        return (time.perf_counter() - self.started) * 1000

    def read(self, seconds: float) -> bool:
        """Wait at most ``seconds`` for output; return whether some came."""
        ready, _, _ = select.select([self._master], [], [], max(0.0, seconds))
        if not ready:
            return False
        with contextlib.suppress(OSError):
            if data := os.read(self._master, 65536):
                self.output.append((self.now(), data))
                return True
        return False

    def type(self, data: bytes, pause: float = 0.0) -> None:
        """Type ``data`` at once, or a byte every ``pause`` seconds; what is written meanwhile is kept."""
        if not pause:
            os.write(self._master, data)
            return
        due = time.perf_counter()
        for byte in data:
            os.write(self._master, bytes([byte]))
            due += pause
            while (left := due - time.perf_counter()) > 0:
                self.read(left)

    def until(self, text: str, limit: float = 20.0) -> float:
        """Read until ``text`` was written after this call; return the milliseconds since the start."""
        wanted, begin, end = text.encode(), len(self.output), time.perf_counter() + limit
        while wanted not in _ESCAPES.sub(b"", b"".join(data for _, data in self.output[begin:])):
            if time.perf_counter() > end or not self.read(end - time.perf_counter()):
                msg = f"no {text!r} after {limit} s; the screen:\n{self.screen()}"
                raise TimeoutError(msg)
        return self.output[-1][0]

    def quiet(self, seconds: float = 0.3, limit: float = 10.0) -> float:
        """Read until nothing came for ``seconds``; return when the last byte came, in ms since the start."""
        end = time.perf_counter() + limit
        while time.perf_counter() < end and self.read(seconds):
            pass
        return self.output[-1][0] if self.output else 0.0

    def answer(self, data: bytes, *, quiet: float = 0.3, limit: float = 5.0) -> Written:
        """Type ``data`` at once and return what is written until nothing came for ``quiet`` seconds."""
        begin, sent = len(self.output), self.now()
        self.type(data)
        self.read(limit)
        self.quiet(quiet, limit)
        new = self.output[begin:]
        if not new:
            msg = f"{data!r} was not answered; the screen:\n{self.screen()}"
            raise TimeoutError(msg)
        return Written(new[0][0] - sent, new[-1][0] - sent, sum(len(chunk) for _, chunk in new))

    def full_paint(self) -> float:
        """Return when all but a hundredth of the cells that are filled now were first right, in ms."""
        frames = list(self._frames())
        last = frames[-1][1]
        filled = [place for place, cell in enumerate(last) if cell != " "]
        allowed = len(filled) // 100
        done = frames[-1][0]
        for when, frame in reversed(frames):
            if sum(frame[place] != last[place] for place in filled) > allowed:
                break
            done = when
        return done

    def first_frame(self) -> float:
        """Return when the first words were on the screen, in ms."""
        return next(when for when, frame in self._frames() if len(frame.split()) > 1)

    def screen(self) -> str:
        """Return what is on the screen now."""
        *_, (_, cells) = self._frames()
        return "\n".join(cells[row * self.columns : (row + 1) * self.columns] for row in range(self.rows))

    def shown(self, holds: Callable[[str], bool], since: float = 0.0) -> float:
        """Return when the screen first held what ``holds`` says, not before ``since``, in ms."""
        return next(when for when, frame in self._frames() if when >= since and holds(frame))

    def _frames(self) -> Iterator[tuple[float, str]]:
        screen = pyte.Screen(self.columns, self.rows)
        stream, decode = pyte.Stream(screen), codecs.getincrementaldecoder("utf-8")("replace").decode
        rest = ""
        for when, data in self.output:
            text = rest + decode(data)
            cut = text.rfind("\x1b") if "\x1b" in text[-40:] else len(text)
            rest, text = text[cut:], text[:cut]
            stream.feed(_UNKNOWN_TO_PYTE.sub("", text))
            yield when, "".join(screen.display)

    def cpu_ms(self) -> float:
        """Return the processor time that all threads of the program have used, in ms."""
        threads = Path(f"/proc/{self.process.pid}/task").iterdir()
        return sum(int((each / "schedstat").read_text().split()[0]) for each in threads) / 1e6

    def memory_mib(self) -> float:
        """Return the most memory that the program has held."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.findall(r"VmHWM:\s+(\d+)", status)[0]) / 1024
