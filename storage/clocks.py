"""Whether this host's clock agrees with those that a shop's other clocks have told."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from intake.checks import Check, events_to_come
from intake.clock import APART
from intake.errors import IntakeError
from storage.faults import VALUES_OF_A_WRONG_KIND
from storage.shared_time import server_instant
from storage.store import check_present
from storage.transactions import reading_anywhere
from storage.url import PostgresPlace, parse_place
from storage.view import SqlView

if TYPE_CHECKING:
    from sqlalchemy import Connection


def check_agreed_time(url: str, now: datetime) -> list[Check]:
    """Return whether the newest event in the shop at ``url``, and the clock of its server, agree with ``now``.

    A database that cannot be read, which other checks tell, says nothing.
    """
    try:
        check_present(url)
        place = parse_place(url)
        transactions = reading_anywhere(place)
        try:
            last = transactions.read(lambda connection: SqlView(connection).last_event())
            apart = transactions.read(_server_ahead) if isinstance(place, PostgresPlace) else 0.0
            owner = transactions.time.owner
        finally:
            transactions.dispose()
    except (IntakeError, *VALUES_OF_A_WRONG_KIND):
        return []
    words = _server_words(apart) or events_to_come(last, now, UTC, owner)
    return [Check("clock agrees", ok=not words, hint=words or "no event is of a time that is still to come")]


def _server_ahead(connection: Connection) -> float:
    """Return how many seconds the server's clock is ahead of this host's."""
    return (server_instant(connection) - datetime.now(UTC)).total_seconds()


def _server_words(ahead: float) -> str | None:
    if abs(ahead) < APART.total_seconds():
        return None
    direction = "behind" if ahead > 0 else "ahead of"
    return f"this host's clock is {abs(ahead) / 60:.0f} min {direction} the database server's: set the wrong one"
