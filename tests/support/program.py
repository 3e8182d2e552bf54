"""Running the program in this process, as a script would run it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from typing import TYPE_CHECKING, Any

import cli

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

PIN = "482915"


@dataclass
class Outcome:
    """What one command printed, and its exit status."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The JSON document on standard output."""
        return json.loads(self.out)

    @property
    def error(self) -> Any:
        """The error of the JSON line on standard error."""
        return json.loads(self.err)["error"]


class Program:
    """The program with a home of its own."""

    def __init__(self, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.home = home
        self.pin_file = home / "pin"
        self.pin_file.write_text(f"{PIN}\n")
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def run(self, *arguments: str, stdin: bytes = b"") -> Outcome:
        """Run a command line."""
        self._monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(stdin)))
        self._capsys.readouterr()
        status = cli.run_program(arguments)
        printed = self._capsys.readouterr()
        return Outcome(int(status), printed.out, printed.err)

    def act(self, *arguments: str, stdin: bytes = b"") -> Any:
        """Run a command as Ada and return the document it prints; it must succeed."""
        outcome = self.try_to(*arguments, stdin=stdin)
        assert outcome.status == 0, outcome.err
        return outcome.document

    def try_to(self, *arguments: str, stdin: bytes = b"") -> Outcome:
        """Run a command as Ada, with her PIN and as JSON."""
        return self.run(*arguments, "--as", "Ada", "--pin-file", str(self.pin_file), "--json", stdin=stdin)
