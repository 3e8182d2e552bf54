"""A profile as it is read: who it is, whether they may come in, and all that is on file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from intake.eligibility import OVERRIDE, REFUSE
from screens.frugal import Across, Ground, QuietFocus
from screens.history_list import HistoryList
from screens.labels import FLAGS, SECTIONS, label, text_of, words
from screens.messages import CheckInWanted
from screens.text import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from intake.customer import Customer
    from screens.seat import Seat
    from screens.sight import Sight

_COLUMNS: Final = (("Member", "Medical"), ("Address", "Contact and delivery", "Notes and flags"))
_TWO_COLUMNS: Final = 72
"""Cells from which on the profile stands in two columns."""
_LABEL: Final = 16
"""Cells of a label."""
_IN_THE_HEAD: Final = frozenset({"number", "adult_use", "has_state_medical_id"})
_UNTOLD: Final = frozenset({"", "unspecified"})


class ProfileView(VerticalScroll, QuietFocus, Ground, can_focus=True):
    """Shows one customer, whom Enter checks in."""

    HELP = (
        "The profile of one customer. Enter or c checks in; when a rule forbids it, a pop-up tells every reason. "
        "e edits, h shows the event history at the bottom. A card is scanned at any time."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,c", "check_in", "Check in", id="profile.check_in", tooltip="Put this customer into the queue"),
        Binding("h", "history", "History", id="profile.history", tooltip="Show or hide the event history"),
    ]

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self._seat = seat
        self.sight: Sight | None = None

    def compose(self) -> ComposeResult:
        """Lay out head, two columns and history."""
        yield Static(_NOBODY, classes="profile-head")
        with Across():
            for _ in _COLUMNS:
                yield Static(classes="profile-column")
        yield HistoryList(self._seat)

    def show(self, sight: Sight | None) -> None:
        """Show what there is to see of a customer, or nobody; another customer is shown from the top."""
        before, self.sight = self.sight, sight
        same = bool(before and sight and before.customer.number == sight.customer.number)
        if before == sight and same:
            return
        self.query_one(".profile-head", Static).update(_head(sight) if sight else _NOBODY)
        for column, titles in zip(self.query(".profile-column").results(Static), _COLUMNS, strict=True):
            column.update(_column(sight.customer, titles) if sight else Content(""))
        self.query_one(HistoryList).follow(sight.customer.number if sight else None)
        if not same:
            self.scroll_home(animate=False)
        self.refresh_bindings()

    def on_resize(self, event: events.Resize) -> None:
        """Put the columns side by side, or under each other."""
        self.set_class(event.size.width < _TWO_COLUMNS, "narrow")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done with whom is shown."""
        if action == "check_in":
            return self.sight is not None and self.sight.entry is None
        if action == "history":
            return self.sight is not None
        return super().check_action(action, parameters)

    def action_check_in(self) -> None:
        """Ask for the check-in, by the card in hand where there is one."""
        if self.sight:
            self.post_message(CheckInWanted(self.sight.customer.number, self.sight.payload))

    async def action_history(self) -> None:
        """Show the event history, or hide it (F75)."""
        await self.query_one(HistoryList).toggle()


_NOBODY: Final = Content("Nobody is shown.\n\nScan a card, or find somebody in the directory.")


def _head(sight: Sight) -> Content:
    customer = sight.customer
    name = Content.assemble(plain(customer.display_name).stylize("bold"), Content(f"  #{customer.number}"))
    lines = [name, Content(_kind(sight)), *_verdict(sight)]
    warnings = [label(name) for name in ("warning_1", "warning_2") if getattr(customer, name)]
    if warnings:
        lines.append(Content(f"! {', '.join(warnings)}: see the notes").stylize("bold $text-error"))
    lines += [Content(f"! Look at the card: {hint}").stylize("$text-warning") for hint in sight.hints]
    repairs = sight.card.repairs if sight.card else ()
    lines += [Content(f"~ Repaired: {repair}") for repair in repairs]
    if sight.unlike:
        lines.append(plain(f"≠ The card says: {_listed(sight.unlike)}").stylize("$text-warning"))
    if sight.news and not any(reason.weight == REFUSE for reason in sight.reasons):
        lines.append(plain(f"+ The check-in stores from the card: {_listed(sight.news)}"))
    lines += [plain(f"● {draft.author} is editing this profile: a draft is not saved") for draft in sight.drafts]
    return Content("\n").join(lines)


def _listed(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{label(name)} {text_of(name, value)}" for name, value in values.items())


def _kind(sight: Sight) -> str:
    age = sight.customer.age_on(sight.today)
    kind = sight.customer.customer_type.replace("_", " ")
    exempt = " · tax exempt" if sight.tax_exempt else ""
    return f"{kind}{exempt} · {'age unknown' if age is None else f'{age} years old'}"


def _verdict(sight: Sight) -> list[Content]:
    """Return whether the customer may come in, or is there already, and every reason against it."""
    weights = {reason.weight for reason in sight.reasons}
    reasons = [Content(f"  ! {reason.message}").stylize("$text-error") for reason in sight.reasons]
    if sight.entry:
        since = sight.entry.checked_in_at.astimezone(sight.zone)
        where = f"■ In the queue since {since:%H:%M}, place {sight.place}"
        return [plain(where).stylize("bold $text-success"), *reasons]
    if REFUSE in weights:
        return [Content("✗ May not be checked in:").stylize("bold $text-error"), *reasons]
    if OVERRIDE in weights:
        return [Content("✗ Enter asks a manager:").stylize("bold $text-error"), *reasons]
    return [Content(" ▶ Enter checks in ").stylize("bold reverse"), *reasons]


def _column(customer: Customer, titles: Sequence[str]) -> Content:
    blocks = [block for title in titles if (block := _block(customer, title))]
    return Content("\n\n").join(blocks)


def _block(customer: Customer, title: str) -> Content | None:
    rows = [row for name in SECTIONS[title] if (row := _row(customer, name))]
    return Content("\n").join([Content(title).stylize("bold underline"), *rows]) if rows else None


def _row(customer: Customer, name: str) -> Content | None:
    text = text_of(name, getattr(customer, name))
    if name in _IN_THE_HEAD or text in _UNTOLD or (name in FLAGS and text == "false"):
        return None
    return Content(f"{label(name):<{_LABEL}}") + plain(words(name, text).replace("\n", "\n" + " " * _LABEL))
