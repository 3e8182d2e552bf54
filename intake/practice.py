"""Practice at the demo's station: a short list of tasks, each done once the shop's own history says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from intake.demo import cards
from intake.demo_cards import sharing_a_number, with_small_barcode, without_card
from intake.text import key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from intake.ports import View

LOCKED: Final = "locked the station"
"""What happened when somebody locked the station, of which no history tells."""


class Deed(NamedTuple):
    """Something that happened: the words of its event, and the letters and digits of the customer's license number."""

    words: str
    license: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: its ``title``, what to do in plain ``words``, and the title of the card that it takes.

    It is done when an event began with ``sign``, of the customer with that ``license`` number where one is named. In
    ``words``, ``[queue.undo]`` stands for the key of that name.
    """

    title: str
    words: str
    sign: str
    license: str = ""
    card: str = ""

    def is_done_by(self, deed: Deed) -> bool:
        """Tell whether ``deed`` is what this task asks for."""
        return deed.words.startswith(self.sign) and self.license in {"", deed.license}


class Practice:
    """Somebody on the way through ``tasks``; what is done before its turn counts as well."""

    def __init__(self, tasks: Sequence[Task]) -> None:
        self.tasks = tasks
        self.done: set[Task] = set()
        self.skipped: set[Task] = set()

    @property
    def task(self) -> Task | None:
        """The task whose turn it is, or ``None`` when there is none left."""
        return next((task for task in self.tasks if task not in self.done | self.skipped), None)

    def hear(self, deeds: Iterable[Deed]) -> None:
        """Take note of what happened; a task that was skipped can still be done."""
        for deed in deeds:
            self.done |= {task for task in self.tasks if task.is_done_by(deed)}
        self.skipped -= self.done

    def skip(self) -> None:
        """Leave the task whose turn it is."""
        if self.task is not None:
            self.skipped.add(self.task)


def deeds_since(view: View, seq: int) -> tuple[int, list[Deed]]:
    """Return the number of the newest event, and what happened after event ``seq``."""
    newest = view.head().seq
    if newest == seq:
        return seq, []
    news = [event for event in view.events() if event.seq > seq]
    holders = {number: view.customer(number) for number in {event.customer for event in news if event.customer}}
    licenses = {number: key(holder.license_number or "") for number, holder in holders.items() if holder}
    return newest, [Deed(event.summary, licenses.get(event.customer or "", "")) for event in news]


def tasks(today: date) -> list[Task]:
    """Return what a new employee learns by doing, in the demo's shop."""
    made = {name: key(card.license_number or "") for name, card in cards(today).items()}
    shared, small, at_home = (
        key(card.license_number or "")
        for card in (sharing_a_number(today)[0], with_small_barcode(today), without_card(today))
    )
    return [
        Task(
            "A known customer",
            "Felix has been here before. Press [demo.cards] and scan his card, look at the profile that opens, and "
            "check him in with [profile.check_in].",
            "checked in",
            made["return"],
            "Felix, who has been here before",
        ),
        Task(
            "A new customer",
            "Tessa is here for the first time. Scan her card ([demo.cards]): the form comes filled. Save it with "
            "[form.save], then check her in with [profile.check_in].",
            "checked in",
            made["new"],
            "Tessa, who is not on file yet",
        ),
        Task(
            "An expired ID",
            "Scan Petra's card ([demo.cards]) and try to check her in. Read why she stays out, and close it with "
            "[popup.close]. Only a manager may let her in.",
            "refused: expired",
            made["expired"],
            "Petra, whose ID has expired (a manager may override)",
        ),
        Task(
            "Under age",
            "Scan Juno's card ([demo.cards]) and try to check Juno in. Nobody can override the age: close it with "
            "[popup.close] and be polite.",
            "refused: under_age",
            made["under age"],
            "Juno, who is under age",
        ),
        Task(
            "A banned customer",
            "Scan Rufus's card ([demo.cards]) and try to check him in. The reason for a ban stands in the profile.",
            "refused: banned",
            made["banned"],
            "Rufus, who is banned",
        ),
        Task(
            "One number, two customers",
            "Somebody once mistyped a number. Scan Iris's card ([demo.cards]): both are listed. Compare the birth "
            "dates, open Iris and check her in.",
            "checked in",
            shared,
            "Iris, whose license number another customer has too",
        ),
        Task(
            "No card at hand",
            "Lena left her card at home; her phone ends in 4477. Press [station.search], type 4477, open her with "
            "[directory.open] and check her in.",
            "checked in",
            at_home,
        ),
        Task(
            "The small barcode",
            "Scan Wren's small barcode ([demo.cards]) and read what the station says. Then scan the large one and "
            "check Wren in.",
            "checked in",
            small,
            "Wren, the wrong barcode of the card: the small one",
        ),
        Task(
            "A wrong check-in",
            "Whom you checked in last was the wrong person. Go to the queue with [station.queue] and take the check-in "
            "back with [queue.undo].",
            "undone",
        ),
        Task(
            "Somebody goes first",
            "The third in the queue cannot stand for long. Go there ([station.queue], [queue.next]) and move them up "
            "with [queue.up].",
            "moved",
        ),
        Task(
            "Somebody has been served",
            "The first in the queue goes home. Take them out with [queue.remove]; a reason may be left out.",
            "removed",
        ),
        Task(
            "Leave the desk",
            "Never leave a station open. Lock it with [station.lock]; then come back and sign in again.",
            LOCKED,
        ),
    ]
