"""The body of a form: its sections under each other, and how the cursor goes through them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import VerticalScroll

from screens.form_section import Section
from screens.frugal import Ground

if TYPE_CHECKING:
    from textual.binding import BindingType
    from textual.widget import Widget
    from textual.widgets import Input


class Fields(VerticalScroll, Ground, inherit_bindings=False, can_focus=False):
    """The fields under each other; arrows and Tab go from one to the next."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,tab", "go(1)", "Next field", show=False, id="form.next", tooltip="Go to the next field"),
        Binding("up,shift+tab", "go(-1)", "Field before", show=False, id="form.before", tooltip="Go one field back"),
        Binding("enter", "go(1)", "Next field", show=False, id="form.commit", tooltip="Take the text and go on"),
        Binding("pagedown", "page(1)", "Down", show=False, id="form.down", tooltip="Go some fields on"),
        Binding("pageup", "page(-1)", "Up", show=False, id="form.up", tooltip="Go some fields back"),
    ]

    def action_go(self, by: int) -> None:
        """Put the cursor ``by`` fields on, around the ends."""
        fields = self._fields()
        focused = self.screen.focused
        place = fields.index(focused) if focused in fields else -by
        fields[(place + by) % len(fields)].focus()

    def action_page(self, direction: int) -> None:
        """Put the cursor a page of fields on, at most to the end."""
        fields = self._fields()
        focused = self.screen.focused
        place = fields.index(focused) if focused in fields else 0
        step = max(1, self.size.height - 2) * direction
        fields[min(max(place + step, 0), len(fields) - 1)].focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go on to the next field (F26)."""
        event.stop()
        self.action_go(1)

    def _fields(self) -> list[Widget]:
        sections = self.query_children(Section)
        return [field for section in sections for field in section.fields.values() if field.display]
