"""The event history of one customer, at the bottom of the profile (F74 to F76)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.content import Content
from textual.widgets import Static

from intake.past import changes_in
from screens.labels import label, text_of, words
from screens.telling import telling
from screens.text import plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from intake.desk import Desk
    from intake.history import Event
    from screens.seat import Seat

_CLOSED: Final = Content("▸ Event history: h")
_MOST_CHANGES: Final = 6


class HistoryList(Static):
    """Lists what happened to a customer, newest first, once somebody opens it."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        self._seat = seat
        self._number: str | None = None
        self._open = False

    def follow(self, number: str | None) -> None:
        """Stand below the profile of customer ``number``; closed again when that is another one."""
        if number != self._number:
            self._number, self._open = number, False
            self.display = number is not None
            self.update(_CLOSED)
        elif self._open:
            self.run_worker(self._read(), exclusive=True)

    async def toggle(self) -> None:
        """Open the history and bring it into view, or close it."""
        self._open = not self._open
        if self._open:
            await self._read()
            self.scroll_visible(top=True, animate=False)
        else:
            self.update(_CLOSED)

    async def _read(self) -> None:
        number = self._number
        if number is None:
            return
        with telling(self.app):
            events, zone = await self._seat.ask(lambda desk: _events(desk, number))
            if number == self._number and self._open and self.is_attached:
                self.update(_listed(events, zone))


def _events(desk: Desk, number: str) -> tuple[Sequence[Event], ZoneInfo]:
    return desk.customers.history(number), desk.shop.zone


def _listed(events: Sequence[Event], zone: ZoneInfo) -> Content:
    lines = [Content("▾ Event history").stylize("bold")]
    for event in events:
        lines.append(plain(f"{event.at.astimezone(zone):%m/%d/%Y %H:%M}  {event.by}, {event.station}: {event.summary}"))
        lines += [plain(f"    {line}").stylize("dim") for line in _details(event)]
    return Content("\n").join(lines)


def _details(event: Event) -> list[str]:
    """Return what an edit changed, the reason of an override or a removal, and the manager who stood beside."""
    if event.kind == "signed_up":
        return []
    changed = changes_in(event).items()
    lines = [f"{label(name)}: {_word(name, old)} → {_word(name, new)}" for name, (old, new) in changed]
    return [*lines[:_MOST_CHANGES], *_reason(event)]


def _reason(event: Event) -> list[str]:
    detail = event.detail or {}
    reason, by = detail.get("reason"), detail.get("by")
    if reason:
        return [f"let in by {by}: {reason}" if by else f"reason: {reason}"]
    return [f"a manager vouched: {by}"] if by and by != event.by else []


def _word(name: str, value: object) -> str:
    return words(name, text_of(name, value)).replace("\n", " ")[:60] or "(empty)"
