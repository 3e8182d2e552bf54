"""The station on a real terminal: opened by the command itself, and left in every way there is."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from devices.behind import DEAF
from intake.errors import ExitStatus
from tests.e2e.reception import PATIENCE, Desk, Shop
from tests.e2e.terminal import Terminal

INTAKE = [sys.executable, "-m", "cli"]
ROOT = Path(__file__).parent.parent.parent
F10, F12 = "\x1b[21~", "\x1b[24~"
KEY = 0.05
"""Seconds from one key of a person to the next."""


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """The environment of an account that has never run the program."""
    folders = {"DATA_HOME": "data", "CONFIG_HOME": "config", "STATE_HOME": "state"}
    return {"HOME": str(tmp_path), "TMPDIR": str(tmp_path), "INTAKE_STATION": "front desk"} | {
        f"XDG_{name}": str(tmp_path / folder) for name, folder in folders.items()
    }


def station(environment: dict[str, str], *arguments: str) -> Terminal:
    return Terminal([*INTAKE, *arguments], cwd=ROOT, environment=environment)


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
        terminal.settle(DEAF, DEAF)
        terminal.send("\r")
        terminal.wait_for("is checked in.")
        terminal.send(F10)
        assert terminal.wait_for_end() == ExitStatus.DONE
    assert list(tmp_path.iterdir()) == []


def test_an_error_again_and_again_ends_the_station_with_a_status_and_tells_nobody_of_a_customer(shop: Shop) -> None:
    program = [sys.executable, "-c", "from tests.e2e.failing_station import main; main()"]
    with Desk(shop, "broken desk", program=program) as desk:
        desk.sign_in("Max")
        desk.press("F6")
        desk.see("New customer")
        desk.type("Petra")
        desk.press("F4")
        desk.see("S  Petra")
        desk.press("u")
        told = re.search(r"\(error ([0-9A-F]{6})\)", desk.see("Something went wrong", "(error "))
        assert told is not None
        for _ in range(20):
            if desk.process.poll() is None:
                desk.press("u")
        assert desk.wait_for_end(PATIENCE) == ExitStatus.BROKEN
    for record in (bytes(desk.output).decode(), shop.faults()):
        assert "CANARY" not in record
        assert told[1] in record
    assert [(draft["author"], draft["name"]) for draft in shop.act("queue", "list")["drafts"]] == [("Max", "Petra")]
