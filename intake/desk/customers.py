"""Signing up, editing and finding customers."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from intake import fields
from intake.customer import Customer, CustomerType, changed_fields, check_customer, read_fields, with_fields
from intake.desk.shop import Shop, act, events_about, existing, no_customer, request_used
from intake.employee import Permission
from intake.errors import Conflict, NotFound, Refused
from intake.past import has_saved
from intake.ports import KEPT
from intake.search import Found, parse_query, too_short

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from intake.desk.shop import Turn
    from intake.employee import Actor
    from intake.history import Event
    from intake.ports import Action, View, Work

_NEWEST = 20
"""Events among which it is looked for who deleted a customer."""


@dataclass(frozen=True, slots=True)
class CustomerDesk:
    """The directory: every profile of the shop."""

    shop: Shop

    def add(
        self,
        actor: Actor,
        given: Mapping[str, str],
        request: str | None = None,
        draft: str | None = None,
        how: str = "by hand",
    ) -> Customer:
        """Sign up a customer from field texts (F15); the ``draft`` they come from ends with it, also the second time.

        ``how`` is for the history. A repeated ``request`` must bring the same texts, unless they come from a draft,
        which may have grown since. Raises ``Misused`` naming the field for an unknown field or a value it cannot take,
        ``Refused`` for a number that is taken and ``Conflict`` for a request that was something else.
        """
        values = read_fields(given)

        def first(turn: Turn) -> Customer:
            added = sign_up(turn, self.shop, values, how)
            end_draft(turn.work, draft)
            turn.note("signed_up", added.number)
            return added

        def again(work: Work, done: Action) -> Customer:
            end_draft(work, draft)
            return _same_customer(work, done) if draft else _saved_before(work, done, values)

        return act(self.shop, actor, Permission.INTAKE, request, ("signed_up",), again, first)

    def edit(
        self,
        actor: Actor,
        number: str,
        given: Mapping[str, str],
        seen: Customer | None = None,
        request: str | None = None,
        draft: str | None = None,
    ) -> Customer:
        """Change fields of a profile; an unchanged one is stored no second time. The ``draft`` ends with it.

        Lifting a ban needs a manager (F67). ``seen`` is the profile as the editor saw it: what others changed since
        is kept, and ``Conflict`` names the fields that both changed (J5). A repeated ``request`` is as in ``add``.
        """
        values = read_fields(given)

        def first(turn: Turn) -> Customer:
            before = _editable(turn, self.shop, number)
            check_clashes(before, seen or before, values)
            saved = save(turn, self.shop, before, values)
            end_draft(turn.work, draft)
            if saved == before:
                turn.note_kept(saved)
            else:
                turn.note("edited", number)
            return saved

        def again(view: View, done: Action) -> Customer:
            return _same_customer(view, done) if draft else _saved_before(view, done, values)

        return act(self.shop, actor, Permission.INTAKE, request, ("edited", KEPT), again, first, number)

    def delete(self, actor: Actor, number: str, request: str | None = None) -> Customer:
        """Move a customer to the bin (J12); raises ``Refused`` for one who stands in the queue."""

        def first(turn: Turn) -> Customer:
            customer = existing(turn.work, number)
            if turn.work.open_entry_of(number):
                raise Refused("in_queue", f"Customer {number} is in the queue: remove the entry first.")
            return _rebin(turn, customer, turn.at, "deleted")

        return act(self.shop, actor, Permission.DELETE, request, ("deleted",), _same_customer, first, number)

    def restore(self, actor: Actor, number: str, request: str | None = None) -> Customer:
        """Bring a customer back from the bin."""

        def first(turn: Turn) -> Customer:
            customer = turn.work.customer(number)
            if customer is None:
                raise no_customer(number)
            if customer.deleted_at is None:
                raise Refused("not_deleted", f"Customer {number} is not in the bin.")
            return _rebin(turn, customer, None, "restored")

        return act(self.shop, actor, Permission.DELETE, request, ("restored",), _same_customer, first, number)

    def show(self, number: str) -> Customer:
        """Return a customer; raises ``NotFound``."""
        return self.shop.store.look(lambda view: existing(view, number))

    def find(self, typed: str, limit: int = 50) -> Sequence[Found]:
        """Return at most ``limit`` matches for what a person typed, best first (J2).

        Raises ``Refused`` below three characters (F58), an exact customer number aside and what is said to be one.
        """
        query = parse_query(fields.sound("text", typed)).as_of(self.shop.today())
        if query.long_enough:
            return self.shop.store.look(lambda view: view.search(query, limit))
        number = query.text if query.field in {None, "number"} else ""
        customer = self.shop.store.look(lambda view: view.customer(number)) if number else None
        if customer and not customer.deleted_at:
            return [Found(customer, "number")]
        if number and query.field:
            return []
        raise too_short()

    def recent(self, limit: int = 50) -> Sequence[Customer]:
        """Return the customers checked in last, newest first, each once (F49, J6)."""
        return self.shop.store.look(lambda view: view.recent(limit))

    def history(self, number: str, limit: int = 200) -> Sequence[Event]:
        """Return the newest events of a customer, newest first (F74, F75); a deleted one's too."""

        def view(view: View) -> Sequence[Event]:
            if view.customer(number) is None:
                raise no_customer(number)
            return view.events_of(number, limit)

        return self.shop.store.look(view)


def sign_up(turn: Turn, shop: Shop, values: Mapping[str, Any], how: str, card: str | None = None) -> Customer:
    """Store a new profile inside an action and put it into the history, with the mark of a new ``card``."""
    sells_to_adults = shop.market.allows("exists", CustomerType.ADULT_USE, shop.today())
    standard = Customer(
        adult_use=sells_to_adults,
        has_state_medical_id=not sells_to_adults,
        created_at=turn.at,
        updated_at=turn.at,
    )
    added = turn.work.add_customer(check_customer(_settled(with_fields(standard, values), shop), shop.today()))
    summary = "signed up " + how + (" (banned)" if added.banned else "")
    detail = {"fields": _plain(changed_fields(Customer(), added))} | ({"card": card} if card else {})
    turn.record("signed_up", summary, added.number, detail)
    return added


def save(turn: Turn, shop: Shop, before: Customer, values: Mapping[str, Any], how: str = "edited") -> Customer:
    """Store a changed profile inside an action and put what changed into the history."""
    after = _settled(with_fields(before, values), shop)
    changes = changed_fields(before, after)
    if "number" in changes:
        raise Refused("number_kept", "A customer keeps the number given at sign-up.")
    if not changes:
        return before
    lifted_by = turn.authorise(Permission.LIFT_BAN).name if before.banned and not after.banned else None
    check_customer(after, shop.today())
    saved = turn.work.save_customer(dataclasses.replace(after, updated_at=turn.at))
    kind = _kind_of(changes, how)
    detail = {"fields": _plain(changes)} | ({"by": lifted_by} if lifted_by else {})
    turn.record(kind, f"{_SAID.get(kind, how)}: {', '.join(changes)}", saved.number, detail)
    return saved


def check_clashes(present: Customer, seen: Customer, values: Mapping[str, Any]) -> None:
    """Raise ``Conflict`` naming the fields that were changed since they were ``seen``, other than to ``values``."""
    moved = changed_fields(seen, present)
    clashes = [name for name, value in values.items() if name in moved and getattr(present, name) != value]
    if clashes:
        message = f"Customer {present.number} was changed by somebody else meanwhile: {', '.join(clashes)}."
        raise Conflict("clash", message, fields=clashes)


def end_draft(work: Work, draft: str | None) -> None:
    """End the draft that an action saves, if it comes from one."""
    if draft:
        work.end_draft(draft)


def _editable(turn: Turn, shop: Shop, number: str) -> Customer:
    """Return the customer of that number; raises ``NotFound``, which tells who deleted a profile meanwhile."""
    customer = turn.work.customer(number)
    if customer is None or customer.deleted_at is None:
        return existing(turn.work, number)
    by = next((event.by for event in turn.work.events_of(number, _NEWEST) if event.kind == "deleted"), "")
    since = f"{customer.deleted_at.astimezone(shop.zone):%Y-%m-%d %H:%M}"
    raise NotFound("no_customer", f"This customer was deleted{by and f' by {by}'} at {since}.")


def _settled(customer: Customer, shop: Shop) -> Customer:
    """Return ``customer`` with the state medical ID switched on where a market has no other patients (F7)."""
    forced = shop.market.allows("medical_id_always_required", customer.customer_type, shop.today())
    return dataclasses.replace(customer, has_state_medical_id=True) if forced and customer.is_medical else customer


_SAID = {"banned": "banned", "ban_lifted": "ban lifted"}


def _kind_of(changes: Mapping[str, tuple[Any, Any]], how: str) -> str:
    if "banned" in changes:
        return "banned" if changes["banned"][1] else "ban_lifted"
    return "renewed" if how != "edited" else "edited"


def _rebin(turn: Turn, customer: Customer, deleted_at: datetime | None, kind: str) -> Customer:
    saved = turn.work.save_customer(dataclasses.replace(customer, deleted_at=deleted_at, updated_at=turn.at))
    turn.record(kind, kind, saved.number)
    turn.note(kind, saved.number)
    return saved


def _same_customer(view: View, action: Action) -> Customer:
    """Return the customer that a repeated request is about."""
    customer = view.customer(action.customer or "")
    if customer is None:
        raise no_customer(action.customer or "")
    return customer


def _saved_before(view: View, done: Action, values: Mapping[str, Any]) -> Customer:
    """Return the customer in whose profile a repeated request has saved these ``values``; raises ``Conflict``."""
    customer = _same_customer(view, done)
    if not has_saved(done, values, customer, events_about(done, view)):
        raise request_used()
    return customer


def _plain(changes: Mapping[str, tuple[Any, Any]]) -> dict[str, list[Any]]:
    """Return changes as JSON-ready pairs of before and after."""
    return {name: [_json(value) for value in pair] for name, pair in changes.items()}


def _json(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
