"""The queue pane: everyone in the building (F90 to F95)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, TypeVar

from textual.binding import Binding
from textual.message import Message
from textual.widgets import Static

from intake.queue import UNDOABLE
from screens.confirm import Question, ReasonQuestion
from screens.frugal import Down
from screens.in_order import in_order
from screens.messages import CustomerChosen, DraftChosen
from screens.queue_rows import MARKS, QueueRow, headcount, in_words, rows_of
from screens.queue_table import QueueTable
from screens.telling import is_there, telling
from screens.text import plain, sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.timer import Timer

    from intake.desk import Desk
    from intake.draft import Draft
    from intake.employee import Actor
    from intake.queue import Entry
    from screens.seat import Seat

T = TypeVar("T")
_MINUTE: Final = 60.0
_OWN_DRAFT: Final = "This is a draft of yours: open it with Enter, leave it with Esc, and discard it."
_UP: Final = "Move this customer one place up"
_DOWN: Final = "Move this customer one place down"


class QueuePane(Down):
    """Drafts above, everyone who waits below, with the headcount in the title."""

    HELP = (
        "Everyone in the building, in the order of check-in. Above stand sign-ups (S) and edits (E) that are not saved "
        "yet. Rows can be dragged with the mouse; the × takes one out.\n"
        + "\n".join(f"{mark}: {meaning}" for mark, meaning in MARKS.items())
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("shift+up", "move(-1)", "Move", id="queue.up", key_display="Shift+↑↓", tooltip=_UP),
        Binding("shift+down", "move(1)", "Move down", id="queue.down", show=False, tooltip=_DOWN),
        Binding("x,delete", "remove", "Remove", id="queue.remove", tooltip="Take this customer out of the queue"),
        Binding("u", "undo", "Undo", id="queue.undo", tooltip="Take back the last check-in, move or removal"),
    ]

    class Counted(Message):
        """The queue was read: so many ``people`` are in the building (F90)."""

        def __init__(self, people: int) -> None:
            super().__init__()
            self.people = people

    def __init__(self, seat: Seat, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._seat = seat
        self._drafts: Sequence[Draft] = ()
        self._waiting: Sequence[Entry] = ()
        self._minute: Timer | None = None
        self._entered = False

    def compose(self) -> ComposeResult:
        """Lay out the table."""
        yield Static("Queue", id="queue-title")
        yield Static("Nobody is waiting.", id="nobody", classes="hint")
        yield QueueTable()

    @property
    def _table(self) -> QueueTable:
        return self.query_one(QueueTable)

    def take_focus(self) -> None:
        """Put the cursor into the table, at first on the first who waits, however many drafts stand above."""
        if not self._entered:
            self._entered = True
            self._table.go_to_first()
        self._table.focus()

    # -- showing

    async def refresh_from_shop(self) -> None:
        """Read the queue, and redraw what changed."""
        self._drafts, self._waiting, now = await self._seat.ask(_read)
        self._show(now)
        frozen = (await self._seat.desk()).shop.clock.frozen
        if self._waiting and self._minute is None and not frozen:
            self._minute = self.set_timer(_MINUTE, self._minute_passed)

    def _show(self, now: datetime) -> None:
        """Show the rows as of ``now``, unless the pane went away while the shop was asked."""
        if not is_there(self):
            return
        rows = rows_of(self._drafts, self._waiting, now)
        self._table.show_rows(rows)
        self.query_one("#nobody").display = not rows
        self.query_one("#queue-title", Static).update(plain(in_words(rows)), layout=False)
        self.post_message(self.Counted(headcount(rows)))

    async def _minute_passed(self) -> None:
        """Show the waits a minute on."""
        self._minute = None
        self._show((await self._seat.desk()).shop.now())
        if self._waiting:
            self._minute = self.set_timer(_MINUTE, self._minute_passed)

    # -- opening

    def on_queue_table_opened(self, message: QueueTable.Opened) -> None:
        """Open the customer, or go on with the draft."""
        if message.row.entry is not None:
            self.post_message(CustomerChosen(message.row.entry.customer))
        elif message.row.draft is not None:
            self.post_message(DraftChosen(message.row.draft.id))

    # -- moving, removing, undoing

    async def action_move(self, steps: int) -> None:
        """Move the customer under the cursor by so many places."""
        row = self._table.chosen
        if row is not None and row.entry is not None:
            await self._move(row, row.place + steps)
        elif row is not None:
            self.app.notify("Drafts have no place in the line: only who waits can be moved.", severity="warning")

    async def on_queue_table_dragged(self, message: QueueTable.Dragged) -> None:
        """Move a customer to where another one is."""
        await self._move(message.row, message.goal.place)

    async def _move(self, row: QueueRow, place: int) -> None:
        entry = row.entry
        if entry is None or not 1 <= place <= len(self._waiting):
            return
        await self._do(lambda desk, actor: desk.queue.move(actor, entry.id, place))

    async def action_remove(self) -> None:
        """Take the customer under the cursor out of the queue, or discard the draft, once that was asked."""
        row = self._table.chosen
        if row is not None and row.entry is not None:
            self._ask_why(row.entry, row.name)
        elif row is not None and row.draft is not None:
            await in_order(self, self._ask_to_discard(row.draft))

    def on_queue_table_cross_clicked(self, message: QueueTable.CrossClicked) -> None:
        """Take the customer in that row out of the queue."""
        if message.row.entry is not None:
            self._ask_why(message.row.entry, message.row.name)

    def _ask_why(self, entry: Entry, name: str) -> None:
        async def answered(reason: str | None) -> None:
            if reason is not None:
                await self._remove(entry, reason)

        question = sentence("Take $name out of the queue?", name=name)
        self.app.push_screen(ReasonQuestion(question, done="take out"), answered)

    async def _ask_to_discard(self, draft: Draft) -> None:
        """Ask whether to discard what a disabled employee has left behind; one's own draft may be open just now."""
        if self._seat.actor and draft.author == self._seat.actor.name:
            self.app.notify(_OWN_DRAFT, severity="warning")
            return

        async def answered(wanted: bool | None) -> None:
            if wanted:
                words = f"The draft of {draft.author} is discarded."
                await self._do(lambda desk, actor: desk.drafts.discard(actor, draft.id), lambda _: words)

        with telling(self.app):
            await self._seat.act(lambda desk, actor: desk.drafts.find(actor, draft.id))
            asked = sentence("Discard $name, a draft of $author?", name=draft.display_name, author=draft.author)
            self.app.push_screen(Question(asked, yes="Discard", no="Keep"), answered)

    async def _remove(self, entry: Entry, reason: str) -> None:
        words = f"{entry.name} is out of the queue. Undo: u in the queue."
        await self._do(lambda desk, actor: desk.queue.remove(actor, entry.id, reason), lambda _: words)

    async def action_undo(self) -> None:
        """Take back the last check-in, move or removal."""
        await self._do(
            lambda desk, actor: desk.queue.undo(actor),
            lambda undone: f"Taken back: {UNDOABLE[undone.kind]} of {undone.entry.name}.",
        )

    async def _do(self, action: Callable[[Desk, Actor], T], words: Callable[[T], str] | None = None) -> None:
        """Do something to the queue, say so where there are ``words`` for it, and show what came of it.

        Keys wait for that, unless the shop takes long to answer.
        """

        async def done() -> None:
            with telling(self.app):
                outcome = await self._seat.act(action)
                if words is not None:
                    self.app.notify(words(outcome))
                await self.refresh_from_shop()

        await in_order(self, done())


def _read(desk: Desk) -> tuple[Sequence[Draft], Sequence[Entry], datetime]:
    drafts, waiting = desk.shop.store.look(lambda view: (view.drafts(), view.waiting()))
    return drafts, waiting, desk.shop.now()
