"""The first tenth of a second: the terminal is the station's at once, and a person's again whatever happens."""

from __future__ import annotations

import signal
import sys
import termios
from pathlib import Path

import pytest

from intake.errors import ExitStatus
from tests.e2e.terminal import Terminal

ROOT = Path(__file__).parent.parent.parent
INTAKE = [sys.executable, "-m", "cli"]
ENTER, LEAVE = b"\x1b[?1049h", b"\x1b[?1049l"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}


def shows(terminal: Terminal, output: bytes) -> None:
    terminal.wait_for(lambda _: output in terminal.output)


def local_modes(terminal: Terminal) -> int:
    return int(termios.tcgetattr(terminal._master)[3])


def test_what_is_typed_while_the_station_starts_is_never_echoed_and_goes_into_the_pin(
    environment: dict[str, str],
) -> None:
    with Terminal(INTAKE, cwd=ROOT, environment=environment) as terminal:
        shows(terminal, ENTER)
        terminal.send("739164")
        terminal.wait_for("No shop here yet")
        assert b"739164" not in terminal.output


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_station_that_is_ended_while_it_starts_gives_the_terminal_back(
    environment: dict[str, str], number: int
) -> None:
    with Terminal(INTAKE, cwd=ROOT, environment=environment) as terminal:
        before = local_modes(terminal)
        shows(terminal, ENTER)
        assert not local_modes(terminal) & termios.ECHO
        terminal.process.send_signal(number)
        assert terminal.wait_for_end() == ExitStatus.INTERRUPTED
        assert local_modes(terminal) == before
        assert LEAVE in terminal.output


def test_what_is_wrong_with_the_configuration_is_told_where_it_can_be_read(
    environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "bad.toml").write_text("database = ")
    with Terminal(
        INTAKE, cwd=ROOT, environment=environment | {"INTAKE_CONFIG": str(tmp_path / "bad.toml")}
    ) as terminal:
        assert terminal.wait_for_end() == ExitStatus.MISUSED
        told = bytes(terminal.output).rpartition(LEAVE)[2]
        assert b"bad.toml" in told or b"configuration" in told
        assert local_modes(terminal) & termios.ECHO


@pytest.mark.parametrize("size", [(1, 1), (20, 5), (59, 3), (500, 200)])
def test_it_starts_on_a_terminal_of_any_size(environment: dict[str, str], size: tuple[int, int]) -> None:
    columns, rows = size
    with Terminal(INTAKE, cwd=ROOT, environment=environment, columns=columns, rows=rows) as terminal:
        shows(terminal, b"\x1b[?1006h")
        terminal.settle()
        assert terminal.process.poll() is None
