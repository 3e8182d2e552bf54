"""The form of a profile: signing up and editing, kept as a draft at every moment (F13 to F16, F69, F73)."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from intake.errors import Conflict, IntakeError, NotFound
from screens.clash import ClashQuestion
from screens.draft_keeper import SECONDS, DraftKeeper
from screens.draft_question import DraftAnswer, DraftQuestion
from screens.form import edit_form
from screens.form_body import Fields
from screens.form_section import Section
from screens.frugal import Down
from screens.labels import SECTIONS, label
from screens.telling import is_there
from screens.text import plain
from screens.vouching import ManagerQuestion, managers_of, with_manager

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.events import DescendantBlur, DescendantFocus
    from textual.timer import Timer
    from textual.widget import Widget

    from intake.customer import Customer
    from screens.form import Form
    from screens.form_fields import FieldChanged
    from screens.seat import Seat

_AGAIN: Final = 2.0
"""Seconds until a draft that could not be stored is tried again."""
_GONE: Final = "! This draft was saved or discarded at another station."
_NOT_KEPT: Final = "! The draft is not kept: "


class Editor(Down):
    """Edits one form after another; ``load`` begins one, ``Saved`` and ``Left`` end it."""

    HELP = (
        "The form of a profile. Enter, Tab and the arrow keys go from field to field; choices change with left, right, "
        "Space and their first letter. Dates are typed as 11/30/2026 or 11302026. Ctrl+S saves, Esc leaves. What is "
        "typed is kept as a draft in the queue all the time, for its author to go on with."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Save", id="form.save", tooltip="Save the profile and go back"),
        Binding("escape", "leave", "Leave", id="form.leave", tooltip="Leave the form; asks when something is unsaved"),
    ]

    class Saved(Message):
        """The form was saved as ``customer``."""

        def __init__(self, customer: Customer) -> None:
            super().__init__()
            self.customer = customer

    class Left(Message):
        """Somebody left the form without saving."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self._seat = seat
        self._keeper: DraftKeeper | None = None
        self._sections = [Section(title, names) for title, names in SECTIONS.items()]
        self._fields = {name: field for section in self._sections for name, field in section.fields.items()}
        self._errors: dict[str, str] = {}
        self._told = ""
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """Lay out title, card's hints, fields and the line for what went wrong."""
        yield Static(classes="form-head")
        yield Static(classes="form-hints")
        with Fields():
            yield from self._sections
            yield Static("The event history shows again after saving or leaving.", classes="form-foot")
        yield Static(classes="form-problem")

    # -- one form

    @property
    def form(self) -> Form | None:
        """The form that is open."""
        return self._keeper.form if self._keeper else None

    @property
    def dirty(self) -> bool:
        """Whether the open form holds anything that is not saved."""
        return bool(self.form and self.form.changed)

    def load(self, form: Form, hidden: Collection[str], *, kept: bool = False) -> None:
        """Open ``form``, all fields shown but ``hidden``; ``kept`` tells that it is stored as a draft just so."""
        self._keeper = DraftKeeper(self._seat, form, form.changed if kept else None)
        self._errors = {}
        for section in self._sections:
            section.hide(hidden)
        self._show_texts(form)
        self.query_one(Fields).scroll_to(y=0, animate=False, force=True, immediate=True)
        hints = [f"! {hint}" for hint in (*form.hints, *form.others)]
        hints += [f"~ Repaired: {done}" for done in form.repairs]
        told = self.query_one(".form-hints", Static)
        told.display = bool(hints)
        told.update(plain("\n".join(hints)))
        self._problem("")
        if form.changed and not kept:
            self._autosave()

    async def keep(self) -> None:
        """Store the open form as a draft now; raises the ``IntakeError`` of a database that cannot."""
        keeper = self._keeper
        if keeper:
            self._show_again(keeper, await keeper.keep())

    async def close(self) -> None:
        """Close the form, after storing what is unsaved as a draft; raises as ``keep`` does, and stays open then."""
        if self._keeper:
            await (self._keeper.keep() if self.dirty else self._keeper.discard())
        self._keeper = None

    async def refresh_from_shop(self) -> None:
        """Say so when somebody else has saved the profile that is being edited; keep what could not be kept so far.

        What its author has typed into the same draft at another station is taken over.
        """
        if self._timer is not None and self._told.startswith(_NOT_KEPT):
            self._timer.stop()
            self._autosave()
        await self._catch_up()
        form = self.form
        if form is None or form.seen is None:
            return
        number, version = form.seen.number, form.seen.version
        present = await self._seat.ask(lambda desk: desk.customers.show(number))
        if present.version != version and self.form is form and is_there(self):
            self._problem("! Somebody else saved this profile meanwhile. Saving keeps both, or asks.")

    async def _catch_up(self) -> None:
        keeper = self._keeper
        if keeper is None:
            return
        try:
            taken = await keeper.catch_up()
        except NotFound:
            if self._keeper is keeper:
                self._problem(_GONE)
        else:
            self._show_again(keeper, taken)

    def focus_field(self, name: str = "first_name") -> None:
        """Put the cursor into a field."""
        self._fields[name].focus()

    # -- typing

    def on_field_changed(self, message: FieldChanged) -> None:
        """Take over what was typed, and keep it soon."""
        message.stop()
        form = self.form
        if form is None or form.texts[message.name] == message.text:
            return
        form.type(message.name, message.text)
        if self._errors.pop(message.name, None) and self._told.startswith(_at(message.name)):
            self._problem("")
        self._tell()
        self._autosave_in(SECONDS)

    def on_descendant_blur(self, event: DescendantBlur) -> None:
        """Check fields that were just left."""
        form = self.form
        if form:
            self._errors |= {name: _sentence(name, error) for name, error in form.errors().items()}
            self._tell()
            self._explain(event.widget)

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Say in full what is wrong with a field that somebody comes to."""
        self._explain(event.widget)

    def _explain(self, field: Widget) -> None:
        """Say below the form what is wrong with ``field``, where its own line may be too short for it."""
        if field.id in self._errors and not self._told.startswith(_NOT_KEPT):
            self._problem(f"{_at(field.id)}{self._errors[field.id]}")

    def _show_texts(self, form: Form) -> None:
        for name, text in form.texts.items():
            self._fields[name].put(text)
        self._tell()

    def _show_again(self, keeper: DraftKeeper, names: Collection[str]) -> None:
        if names and self._keeper is keeper:
            for name in names:
                self._fields[name].put(keeper.form.texts[name])
                if self._fields[name].has_focus:
                    self._problem(f"! {label(name)} was typed at another station too: the newest text is shown.")
            self._tell()

    def _tell(self) -> None:
        form = self.form
        if form is None:
            return
        changed = form.changed
        told = {name: "▪ card" if name in form.scanned else "• changed" for name in changed}
        told |= {name: f"! {error}" for name, error in self._errors.items()}
        for section in self._sections:
            section.tell(told)
        self.query_one(".form-head", Static).update(_head(form, len(changed)), layout=False)

    def _problem(self, sentence: str) -> None:
        self._told = sentence
        line = self.query_one(".form-problem", Static)
        line.display = bool(sentence)
        line.update(plain(sentence))

    # -- keeping the draft

    def _autosave_in(self, seconds: float) -> None:
        if self._timer is None:
            self._timer = self.set_timer(seconds, self._autosave)

    def _autosave(self) -> None:
        self._timer = None
        self.run_worker(self._autokeep(), group="draft")

    async def _autokeep(self) -> None:
        try:
            await self.keep()
        except IntakeError as error:
            self._problem(f"{_NOT_KEPT}{error.message}")
            self._autosave_in(_AGAIN)
        else:
            if self._told.startswith(_NOT_KEPT):
                self._problem("")

    # -- saving and leaving

    def action_save(self) -> None:
        """Save the form as a profile."""
        self.run_worker(self._save(), group="save", exclusive=True)

    async def _save(self) -> None:
        keeper = self._keeper
        if keeper is None or self._told_errors(keeper.form):
            return
        given = keeper.form.changed
        self._problem("")
        try:
            saved = await keeper.save()
        except IntakeError as error:
            await self._refused(keeper, error)
        else:
            self._saved(keeper.form, given, saved)

    def _told_errors(self, form: Form) -> bool:
        """Show every text that its field cannot take; tell whether there is one."""
        self._errors = {name: _sentence(name, error) for name, error in form.errors().items()}
        self._tell()
        for name, sentence in self._errors.items():
            self._point_at(name, sentence)
            return True
        return False

    async def _refused(self, keeper: DraftKeeper, error: IntakeError) -> None:
        form, field = keeper.form, error.detail.get("field")
        if isinstance(error, Conflict) and error.code == "clash" and form.seen:
            await self._settle_clash(form, form.seen.number, error.detail["fields"])
        elif isinstance(field, str) and field in form.texts:
            self._errors[field] = _sentence(field, error)
            self._tell()
            self._point_at(field, self._errors[field])
        else:
            self._problem(f"! {error.message}")
            if error.code == "not_allowed":
                await self._ask_manager(keeper, error)

    async def _ask_manager(self, keeper: DraftKeeper, refusal: IntakeError) -> None:
        """Let a manager beside vouch for what the role of who sits here may not save."""
        managers, given = await self._seat.ask(managers_of), keeper.form.changed

        async def vouch(manager: str, pin: str) -> Customer:
            beside = partial(with_manager, manager=manager, pin=pin)
            return await asyncio.shield(keeper.save(beside))  # a save goes on when the pop-up is put away

        def answered(saved: Customer | None) -> None:
            if saved is not None:
                self._saved(keeper.form, given, saved)

        if managers:
            self.app.push_screen(ManagerQuestion(refusal, managers, vouch), answered)

    def _point_at(self, name: str, sentence: str) -> None:
        self._problem(f"{_at(name)}{sentence}")
        self.focus_field(name)

    def _saved(self, form: Form, given: Mapping[str, str], saved: Customer) -> None:
        """Tell of the saved profile, unless something was typed while it was being saved."""
        late = {name: text for name, text in form.changed.items() if given.get(name) != text}
        if late:
            rest = edit_form(form.author, saved)
            rest.texts |= late
            self.load(rest, ["number"])
            self._problem("Saved, but for what was typed meanwhile.")
        else:
            self._keeper = None
            self.post_message(self.Saved(saved))

    async def _settle_clash(self, form: Form, number: str, fields: Collection[str]) -> None:
        """Ask whose texts count where somebody else changed the same fields, and save again (J5)."""
        present, events, zone = await self._seat.ask(
            lambda desk: (desk.customers.show(number), desk.customers.history(number), desk.shop.zone)
        )

        def answered(dropped: Collection[str] | None) -> None:
            if dropped is not None:
                form.rebase(present, dropped)
                self._show_texts(form)
                self.action_save()

        self.app.push_screen(ClashQuestion(form, present, events, fields, zone), answered)

    def action_leave(self) -> None:
        """Leave the form; asks what becomes of what is unsaved."""
        if self.dirty:
            self.app.push_screen(DraftQuestion(), self._leave)
        else:
            self.run_worker(self._leave("discard"), group="save", exclusive=True)

    async def _leave(self, answer: DraftAnswer | None) -> None:
        keeper = self._keeper
        if keeper is None or answer is None:
            return
        try:
            await (keeper.keep_on_demand() if answer == "keep" else keeper.discard())
        except IntakeError as error:
            self._problem(f"! {error.message}")
        else:
            self._keeper = None
            self.post_message(self.Left())


def _at(name: str) -> str:
    return f"! {label(name)}: "


def _sentence(name: str, error: IntakeError) -> str:
    return error.message.removeprefix(f"{name}: ")


def _head(form: Form, unsaved: int) -> Content:
    title = f"Edit {form.seen.display_name} #{form.seen.number}" if form.seen else "New customer"
    count = f"  ● {unsaved} unsaved" if unsaved else ""
    return Content.assemble((plain(title).plain, "bold"), (count, "$text-warning"))
