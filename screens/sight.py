"""What the desk knows of one customer at this moment, read at once for the screen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from intake.customer import fields_from_license
from intake.desk.scans import presented, renewal
from intake.eligibility import reasons_against
from intake.queue import position_of
from intake.text import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from zoneinfo import ZoneInfo

    from intake.customer import Customer
    from intake.desk import Desk
    from intake.desk.scans import Scanned
    from intake.draft import Draft
    from intake.eligibility import Reason
    from intake.license import License
    from intake.queue import Entry


_COMPARED = ("first_name", "last_name", "date_of_birth", "license_number", "license_expires")


@dataclass(frozen=True)
class Sight:
    """A customer, what speaks against them, their place in the queue, and the drafts that change them.

    ``payload`` and ``card`` are the card in hand, where the customer came by scan; ``hints`` say why to look at it,
    ``news`` what a check-in will store of it, and ``unlike`` what it says otherwise than the profile.
    """

    customer: Customer
    today: date
    zone: ZoneInfo
    tax_exempt: bool
    reasons: Sequence[Reason] = ()
    entry: Entry | None = None
    place: int | None = None
    drafts: Sequence[Draft] = ()
    payload: str | bytes | None = None
    card: License | None = None
    hints: Sequence[str] = ()
    news: Mapping[str, Any] = field(default_factory=dict)
    unlike: Mapping[str, Any] = field(default_factory=dict)


def sight_of(desk: Desk, number: str, payload: str | bytes | None = None) -> Sight:
    """Return what there is to see of a customer; raises ``NotFound``.

    A ``payload`` that may be this customer's counts as the card in hand; any other is left aside.
    """
    scanned = desk.scans.look(payload) if payload is not None else None
    if scanned and number in [customer.number for customer in scanned.match.customers]:
        return sight_by_card(desk, scanned, number, payload)
    return _sight(desk, desk.customers.show(number))


def sight_by_card(desk: Desk, scanned: Scanned, number: str, payload: str | bytes | None) -> Sight:
    """Return what there is to see of a customer whom a scan found, alone or among others."""
    customer = next(each for each in scanned.match.customers if each.number == number)
    shown = presented(customer, scanned.card)
    news = renewal(customer, scanned.card)
    return _sight(
        desk,
        customer,
        reasons=reasons_against(shown, desk.shop.market, desk.shop.today()),
        payload=payload,
        card=scanned.card,
        hints=[hint.message for hint in scanned.hints],
        news=news,
        unlike={name: value for name, value in _unlike(customer, scanned.card).items() if name not in news},
    )


def _unlike(customer: Customer, card: License) -> dict[str, Any]:
    """Return what a card says of the person that is not on file so; case, accents and signs do not count."""
    said = {name: value for name, value in fields_from_license(card).items() if name in _COMPARED}
    return {name: value for name, value in said.items() if _compared(value) != _compared(getattr(customer, name))}


def _compared(value: object) -> str:
    return fold("" if value is None else str(value)).replace(" ", "")


def _sight(desk: Desk, customer: Customer, **by_card: Any) -> Sight:  # noqa: ANN401 - fields of Sight
    shop, waiting = desk.shop, desk.queue.waiting()
    today = shop.today()
    entry = next((entry for entry in waiting if entry.customer == customer.number), None)
    seen = {
        "reasons": reasons_against(customer, shop.market, today),
        "entry": entry,
        "place": position_of(waiting, entry.id) if entry else None,
        "drafts": [draft for draft in desk.drafts.everyone() if draft.customer == customer.number],
    }
    exempt = shop.market.allows("sales_tax_exempt", customer.customer_type, today)
    return Sight(customer, today, shop.zone, exempt, **(seen | by_card))
