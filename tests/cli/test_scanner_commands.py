"""Scanner commands, in this process as a script runs them, and at a terminal as a person does."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import subprocess
import sys
import termios
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from devices import reader_bench
from devices.doctor import TEST_TEXT
from devices.evdev_devices import Device
from devices.reader_messages import Message, Notice, Scan
from intake.membership import card_text
from tests.e2e.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Callable

    from program import Program

ROOT = Path(__file__).parent.parent.parent
SCANNER = Device(Path("/dev/input/event3"), "Made-up scanner", "0c2e", "0b61", "S1", "", readable=False)
KEYBOARD = Device(
    Path("/dev/input/event4"), "Made-up keyboard", "1234", "5678", "", "usb-Keys-event-kbd", readable=True
)


@pytest.fixture
def plugged(monkeypatch: pytest.MonkeyPatch) -> None:
    """A computer with a scanner that may not be read, and a keyboard."""
    monkeypatch.setattr(reader_bench, "found", lambda: [SCANNER, KEYBOARD])


def configured(program: Program, text: str) -> list[str]:
    """Return the options for a configuration."""
    file = program.home / "config.toml"
    file.write_text(text)
    return ["--config", str(file)]


@pytest.mark.usefixtures("plugged")
def test_scanners_are_listed_with_the_id_for_the_configuration(program: Program) -> None:
    devices = program.run("scanner", "list", "--json").document
    assert [(each["id"], each["readable"], each["configured"]) for each in devices] == [
        ("0c2e:0b61:S1", False, False),
        ("usb-Keys-event-kbd", True, False),
    ]
    assert "udev" in devices[0]["hint"]


@pytest.mark.usefixtures("plugged")
def test_the_configured_scanner_is_marked_and_its_rights_are_explained(program: Program) -> None:
    options = configured(program, '[scanner]\ndevice = "0c2e:0b61"\n')
    shown = program.run("scanner", "list", *options).out
    assert "configured" in shown
    assert "70-intake-scanner.rules" in shown


@pytest.mark.usefixtures("plugged")
@pytest.mark.parametrize(
    ("device", "ok", "hint"),
    [("0c2e:0b61", False, "udev"), ("usb-Keys-event-kbd", True, "plugged in"), ("05e0:1200", False, "not plugged in")],
)
def test_the_configured_scanner_is_checked_with_everything_else(
    shop: Program, device: str, ok: bool, hint: str
) -> None:
    checks = shop.run("doctor", "--json", *configured(shop, f'[scanner]\ndevice = "{device}"\n')).document
    found = next(check for check in checks if check["name"] == "scanner")
    assert found["ok"] is ok
    assert hint in found["hint"]


def test_a_computer_without_scanners_says_so(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader_bench, "found", list)
    assert program.run("scanner", "list").out == "Nothing that types was found here.\n"
    assert program.run("scanner", "list", "--json").document == []


def test_a_scan_is_told_without_a_word_of_the_card(program: Program, payload: bytes) -> None:
    tried = program.run("scanner", "test", "--json", stdin=payload + b"\r")
    assert tried.document["characters"] == len(payload) + 1
    assert tried.document["end_mark"] == "CR"
    assert tried.document["fields"] > 10
    assert tried.document["repairs"] == []
    assert not any(word in tried.out for word in ("MARLOWE", "TESSA", "D7042011", "1992"))
    shown = program.run("scanner", "test", "--show", stdin=payload).out
    assert re.search("^last name +MARLOWE$", shown, re.MULTILINE)
    assert "repeated" not in shown


def test_repairs_are_told(program: Program, payload: bytes) -> None:
    bent = payload.replace(b"\n", b"").replace(b"\x1e", b"")
    assert program.run("scanner", "test", "--json", stdin=bent).document["repairs"]


@pytest.mark.parametrize("typed", [b"hello\r", b"]C05901234123457\r"])
def test_what_is_no_license_has_its_status(program: Program, typed: bytes) -> None:
    outcome = program.run("scanner", "test", "--json", stdin=typed)
    assert outcome.status == 4
    assert outcome.document["error"]["message"]


@pytest.mark.parametrize(
    ("typed", "code", "end"),
    [(f"{TEST_TEXT}\r", "test_symbol", "CR"), (TEST_TEXT.swapcase(), "test_symbol", "none"),
     (card_text("7", b"k" * 32), "membership_card", None)],
)  # fmt: skip
def test_the_programs_own_symbols_are_told_from_a_broken_license(
    program: Program, typed: str, code: str, end: str | None
) -> None:
    outcome = program.run("scanner", "test", "--json", stdin=typed.encode())
    assert (outcome.status, outcome.document["error"]["code"], outcome.document["end_mark"]) == (4, code, end)


def test_what_came_instead_of_a_card_is_shown_on_demand_and_steers_no_terminal(program: Program) -> None:
    typed = b"\x1b[2Jhello\r"
    assert "payload" not in program.run("scanner", "test", "--json", stdin=typed).document
    assert program.run("scanner", "test", "--show", "--json", stdin=typed).document["payload"] == typed.decode()
    assert 'payload     "\\u001b[2Jhello\\r"' in program.run("scanner", "test", "--show", stdin=typed).out


def test_nothing_is_an_error(program: Program) -> None:
    assert program.run("scanner", "test", "--json").error["code"] == "nothing"


def test_the_doctor_judges_what_a_scanner_typed(program: Program) -> None:
    good = program.run("scanner", "doctor", "--json", stdin=f"{TEST_TEXT}\r".encode())
    assert (good.status, good.document["ok"], good.document["end_mark"]) == (0, True, "CR")
    bad = program.run("scanner", "doctor", "--json", stdin=TEST_TEXT.replace("\x1d", "").encode())
    assert (bad.status, bad.document["ok"]) == (2, False)
    assert [finding["code"] for finding in bad.document["findings"]] == ["gs_lost", "no_end_mark"]
    assert "GS" in program.run("scanner", "doctor", stdin=TEST_TEXT.replace("\x1d", "").encode()).out


def test_a_latin_byte_does_not_stop_the_doctor(program: Program) -> None:
    assert program.run("scanner", "doctor", "--json", stdin=b"\xff\xc9").document["findings"][0]["code"] == "unknown"


@pytest.mark.parametrize("name", ["symbol.png", "symbol.svg", "symbol.PDF"])
def test_the_test_symbol_can_be_printed(program: Program, name: str) -> None:
    file = program.home / name
    assert program.run("scanner", "doctor", "--out", str(file)).status == 0
    assert file.read_bytes()[:5] == {".png": b"\x89PNG\r", ".svg": b"<?xml", ".pdf": b"%PDF-"}[file.suffix.lower()]
    assert program.run("scanner", "doctor", "--out", str(file)).status == 1


@pytest.mark.parametrize("name", ["symbol", "symbol.jpeg", "pdf"])
def test_the_test_symbol_is_drawn_into_no_other_file(program: Program, name: str) -> None:
    outcome = program.run("scanner", "doctor", "--out", name, "--json")
    assert (outcome.status, outcome.error["code"]) == (2, "bad_file")
    assert not (program.home / name).exists()


@pytest.mark.parametrize(
    "text",
    ['[scanner]\ndevice = "event5"', '[scanner]\ndevice = 5', '[scanner]\nlayout = "dvorak"', '[scanner]\nkeys = "x"',
     'scanner = "usb-x"', '[scanner]\nlayout = ["us"]'],
)  # fmt: skip
def test_a_scanner_that_is_configured_wrong_is_refused(program: Program, text: str) -> None:
    outcome = program.run("scanner", "list", "--json", *configured(program, text))
    assert (outcome.status, outcome.error["code"]) == (2, "bad_config")


def answering(*messages: Message) -> Callable[..., object]:
    """Return a link to a reader that tells these messages."""

    class Link:
        def __init__(self, command: list[str], hear: Callable[[Message], None]) -> None:
            assert command[-2:] == ["0c2e:0b61", "de"]
            self._hear = hear

        def start(self) -> None:
            for message in messages:
                self._hear(message)

        def stop(self) -> None:
            """Nothing runs."""

    return Link


@pytest.mark.parametrize(
    ("told", "status"),
    [([Notice("ready", "Ready."), Scan(f"{TEST_TEXT}\r", 0.4)], 0), ([Notice("trouble", "Not plugged in.")], 2),
     ([Notice("useless", "No package.")], 2), ([Notice("dropped", "Keys were lost.")], 4), ([], 2)],
)  # fmt: skip
def test_a_configured_scanner_is_read_from_the_kernel(
    program: Program, monkeypatch: pytest.MonkeyPatch, told: list[Message], status: int
) -> None:
    monkeypatch.setattr(reader_bench, "ReaderLink", answering(*told))
    options = configured(program, '[scanner]\ndevice = "0c2e:0b61"\nlayout = "de"\n')
    assert program.run("scanner", "doctor", "--wait", "1", "--json", *options).status == status


def at_terminal(home: Path, typed: list[bytes], *arguments: str) -> tuple[int, str]:
    """Run the program at a terminal, type in pieces when it asks for a scan, and return its status and output."""
    master, slave = pty.openpty()
    command, environment = [sys.executable, "cli.py", "scanner", *arguments], os.environ | {"HOME": str(home)}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=slave, stdout=slave, stderr=slave)
    os.close(slave)
    seen, ends = b"", time.monotonic() + 60
    while process.poll() is None and time.monotonic() < ends:
        if select.select([master], [], [], 0.05)[0]:
            seen += _output(master)
        if typed and not termios.tcgetattr(master)[3] & termios.ICANON:
            time.sleep(0.1)
            os.write(master, typed.pop(0))
    status = process.wait(5)
    while select.select([master], [], [], 0.05)[0] and (more := _output(master)):
        seen += more
    os.close(master)
    return status, seen.decode()


def _output(master: int) -> bytes:
    try:
        return os.read(master, 65536)
    except OSError:  # the other end is closed
        return b""


def test_at_a_terminal_the_symbol_is_shown_and_what_is_typed_is_not(tmp_path: Path) -> None:
    status, seen = at_terminal(tmp_path, [f"{TEST_TEXT}\r".encode()], "doctor")
    assert status == 0
    assert seen.count("\x1b[30;107m") > 15
    assert "All is well" in seen
    assert "TABZany" not in seen
    assert re.search(r"learned for +station ", seen)
    assert len([*tmp_path.glob(".local/state/intake-station/scanners/typed-*.json")]) == 1


def test_a_terminal_too_small_for_the_symbol_says_how_to_go_on_and_breaks_no_word(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "cli.py"), "scanner", "doctor"]
    with Terminal(command, columns=40, rows=20, environment={"HOME": str(tmp_path)}) as terminal:
        asked = terminal.wait_for(lambda text: "(Esc ends)" in " ".join(text.split()), limit=60)
        terminal.settle()
        terminal.send(TEST_TEXT.swapcase())
        said = terminal.wait_for("learned for", limit=60)
    assert "▌" not in asked
    for words in (
        "too small for the test symbol",
        "79 columns and 23 lines",
        "(intake scanner doctor --out symbol.pdf)",
    ):
        assert words in " ".join(asked.split())
    assert "BAD   Capitals and small letters are\n      swapped: turn caps lock off at" in said


def test_a_paste_and_a_pause_between_pieces_are_one_scan(tmp_path: Path) -> None:
    status, seen = at_terminal(
        tmp_path, [b"\x1b[200~" + TEST_TEXT[:60].encode(), TEST_TEXT[60:].encode() + b"\x1b[201~"], "doctor", "--json"
    )
    assert status == 0
    assert [finding["code"] for finding in json.loads(seen.splitlines()[-1])["findings"]] == ["no_end_mark"]


@pytest.mark.parametrize("key", [b"\x03", b"\x1b"])
def test_a_person_can_leave(tmp_path: Path, key: bytes) -> None:
    assert at_terminal(tmp_path, [key], "test")[0] == 130


def test_the_station_tells_that_its_scanner_is_missing(tmp_path: Path) -> None:
    pytest.importorskip("evdev")
    (tmp_path / "config.toml").write_text('[scanner]\ndevice = "0000:0000"\n')
    command = [sys.executable, "cli.py", "--config", str(tmp_path / "config.toml")]
    with Terminal(command, cwd=ROOT, environment={"HOME": str(tmp_path)}) as terminal:
        terminal.wait_for(lambda text: "not plugged" in text)
