"""A small station to attack: a field, a dialog with a dangerous button, a table, and every widget that shows data.

What happens in it is written to a log, one JSON value a line.
"""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import (
    Button,
    Checkbox,
    Collapsible,
    DataTable,
    Input,
    Label,
    OptionList,
    RadioButton,
    SelectionList,
    Static,
    Tab,
    Tabs,
    Tree,
)
from textual.widgets.option_list import Option
from textual.widgets.selection_list import Selection

from devices.framing import Gate
from intake.faults import log_fault
from screens.app import IntakeApp
from screens.text import cell, plain, sentence

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from screens.messages import ScanDropped, Scanned


class Delete(ModalScreen[bool]):
    """The dialog that no scan may ever answer."""

    def compose(self) -> ComposeResult:
        yield Button("DELETE", id="delete")

    def on_button_pressed(self) -> None:
        self.dismiss(True)


class HostileApp(IntakeApp):
    """The station under attack."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("d", "note('binding d')", "D"),
        ("x", "note('binding x')", "X"),
        ("f5", "ask", "Delete"),
        ("f6", "fail", "Fail"),
        ("f7", "names", "Names"),
        ("f9", "dashboard", "Table"),
    ]
    CSS = "DataTable { height: 8; } #said { height: 1; }"

    def __init__(self, log: Path, names: list[str]) -> None:
        super().__init__(Gate, report=partial(log_fault, log.with_suffix(".log")))
        self.events = log
        self.names = names

    def note(self, *what: object) -> None:
        with self.events.open("a") as file:
            file.write(json.dumps(what) + "\n")

    def compose(self) -> ComposeResult:
        yield Input(placeholder="search", id="field")
        yield Input(password=True, placeholder="PIN", id="pin")
        yield DataTable(id="table", cursor_type="row")
        yield Static(id="said", markup=False)
        yield VerticalScroll(id="names")

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        table.add_columns("Number", "Name")
        table.add_rows([(cell(f"C{i:04}"), cell(f"Customer {i}")) for i in range(20)])
        self.say("ready")

    def say(self, text: str) -> None:
        self.query_one("#said", Static).update(text)

    def on_scanned(self, message: Scanned) -> None:
        self.note("scan", message.payload)
        self.say(f"scan {len(message.payload)}")

    def on_scan_dropped(self, message: ScanDropped) -> None:
        self.note("dropped", message.reason)

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.input.id == "field":
            self.say(f"typed {event.value}")
        elif event.input.id == "pin":
            self.say(f"pin {len(event.value)}")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.note("submit", event.value)

    def on_data_table_row_selected(self) -> None:
        self.note("row")

    def on_button_pressed(self) -> None:
        self.note("pressed")

    def action_note(self, what: str) -> None:
        self.note(what)

    def action_ask(self) -> None:
        self.push_screen(Delete(), lambda answer: self.note("deleted", answer))

    def action_fail(self) -> None:
        name, pin = "MARIA CANARY", "493817"
        raise ValueError(name + pin)

    def action_dashboard(self) -> None:
        self.query_one(DataTable).focus()

    def action_plant(self) -> None:
        self.note("an action in a text ran")

    async def action_names(self) -> None:
        """Show every name in every widget that shows data."""
        for name in self.names:
            await self.query_one("#names").mount(*_shown(name))
        self.query_one("#names").scroll_end(animate=False)
        self.notify(self.names[0])
        self.say("names shown")

    async def before_leaving(self) -> None:
        self.note("saved", self.query_one("#field", Input).value)

    def on_resize(self, event: events.Resize) -> None:
        self.note("size", event.size.width, event.size.height)


def _shown(name: str) -> list[Any]:
    table: DataTable[Any] = DataTable()
    table.add_column(cell(name))
    table.add_row(cell(name), label=cell(name))
    tree: Tree[None] = Tree(cell(name))
    tree.root.add_leaf(cell(name))
    box = Static(sentence("[b]Name[/b] $name", name=name))
    box.border_title = plain(name)
    box.styles.border = ("round", "white")
    box.tooltip = plain(name)
    return [
        Label(plain(name)), box, Button(plain(name)), Checkbox(plain(name)), RadioButton(plain(name)),
        OptionList(Option(plain(name))), SelectionList(Selection(plain(name), 1)), Tabs(Tab(plain(name))),
        Collapsible(title=plain(name)),  # type: ignore[arg-type]  # the title takes content too
        table, tree, Input(name),
    ]  # fmt: skip


def main(log: str, names: str | None = None) -> int:
    """Run the app; ``names`` is a file with the names to show."""
    Path(log).with_suffix(".log").touch()
    return HostileApp(Path(log), json.loads(Path(names).read_text()) if names else []).open()
