"""A small house app for tests: two fields, a note, a table, and commands that act or fail."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.screen import ModalScreen
from textual.widgets import Button, DataTable, Footer, Input, Static, TextArea

from devices.framing import Gate
from screens.app import IntakeApp
from screens.keys import key_of

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.pilot import Pilot

    from screens.messages import ScanDropped, Scanned

CARD = "@\n\x1e\rANSI 636000100002DL00410060DLDAQT00000000\nDCSHOLLOWAY\nDACJUNE\nDDEN\x11\x10\t\x1b\r"


class Dialog(ModalScreen[bool]):
    def compose(self) -> ComposeResult:
        yield Button("DELETE")

    def on_button_pressed(self) -> None:
        self.dismiss(True)


class House(IntakeApp):
    """A small station: two fields, a note, a table, and single-letter commands."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("x", "say('x')"),
        ("D", "say('D')"),
        ("f2", "fail", "Fail"),
        ("f3", "ask"),
    ]

    def __init__(self) -> None:
        self.faults: list[BaseException] = []
        super().__init__(Gate, report=self.note)
        self.scans: list[str | bytes] = []
        self.dropped: list[str] = []
        self.said: list[str] = []
        self.answers: list[bool | None] = []

    def note(self, error: BaseException) -> str:
        """Keep a fault; its number is how many there have been."""
        self.faults.append(error)
        return f"{len(self.faults):06}"

    def compose(self) -> ComposeResult:
        yield Input(id="name")
        yield Input(id="pin", password=True)
        yield TextArea(id="note")
        yield DataTable[str](id="table")
        yield Static(id="shown")
        yield Footer()

    def on_scanned(self, message: Scanned) -> None:
        self.scans.append(message.payload)

    def on_scan_dropped(self, message: ScanDropped) -> None:
        self.dropped.append(message.reason)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.said.append(f"submitted {event.value}")

    def action_say(self, what: str) -> None:
        self.said.append(what)

    def action_ask(self) -> None:
        self.push_screen(Dialog(), self.answers.append)

    def action_fail(self) -> None:
        name = "MARIA CANARY"
        raise ValueError(name)

    @work
    async def fail_in_a_worker(self) -> None:
        raise LookupError("MARIA CANARY")

    def burst(self, text: str) -> None:
        """Post the keys of ``text`` as a fast scanner types them."""
        for index, character in enumerate(text):
            key = key_of(character)
            key.time += index / 10_000
            self.post_message(key)


async def settle(pilot: Pilot[Any]) -> None:
    """Wait until the gate is at rest and everything that came of it is done."""
    assert isinstance(pilot.app, IntakeApp)
    await pilot.pause()
    while pilot.app.gate.deadline is not None:  # noqa: ASYNC110 - the gate tells nobody when it comes to rest
        await asyncio.sleep(0.01)
    await pilot.pause()
