"""The fields of a form, each one line high but for notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input, TextArea

from intake.text import presentable
from screens.frugal import FixedSize
from screens.labels import CHOICES, DATES, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.binding import BindingType
    from textual.events import Key

LONGEST_TYPED = 300
"""Characters that fit into a field of one line; every field's own limit is lower and is told in words."""


class FieldChanged(Message):
    """Somebody changed the field ``name`` to ``text``."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__()
        self.name = name
        self.text = text


class Line(Input, FixedSize):
    """A field that is typed in one line."""

    def __init__(self, field: str) -> None:
        placeholder = "MM/DD/YYYY" if field in DATES else ""
        super().__init__(
            placeholder=placeholder,
            compact=True,
            classes="-textual-compact",  # else each is styled twice, first without the others
            max_length=LONGEST_TYPED,
            select_on_focus=False,
            validate_on=(),
            id=field,
        )
        self.field = field
        self._entered = False

    def put(self, text: str) -> None:
        """Show ``text`` from its beginning without telling of a change; who comes to it goes on at its end."""
        with self.prevent(Input.Changed):
            self.value = presentable(text)
        self.cursor_position, self._entered = 0, False
        if self.has_focus:
            self.on_focus()

    def render_line(self, y: int) -> Strip:
        """Paint the line; one without text and cursor is blank, which Textual finds out late."""
        if self.value or self.placeholder or self.has_focus:
            return super().render_line(y)
        return Strip.blank(self.scrollable_content_region.width, self.rich_style)

    def on_focus(self) -> None:
        """Stand at the end of a text that nobody has come to yet, and else where the cursor was left."""
        if not self._entered:
            self.cursor_position, self._entered = len(self.value), True

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell what was typed."""
        event.stop()
        self.post_message(FieldChanged(self.field, event.value))


class Choice(Widget, can_focus=True):
    """A field that takes one of a few texts: arrows, Space, the first letter or a click choose."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,space", "step(1)", "Next choice", id="choice.next", tooltip="Take the next of the choices"),
        Binding("left", "step(-1)", "Choice before", show=False, id="choice.before", tooltip="Take the one before"),
    ]
    text: reactive[str] = reactive("")

    def __init__(self, field: str, options: Sequence[str]) -> None:
        super().__init__(id=field)
        self.field = field
        self._options = options

    def put(self, text: str) -> None:
        """Show ``text`` without telling of a change."""
        self.text = text

    def render(self) -> Content:
        """Show the choice, between arrows while it can be changed."""
        shown = presentable(words(self.field, self.text)) or "–"
        return Content(f"◂ {shown} ▸" if self.has_focus else shown)

    def on_focus(self) -> None:
        """Show the arrows."""
        self.refresh()

    def on_blur(self) -> None:
        """Hide them."""
        self.refresh()

    def on_key(self, event: Key) -> None:
        """Take the next choice that begins with the letter typed."""
        letter = (event.character or "").lower()
        if not (len(letter) == 1 and letter.isalnum()):
            return
        event.stop()
        place = self._place()
        for step in range(1, len(self._options) + 1):
            option = self._options[(place + step) % len(self._options)]
            if words(self.field, option).lower().startswith(letter):
                self._choose(option)
                return

    def on_click(self) -> None:
        """Take the next choice."""
        self.action_step(1)

    def action_step(self, by: int) -> None:
        """Take the choice ``by`` places on."""
        self._choose(self._options[(self._place() + by) % len(self._options)])

    def _place(self) -> int:
        return self._options.index(self.text) if self.text in self._options else -1

    def _choose(self, option: str) -> None:
        if option != self.text:
            self.text = option
            self.post_message(FieldChanged(self.field, option))


class Lines(TextArea):
    """A field of several lines."""

    def __init__(self, field: str) -> None:
        super().__init__(compact=True, id=field, tab_behavior="focus", show_line_numbers=False)
        self.field = field

    def put(self, text: str) -> None:
        """Show ``text`` without telling of a change; typing goes on at its end."""
        with self.prevent(TextArea.Changed):
            self.load_text(presentable(text))
        self.move_cursor(self.document.end)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Tell what was typed."""
        event.stop()
        self.post_message(FieldChanged(self.field, self.text))


Field = Line | Choice | Lines
"""Any field of a form."""


def field_for(name: str) -> Field:
    """Return a new field of the kind that ``name`` needs."""
    if name in CHOICES:
        return Choice(name, CHOICES[name])
    return Lines(name) if name == "notes" else Line(name)
