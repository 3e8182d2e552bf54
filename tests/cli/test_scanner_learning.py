"""What the scanner doctor learns at a terminal, and who knows of it afterwards.

A scripted scanner types the test symbol on a pseudo terminal, bent as keyboards and scanners bend it.
"""

from __future__ import annotations

import os
import pty
import sys
import termios
import time
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from program import Outcome, Program

import cli
from devices import reader_bench
from devices.doctor import TEST_TEXT
from devices.doctor_readings import typed_by
from devices.evdev_devices import Device
from devices.reader_messages import Message, Notice, Scan
from tests.e2e.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from intake.desk import Desk

ROOT = Path(__file__).parent.parent.parent
SCANNER = Device(Path("/dev/input/event3"), "Made-up scanner", "0c2e", "0b61", "S1", "", readable=True)
KEPT = dict.fromkeys(["lf", "gs", "rs", "fs", "cr"], "kept")


def types(terminal: int, text: str) -> None:
    """Type as a scanner does, as soon as the program reads keys one by one."""
    ends = time.monotonic() + 60
    while termios.tcgetattr(terminal)[3] & termios.ICANON and time.monotonic() < ends:
        time.sleep(0.005)
    keys = text.encode()
    for at in range(0, len(keys), 8):
        os.write(terminal, keys[at : at + 8])
        time.sleep(0.002)


@pytest.fixture
def doctor(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[[str], Outcome]:
    """The doctor at the terminal of the station Desk 1, with a scanner that types some text."""
    monkeypatch.setenv("INTAKE_STATION", "Desk 1")
    monkeypatch.setattr(reader_bench, "found", list)

    def judged(text: str) -> Outcome:
        master, slave = pty.openpty()
        scanner = Thread(target=types, args=(master, text))
        with os.fdopen(slave) as keyboard:
            monkeypatch.setattr("sys.stdin", keyboard)
            capsys.readouterr()
            scanner.start()
            status = cli.run_program(["scanner", "doctor", "--json"])
            scanner.join(60)
        os.close(master)
        printed = capsys.readouterr()
        return Outcome(int(status), printed.out, printed.err)

    return judged


def scanner_check(program: Program) -> tuple[bool, str]:
    """Return what ``intake doctor`` says of the scanner."""
    checks = program.run("doctor", "--json").document
    return next((check["ok"], check["hint"]) for check in checks if check["name"] == "scanner")


def only_profile(program: Program) -> dict[str, object]:
    """Return the profile that ``intake scanner list`` shows."""
    (listed,) = program.run("scanner", "list", "--json").document
    profile: dict[str, object] = listed["profile"]
    return profile


@pytest.mark.parametrize(
    ("typed", "controls", "end", "behind", "keyboard", "said"),
    [
        (TEST_TEXT + "\r", {}, "CR", 1, ("us", "us", "kept"), ""),
        (TEST_TEXT, {}, "none", 0, ("us", "us", "kept"), ""),
        (TEST_TEXT + "\r\n", {}, "CR LF", 2, ("us", "us", "kept"), ""),
        (TEST_TEXT.replace("\n", "") + "\r", {"lf": "lost"}, "CR", 1, ("us", "us", "kept"), "Line feeds (LF) are lost"),
        (TEST_TEXT.replace("\x1d", "]") + "\r", {"gs": "']'"}, "CR", 1, ("us", "us", "kept"), "arrive as ']'"),
        (TEST_TEXT.replace("\x1c", "").replace("\x1e", "6") + "\t", {"fs": "lost", "rs": "'6'"}, "Tab", 1,
         ("us", "us", "kept"), "Record separators (RS) arrive as '6'"),
        (TEST_TEXT.replace("\r", "M"), {"cr": "'M'"}, "none", 0, ("us", "us", "kept"), "Carriage returns"),
        (typed_by(TEST_TEXT, "us", "de") + "\r", {}, "CR", 1, ("us", "de", "kept"), "keyboard country to German"),
        (TEST_TEXT.swapcase() + "\r", {}, "CR", 1, ("us", "us", "swapped"), "caps lock"),
    ],
)  # fmt: skip
def test_what_a_scanner_does_is_learned_and_known_from_then_on(
    program: Program, doctor: Callable[[str], Outcome], typed: str, controls: dict[str, str], end: str, behind: int,
    keyboard: tuple[str, str, str], said: str,
) -> None:  # fmt: skip
    judged = doctor(typed)
    assert judged.status == (2 if said else 0)
    profile = judged.document["profile"]
    assert profile["controls"] == KEPT | controls
    assert (profile["end_mark"], profile["characters_after_card"]) == (end, behind)
    assert (profile["scanner_layout"], profile["computer_layout"], profile["case"]) == keyboard
    assert (profile["scanner"], profile["direct"], profile["learned"]) == ("Desk 1", False, "2026-11-21T18:00:00+00:00")
    pace = profile["seconds_per_character"]
    assert pace is None or pace > 0  # a busy machine may read all of it at once

    assert only_profile(program) == profile
    well, hint = scanner_check(program)
    assert (well, hint.split(": ")[0]) == (not said, "profile learned today")
    assert said in hint
    gate = cli.Wiring(None, None).gate()
    assert gate._behind.added == behind


def test_before_the_doctor_has_run_there_is_a_hint_and_no_failure(program: Program) -> None:
    well, hint = scanner_check(program)
    assert well
    assert "intake scanner doctor" in hint


def test_what_is_not_the_whole_symbol_changes_nothing(program: Program, doctor: Callable[[str], Outcome]) -> None:
    before = doctor(TEST_TEXT + "\r").document["profile"]
    for typed in ("5901234123457\r", TEST_TEXT[:60]):
        assert doctor(typed).document["profile"] is None
    assert only_profile(program) == before


def test_typed_text_from_a_file_is_judged_and_not_learned(program: Program) -> None:
    judged = program.run("scanner", "doctor", "--json", stdin=TEST_TEXT.encode()).document
    assert judged["profile"] is None
    assert [*program.home.rglob("scanners")] == []


def test_another_station_of_this_account_learns_for_itself(
    program: Program, doctor: Callable[[str], Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    doctor(TEST_TEXT + "\r")
    monkeypatch.setenv("INTAKE_STATION", "Desk 2")
    assert "no profile yet" in scanner_check(program)[1]
    assert program.run("scanner", "list", "--json").document == []


def test_the_list_tells_how_old_a_profile_is(
    program: Program, doctor: Callable[[str], Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    doctor(TEST_TEXT.replace("\n", ""))
    monkeypatch.setenv("INTAKE_CLOCK", "2026-11-24T10:00:00-08:00")
    assert "learned 3 days ago, something is to be set" in program.run("scanner", "list").out


def test_a_damaged_profile_is_said_and_nothing_else_changes(program: Program, doctor: Callable[[str], Outcome]) -> None:
    doctor(TEST_TEXT + "\r")
    (file,) = program.home.glob(".local/state/intake-station/scanners/*")
    file.write_bytes(b"\xff{")
    listed = program.run("scanner", "list", "--json")
    assert (listed.status, listed.document) == (0, [])
    assert listed.err.count("\n") == 1
    assert "damaged" in listed.err
    assert scanner_check(program)[0] is False
    assert cli.Wiring(None, None).gate()._behind.added == 0
    command, environment = (
        [sys.executable, str(ROOT / "cli.py")],
        {"HOME": str(program.home), "INTAKE_STATION": "Desk 1"},
    )
    with Terminal(command, cwd=ROOT, columns=120, environment=environment) as terminal:
        terminal.wait_for(lambda text: "damaged" in text)
    assert doctor(TEST_TEXT + "\r").document["profile"] == only_profile(program)


def test_a_profile_that_cannot_be_kept_is_an_error_of_storage(
    program: Program, doctor: Callable[[str], Outcome]
) -> None:
    (program.home / ".local/state/intake-station").mkdir(parents=True, exist_ok=True)
    (program.home / ".local/state/intake-station/scanners").write_text("in the way")
    judged = doctor(TEST_TEXT + "\r")
    assert (judged.status, judged.document["ok"]) == (6, True)
    assert '"profile_not_kept"' in judged.err.splitlines()[-1]


def typing(texts: list[str], started: list[list[str]]) -> Callable[..., object]:
    """Return a link to a reader whose scanner is set for German keys; the commands that start it are noted."""

    class Link:
        def __init__(self, command: list[str], hear: Callable[[Message], None]) -> None:
            started.append(command[-2:])
            self._hear = hear

        def start(self) -> None:
            self._hear(Notice("ready", "Ready."))
            self._hear(Scan(typed_by(texts.pop(0), "de", started[-1][1]), 0.4))

        def stop(self) -> None:
            """Nothing runs."""

    return Link


def _no_desk() -> Desk:
    raise AssertionError("nothing is opened before somebody signs in")


def test_the_layout_of_a_scanner_that_is_read_directly_is_learned(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first scan shows it, nothing is configured, and the second one is read right."""
    started: list[list[str]] = []
    monkeypatch.setattr(reader_bench, "found", lambda: [SCANNER])
    monkeypatch.setattr(reader_bench, "ReaderLink", typing([TEST_TEXT + "\r"] * 3, started))
    config = program.home / "config.toml"
    config.write_text('[scanner]\ndevice = "0c2e:0b61"\n')
    options = ["--json", "--config", str(config)]

    first = program.run("scanner", "doctor", *options)
    assert (first.status, [each["harmless"] for each in first.document["findings"]]) == (0, [True])
    assert "German keyboard, and is read so from now on" in first.document["findings"][0]["message"]
    second = program.run("scanner", "doctor", *options).document
    assert started == [["0c2e:0b61", "us"], ["0c2e:0b61", "de"]]
    assert (second["ok"], second["findings"]) == (True, [])
    assert (second["profile"]["scanner_layout"], second["profile"]["direct"]) == ("de", True)
    (listed,) = program.run("scanner", "list", *options).document
    assert (listed["configured"], listed["profile"]) == (True, second["profile"])
    checks = program.run("doctor", *options).document
    assert next(each["hint"] for each in checks if each["name"] == "scanner") == "plugged in; profile learned today"

    listened: list[Mapping[str, str]] = []
    monkeypatch.setattr("devices.reader_link.listener", listened.append)
    cli.Wiring(None, str(config))._app(desk=_no_desk, employee=None, note="", remark="", practising=None)
    assert listened == [{"device": "0c2e:0b61", "layout": "de"}]

    config.write_text('[scanner]\ndevice = "0c2e:0b61"\nlayout = "us"\n')
    configured = program.run("scanner", "doctor", *options)
    assert (configured.status, started[-1]) == (2, ["0c2e:0b61", "us"])
    assert 'scanner.layout = "de"' in configured.document["findings"][0]["message"]
