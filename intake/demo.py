"""The main job on made-up people: what ``intake demo`` plays away from a terminal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from intake.errors import Refused
from intake.license import License
from intake.license.compose import compose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from intake.desk import Desk
    from intake.desk.scans import Scanned
    from intake.employee import Actor

_ADMIN = "Demo Admin"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened, and how it came out."""

    title: str
    outcome: str


def play(desk: Desk, through_picture: Callable[[bytes], bytes]) -> Iterator[Step]:
    """Play the main job on a shop without employees and yield each step as it is done.

    ``through_picture`` draws a payload as a barcode and returns what a scanner reads from the picture.
    """
    issued = desk.employees.found(_ADMIN, None)
    actor = desk.employees.sign_in(_ADMIN, issued.pin or "")
    scanned = {name: through_picture(compose(card)) for name, card in cards(desk.shop.today()).items()}

    known = desk.scans.admit(actor, scanned["return"], sign_up=True, check_in=True)
    desk.queue.remove(actor, known.entry.id if known.entry else 0, "served yesterday")
    trouble = desk.scans.admit(actor, scanned["banned"], sign_up=True, check_in=False).match.customers[0]
    desk.customers.edit(actor, trouble.number, {"banned": "yes", "ban_reason": "made up for the demo"})

    yield Step("Sign-up", _told(desk, actor, scanned["new"]))
    yield Step("Return visit", _told(desk, actor, scanned["return"]))
    yield Step("Banned", _told(desk, actor, scanned["banned"]))
    yield Step("Under age", _told(desk, actor, scanned["under age"]))
    yield Step("Expired", _told(desk, actor, scanned["expired"]))


def _told(desk: Desk, actor: Actor, payload: bytes) -> str:
    """Scan a card, sign up and check in where needed, and return in words what came of it."""
    try:
        return _success(desk.scans.admit(actor, payload, sign_up=True, check_in=True))
    except Refused as refusal:
        return f"refused. {refusal.message}".replace("\n", " ")


def _success(scanned: Scanned) -> str:
    customer = scanned.match.customers[0]
    how = {"none": "signed up from the card", "license": "found by the license number"}
    found = how.get(scanned.match.kind, "found by name and birth date")
    return f"{customer.display_name} {found} as customer {customer.number}, checked in."


def cards(today: date) -> dict[str, License]:
    """Return a card for each step, whose ages and dates suit ``today``."""
    years = timedelta(days=365)
    adult, young, soon = today - 34 * years, today - 19 * years, today + 3 * years
    return {
        "new": made_up_card("MARLOWE", "TESSA", "QUINN", adult, soon, "D7042011", "F"),
        "return": made_up_card("OKONJO", "FELIX", "", adult - 9 * years, soon, "D7042012", "M"),
        "banned": made_up_card("BRANDT", "RUFUS", "T", adult - 2 * years, soon, "D7042013", "M"),
        "under age": made_up_card("VALE", "JUNO", "", young, soon, "D7042014", "F"),
        "expired": made_up_card("HOLLIS", "PETRA", "ANN", adult, today - timedelta(days=40), "D7042015", "F"),
    }


def made_up_card(last: str, first: str, middle: str, born: date, expires: date, number: str, sex: str) -> License:
    """Return the card of somebody who does not exist, issued in California."""
    return License(
        first_name=first,
        middle_name=middle or None,
        last_name=last,
        date_of_birth=born,
        sex=sex,
        address_line1="210 SAMPLE STREET",
        city="EXAMPLETON",
        state="CA",
        postal_code="90000",
        country="USA",
        license_number=number,
        license_issued=expires - timedelta(days=4 * 365),
        license_expires=expires,
        eye_color="BRO",
        hair_color="BLK",
        height="68 in",
        issuer="636014",
        jurisdiction="CA",
        version=10,
        document="license",
        document_discriminator=f"{number}/4A1/AAFD",
    )
