"""A shop with staff, and somebody who sits at one of its stations: the installed program on a real terminal."""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections import Counter
from contextlib import redirect_stderr, redirect_stdout
from datetime import date, timedelta
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

import cli
from intake.demo import made_up_card
from intake.errors import ExitStatus
from intake.license.compose import compose
from tests.e2e.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Sequence

both_engines = pytest.mark.parametrize("engine", ["sqlite", "postgresql"], scope="module")
"""Marks tests at whose end something else is stored than at their beginning, on whatever the shop keeps its data in."""

INTAKE: Final = str(Path(sys.executable).with_name("intake"))
PIN: Final = "482915"
"""Everybody's."""
PATIENCE: Final = 20.0
"""Seconds that something may take to be seen on the busiest machine."""
ACT: Final = 0.08
"""Seconds to the next key of somebody who presses keys that do something."""
KEY: Final = 0.04
"""Seconds from one key of a person in a hurry to the next."""
ESCAPE: Final = 0.15
"""Seconds after which ESC is a key and no longer the beginning of a sequence."""
GLANCE: Final = 0.2
"""Seconds from what a scan shows to the first key."""
KEYS: Final = {
    "F1": "\x1bOP", "F2": "\x1bOQ", "F3": "\x1bOR", "F4": "\x1bOS", "F6": "\x1b[17~", "F8": "\x1b[19~",
    "F10": "\x1b[21~", "Up": "\x1b[A", "Down": "\x1b[B", "Right": "\x1b[C", "Left": "\x1b[D", "Shift+Up": "\x1b[1;2A",
    "Shift+Down": "\x1b[1;2B", "Shift+Tab": "\x1b[Z", "Enter": "\r", "Tab": "\t", "Esc": "\x1b", "Ctrl+S": "\x13",
    "Ctrl+F": "\x06", "Ctrl+P": "\x10", "Ctrl+Q": "\x11", "PageDown": "\x1b[6~", "Delete": "\x1b[3~",
}  # fmt: skip
"""What a terminal sends for a key that is no character."""


def card_of(first: str, last: str, number: str) -> str:
    """Return what a scanner types of the valid license of a made-up Californian."""
    today = date.today()  # noqa: DTZ011 - far from any birthday and expiry
    born, expires = today - timedelta(days=34 * 365), today + timedelta(days=900)
    return compose(made_up_card(last, first, "QUINN", born, expires, number, "F")).decode("latin-1")


JUNO: Final = card_of("JUNO", "VALE", "D7042099")
"""The card of customer 1, who is on file and at home."""
ANN: Final = "ANN EARLY"
BEN: Final = "BEN EARLY"
"""Customers 5 and 6, who are waiting."""


class Shop:
    """The shop of an account whose files are in ``folder``; ``url`` is its database where that is not in a file."""

    def __init__(self, folder: Path, url: str | None = None) -> None:
        self.folder = folder
        places = {"DATA_HOME": "data", "CONFIG_HOME": "config", "STATE_HOME": "state"}
        self.environment = {f"XDG_{name}": str(folder / place) for name, place in places.items()}
        self.environment |= {"HOME": str(folder), "TMPDIR": str(folder), "PATH": "/usr/bin:/bin"}
        if url:
            self.environment["INTAKE_DATABASE_URL"] = url

    def copy(self, folder: Path, url: str | None = None) -> Shop:
        """Return another shop in ``folder`` that is like this one; ``url`` is the database made ready for it."""
        shutil.copytree(self.folder, folder)
        return Shop(folder, url)

    def move_to(self, url: str) -> None:
        """Bring what is in this shop into the empty database at ``url`` too, as a person does: by a backup."""
        file = self.folder / "shop.backup"
        self.act("backup", str(file))
        self.act("restore", str(file), "--database", url)
        file.unlink()

    def act(self, *arguments: str, typed: str = "") -> Any:
        """Run a command as Ada, with ``typed`` on standard input, and return its document; it must succeed."""
        pin_file = self.folder / "pin"
        if not pin_file.exists():
            pin_file.write_text(PIN)
        printed, told = StringIO(), StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(printed), redirect_stderr(told):
            for name, value in self.environment.items():
                patch.setenv(name, value)
            patch.setattr(sys, "stdin", TextIOWrapper(BytesIO(typed.encode("latin-1"))))
            status = cli.run_program([*arguments, "--as", "Ada", "--pin-file", str(pin_file), "--json"])
        assert status == ExitStatus.DONE, told.getvalue()
        return json.loads(printed.getvalue())

    def found(self, **staff: str) -> None:
        """Make the shop of Ada, the admin, with a ``staff`` of names and roles."""
        self.act("init", "--market", "ca", "--admin", "Ada")
        for name, role in staff.items():
            self.act("employee", "add", name, "--role", role, "--new-pin-file", str(self.folder / "pin"))

    def sign_up(self, **fields: str) -> str:
        """Sign a customer up and return the number."""
        settings = [word for name, text in fields.items() for word in ("--set", f"{name}={text}")]
        return str(self.act("customer", "add", *settings)["number"])

    def waiting(self) -> list[str]:
        """Return the names in the queue, as the command line has them."""
        return [entry["name"] for entry in self.act("queue", "list")["waiting"]]

    def events(self, number: str) -> list[tuple[str, str, str]]:
        """Return who did what to a customer at which station, the oldest first."""
        history = self.act("customer", "history", number)
        return [(event["by"], event["station"], event["kind"]) for event in reversed(history)]

    def faults(self) -> str:
        """Return what the log of faults holds."""
        return "".join(log.read_text() for log in self.folder.glob("state/**/faults.log"))


class Desk(Terminal):
    """Somebody at a station of ``shop`` that is called ``name``."""

    def __init__(
        self,
        shop: Shop,
        name: str = "front desk",
        *,
        columns: int = 80,
        rows: int = 24,
        program: Sequence[str] = (INTAKE,),
    ) -> None:
        environment = shop.environment | {"INTAKE_STATION": name}
        super().__init__(program, columns=columns, rows=rows, cwd=shop.folder, environment=environment)
        self.name = name

    # -- what a person sees

    def see(self, *texts: str) -> str:
        """Wait until all ``texts`` are on the screen."""
        return self.wait_for(lambda text: all(wanted in text for wanted in texts), PATIENCE)

    def look_up(self, *texts: str) -> None:
        """Look from the scanner to the screen, until all ``texts`` are on it."""
        self.see(*texts)
        self.rest(GLANCE)

    def see_no_more(self, *texts: str) -> str:
        """Wait until none of ``texts`` is on the screen."""
        return self.wait_for(lambda text: not any(gone in text for gone in texts), PATIENCE)

    def see_answer(self, text: str) -> None:
        """Wait until ``text`` is on the screen and a scan that was typed before is over; it may have been there."""
        self.see(text)
        self.rest(GLANCE)

    def line_of_cursor(self) -> str:
        """Return the line with the text cursor, which is written in the color of the ground."""
        cells = [[self._screen.buffer[y][x] for x in range(self.columns)] for y in range(self.rows)]
        ground = Counter(cell.bg for line in cells for cell in line).most_common(1)[0][0]
        lines = self.text().splitlines()
        return next((lines[y] for y, line in enumerate(cells) if any(cell.fg == ground for cell in line)), "")

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size, and look at all of it."""
        super().resize(columns, rows)
        self.columns, self.rows = columns, rows
        if hasattr(self, "_screen"):
            self._screen.resize(rows, columns)

    # -- what a person does

    def rest(self, seconds: float) -> None:
        """Do nothing, reading what comes meanwhile."""
        self.settle(seconds, seconds)

    def press(self, *keys: str) -> None:
        """Press keys one after another, as a person does."""
        for key in keys:
            self.send(KEYS.get(key, key))
            self.rest(ESCAPE if key == "Esc" else ACT)

    def step(self, *keys: str) -> None:
        """Press keys that move the cursor, looking where it is after each."""
        for key in keys:
            self.press(key)
            self.rest(GLANCE)

    def type(self, text: str) -> None:
        """Type ``text`` into a field."""
        self.send(text, pause=KEY)

    def scan(self, payload: str, pause: float = 0.0) -> None:
        """Hold a card under the scanner, which types it into the terminal."""
        self.send(payload.encode("latin-1"), pause=pause)

    def sign_in(self, name: str) -> None:
        """Choose a name by its first letters, and sign in."""
        self.see("Choose your name")
        self.type(name[:2].lower())
        self.give_pin(name)

    def give_pin(self, name: str) -> None:
        """Sign in as ``name``, who is chosen."""
        self.see(f"{name}: type your PIN")
        self.type(PIN)
        self.press("Enter")
        self.see(f"{self.name} · {name}")

    def go_home(self) -> None:
        """Go to the directory and end the search there, from wherever no question is open; try again like a person."""
        end = time.monotonic() + PATIENCE
        while not self._is_home() and time.monotonic() < end:
            self.press("F2")
            if not self._is_home():
                self.press("Esc")
        self.see("Search: ", "Last check-ins")

    def _is_home(self) -> bool:
        self.rest(KEY)
        return all(sign in self.text() for sign in ("Search: ", "Last check-ins", "Enter Open"))

    def search_for(self, text: str, key: str = "/") -> None:
        """Type ``text`` into the search box."""
        self.press(key)
        self.see_no_more("Enter Open  ")  # of the list; the box has "Enter Open first"
        self.type(text)

    def search(self, text: str) -> None:
        """Search for one customer, and go to the row."""
        self.search_for(text)
        self.see("1 found")
        self.press("Down")
        self.see("c Check in")

    def press_until_it_moves(self, key: str) -> None:
        """Press a key and wait until the field that has the cursor now is painted, and nothing more of it comes."""
        painted = len(self.output)
        self.press(key)
        self.wait_for(lambda _: len(self.output) > painted, PATIENCE)
        self.settle(ACT)

    def tab_to(self, label: str) -> None:
        """Press Tab until the cursor is in the field ``label``, and go back when it went too far."""
        for _ in range(200):  # several times around, for a field may be missed on a busy machine
            if f" {label}  " in self.line_of_cursor():
                self.rest(GLANCE)
                if f" {label}  " in self.line_of_cursor():
                    return
                self.press("Shift+Tab")
            else:
                self.press_until_it_moves("Tab")
        msg = f"no field {label!r}; the screen shows:\n{self.text()}"
        raise AssertionError(msg)
