"""A form as it is seen: title, what the card gives to look at, fields, marks beside them, and what went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.content import Content
from textual.widgets import Static

from screens.form_body import Fields
from screens.form_section import Section
from screens.frugal import Down
from screens.labels import SECTIONS, label
from screens.text import plain

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from textual.app import ComposeResult
    from textual.events import DescendantBlur, DescendantFocus
    from textual.widget import Widget

    from intake.errors import IntakeError
    from screens.form import Form
    from screens.form_fields import FieldChanged

NOT_KEPT: Final = "! The draft is not kept: "
"""How a sentence begins that gives way to no field's error."""


class FormSheet(Down):
    """Shows one form after another, and takes what is typed into it."""

    def __init__(self) -> None:
        super().__init__()
        self.form: Form | None = None
        """The form that is open."""
        self._sections = [Section(title, names) for title, names in SECTIONS.items()]
        self._fields = {name: field for section in self._sections for name, field in section.fields.items()}
        self._errors: dict[str, str] = {}
        self.said = ""
        """What went wrong, as it stands above the fields."""

    def compose(self) -> ComposeResult:
        """Lay out title, the line for what went wrong, where no news cover it, card's hints and fields."""
        yield Static(classes="form-head")
        yield Static(classes="form-problem")
        yield Static(classes="form-hints")
        with Fields():
            yield from self._sections
            yield Static("The event history shows again after saving or leaving.", classes="form-foot")

    def show(self, form: Form, hidden: Collection[str]) -> None:
        """Show ``form`` from its beginning, all fields but ``hidden``."""
        self.form = form
        self._errors = {}
        for section in self._sections:
            section.hide(hidden)
        self.show_texts(form.texts)
        self.query_one(Fields).scroll_to(y=0, animate=False, force=True, immediate=True)
        hints = [f"! {hint}" for hint in (*form.hints, *form.others)]
        hints += [f"~ Repaired: {done}" for done in form.repairs]
        told = self.query_one(".form-hints", Static)
        told.display = bool(hints)
        told.update(plain("\n".join(hints)))
        self.tell("")

    def show_texts(self, names: Iterable[str]) -> None:
        """Show what the form holds for the fields ``names``."""
        if self.form:
            for name in names:
                self._fields[name].put(self.form.texts[name])
            self._mark()

    def focus_field(self, name: str = "first_name") -> None:
        """Put the cursor into a field."""
        self._fields[name].focus()

    def is_at(self, name: str) -> bool:
        """Tell whether the cursor is in a field."""
        return self._fields[name].has_focus

    # -- typing

    def on_field_changed(self, message: FieldChanged) -> None:
        """Take over what was typed."""
        message.stop()
        form = self.form
        if form is None or form.texts[message.name] == message.text:
            return
        form.type(message.name, message.text)
        if self._errors.pop(message.name, None) and self.said.startswith(_at(message.name)):
            self.tell("")
        self._mark()
        self.typed()

    def typed(self) -> None:
        """Something was typed into the form."""

    def on_descendant_blur(self, event: DescendantBlur) -> None:
        """Check fields that were just left."""
        if self.form:
            self._errors |= self._errors_in(self.form)
            self._mark()
            self._explain(event.widget)

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Say in full what is wrong with a field that somebody comes to."""
        self._explain(event.widget)

    # -- what went wrong

    def tell(self, sentence: str) -> None:
        """Say ``sentence`` above the fields, or nothing."""
        self.said = sentence
        line = self.query_one(".form-problem", Static)
        line.display = bool(sentence)
        line.update(plain(sentence))

    def _explain(self, field: Widget) -> None:
        """Say above the fields what is wrong with ``field``, where its own line may be too short for it."""
        if field.id in self._errors and not self.said.startswith(NOT_KEPT):
            self.tell(f"{_at(field.id)}{self._errors[field.id]}")

    def check(self, form: Form) -> bool:
        """Show every text that its field cannot take, and go to the first; tell whether there is none."""
        self._errors = self._errors_in(form)
        self._mark()
        for name in self._errors:
            self._point_at(name)
            return False
        return True

    def refuse(self, name: str, error: IntakeError) -> None:
        """Show what is wrong with one field, and go there."""
        self._errors[name] = _sentence(name, error)
        self._mark()
        self._point_at(name)

    def _point_at(self, name: str) -> None:
        self.tell(f"{_at(name)}{self._errors[name]}")
        self.focus_field(name)

    def _errors_in(self, form: Form) -> dict[str, str]:
        return {name: _sentence(name, error) for name, error in form.errors().items()}

    def _mark(self) -> None:
        """Show beside each field where its text comes from, or what is wrong with it."""
        form = self.form
        if form is None:
            return
        changed = form.changed
        told = {name: "▪ card" if name in form.scanned else "• changed" for name in changed}
        told |= {name: f"! {error}" for name, error in self._errors.items()}
        for section in self._sections:
            section.tell(told)
        self.query_one(".form-head", Static).update(_head(form, len(changed)), layout=False)


def _at(name: str) -> str:
    return f"! {label(name)}: "


def _sentence(name: str, error: IntakeError) -> str:
    return error.message.removeprefix(f"{name}: ")


def _head(form: Form, unsaved: int) -> Content:
    title = f"Edit {form.seen.display_name} #{form.seen.number}" if form.seen else "New customer"
    count = f"  ● {unsaved} unsaved" if unsaved else ""
    return Content.assemble((plain(title).plain, "bold"), (count, "$text-warning"))
