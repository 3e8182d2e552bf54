"""The app under attack on a real terminal, with a log of what happened in it."""

from __future__ import annotations

import contextlib
import json
import re
import sys
import time
from functools import partial
from typing import TYPE_CHECKING, Any

from tests.e2e.terminal import Terminal

if TYPE_CHECKING:
    from pathlib import Path

RUN = "import screens, sys; from tests.e2e.hostile_app import main; sys.exit(main(*sys.argv[1:]))"
SILENCE = 0.17
A_KEY = 0.06
"""Seconds from what is seen to the next key."""
MARKS = "ZYXWVUTSRQ"


class Station(Terminal):
    """The app under attack, with a log of what happened in it."""

    def __init__(
        self, folder: Path, *, names: list[str] | None = None, environment: dict[str, str] | None = None, rows: int = 40
    ) -> None:
        self.log = folder / "events"
        self.crashes = folder / "events.log"
        arguments = [str(self.log)]
        if names is not None:
            (folder / "names").write_text(json.dumps(names))
            arguments.append(str(folder / "names"))
        super().__init__([sys.executable, "-c", RUN, *arguments], rows=rows, cwd=folder, environment=environment)

    def happened(self) -> list[list[Any]]:
        """Return everything but the sizes that the terminal had."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        return [event for event in map(json.loads, lines) if event[0] != "size"]

    def scans(self) -> list[str]:
        return [event[1] for event in self.happened() if event[0] == "scan"]

    def rest(self, seconds: float = SILENCE) -> None:
        """Let a scan end, reading what comes meanwhile."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._pump(left)
        self.settle(0.03)

    def wait_for_scans(self, count: int) -> None:
        self.wait_for(lambda _: len(self.scans()) >= count)

    def wake(self, before: str = "") -> None:
        """Type ``before`` and a letter until that is seen, and delete it again.

        What comes too soon after a scan is a part of it, and a station that gets no processor reads late: only what
        it shows tells that it takes keys for keys.
        """
        for letter in MARKS:
            self.rest()
            self.send(before + letter)
            with contextlib.suppress(TimeoutError):
                self.wait_for(partial(self._ends_with, letter), 1.0)
                break
        self.rest(A_KEY)
        self.delete(len(self.marks()))
        self.wait_for(lambda _: not self.marks())

    def _ends_with(self, letter: str, _screen: str) -> bool:
        return self.marks().endswith(letter)

    def marks(self) -> str:
        """Return the letters of ``MARKS`` at the end of the field."""
        found = re.search(rf"^typed .*?([{MARKS}]+)$", self.text(), re.MULTILINE)
        return found[1] if found else ""

    def type_and_see(self, text: str) -> None:
        """Type ``text`` into the empty field, see it there, and delete it again."""
        self.wake()
        for end in range(1, len(text) + 1):
            self.send(text[end - 1])
            self.wait_for(f"typed {text[:end]}\n")
            self.rest(A_KEY)
        self.delete(len(text))
        self.wait_for("typed\n")

    def delete(self, count: int) -> None:
        """Press Backspace so often, as a person does."""
        for _ in range(count):
            self.send("\x7f")
            self.rest(A_KEY)
