"""Checking in, and keeping the line (F40, F42, F66, F90 to F95)."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

from intake.desk.shop import Shop, act, events_about, existing, request_used
from intake.eligibility import OVERRIDE, REFUSE, Reason, reasons_against
from intake.employee import Permission
from intake.errors import Conflict, NotFound, Refused, invalid
from intake.history import EventDraft
from intake.queue import UNDOABLE, Ending, Entry, check_position, position_of
from intake.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from intake.customer import Customer
    from intake.desk.shop import Turn
    from intake.employee import Actor
    from intake.history import Event
    from intake.ports import Action, View, Work

_UNDOINGS = tuple(f"undone {kind}" for kind in UNDOABLE)


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo took back: the kind of action, and the entry as it is now."""

    kind: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class QueueDesk:
    """The queue of the shop."""

    shop: Shop

    def waiting(self) -> Sequence[Entry]:
        """Return everyone who waits, in order."""
        return self.shop.store.look(lambda view: view.waiting())

    def waiting_among(self, numbers: Collection[str]) -> frozenset[str]:
        """Return those of the customers who wait, without reading the whole line."""
        return self.shop.store.look(lambda view: view.waiting_among(numbers))

    def entry(self, entry_id: int) -> Entry:
        """Return a queue entry, open or ended; raises ``NotFound``."""
        return self.shop.store.look(lambda view: _entry(view, entry_id))

    def place(self, entry: Entry) -> int | None:
        """Return an entry's place in the line, from 1, or ``None`` once it has left."""
        return position_of(self.waiting(), entry.id) if entry.open else None

    def check_in(self, actor: Actor, number: str, override: str | None = None, request: str | None = None) -> Entry:
        """Put a customer at the end of the line.

        Raises ``Refused`` with every reason when a rule forbids it, or when the customer is in the queue already.
        Reasons that a manager may override need ``override``, why, and a manager as actor or beside.
        """

        def first(turn: Turn) -> Entry:
            entry = admit(turn, self.shop, existing(turn.work, number), override, number)
            turn.note("checked_in", number, entry.id)
            return entry

        return act(self.shop, actor, Permission.INTAKE, request, ("checked_in",), same_entry, first, number)

    def move(self, actor: Actor, entry_id: int, position: int, request: str | None = None) -> Entry:
        """Put an entry at another place in the line, from 1 (F94)."""

        def first(turn: Turn) -> Entry:
            entry, waiting = _open_entry(turn.work, entry_id), turn.work.waiting()
            before = position_of(waiting, entry_id)
            turn.work.place_entry(entry_id, check_position(position, len(waiting)))
            turn.record("moved", _moved(before, position), entry.customer, {"place": before})
            turn.note("moved", entry.customer, entry_id, before)
            return _entry(turn.work, entry_id)

        def again(view: View, done: Action) -> Entry:
            _check_same(view, done, lambda event: event.summary == _moved(done.position, position))
            return same_entry(view, done)

        return act(self.shop, actor, Permission.INTAKE, request, ("moved",), again, first, entry_id)

    def remove(self, actor: Actor, entry_id: int, reason: str | None = None, request: str | None = None) -> Entry:
        """End an entry, with a reason where there is one (F95); nothing is deleted."""
        why = _reason(reason)

        def first(turn: Turn) -> Entry:
            entry = _open_entry(turn.work, entry_id)
            before = position_of(turn.work.waiting(), entry_id)
            ended = _end(turn, entry, Ending.REMOVED, why)
            detail = {"place": before} | ({"reason": why} if why else {})
            turn.record("removed", "removed from the queue", entry.customer, detail)
            turn.note("removed", entry.customer, entry_id, before)
            return ended

        def again(view: View, done: Action) -> Entry:
            _check_same(view, done, lambda event: (event.detail or {}).get("reason") == why)
            return same_entry(view, done)

        return act(self.shop, actor, Permission.INTAKE, request, ("removed",), again, first, entry_id)

    def undo(self, actor: Actor, request: str | None = None) -> Undone:
        """Take back the newest check-in, move or removal by this employee or at this station that still stands.

        Raises ``Refused`` when there is none and ``Conflict`` when somebody has changed the entry since; the next undo
        then goes on to what was done before.
        """

        tried: list[Action] = []

        def first(turn: Turn) -> Undone:
            action = turn.work.last_action(tuple(UNDOABLE), actor.name, actor.station)
            if action is None or action.entry is None:
                raise Refused("nothing_to_undo", "There is nothing to undo.")
            tried[:] = [action]
            entry = _undo(turn, self.shop, action, _entry(turn.work, action.entry))
            turn.work.mark_undone(action.seq)
            turn.record("undone", f"undone: {UNDOABLE[action.kind]}", entry.customer, {"undoes": action.request})
            turn.note(f"undone {action.kind}", entry.customer, entry.id)
            return Undone(action.kind, entry)

        def again(view: View, action: Action) -> Undone:
            return Undone(action.kind.removeprefix("undone "), same_entry(view, action))

        try:
            return act(self.shop, actor, Permission.INTAKE, request, _UNDOINGS, again, first)
        except Conflict:
            if tried:
                self.shop.store.act(lambda work: self._pass_over(work, actor, tried[0]))
            raise

    def _pass_over(self, work: Work, actor: Actor, action: Action) -> None:
        """Let the next undo go on to what was done before ``action``."""
        work.mark_undone(action.seq)
        at, told = self.shop.now(), {"undoes": action.request}
        summary = f"not undone: {UNDOABLE[action.kind]}, for it was changed since"
        work.record(EventDraft(at, actor.name, actor.station, "not_undone", summary, action.customer, told))


def admit(
    turn: Turn, shop: Shop, customer: Customer, override: str | None, known: str | None, card: str | None = None
) -> Entry:
    """Check a customer in inside an action, or raise ``Refused``.

    ``known`` is the number by which a refusal may speak of somebody on file before the action; ``card`` is the mark of
    one that the customer came with for the first time.
    """
    if entry := turn.work.open_entry_of(customer.number):
        raise already_waiting(entry, shop)
    reasons = reasons_against(customer, shop.market, shop.today())
    why = _reason(override)
    vouching = _vouching(turn, reasons, why, known)
    entry = turn.work.add_entry(
        Entry(
            customer=customer.number,
            checked_in_at=turn.at,
            checked_in_by=turn.actor.name,
            station=turn.actor.station,
            override_by=vouching,
            override_reason=why if vouching else None,
        )
    )
    codes = [reason.code for reason in reasons]
    detail = ({"override": codes, "by": vouching, "reason": why} if vouching else {}) | ({"card": card} if card else {})
    summary = f"checked in against {', '.join(codes)}" if vouching else "checked in"
    turn.record("checked_in", summary, customer.number, detail or None)
    return entry


def already_waiting(entry: Entry, shop: Shop) -> Refused:
    """Return the refusal for a customer who stands in the queue, telling since when and by whom."""
    since = entry.checked_in_at.astimezone(shop.zone)
    day = "" if since.date() == shop.today() else f"{since:%Y-%m-%d} "
    return Refused(
        "already_in_queue",
        f"Customer {entry.customer} is in the queue already, since {day}{since:%H:%M},"
        f" checked in by {entry.checked_in_by}.",
        customer=entry.customer,
        since=entry.checked_in_at.isoformat(),
        by=entry.checked_in_by,
        entry=entry.id,
    )


def same_entry(view: View, action: Action) -> Entry:
    """Return the entry that a repeated request is about."""
    return _entry(view, action.entry or 0)


def _check_same(view: View, done: Action, same: Callable[[Event], bool]) -> None:
    """Raise ``Conflict`` unless one of the events of what a repeated request did is the ``same`` as it would be now."""
    own = (done.kind, done.at, done.by, done.station)
    if not any((e.kind, e.at, e.by, e.station) == own and same(e) for e in events_about(done, view)):
        raise request_used()


def _moved(before: int | None, after: int) -> str:
    return f"moved from place {before} to {after}"


def _vouching(turn: Turn, reasons: Sequence[Reason], why: str | None, number: str | None) -> str | None:
    """Return the manager who vouches against overridable reasons, ``None`` when nothing needs it."""
    if any(reason.weight == REFUSE for reason in reasons):
        raise refusal([r for r in reasons if r.weight != "warn"], number)
    if not any(reason.weight == OVERRIDE for reason in reasons):
        return None
    if not why:
        raise refusal([r for r in reasons if r.weight == OVERRIDE], number)
    return turn.authorise(Permission.OVERRIDE).name


def refusal(reasons: Sequence[Reason], number: str | None) -> Refused:
    """Return the refusal of a check-in, one reason a line."""
    who = f"Customer {number}" if number else "This person"
    lines = [f"{who} was not checked in: {reason.message}" for reason in reasons]
    overridable = all(reason.weight == OVERRIDE for reason in reasons)
    if overridable:
        lines.append("A manager may override this with a reason.")
    detail = [dataclasses.asdict(reason) for reason in reasons]
    known = {"customer": number} if number else {}
    return Refused(reasons[0].code, "\n".join(lines), reasons=detail, overridable=overridable, **known)


def _undo(turn: Turn, shop: Shop, action: Action, entry: Entry) -> Entry:
    if action.kind == "removed":
        return _reopen(turn, shop, action, entry)
    if not entry.open:
        raise Conflict("changed", "The entry has left the queue since: nothing was undone.")
    if action.kind == "checked_in":
        return _end(turn, entry, Ending.UNDONE, None)
    turn.work.place_entry(entry.id, action.position or 1)
    return _entry(turn.work, entry.id)


def _reopen(turn: Turn, shop: Shop, action: Action, entry: Entry) -> Entry:
    """Put a removed entry back where it stood, if the customer may still come in."""
    if entry.open or turn.work.open_entry_of(entry.customer):
        raise Conflict("changed", f"Customer {entry.customer} is in the queue again: nothing was undone.")
    reasons = reasons_against(existing(turn.work, entry.customer), shop.market, shop.today())
    blocking = [r for r in reasons if r.weight == REFUSE or (r.weight == OVERRIDE and not entry.override_by)]
    if blocking:
        raise refusal(blocking, entry.customer)
    opened = dataclasses.replace(entry, ended_at=None, ended_by=None, ending=None, ended_reason=None)
    turn.work.save_entry(opened)
    turn.work.place_entry(entry.id, action.position or 1)
    return _entry(turn.work, entry.id)


def _end(turn: Turn, entry: Entry, ending: Ending, why: str | None) -> Entry:
    return turn.work.save_entry(
        dataclasses.replace(entry, ended_at=turn.at, ended_by=turn.actor.name, ending=ending, ended_reason=why)
    )


def _reason(typed: str | None) -> str | None:
    reason = clean(typed or "")
    if len(reason) > 200:
        raise invalid("reason", "at most 200 characters.")
    return reason or None


def _entry(view: View, entry_id: int) -> Entry:
    entry = view.entry(entry_id)
    if entry is None:
        raise NotFound("no_entry", f"There is no queue entry {entry_id}.")
    return entry


def _open_entry(view: View, entry_id: int) -> Entry:
    entry = _entry(view, entry_id)
    if not entry.open:
        raise Refused("not_waiting", "This person has left the queue already.")
    return entry
