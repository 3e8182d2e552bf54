"""The question when two people changed the same field of a profile (J5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Checkbox, Label, Static

from intake.past import last_change
from screens.labels import label, text_of, words
from screens.text import plain

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from zoneinfo import ZoneInfo

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from intake.customer import Customer
    from intake.history import Event
    from screens.form import Form


class ClashQuestion(ModalScreen[frozenset[str] | None]):
    """Shows both values of each field of ``names``, and who changed it when; asks which of one's own to keep.

    Answers with the fields to take from the other person; ``None`` goes back to the form.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Go back", id="clash.back", tooltip="Go back to the form, nothing saved"),
        Binding("down", "app.focus_next", "Next", show=False, id="clash.next", tooltip="Go on"),
        Binding("up", "app.focus_previous", "Before", show=False, id="clash.before", tooltip="Go back"),
    ]

    def __init__(
        self, form: Form, present: Customer, events: Sequence[Event], names: Collection[str], zone: ZoneInfo
    ) -> None:
        super().__init__()
        self._form = form
        self._present = present
        self._events = events
        self._names = list(names)
        self._zone = zone

    def compose(self) -> ComposeResult:
        """Lay out one box a field."""
        with Vertical(classes="dialog wide"):
            yield Label("Somebody else changed the same fields meanwhile.")
            with VerticalScroll(can_focus=False):
                for name in self._names:
                    yield Static(self._both(name))
                    yield Checkbox("keep mine", id=name, compact=True)
            with Horizontal(classes="buttons"):
                yield Button("Save so", id="save", variant="primary", compact=True)
                yield Button("Back to the form", id="back", compact=True)
            yield Label("↑↓: choose   Space: mine or theirs   Enter: answer   Esc: go back", classes="hint")

    def _both(self, name: str) -> Content:
        theirs = words(name, text_of(name, getattr(self._present, name))) or "(empty)"
        mine = words(name, self._form.texts[name]) or "(empty)"
        lines = [f"  theirs: {theirs}{self._who(name)}", f"  mine:   {mine}"]
        return Content.assemble((label(name), "bold"), "\n", plain("\n".join(lines)))

    def _who(self, name: str) -> str:
        event = last_change(self._events, name)
        if event is None:
            return ""
        return f"  ({event.by}, {event.at.astimezone(self._zone):%m/%d %H:%M}, {event.station})"

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Answer with the boxes, or go back."""
        event.stop()
        theirs = frozenset(box.id or "" for box in self.query(Checkbox) if not box.value)
        self.dismiss(theirs if event.button.id == "save" else None)
