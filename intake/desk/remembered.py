"""What the shop itself remembers that is a reason to look at a card: hints, never verdicts."""

from __future__ import annotations

import hmac
import re
from typing import TYPE_CHECKING

from intake.clock import civil_date
from intake.license import Hint
from intake.license.dates import date_of
from intake.matching import MatchKind
from intake.queue import UNDOABLE
from intake.text import key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from zoneinfo import ZoneInfo

    from intake.license import License
    from intake.matching import Match
    from intake.ports import View

_OWN = 10  # characters of a discriminator that is not just a count of somebody's documents
_LEAST_OWN = 5  # and of what has to be left of it beside the days of issue and revision
_PARTS = re.compile(r"REV|[0-9]{8}|.")
_UNDONE = f"undone: {UNDOABLE['checked_in']}"
_NEWEST = 100  # events in which today's check-ins are looked for


def mark_of(card: License, pepper: bytes) -> str | None:
    """Return a keyed hash of the card's issuer and document discriminator; ``None`` where that may be on many cards.

    A discriminator tells one customer's documents apart (AAMVA CDS, DCF); a long one is that of a single document,
    unless it says no more than dates, as in Massachusetts, or repeats one sign.
    """
    discriminator = key(card.document_discriminator or "")
    if len(discriminator) < _OWN or not _is_own(discriminator):
        return None
    return hmac.new(pepper, f"card {card.issuer} {discriminator}".encode(), "sha256").hexdigest()[:32]


def _is_own(discriminator: str) -> bool:
    """Tell whether a discriminator says anything but days, ``REV`` and one sign over and over."""
    parts = _PARTS.findall(discriminator)
    left = "".join(part for part in parts if part != "REV" and date_of(part) is None)
    return len(left) >= _LEAST_OWN and len({*left}) > 1


def remembered(
    view: View, found: Match, card: License, mark: str | None, today: date, zone: ZoneInfo
) -> Iterator[Hint]:
    """Yield what the shop's own records say about a scan of a card with ``mark`` that ``found`` somebody or nobody."""
    numbers = {customer.number for customer in found.customers}
    for other in [number for number in view.holders_of(mark) if number not in numbers][:1] if mark else ():
        message = f"Customer {other} came with a card of the same document number (discriminator)."
        yield Hint("same_discriminator", message)
    if found.kind is MatchKind.CARD:
        yield Hint("membership_card", "This is a membership card: ask for the ID as well.")
    for customer in found.customers if found.kind is MatchKind.LICENSE else ():
        births = {customer.date_of_birth, card.date_of_birth} - {None}
        if len(births) > 1:
            message = f"Customer {customer.number} has this license number and another birth date."
            yield Hint("other_birth_date", message)
    if len(found.customers) == 1:
        times = _visits(view, found.customers[0].number, today, zone)
        if times > 0:
            often = "once" if times == 1 else f"{times} times"
            yield Hint("seen_today", f"This customer was checked in {often} today already.")


def _visits(view: View, number: str, today: date, zone: ZoneInfo) -> int:
    """Return how often a customer was checked in today, undone check-ins and an entry that still waits left out."""
    summaries = [event.summary for event in view.events_of(number, _NEWEST) if civil_date(event.at, zone) == today]
    times = sum(summary.startswith("checked in") for summary in summaries) - summaries.count(_UNDONE)
    return times - (view.open_entry_of(number) is not None)
