"""What happens when a license or a membership card is scanned (F14, F43 to F47, F50)."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from intake.customer import FIELDS, Customer, fields_from_license, read_fields
from intake.desk.customers import save, sign_up
from intake.desk.line import admit, same_entry
from intake.desk.remembered import mark_of, remembered
from intake.desk.shop import Shop, act, existing, request_used
from intake.eligibility import Reason, reasons_against
from intake.employee import Permission
from intake.errors import NotFound, Refused, Unreadable
from intake.license import Hint, License, hints, read
from intake.license.repairs import END
from intake.matching import Match, MatchKind, match
from intake.membership import card_key, card_text, is_card, number_on
from intake.ports import KEPT
from intake.text import key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from intake.desk.shop import Turn
    from intake.employee import Actor
    from intake.ports import Action, View
    from intake.queue import Entry


@dataclass(frozen=True, slots=True)
class Scanned:
    """What one scan came to: the card, hints to look at it, who it may be, what speaks against them, the entry.

    ``reasons`` are told when exactly one customer matches. Of a membership card ``card`` says nothing.
    """

    card: License
    hints: tuple[Hint, ...]
    match: Match
    reasons: tuple[Reason, ...] = ()
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class ScanDesk:
    """Where cards are read, and membership cards are made."""

    shop: Shop

    def look(self, payload: bytes | str) -> Scanned:
        """Read a card and find its customers; nothing is stored.

        Raises ``Unreadable``, and for a membership card ``Refused`` or ``NotFound``.
        """
        held = self._held(payload)
        return self.shop.store.look(lambda view: self._scanned(view, held, held.match(view)))

    def membership_card(self, number: str) -> str:
        """Return what the barcode of a customer's membership card says; raises ``NotFound``."""
        customer = self.shop.store.look(lambda view: existing(view, number))
        return card_text(customer.number, card_key(self.shop.pepper, self.shop.id))

    def admit(
        self,
        actor: Actor,
        payload: bytes | str,
        *,
        sign_up: bool,
        check_in: bool,
        given: Mapping[str, str] | None = None,
        override: str | None = None,
        request: str | None = None,
        meant: str | None = None,
    ) -> Scanned:
        """Read a card and, as one action, sign up an unknown person (with ``given`` fields added) and check in.

        ``meant`` is the number of the customer whom a person chose among several. A refusal stores nothing. Raises
        ``NotFound`` for an unknown person without ``sign_up`` and ``Refused`` for several matches or any rule that
        forbids the check-in.
        """
        held, values = self._held(payload), read_fields(given or {})
        card = whole(held.card)

        def first(turn: Turn) -> Scanned:
            found = held.match(turn.work)
            known = found.customers[0].number if found.customers else None
            if not found.customers:
                found = self._signed_up(turn, card, values if sign_up else None)
            if not check_in:
                if known:
                    turn.note_kept(found.customers[0])
                else:
                    turn.note("signed_up", found.customers[0].number)
                if mark := self._remember(turn, card, found.customers[0]):
                    turn.record("card_remembered", "card remembered", found.customers[0].number, {"card": mark})
                return self._scanned(turn.work, held, found)
            customer = self._renewed(turn, only_one(found, meant), card)
            mark = self._remember(turn, card, customer)
            entry = admit(turn, self.shop, presented(customer, card), override, known, mark)
            turn.note("checked_in", customer.number, entry.id)
            return self._scanned(turn.work, held, Match(found.kind, [customer]), entry)

        def again(view: View, action: Action) -> Scanned:
            found = held.match(view)
            if action.customer not in {customer.number for customer in found.customers}:
                raise request_used()
            return self._scanned(view, held, found, same_entry(view, action) if check_in else None)

        kinds = ("checked_in",) if check_in else ("signed_up", KEPT)
        return act(self.shop, actor, Permission.INTAKE, request, kinds, again, first)

    def _signed_up(self, turn: Turn, card: License, values: Mapping[str, Any] | None) -> Match:
        if values is None:
            raise NotFound("no_customer", "Nobody on file has this license: sign the person up first.")
        mark = mark_of(card, self.shop.pepper)
        added = sign_up(turn, self.shop, _as_typed(fields_from_license(card) | dict(values)), "from a license", mark)
        self._remember(turn, card, added)
        return Match(MatchKind.NONE, [added])

    def _remember(self, turn: Turn, card: License, customer: Customer) -> str | None:
        """Keep the mark of a card and return it if it is new, for an event of the action to tell it."""
        mark = mark_of(card, self.shop.pepper)
        return mark if mark and turn.work.remember_card(mark, customer.number) else None

    def _renewed(self, turn: Turn, customer: Customer, card: License) -> Customer:
        news = renewal(customer, card)
        return save(turn, self.shop, customer, news, "renewed by scan") if news else customer

    def _held(self, payload: bytes | str) -> _Held:
        return self._member(payload) if is_card(payload) else _Held(read(payload, self.shop.today()))

    def _member(self, payload: bytes | str) -> _Held:
        """Return whom a membership card names; an older one may be of another shop of the same secret."""
        shop = self.shop
        try:
            return _Held(License(), number_on(payload, card_key(shop.pepper, shop.id)))
        except Refused as refusal:
            if refusal.code != "other_shop":
                raise
            return _Held(License(), number_on(payload, card_key(shop.pepper)), (_OLDER_CARD,))

    def _scanned(self, view: View, held: _Held, found: Match, entry: Entry | None = None) -> Scanned:
        shop, today, card = self.shop, self.shop.today(), held.card
        one = len(found.customers) == 1
        reasons = reasons_against(presented(found.customers[0], card), shop.market, today) if one else ()
        told = (
            *remembered(view, found, card, mark_of(card, shop.pepper), today, shop.zone),
            *held.hints,
            *hints(card, today),
        )
        return Scanned(card, told, found, reasons, entry)


@dataclass(frozen=True, slots=True)
class _Held:
    """What is under the scanner: a license, or a membership card with the customer's number and no more."""

    card: License
    number: str | None = None
    hints: tuple[Hint, ...] = ()

    def match(self, view: View) -> Match:
        """Return whose it is; raises ``NotFound`` for the membership card of somebody who was deleted."""
        if self.number is None:
            return match(self.card, view)
        customer = view.customer(self.number)
        if customer is None or customer.deleted_at:
            raise NotFound("card_revoked", "This membership card is no longer valid: ask for the ID.")
        return Match(MatchKind.CARD, [customer])


def whole(card: License) -> License:
    """Return ``card``; raises ``Unreadable`` when its end did not arrive and something that decides is missing."""
    name = card.first_name or card.last_name
    if END in card.repairs and not (name and card.license_number and card.date_of_birth and card.license_expires):
        raise Unreadable("cut_short", "Only a part of the license arrived: scan it again.")
    return card


def only_one(found: Match, meant: str | None = None) -> Customer:
    """Return the one customer of a match, or of several the one who is ``meant``.

    Raises ``Refused`` when several match and a person must choose (F45).
    """
    chosen = next((customer for customer in found.customers if customer.number == meant), None)
    if chosen is None and len(found.customers) > 1:
        numbers = [customer.number for customer in found.customers]
        message = f"Customers {', '.join(numbers)} all match this card: check in the right one by number."
        raise Refused("several_matches", message, customers=numbers)
    return chosen or found.customers[0]


def presented(customer: Customer, card: License) -> Customer:
    """Return ``customer`` as the card in hand shows them: its expiry counts, and the later of two birth dates."""
    births = [day for day in (customer.date_of_birth, card.date_of_birth) if day]
    return dataclasses.replace(
        customer,
        date_of_birth=max(births, default=None),
        license_expires=card.license_expires or customer.license_expires,
    )


def renewal(customer: Customer, card: License) -> dict[str, Any]:
    """Return the license fields that a card brings news of: a first license on file, or a later expiry of the same."""
    if not card.license_number:
        return {}
    scanned = fields_from_license(card)
    if not customer.license_number:
        return {name: scanned[name] for name in _LICENSE_FIELDS if name in scanned}
    same = key(customer.license_number) == key(card.license_number or "")
    later = card.license_expires and card.license_expires > (customer.license_expires or date.min)
    return {name: scanned[name] for name in _DATES if name in scanned} if same and later else {}


def _as_typed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``values``; raises ``Misused`` for a date in which no form would believe."""
    return {
        name: FIELDS[name](name, value.isoformat()) if isinstance(value, date) else value
        for name, value in values.items()
    }


_OLDER_CARD = Hint(
    "older_card",
    "This card does not say of which shop it is: compare name and birth date with the ID, and print a new one.",
)
_DATES = ("license_issued", "license_expires")
_LICENSE_FIELDS = ("id_type", "license_number", "license_state", *_DATES)
