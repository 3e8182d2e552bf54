"""The shop that a desk stands in, and what every action there has in common."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

from intake.clock import civil_date, host_time
from intake.employee import no_employee, not_allowed, signed_out
from intake.errors import Conflict, Misused, NotFound, Refused
from intake.history import EventDraft
from intake.ports import KEPT, Action

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from intake.clock import Clock, HostTime
    from intake.customer import Customer
    from intake.employee import Actor, Employee, Permission
    from intake.history import Event
    from intake.market import Market
    from intake.ports import Store, View, Work

T = TypeVar("T")
_ALL_EVENTS = 100_000
"""More than any customer has."""


@dataclass(frozen=True, slots=True)
class Shop:
    """One shop as one station sees it. ``zone`` is where its calendar days begin; the two keys stay out of ``repr``.

    ``id`` is its database's own, also once that was restored or moved.
    """

    store: Store
    market: Market
    clock: Clock
    zone: ZoneInfo
    station: str
    pepper: bytes = field(repr=False)
    history_key: bytes = field(repr=False)
    id: str

    def now(self) -> datetime:
        """Return the present instant in UTC."""
        return self.clock.now()

    def today(self) -> date:
        """Return the shop's civil date, by which ages and expiry go."""
        return civil_date(self.clock.now(), self.zone)

    def moment(self) -> HostTime:
        """Return the present moment by the clock that all stations share; a frozen one of training has no say in it."""
        return host_time(self.store.time.now())


@dataclass(frozen=True, slots=True)
class Turn:
    """One action under way: who does it, where, when, in which transaction and for which request."""

    work: Work
    actor: Actor
    at: datetime
    request: str

    def record(
        self, kind: str, summary: str, customer: str | None = None, detail: dict[str, Any] | None = None
    ) -> None:
        """Append an event of this action to the history, which vouches for its request by that."""
        told = (detail or {}) | {"request": self.request}
        self.work.record(EventDraft(self.at, self.actor.name, self.actor.station, kind, summary, customer, told))

    def note(
        self, kind: str, customer: str | None = None, entry: int | None = None, position: int | None = None
    ) -> None:
        """Keep what this action's request did."""
        action = Action(
            self.request,
            kind,
            self.at,
            self.actor.name,
            self.actor.station,
            customer,
            entry,
            position,
        )
        self.work.note(action)

    def note_kept(self, customer: Customer) -> None:
        """Keep that this action's request changed nothing of ``customer``, as of the change that stands."""
        at = customer.updated_at or self.at
        self.work.note(Action(self.request, KEPT, at, self.actor.name, self.actor.station, customer.number))

    def authorise(self, permission: Permission) -> Employee:
        """Return who of manager beside and actor has ``permission`` at this moment; raises ``Refused`` when nobody.

        An actor whom the shop does not know raises ``NotFound``.
        """
        for name in (self.actor.manager, self.actor.name):
            employee = self.work.employee(name) if name else None
            if employee and employee.may(permission):
                return employee
        employee = self.work.employee(self.actor.name)
        if employee is None:
            raise no_employee()
        raise not_allowed(permission) if employee.enabled else signed_out()


def act(
    shop: Shop,
    actor: Actor,
    permission: Permission,
    request: str | None,
    kinds: Sequence[str],
    again: Callable[[Work, Action], T],
    first: Callable[[Turn], T],
    about: str | int | None = None,
) -> T:
    """Run ``first`` as one transaction, once for each ``request``; a repeated request gets its answer from ``again``.

    A request that did something else before, by its kind, its actor or the customer or entry it is ``about``, is a
    ``Conflict``; an empty one is ``Misused``. A role that lacks ``permission`` is refused, and the refusal is an event.
    """
    wanted = uuid4().hex if request is None else request
    if not wanted.strip():
        raise Misused("empty_request", "The request id is empty: give one, or leave it out.")

    def work(work: Work) -> T:
        turn = Turn(work, actor, shop.now(), wanted)
        if done := work.action(wanted):
            if done.kind not in kinds or done.by != actor.name or about not in {None, done.customer, done.entry}:
                raise request_used()
            return again(work, done)
        turn.authorise(permission)
        return first(turn)

    try:
        return shop.store.act(work)
    except Refused as refusal:
        remember_refusal(shop, actor, refusal)
        raise


def request_used() -> Conflict:
    """Return the error for a request that was something else when it was done."""
    return Conflict("request_used", "This request id was used for something else: take a new one.")


def events_about(done: Action, view: View) -> Sequence[Event]:
    """Return all events of the customer whom an action was about, newest first."""
    return view.events_of(done.customer or "", _ALL_EVENTS)


def remember_refusal(shop: Shop, actor: Actor, refusal: Refused) -> None:
    """Append a refusal that somebody will want to see later: of a role, or of a known customer's check-in."""
    number = refusal.detail.get("customer")
    if refusal.code != "not_allowed" and number is None:
        return
    draft = EventDraft(shop.now(), actor.name, actor.station, "refused", f"refused: {refusal.code}", number)
    shop.store.act(lambda work: work.record(draft))


def existing(view: View, number: str) -> Customer:
    """Return the customer of that number; raises ``NotFound`` when there is none or it was deleted."""
    customer = view.customer(number)
    if customer is None or customer.deleted_at:
        raise no_customer(number)
    return customer


def no_customer(number: str) -> NotFound:
    """Return the error for a number that no customer has."""
    shown = f"customer {number}" if number.isascii() and number.isdecimal() and len(number) <= 30 else "such customer"
    return NotFound("no_customer", f"There is no {shown}.")
