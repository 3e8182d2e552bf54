"""The floor under the station: the least that a Textual program of its shape does, with nothing behind it.

A table of 1,000 rows with eight columns, a form of ten fields, a list, tabs, a header and a footer, as a program of
its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import App
from textual.widgets import DataTable, Footer, Header, Input, Static, TabbedContent, TabPane

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

LAST_ROW_SEEN = "person-9"
"""A text that is on the screen as soon as rows are."""


class Floor(App[None]):
    """Directory, form and queue behind tabs."""

    CSS = "DataTable { height: 1fr }"
    BINDINGS: ClassVar[list[BindingType]] = [
        ("f2", "turn_to('directory')", "Directory"),
        ("f3", "turn_to('profile')", "Profile"),
        ("ctrl+f", "search", "Search"),
    ]

    def compose(self) -> ComposeResult:
        """Lay out the three panes."""
        yield Header()
        with TabbedContent(id="panes"):
            with TabPane("Directory", id="directory"):
                yield Input(placeholder="Search", id="search")
                yield DataTable(id="rows", cursor_type="row")
            with TabPane("Profile", id="profile"):
                for number in range(10):
                    yield Input(placeholder=f"Field {number}")
            with TabPane("Queue", id="queue"):
                yield Static("\n".join(f"person-{row} has waited for {row} minutes" for row in range(20)))
        yield Footer()

    def on_mount(self) -> None:
        """Fill the table and stand in it."""
        table = self.query_one(DataTable)
        table.add_columns("Number", "Last", "First", "Born", "Phone", "Email", "State", "Type")
        table.add_rows(
            [str(row), "Example", f"person-{row}", "1990-01-01", "5550100", "a@b.example", "CA", "adult"]
            for row in range(1000)
        )
        table.focus()

    def action_turn_to(self, pane: str) -> None:
        """Show another pane; a focus left in a hidden one would turn back."""
        self.set_focus(None)
        self.query_one(TabbedContent).active = pane

    def action_search(self) -> None:
        """Go to the search box."""
        self.query_one("#search").focus()


if __name__ == "__main__":
    Floor().run()
