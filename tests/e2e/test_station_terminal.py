"""The station on a real terminal: opened by the command itself, and left in every way there is."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from intake.errors import ExitStatus
from storage.secret import load_secret
from storage.store import open_store
from tests.e2e.terminal import Terminal

INTAKE = [sys.executable, "-m", "cli"]
ROOT = Path(__file__).parent.parent.parent
PIN = "482915"
F4, F6, F10, F12, DOWN = "\x1bOS", "\x1b[17~", "\x1b[21~", "\x1b[24~", "\x1b[B"
KEY = 0.05
"""Seconds from one key of a person to the next."""


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """The environment of an account that has never run the program."""
    folders = {"DATA_HOME": "data", "CONFIG_HOME": "config", "STATE_HOME": "state"}
    return {"HOME": str(tmp_path), "TMPDIR": str(tmp_path), "INTAKE_STATION": "front desk"} | {
        f"XDG_{name}": str(tmp_path / folder) for name, folder in folders.items()
    }


@pytest.fixture
def shop(home: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """The same with a shop whose admin is Ada."""
    arguments = ["init", "--market", "ca", "--admin", "Ada", "--pin-file", "-"]
    environment = home | {"PATH": "/usr/bin:/bin"}
    subprocess.run([*INTAKE, *arguments], cwd=ROOT, env=environment, input=PIN, text=True, check=True)
    assert (tmp_path / "data").is_dir()
    return home


def station(environment: dict[str, str], *arguments: str) -> Terminal:
    return Terminal([*INTAKE, *arguments], cwd=ROOT, environment=environment)


def sign_in(terminal: Terminal) -> None:
    terminal.wait_for("Ada: type your PIN")
    terminal.send(PIN + "\r", pause=KEY)
    terminal.wait_for("front desk · Ada")


def drafts(folder: Path) -> list[tuple[str, str]]:
    """Return author and name of every draft in the shop."""
    secret = load_secret(folder / "config/intake-station/secret.toml")
    with closing(open_store(f"sqlite:///{folder / 'data/intake-station/shop.db'}", secret)) as store:
        return [(draft.author, draft.display_name) for draft in store.look(lambda view: view.drafts())]


def test_the_first_run_makes_a_shop_and_f10_leaves_with_status_0(home: dict[str, str]) -> None:
    with station(home) as terminal:
        terminal.wait_for("No shop here yet")
        terminal.send("\r")
        terminal.wait_for("Type the admin's name")
        terminal.send("Ada\r", pause=KEY)
        pin = re.search(r"\b\d{6}\b", terminal.wait_for("Write it down now"))
        assert pin
        terminal.send("\r")
        terminal.wait_for("Ada: type your PIN")
        terminal.send(pin[0] + "\r", pause=KEY)
        terminal.wait_for("front desk · Ada")
        terminal.send(F10)
        assert terminal.wait_for_end() == ExitStatus.DONE


def test_a_draft_outlives_a_connection_that_drops(shop: dict[str, str], tmp_path: Path) -> None:
    with station(shop) as terminal:
        sign_in(terminal)
        terminal.send(F6)
        terminal.wait_for("New customer")
        terminal.send("Opal", pause=KEY)
        terminal.settle()
        terminal.hang_up()
        terminal.wait_for_end(3)
    assert drafts(tmp_path) == [("Ada", "Opal")]


def test_a_station_that_the_system_ends_leaves_with_a_status_and_its_draft(
    shop: dict[str, str], tmp_path: Path
) -> None:
    with station(shop) as terminal:
        sign_in(terminal)
        terminal.send(F6)
        terminal.wait_for("New customer")
        terminal.send("Opal", pause=KEY)
        terminal.settle()
        terminal.process.send_signal(signal.SIGTERM)
        assert terminal.wait_for_end(3) == ExitStatus.INTERRUPTED
    assert drafts(tmp_path) == [("Ada", "Opal")]


def test_an_idle_station_writes_nothing(shop: dict[str, str]) -> None:
    with station(shop) as terminal:
        sign_in(terminal)
        terminal.settle(0.5)
        written = len(terminal.output)
        terminal.settle(2, limit=2)
        assert len(terminal.output) == written


def test_the_demo_checks_a_made_up_card_in_and_leaves_nothing_behind(home: dict[str, str], tmp_path: Path) -> None:
    with station(home, "demo") as terminal:
        terminal.wait_for("Choose your name")
        pin = re.search(r"\b\d{6}\b", terminal.text())
        assert pin
        terminal.send("r" + pin[0] + "\r", pause=KEY)
        terminal.wait_for("DEMO")
        terminal.wait_for("in the building")
        terminal.send(F12)
        terminal.wait_for("Scan a made-up card")
        terminal.send("\r")
        terminal.wait_for("Enter checks in")
        terminal.send("\r")
        terminal.wait_for("is checked in.")
        terminal.send(F10)
        assert terminal.wait_for_end() == ExitStatus.DONE
    assert list(tmp_path.iterdir()) == []
