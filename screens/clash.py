"""The question when two people changed the same field of a profile (J5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button

from intake.past import last_change
from screens.form_fields import Choice
from screens.labels import label, text_of, words
from screens.text import plain

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from zoneinfo import ZoneInfo

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from intake.customer import Customer
    from intake.history import Event
    from screens.form import Form


THEIRS: Final = "theirs"
MINE: Final = "mine"


class Whose(Choice):
    """Whose text of a field is saved, theirs at first, above both ``texts``."""

    def __init__(self, field: str, texts: Mapping[str, str]) -> None:
        super().__init__(field, list(texts))
        self._texts = texts
        self.put(THEIRS)

    def render(self) -> Content:
        """Say in words whose is saved, between arrows while it can be changed, and point at that text."""
        choice = (f"save: {super().render().plain}", "reverse" if self.has_focus else "")
        lines = [Content.assemble((f"{label(self.field):<17}", "bold"), choice)]
        for whose, text in self._texts.items():
            mark, style = ("▸", "bold") if whose == self.text else (" ", "")
            lines.append(plain(f"{mark} {whose + ':':<8}{text}").stylize(style))
        return Content("\n").join(lines)


class ClashQuestion(ModalScreen[frozenset[str] | None]):
    """Shows both values of each field of ``names``, and who changed it when; asks which of one's own to keep.

    Answers with the fields to take from the other person; ``None`` goes back to the form.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Go back", id="clash.back", tooltip="Go back to the form, nothing saved"),
        Binding("down,enter", "app.focus_next", "Next", show=False, id="clash.next", tooltip="Go on"),
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
        """Lay out each field with its choice."""
        with Vertical(classes="dialog wide") as box:
            box.border_title = "Somebody else changed the same fields meanwhile"
            box.border_subtitle = "↑↓ Enter go on, ←→ Space theirs or mine, Esc goes back"
            for name in self._names:
                theirs = words(name, text_of(name, getattr(self._present, name))) or "(empty)"
                mine = words(name, self._form.texts[name]) or "(empty)"
                yield Whose(name, {THEIRS: theirs + self._who(name), MINE: mine})
            with Horizontal(classes="buttons"):
                yield Button("Save so", id="save", variant="primary", compact=True)
                yield Button("Back to the form", id="back", compact=True)

    def _who(self, name: str) -> str:
        event = last_change(self._events, name)
        if event is None:
            return ""
        return f"  ({event.by}, {event.at.astimezone(self._zone):%m/%d %H:%M}, {event.station})"

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Answer with what is chosen, or go back."""
        event.stop()
        theirs = frozenset(whose.field for whose in self.query(Whose) if whose.text == THEIRS)
        self.dismiss(theirs if event.button.id == "save" else None)
