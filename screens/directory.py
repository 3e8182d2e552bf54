"""The directory: last check-ins, and search as one types (F48, F49, F51, F57 to F59, J2, J6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from rich.cells import cell_len
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Input, Static

from intake.errors import IntakeError, Refused
from intake.search import SIMILAR, parse_query
from intake.text import fold
from screens.customer_list import CustomerList, Row
from screens.frugal import Down
from screens.labels import text_of
from screens.marks import marks_of
from screens.messages import CheckInWanted, CustomerChosen
from screens.search_box import SearchBox
from screens.telling import is_there
from screens.text import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from intake.customer import Customer
    from intake.desk import Desk
    from intake.search import Found
    from screens.seat import Seat

_LAST: Final = "Last check-ins"
_NOBODY_YET: Final = "Nobody was checked in yet. Scan a card, or F6 signs up without one."
_MATCHED: Final = {"phone": "phone", "email": "email", "license": "license_number", "medical": "medical_id"}
"""Kinds of matches whose text is shown in the row, with the field that holds it."""
_SAID: Final = {"name": "name", "birth": "birth date"}
"""Kinds of matches whose text is in the row anyway, and what they are called when it is not as typed."""


@dataclass(frozen=True)
class Listing:
    """What the list shows: its ``title``, the customers, and each one's reason to be there."""

    title: str
    rows: Sequence[Row]


class Directory(Down):
    """One search box over one list."""

    HELP = (
        "The customers who came last, or those you search for. Type a name, phone, email, ID number, customer number, "
        "medical ID or birth date: three characters at least. A prefix picks the kind: name: phone: email: dl: "
        "number: dob: medical: . Enter opens the profile, c checks in."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "check_in", "Check in", id="directory.check_in", tooltip="Put this customer into the queue"),
        Binding("down", "to_list", "To the list", show=False, id="directory.list", tooltip="Go to the list"),
        Binding("escape", "last", "Last check-ins", id="directory.last", tooltip="End the search"),
    ]

    def __init__(self, seat: Seat, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own word
        super().__init__(id=id)
        self._seat = seat
        self._look: Callable[[Desk], Listing] = _recent
        self._shown: Callable[[Desk], Listing] = _recent
        self._payload: str | bytes | None = None
        self._searching = False

    def compose(self) -> ComposeResult:
        """Lay out the box, the line that tells what is listed, and the list."""
        yield SearchBox()
        yield Static(Content(_LAST), classes="directory-title")
        yield CustomerList()

    # -- what is listed

    async def refresh_from_shop(self) -> None:
        """Read the list anew; the cursor stays with its customer. Raises ``IntakeError``, and what is listed stays."""
        look = self._look
        self._show(look, await self._seat.ask(look))

    async def show_matches(self, customers: Sequence[Customer], how: str, payload: str | bytes) -> None:
        """List the customers whom the card in hand may mean, and why; the person at the desk chooses."""
        self._payload = payload
        numbers = [customer.number for customer in customers]
        box = self.query_one(Input)
        with box.prevent(Input.Changed):
            box.value = ""
        self._look = lambda desk: _those(desk, numbers, how)
        await self._list()
        self.query_one(CustomerList).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search for what is typed."""
        event.stop()
        typed, self._payload = event.value, None
        self._look = (lambda desk: _found(desk, typed)) if typed.strip() else _recent
        if not self._searching:
            self._searching = True
            self.run_worker(self._search(), group="search")
        self.refresh_bindings()

    async def _search(self) -> None:
        """List what is looked for, and then what is by then: who types fast has one search at a time."""
        try:
            listed = None
            while listed is not self._look:
                listed = self._look
                await self._list()
        finally:
            self._searching = False

    async def _list(self) -> None:
        look = self._look
        try:
            listing = await self._seat.ask(look)
        except IntakeError as error:
            listing = Listing(error.message, ())
        self._show(look, listing)

    def _show(self, look: Callable[[Desk], Listing], listing: Listing) -> None:
        """Show what ``look`` has found, unless something else is looked for by now."""
        if look is self._look and is_there(self):
            title = self.query_one(".directory-title", Static)
            wraps = title.size.height > 1 or cell_len(listing.title) > title.size.width
            title.update(plain(listing.title), layout=wraps)
            customers = self.query_one(CustomerList)
            (customers.show if look is self._shown else customers.begin)(listing.rows)
            self._shown = look

    # -- keys

    def take_focus(self) -> None:
        """Put the cursor on the list, where work begins."""
        self.query_one(CustomerList).focus()

    def focus_search(self) -> None:
        """Put the cursor into the search box, its text chosen, so that typing begins a new search."""
        box = self.query_one(Input)
        box.focus()
        box.select_all()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what there is to do."""
        if action == "last":
            return self._look is not _recent
        if action == "check_in":
            return self.query_one(CustomerList).chosen is not None
        return super().check_action(action, parameters)

    def action_to_list(self) -> None:
        """Go from the box to the list."""
        if self.query_one(CustomerList).rows:
            self.query_one(CustomerList).focus()

    async def action_last(self) -> None:
        """End a search or a choice: list the last check-ins again."""
        box = self.query_one(Input)
        with box.prevent(Input.Changed):
            box.value = ""
        self._look, self._payload = _recent, None
        self.refresh_bindings()
        await self._list()

    def action_check_in(self) -> None:
        """Ask for the check-in of the customer under the cursor."""
        if row := self.query_one(CustomerList).chosen:
            self.post_message(CheckInWanted(row.number, self._payload))

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Open the best match, or say that the text is too short (F58)."""
        event.stop()
        typed = event.value
        self._look = look = (lambda desk: _found(desk, typed)) if typed.strip() else _recent
        await self._list()
        is_listed = self._shown is look is self._look
        if typed.strip() and is_listed and (row := self.query_one(CustomerList).chosen):
            self.post_message(CustomerChosen(row.number))

    def on_customer_chosen(self, message: CustomerChosen) -> None:
        """Pass on the card in hand with the customer who was chosen for it."""
        if self._payload is not None and message.payload is None:
            message.stop()
            self.post_message(CustomerChosen(message.number, self._payload))

    def on_customer_list_left(self, message: CustomerList.Left) -> None:
        """Go up from the list into the box."""
        message.stop()
        self.query_one(Input).focus()


def _recent(desk: Desk) -> Listing:
    rows = _rows(desk, desk.customers.recent())
    return Listing(_LAST if rows else _NOBODY_YET, rows)


def _found(desk: Desk, typed: str) -> Listing:
    """Return who matches ``typed``; the title tells of a text that is too short."""
    try:
        found = desk.customers.find(typed)
    except Refused as short:
        return Listing(short.message, ())
    words = parse_query(typed).words
    matched = {each.customer.number: _why(each, words) for each in found}
    count = f"{len(found)} found" if found else "Nobody found. F6 signs up a new customer."
    return Listing(count, _rows(desk, [each.customer for each in found], matched))


def _those(desk: Desk, numbers: Sequence[str], how: str) -> Listing:
    customers = [desk.customers.show(number) for number in numbers]
    return Listing(f"{how}: choose the person in front of you.", _rows(desk, customers))


def _rows(desk: Desk, customers: Sequence[Customer], matched: dict[str, str] | None = None) -> list[Row]:
    waiting = desk.queue.waiting_among([customer.number for customer in customers])
    drafted = {draft.customer for draft in desk.drafts.everyone() if draft.customer}
    return [
        Row(
            customer.number,
            customer.display_name,
            text_of("date_of_birth", customer.date_of_birth),
            tuple(marks_of(customer, desk.shop, waiting, drafted)),
            (matched or {}).get(customer.number, ""),
        )
        for customer in customers
    ]


def _why(found: Found, words: Sequence[str]) -> str:
    """Return the text that a search matched, where it is not in the row anyway, and whether it is only similar.

    ``words`` are the folded words that were typed.
    """
    kind = found.by.removeprefix(SIMILAR)
    if kind != found.by:
        field = _MATCHED.get(kind)
        text = text_of(field, getattr(found.customer, field)) if field else ""
        return f"similar: {text or _SAID.get(kind, kind)}"
    match kind:
        case "number":
            return "customer number"
        case "name":
            return _middle_name(found.customer, words)
        case _:
            field = _MATCHED.get(kind)
            return text_of(field, getattr(found.customer, field)) if field else ""


def _middle_name(customer: Customer, words: Sequence[str]) -> str:
    """Return the middle name, which stands in no row, where one of ``words`` is found in it alone."""
    seen, middle = fold(customer.display_name).split(), fold(customer.middle_name or "").split()
    unseen = [word for word in words if not any(each.strip('"').startswith(word) for each in seen)]
    found = any(each.startswith(word) for word in unseen for each in (*middle, "".join(middle)))
    return f"middle name: {customer.middle_name}" if found else ""
