"""A station on a real terminal that sends everything a hostile barcode, paste or network can send."""

from __future__ import annotations

import os
import re
import signal
import time
from typing import TYPE_CHECKING

import pytest

from intake.errors import ExitStatus
from intake.text import presentable
from tests.e2e.hostile_station import Station

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CARD = "@\n\x1e\rANSI 636000100002DL00410060DLDAQT00000000\nDCSHOLLOWAY\nDACJUNE\nDBB01311990\r"
HEADER = "@\n\x1e\rANSI 636000"
MEGABYTE = 1_000_000

NAMES = [
    "Ann [/] Bee",
    "[@click=app.plant]Ann[/] [b]Bee[/b] [link=https://example.invalid]x[/link] ([sys:LOCK=SAFE])",
    "Ann \x1b[2J\x1b]0;PWNED\x07\x1b]52;c;UFdORUQ=\x1b\\ \x9b2J\x9d0;PWNED\x9c \u202eeB\u2066 \u200b\u2028\x00\x08\x7f",
]


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    """A station of its own, for tests that end it or leave something open."""
    with Station(tmp_path) as running:
        running.wait_for("ready")
        running.settle(0.05)
        yield running


@pytest.fixture(scope="module")
def long_running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Station]:
    with Station(tmp_path_factory.mktemp("station")) as running:
        running.wait_for("ready")
        running.settle(0.05)
        yield running


@pytest.fixture
def busy_station(long_running: Station) -> Station:
    """A station that has gone through the tests before this one, with nothing open and an empty log."""
    long_running.rest(0.05)
    assert long_running.crashes.read_text() == ""
    long_running.log.write_text("")
    return long_running


def attacks(column: int, row: int) -> list[str]:
    """Return what a barcode could hold to do harm, with clicks on the cell at ``column``, ``row``."""
    at = f"{column};{row}"
    single = [chr(code) for code in (*range(0x20), *range(0x7F, 0xA1))]
    mouse = [f"\x1b[<{button};{at}M\x1b[<{button};{at}m" for button in range(40)]
    old_mouse = [f"\x1b[M{chr(32 + button)}{chr(32 + column)}{chr(32 + row)}" for button in range(4)]
    functions = [f"\x1b[{number}~" for number in range(35)] + [f"\x1bO{key}" for key in "ABCDFHPQRSM"]
    cursor = [f"\x1b[{key}" for key in "ABCDFHZ"] + [f"\x1b[1;{m}{key}" for m in range(2, 9) for key in "ABP"]
    kitty = [f"\x1b[{code};5u" for code in range(97, 123)] + [f"\x1b[{code}u" for code in (9, 13, 27, 127, 9999999)]
    strings = ["\x1b]52;c;eA==\x07", "\x1b]0;x\x1b\\", "\x1bP1$r\x1b\\", "\x1b_x\x1b\\", "\x1b]11;rgb:0/0/0\x07"]
    states = ["\x1b[200~", "\x1b[201~", "\x1b[I", "\x1b[O", "\x1b[5;5R", "\x1b[?2026;2$y", "\x1b[?2048;2$y"]
    sizes = ["\x1b[48;20000;20000;1;1t", "\x1b[48;1;1;1;1t", "\x1b[8;1;1t"]
    words = ["\x10quit\r", "\x10screenshot\r", "\t\r", "\x1b\r", "y\r", "\x11y\r", "xdc", "\x03", "\x1a", "\x1c"]
    return [*single, *mouse, *old_mouse, *functions, *cursor, *kitty, *strings, *states, *sizes, *words]


def scans_of(payloads: list[str], together: int) -> list[str]:
    """Return scans that hold ``together`` payloads each, inside what looks like a card."""
    groups = [payloads[start : start + together] for start in range(0, len(payloads), together)]
    return [HEADER + "\nDCS" + "\nDAC".join(group) + "\r" for group in groups]


# what a moving mouse or a changing focus reports is no part of a scan
MOVES = re.compile(r"\x1b\[<(?:3[2-9]|[4-9]\d);\d+;\d+[Mm]|\x1b\[[IO]")


@pytest.mark.parametrize(("pace", "every"), [(0.0, 1), (0.001, 4), (0.005, 25)])
def test_no_barcode_does_anything_but_scan(busy_station: Station, pace: float, every: int) -> None:
    station = busy_station
    station.send("\x1b[15~")
    screen = station.wait_for("DELETE")
    row = next(index for index, line in enumerate(screen.splitlines()) if "DELETE" in line)
    column = screen.splitlines()[row].index("DELETE")
    payloads = attacks(column + 1, row + 1)
    assert len(payloads) >= 200
    scans = scans_of(payloads[::every], 20)
    for scan in scans:
        station.send(scan.encode(), pause=pace)
    station.wait_for_scans(len(scans))
    station.rest()
    assert [MOVES.sub("", scan) for scan in station.scans()] == [MOVES.sub("", scan) for scan in scans]
    assert {event[0] for event in station.happened()} == {"scan"}
    assert "DELETE" in station.text()
    station.send("\r")
    station.wait_for(lambda _: ["deleted", True] in station.happened())
    station.type_and_see("ok")


KILLERS = [
    b"\xff", b"\xc3(", b"Jos\xe9", b"\x1b[9999999;1u", b"\x1b[1:2;1u", b"\x1b[99999999999999999999;5u",
    b"\x1b[48;20000;20000;1;1t", b"\x1b[48;1;1;1;1t", b"\x1b[?2048;2$y\x1b[48;1;1;1;1t",
    b"\x1b[<0;99999;99999M\x1b[<0;99999;99999m", b"\x1b[<0;0;0M", b"\x1b[<;;M", b"\x1b]52;c;eA==\x07",
    b"\x1b[" + b"1;" * 3000, b"\x1bP" + b"x" * 5000, b"\x00\x1a\x1c\x13\x04\x03", b"\x1bx",
]  # fmt: skip


def test_no_bytes_bring_the_station_down(busy_station: Station) -> None:
    station = busy_station
    for start in range(0, len(KILLERS), 4):
        for killer in KILLERS[start : start + 4]:
            station.send(killer)
            station.wake("\x15")  # whatever came into the field goes
        station.type_and_see("ok")
    assert {event[0] for event in station.happened()} <= {"dropped"}
    assert ["dropped", "Esc and a key came at once: press one after the other."] in station.happened()
    assert station.crashes.read_text() == ""


def test_a_click_that_is_typed_is_no_click(station: Station) -> None:
    station.send("\x1b[15~")
    row, line = next((y, line) for y, line in enumerate(station.wait_for("DELETE").splitlines()) if "DELETE" in line)
    click = f"\x1b[<0;{line.index('DELETE') + 1};{row + 1}M\x1b[<0;{line.index('DELETE') + 1};{row + 1}m"
    for pace in (0.005, 0.02):
        station.send(click, pause=pace)
        station.rest()
    assert "DELETE" in station.text()
    station.send(click)
    station.wait_for(lambda _: ["deleted", True] in station.happened())


def test_a_paste_that_nobody_ends_swallows_no_later_key(busy_station: Station) -> None:
    station = busy_station
    station.send("\x1b[200~holloway")
    station.wait_for("typed holloway\n")
    station.wake()
    station.delete(4)
    station.wait_for("typed holl\n")
    station.send("\x15")
    station.wait_for("typed\n")


@pytest.mark.parametrize(
    ("before", "flood", "after"),
    [
        (b"\x1b[200~", b"7" * 4 * MEGABYTE, b"\x1b[201~"),
        (b"", b"abcdefgh" * (MEGABYTE // 16), b""),
        (b"", b"\x1b[B" * (MEGABYTE // 8), b""),
        (b"", b"\x1b[<35;10;10M" * (MEGABYTE // 32), b""),
        (b"", b"x" * (MEGABYTE // 2), b""),
    ],
    ids=["paste", "letters", "arrows", "mouse", "stuck key"],
)
def test_a_flood_ends_and_the_station_goes_on(busy_station: Station, before: bytes, flood: bytes, after: bytes) -> None:
    station = busy_station
    memory = station.memory_bytes()
    station.send(before + flood + after)
    station.wake("\x15")
    station.type_and_see("ok")
    assert station.memory_bytes() - memory < 50 * MEGABYTE
    assert not {event[0] for event in station.happened()} & {"pressed", "deleted", "binding x", "saved"}


def test_the_quit_and_palette_bytes_only_ask(station: Station) -> None:
    station.send("\x11")
    station.wait_for("Close this station?")
    station.send("\x1b")
    station.wait_for(lambda text: "Close this station?" not in text)
    station.send("\x10")
    station.wait_for("Search for commands")
    station.send("screenshot\r", pause=0.001)
    station.rest()
    station.send("quit\r", pause=0.001)
    station.rest()
    assert station.process.poll() is None
    assert not list(station.log.parent.glob("**/*.svg"))


def test_a_scan_from_a_terminal_with_the_kitty_protocol_is_byte_exact(busy_station: Station) -> None:
    station = busy_station
    codes = {"\n": "\x1b[106;5u", "\r": "\x1b[13u", "\x1e": "\x1b[54;6u", "\x1b": "\x1b[27u"}
    payload = CARD + "\x1b[<0;5;5M"
    keys = "".join(codes.get(character, f"\x1b[{ord(character)};;{ord(character)}u") for character in payload)
    station.send(keys)
    station.wait_for_scans(1)
    station.rest()
    for key in re.findall(r"\x1b[^\x1b]+", keys):
        station.send(key)
        time.sleep(0.003)
    station.wait_for_scans(2)
    assert station.scans() == [payload, payload]
    station.type_and_see("ok")


def test_letters_of_latin_1_in_a_scan_are_read(busy_station: Station) -> None:
    station = busy_station
    station.send(CARD.replace("JUNE", "JOSÉ").encode("latin-1"))
    station.wait_for_scans(1)
    station.rest()
    station.send(CARD.replace("JUNE", "JOSÉ").encode(), pause=0.001)
    station.wait_for_scans(2)
    assert station.scans() == [CARD.replace("JUNE", "JOSÉ")] * 2


def test_a_scan_during_the_start_does_not_join_the_next(tmp_path: Path) -> None:
    with Station(tmp_path) as station:
        station.send(CARD[:30])
        station.wait_for("ready")
        station.rest(0.3)
        station.send(CARD)
        station.wait_for(lambda _: CARD in station.scans())


# -- the end


@pytest.mark.parametrize("how", ["hang-up", "SIGHUP", "SIGTERM"])
def test_the_draft_is_saved_and_the_station_ends_when_the_terminal_or_the_system_says_so(
    station: Station, how: str
) -> None:
    station.send("june")
    station.wait_for("typed june\n")
    if how == "hang-up":
        station.hang_up()
    else:
        os.kill(station.process.pid, signal.Signals[how])
    assert station.wait_for_end(3) == ExitStatus.INTERRUPTED
    assert station.happened()[-1] == ["saved", "june"]
    if how == "SIGTERM":
        assert b"\x1b[?1049l\x1b[?25h" in station.output


def test_a_terminal_that_stops_reading_does_not_keep_the_station_from_saving(station: Station) -> None:
    station.send("june")
    station.wait_for("typed june\n")
    for turn in range(40):  # much to paint, and nobody reads it
        station.resize(80 + turn % 2, 40)
        os.kill(station.process.pid, signal.SIGWINCH)
        time.sleep(0.03)
    os.kill(station.process.pid, signal.SIGTERM)
    assert station.process.wait(3) == ExitStatus.INTERRUPTED
    assert station.happened()[-1] == ["saved", "june"]


def test_a_crash_tells_a_number_and_nothing_else_and_too_many_end_the_station(station: Station) -> None:
    station.send("\x1b[17~")
    screen = station.wait_for("error ")
    station.type_and_see("ok")
    for _ in range(12):
        if station.process.poll() is None:
            station.send("\x1b[17~")
            station.rest(0.02)
    assert station.wait_for_end() == ExitStatus.BROKEN
    told = bytes(station.output).decode() + station.crashes.read_text()
    assert "CANARY" not in told
    assert "493817" not in told
    number = re.search(r"error ([0-9A-F]{6})", screen)
    assert number is not None
    assert f" {number[1]} ValueError at hostile_app.py:" in station.crashes.read_text()


# -- what is written


def test_a_station_at_rest_writes_nothing(station: Station) -> None:
    station.send("june")
    station.wait_for("typed june\n")
    station.settle(0.3)
    written = len(station.output)
    station.settle(0.8)
    assert len(station.output) == written


def test_developer_tools_in_the_environment_log_no_keys(tmp_path: Path) -> None:
    environment = {
        "TEXTUAL": "debug,devtools",
        "TEXTUAL_DEBUG": "1",
        "TEXTUAL_LOG": "textual.log",
        "TEXTUAL_PRESS": "x",
    }
    with Station(tmp_path, environment=environment) as station:
        station.wait_for("ready")
        station.send("\t")
        station.rest(0.1)
        station.send("493817")
        station.wait_for("pin 6\n")
        station.send("\x11")
        station.wait_for("Close this station?")
        station.send("\t")
        station.rest()
        station.send("\r")
        assert station.wait_for_end() == ExitStatus.DONE
    assert {path.name for path in tmp_path.iterdir()} == {"events", "events.log"}


OWN_SEQUENCES = re.compile(
    r"\x1b\[[0-9;]*[mH]"  # colors and places
    r"|\x1b\[\?(?:1049|1000|1003|1015|1006|1004|2004|2026|25|7)[hl]"  # modes
    r"|\x1b\[\?(?:2026|2048)\$p"  # questions
    r"|\x1b\[>25u|\x1b\[<u"  # the keyboard protocol
    r"|\x1b\]22;[a-z-]+\x07"  # the shape of the pointer
    r"|\r\n"
)


def test_no_name_writes_anything_but_itself_to_the_terminal_nor_runs_anything(tmp_path: Path) -> None:
    with Station(tmp_path, names=NAMES, rows=190) as station:
        station.wait_for("ready")
        station.send("\x1b[18~")
        station.wait_for("names shown")
        station.settle(0.3)
        shown = station.text().splitlines()
        places = [(row, line.index("Ann") + 2) for row, line in enumerate(shown, 1) if row > 16 and "Ann" in line]
        station.send("".join(f"\x1b[<35;{column};{row}M" for row, column in places))
        for row, column in places:
            if "@click" in shown[row - 1]:
                station.send(f"\x1b[<0;{column};{row}M\x1b[<0;{column};{row}m")
                station.rest(0.02)
        row = next(row for row, line in enumerate(shown, 1) if "Name Ann" in line)
        station.send(f"\x1b[<35;10;{row}M")
        station.rest(0.8)
        tooltip = station.text()
        assert "an action in a text ran" not in station.log.read_text()
        assert station.crashes.read_text() == ""
        output = OWN_SEQUENCES.sub("", bytes(station.output).decode())
    assert output == presentable(output)
    for name in NAMES:
        assert "\n".join(shown).count(presentable(name)[:30].rstrip()) >= 10
    assert tooltip != "\n".join(shown)
