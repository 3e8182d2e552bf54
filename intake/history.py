"""The event history: what happened, who did it and where (F74, F76), chained with a keyed hash (design decision 5)."""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from intake.anchor import Awaited, anchor_at, no_longer
from intake.errors import StorageFailed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from intake.anchor import Anchor

START = "0" * 64
"""What the first event of a history points back to."""

_JSON = json.JSONEncoder(sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class EventDraft:
    """Something that happens now. ``summary`` holds nothing personal; ``detail`` may, and can be erased alone."""

    at: datetime
    by: str
    station: str
    kind: str
    summary: str
    customer: str | None = None
    detail: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Event(EventDraft):
    """An event as recorded: its place in the chain, its own link ``mac`` and the one of its detail."""

    seq: int = 0
    mac: str = ""
    salt: str = ""
    detail_mac: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain: the number and link of the last event, sealed with the history key.

    ``last`` is the event of that number itself without its detail, where there is one that can be read, and ``before``
    the link of the one before it.
    """

    seq: int = 0
    mac: str = START
    seal: str = ""
    last: Event | None = None
    before: str = START


@dataclass(frozen=True, slots=True)
class Finding:
    """What a verification found: ``broken`` is the number of the first bad event, 0 when the chain holds."""

    events: int
    head: str
    broken: int = 0
    why: str = ""

    @property
    def anchor(self) -> str:
        """The last event that holds, short enough to be noted elsewhere."""
        return str(anchor_at(self.events, self.head))


def link(key: bytes, head: Head, draft: EventDraft, salt: str) -> Event:
    """Return ``draft`` as the event that follows ``head``; ``salt`` is fresh random hex that hides its detail."""
    seq, detail_mac = head.seq + 1, seal_detail(key, salt, draft.detail) if draft.detail else ""
    event = Event(
        draft.at,
        draft.by,
        draft.station,
        draft.kind,
        draft.summary,
        draft.customer,
        draft.detail,
        seq,
        "",
        salt if draft.detail else "",
        detail_mac,
    )
    return _with_mac(event, _link_mac(key, head.mac, event))


def next_head(key: bytes, event: Event) -> Head:
    """Return the head after ``event``."""
    return Head(event.seq, event.mac, _seal_head(key, event.seq, event.mac))


def is_sealed(key: bytes, head: Head) -> bool:
    """Return whether ``head``, which may hold anything, is an end that was sealed with ``key``."""
    try:
        return hmac.compare_digest(_seal_head(key, head.seq, head.mac), head.seal)
    except TypeError:
        return False


def check_sealed(key: bytes, head: Head) -> Head:
    """Return ``head``; raises ``StorageFailed`` (``broken_history``) unless it is an end that was sealed with ``key``.

    One that is not, or whose event is gone or was changed, can have nothing appended: what came after it would be as
    worthless.
    """
    if not holds_at_end(key, head):
        raise broken_off("The end of the history is missing or was changed")
    return head


def holds_at_end(key: bytes, head: Head) -> bool:
    """Return whether ``head`` is an end that was sealed with ``key``, and its event the one that was sealed."""
    return is_sealed(key, head) and _is_end(key, head)


def _is_end(key: bytes, head: Head) -> bool:
    """Return whether the event at ``head`` is the one that was sealed there; before the first there is none."""
    if head.last is None:
        return head.seq == 0
    try:
        return head.mac == head.last.mac == _link_mac(key, head.before, head.last)
    except (OverflowError, TypeError, ValueError):
        return False


def broken_off(what: str) -> StorageFailed:
    """Return what is said where nothing may be appended to the history, for ``what`` was done behind the program."""
    return StorageFailed(
        "broken_history",
        f"{what}, so nothing can follow it: run intake history verify and intake doctor, and restore a backup.",
    )


def seal_detail(key: bytes, salt: str, detail: dict[str, Any] | None) -> str:
    """Return the keyed hash of an event's detail; it stays when the detail is erased."""
    return _mac(key, "detail", salt, detail)


def verify(key: bytes, events: Iterable[Event], head: Head, anchors: Iterable[Anchor] = ()) -> Finding:
    """Walk the whole chain and return the first event that was changed, put in, taken out or cut off.

    An event whose detail is gone, or that cannot be read, counts as changed. ``anchors`` must be on the way: an older
    or a rewritten history can hold in itself, but not meet them.
    """
    seq, mac = 0, START
    awaited = Awaited(anchors)
    walk = iter(events)
    while True:
        if awaited.missed(seq, mac):
            return Finding(seq, mac, max(seq, 1), no_longer(f"event {seq}"))
        try:
            event = next(walk, None)
        except StorageFailed as error:
            if error.code != "bad_event":
                raise
            return Finding(seq, mac, seq + 1, "the event cannot be read")
        if event is None:
            break
        if why := _flaw_of_any(key, seq, mac, event):
            return Finding(seq, mac, seq + 1, why)
        seq, mac = event.seq, event.mac
    finding = _check_head(key, seq, mac, head)
    if not finding.broken and awaited.left:
        return Finding(seq, mac, seq + 1, no_longer(awaited.left))
    return finding


def _flaw_of_any(key: bytes, seq: int, mac: str, event: Event) -> str:
    """Return what is wrong with an event that may hold anything, as bytes in place of text."""
    try:
        return _flaw(key, seq, mac, event)
    except (OverflowError, TypeError, ValueError):
        return "the event cannot be read"


def _flaw(key: bytes, seq: int, mac: str, event: Event) -> str:
    """Return what is wrong with the event after ``seq``, empty when nothing is."""
    if event.seq != seq + 1:
        return "an event is missing"
    if _link_mac(key, mac, event) != event.mac:
        return "the event does not fit the one before it"
    if event.detail and not event.detail_mac:
        return "a detail was put in"
    if event.detail_mac and seal_detail(key, event.salt, event.detail) != event.detail_mac:
        return "the event's detail was changed"
    return ""


def _check_head(key: bytes, seq: int, mac: str, head: Head) -> Finding:
    if not is_sealed(key, head):
        return Finding(seq, mac, seq + 1, "the end of the history is missing or was rewritten")
    if (seq, mac) != (head.seq, head.mac):
        return Finding(seq, mac, min(seq, head.seq) + 1, "events at the end are missing or were put in")
    return Finding(seq, mac)


def _with_mac(event: Event, mac: str) -> Event:
    return Event(
        event.at,
        event.by,
        event.station,
        event.kind,
        event.summary,
        event.customer,
        event.detail,
        event.seq,
        mac,
        event.salt,
        event.detail_mac,
    )


def _link_mac(key: bytes, before: str, event: Event) -> str:
    instant = event.at.timestamp()
    return _mac(
        key,
        "event",
        before,
        event.seq,
        f"{instant:.6f}",
        event.by,
        event.station,
        event.kind,
        event.summary,
        event.customer,
        event.detail_mac,
    )


def _seal_head(key: bytes, seq: int, mac: str) -> str:
    return _mac(key, "head", seq, mac)


def _mac(key: bytes, *parts: object) -> str:
    return hmac.digest(key, _JSON.encode(parts).encode(), "sha256").hex()
