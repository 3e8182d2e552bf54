"""What the desk gives to begin a form with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from intake.customer import Customer, CustomerType, fields_from_license
from intake.past import as_of
from intake.text import key
from screens.form import Form, blank_form, draft_form, edit_form
from screens.labels import text_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from intake.desk import Desk, Shop
    from intake.desk.scans import Scanned
    from intake.draft import Draft
    from intake.employee import Actor

Beginning = tuple[Form, frozenset[str], bool]
"""A form, the fields that it hides, and whether it is stored as a draft already."""

_PATIENTS: Final = (CustomerType.MEDICAL_RECOMMENDATION, CustomerType.MEDICAL_STATE_ID)


def sign_up(desk: Desk, actor: Actor) -> Beginning:
    """Return the empty form of a new customer."""
    return blank_form(actor.name, _standard(desk.shop)), _hidden(desk.shop), False


def sign_up_from(desk: Desk, actor: Actor, scanned: Scanned) -> Beginning:
    """Return the form of a new customer, filled from a card (F14), or one's own draft from the same card."""
    texts = {name: text_of(name, value) for name, value in fields_from_license(scanned.card).items()}
    begun = _begun(desk, texts)
    if own := next((each for each in begun if each.author == actor.name), None):
        return _going_on(desk, own)
    form, hidden, _ = sign_up(desk, actor)
    form.texts |= texts
    form.card, form.repairs = texts, scanned.card.repairs
    form.hints, form.others = [f"Look at the card: {hint.message}" for hint in scanned.hints], _told(begun)
    return form, hidden, False


def _begun(desk: Desk, texts: Mapping[str, str]) -> list[Draft]:
    """Return the sign-ups under way with the license number in ``texts``."""
    number = key(texts.get("license_number", ""))
    drafts = [each for each in desk.drafts.everyone() if number and not each.customer]
    return [each for each in drafts if key(each.texts.get("license_number", "")) == number]


def _told(begun: Sequence[Draft]) -> list[str]:
    return [f"{each.author} is signing up somebody with this card already." for each in begun]


def edit(desk: Desk, actor: Actor, number: str) -> Beginning:
    """Return the form of a profile, or one's own draft of it; raises ``NotFound``."""
    own = (each for each in desk.drafts.everyone() if each.customer == number and each.author == actor.name)
    if begun := next(own, None):
        return _going_on(desk, begun)
    form = edit_form(actor.name, desk.customers.show(number))
    return form, _hidden(desk.shop) | {"number"}, False


def draft(desk: Desk, actor: Actor, draft_id: str) -> Beginning:
    """Return the form of one's own draft; raises ``Refused`` for anybody else's, ``NotFound`` when it is gone."""
    return _going_on(desk, desk.drafts.open(actor, draft_id))


def _going_on(desk: Desk, begun: Draft) -> Beginning:
    seen = _seen(desk, begun) if begun.customer else None
    form = draft_form(begun, seen, _standard(desk.shop))
    if not seen:
        form.others = _told([each for each in _begun(desk, begun.texts) if each.author != begun.author])
    return form, _hidden(desk.shop) | ({"number"} if seen else set()), True


def _seen(desk: Desk, begun: Draft) -> Customer:
    """Return the profile as it was when the draft was begun, so that what others changed since is noticed (J5)."""
    number = begun.customer or ""
    return as_of(desk.customers.show(number), begun.seen_version, desk.customers.history(number))


def _standard(shop: Shop) -> Customer:
    """Return the switches of somebody who is signed up in this market."""
    adults = shop.market.allows("exists", CustomerType.ADULT_USE, shop.today())
    return Customer(adult_use=adults, has_state_medical_id=not adults)


def _hidden(shop: Shop) -> frozenset[str]:
    """Return the switch that has one position only in this market (F7)."""
    forced = all(shop.market.allows("medical_id_always_required", kind, shop.today()) for kind in _PATIENTS)
    return frozenset({"has_state_medical_id"} if forced else ())
