"""Text fields that can be set back, for text that a scanner typed into them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final, TypeGuard

from textual.widgets import Input

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.widget import Widget
    from textual.widgets import TextArea

_AREAS: Final = "textual.widgets._text_area"


def is_area(widget: Widget | None) -> TypeGuard[TextArea]:
    """Tell whether ``widget`` is a text area.

    Where nobody has loaded that module, which is large, or a thread is just loading it, there is none.
    """
    areas = getattr(sys.modules.get(_AREAS), "TextArea", None)
    return areas is not None and isinstance(widget, areas)


def stop_blinking(widget: Widget) -> None:
    """Keep the cursor of ``widget`` steady, if it is a field: each blink is painted, also over a slow line."""
    if isinstance(widget, Input) or is_area(widget):
        widget.cursor_blink = False


def takes_text(widget: Widget | None) -> bool:
    """Tell whether printable keys go into ``widget`` as text."""
    return isinstance(widget, Input) or (is_area(widget) and not widget.read_only)


def one_line(text: str) -> str:
    """Return ``text`` with a space between its lines; of several, empty ones are left out."""
    lines = text.splitlines()
    return " ".join(line.strip() for line in lines if line.strip()) if len(lines) > 1 else text


def remember(widget: Widget) -> Callable[[], None] | None:
    """Return what sets ``widget`` back to its text and selection of now, or ``None`` when it is no field."""
    if isinstance(widget, Input):
        return _remember_input(widget)
    if is_area(widget):
        return _remember_area(widget)
    return None


def _remember_input(field: Input) -> Callable[[], None]:
    value, selection = field.value, field.selection

    def set_back() -> None:
        field.value = value
        field.selection = selection

    return set_back


def _remember_area(area: TextArea) -> Callable[[], None]:
    text, selection = area.text, area.selection

    def set_back() -> None:
        area.replace(text, (0, 0), area.document.end, maintain_selection_offset=False)
        area.selection = selection

    return set_back
