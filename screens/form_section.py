"""One section of a form: labels at the left, fields beside them, and what there is to say of each at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from screens.form_fields import Field, field_for
from screens.frugal import Across, Down
from screens.labels import label

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from textual.app import ComposeResult

NOTES_LINES = 3
"""Lines of the notes field on the screen."""


class Section(Down):
    """The fields ``names`` under a ``title``."""

    def __init__(self, title: str, names: Sequence[str]) -> None:
        super().__init__()
        self._title = title
        self._shown = list(names)
        self._told: dict[str, str] = {}
        self.fields: dict[str, Field] = {name: field_for(name) for name in names}
        self._fit()

    def compose(self) -> ComposeResult:
        """Lay out the three columns."""
        yield Static(Content(self._title), classes="section-title")
        with Across():
            yield Static(self._labels(), classes="section-labels")
            with Down():
                yield from self.fields.values()
            yield Static(self._lines(), classes="section-told")

    def hide(self, names: Collection[str]) -> None:
        """Show all fields but ``names``."""
        shown = [name for name in self.fields if name not in names]
        if shown != self._shown:
            self._shown = shown
            self._fit()
            for name, field in self.fields.items():
                field.display = name in shown
            self.query_one(".section-labels", Static).update(self._labels())
            self.query_one(".section-told", Static).update(self._lines())

    def tell(self, told: Mapping[str, str]) -> None:
        """Show what there is to say of the fields, by name."""
        here = {name: told[name] for name in self._shown if name in told}
        if here != self._told:
            self._told = here
            self.query_one(".section-told", Static).update(self._lines(), layout=False)

    def _fit(self) -> None:
        """Be as high as the title and the fields shown."""
        self.styles.height = 1 + sum(NOTES_LINES if name == "notes" else 1 for name in self._shown)

    def _lines(self) -> Content:
        """Return what there is to say, always as many lines as there are fields."""
        return Content("\n").join([self._line(name) for name in self._shown])

    def _line(self, name: str) -> Content:
        text = self._told.get(name, "")
        line = Content.styled(text, "$text-error bold") if text.startswith("!") else Content(text)
        return Content.assemble(line, _rest(name))

    def _labels(self) -> Content:
        return Content("\n").join([Content(label(name) + _rest(name)) for name in self._shown])


def _rest(name: str) -> str:
    """Return the empty lines beside the field after its first one."""
    return "\n" * (NOTES_LINES - 1) if name == "notes" else ""
