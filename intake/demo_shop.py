"""The throw-away shop of ``intake demo``: some hundred made-up customers, and a queue."""

from __future__ import annotations

import dataclasses
import random
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from intake.customer import fields_from_license
from intake.demo import cards
from intake.demo_cards import sharing_a_number, with_small_barcode, without_card
from intake.desk.customers import sign_up
from intake.desk.line import admit
from intake.desk.shop import Turn, existing
from intake.draft import Draft
from intake.employee import Actor, Employee, Role
from intake.pin import hash_pin
from intake.queue import Ending

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from intake.desk import Desk
    from intake.ports import Work
    from intake.queue import Entry

PIN: Final = "739164"
"""The PIN of everybody in the demo."""
STAFF: Final = {"Robin": Role.RECEPTION, "Mona": Role.MANAGER, "Adrian": Role.ADMIN}
PHONE: Final = "+15550104477"
"""The phone number of the customer who has left the card at home."""
CUSTOMERS: Final = 300
_WAITING: Final = 9
_SERVED: Final = 60
_FIRST: Final = (
    "Avery", "Blair", "Casey", "Dana", "Ellis", "Flora", "Gideon", "Hazel", "Ines", "Jonas", "Kira", "Linus", "Mabel",
    "Nico", "Olive", "Pascal", "Quincy", "Rosa", "Silas", "Thea", "Ulla", "Vito", "Wanda", "Xenia", "Yara", "Zeno",
)  # fmt: skip
_LAST: Final = (
    "Abbotsley", "Birchwood", "Calloway", "Dunmore", "Eastlake", "Farrow", "Greenfield", "Hartwell", "Ingram",
    "Juniper", "Kestrel", "Lindqvist", "Merriweather", "Northcote", "Oakhurst", "Penhallow", "Quill", "Redfern",
    "Silverton", "Thornbury", "Underhill", "Vandermeer", "Whitlock", "Yarrow",
)  # fmt: skip


def furnish(desk: Desk) -> Desk:
    """Fill an empty shop and return its desk: staff, customers, visits, a queue and a draft, all made up, at once."""
    pin_hash = hash_pin(PIN, desk.shop.pepper)
    desk.shop.store.act(lambda work: _furnish(work, desk, pin_hash))
    return desk


def _furnish(work: Work, desk: Desk, pin_hash: str) -> None:
    for name, role in STAFF.items():
        work.add_employee(Employee(name, role, pin_hash=pin_hash))
    chance, now = random.Random(20), desk.shop.now()  # noqa: S311 - made-up people need no secrecy
    today = desk.shop.today()
    numbers = [_signed_up(work, desk, person, now) for person in _people(today, chance)]
    for person in _card_holders(today):
        _signed_up(work, desk, person, now)
    visitors = iter(chance.sample(numbers, _SERVED + _WAITING))
    for ago in range(_SERVED, 0, -1):
        _serve(work, desk, next(visitors), now - timedelta(minutes=50 + 17 * ago))
    for ago in range(_WAITING, 0, -1):
        _check_in(work, desk, next(visitors), now - timedelta(minutes=4 * ago, seconds=7 * ago))
    work.save_draft(_draft(now))


def _turn(work: Work, desk: Desk, at: datetime) -> Turn:
    return Turn(work, Actor("Robin", desk.shop.station), at, "")


def _signed_up(work: Work, desk: Desk, person: dict[str, Any], now: datetime) -> str:
    return sign_up(_turn(work, desk, now - timedelta(days=30)), desk.shop, person, "by hand").number


def _check_in(work: Work, desk: Desk, number: str, at: datetime) -> Entry:
    return admit(_turn(work, desk, at), desk.shop, existing(work, number), None, number)


def _serve(work: Work, desk: Desk, number: str, at: datetime) -> None:
    entry, left = _check_in(work, desk, number, at), at + timedelta(minutes=12)
    work.save_entry(dataclasses.replace(entry, ended_at=left, ended_by="Robin", ending=Ending.REMOVED))


def _draft(now: datetime) -> Draft:
    texts = {"first_name": "Opal", "last_name": "Winterbourne", "phone": "555 0137"}
    begun = now - timedelta(minutes=6)
    return Draft(id="demo", author="Mona", station="second desk", texts=texts, started_at=begun, saved_at=begun)


# -- people


def _people(today: date, chance: random.Random) -> Iterator[dict[str, Any]]:
    """Return the fields of everybody on file whom no card is made for."""
    for index in range(CUSTOMERS):
        yield _person(index, today, chance) | _peculiarity(index, today)


def _person(index: int, today: date, chance: random.Random) -> dict[str, Any]:
    first, last = _FIRST[index % len(_FIRST)], _LAST[(index * 7 + index // len(_FIRST)) % len(_LAST)]
    return {
        "first_name": first,
        "last_name": last,
        "date_of_birth": today - timedelta(days=chance.randrange(22 * 366, 80 * 365)),
        "phone": f"+1555{chance.randrange(10**7):07}",
        "email": f"{first}.{last}{index}@example.org".lower(),
        "id_type": "driver_license",
        "license_number": f"D{8_100_000 + index}",
        "license_state": "CA",
        "license_expires": today + timedelta(days=chance.randrange(30, 4 * 365)),
        "address_line1": f"{chance.randrange(1, 990)} Sample Street",
        "city": "Exampleton",
        "state": "CA",
        "postal_code": "90000",
    }


def _peculiarity(index: int, today: date) -> dict[str, Any]:
    """Return what every so many customers have that others have not."""
    found: dict[str, Any] = {}
    if index % 9 == 0:
        found |= {"warning_1": True, "notes": "Likes to be called a day before."}
    if index % 7 == 0:
        soon = today + timedelta(days=200)
        found |= {
            "adult_use": False,
            "has_state_medical_id": True,
            "medical_id": f"M{index:06}",
            "medical_expires": soon,
        }
    if index % 11 == 0:
        found["nickname"] = "Sunny"
    return found


# -- who comes to the desk


def _card_holders(today: date) -> Iterator[dict[str, Any]]:
    """Return the fields of those on file who come to the desk in the demo."""
    made = cards(today)
    yield fields_from_license(made["return"])
    yield fields_from_license(made["expired"])
    yield fields_from_license(made["banned"]) | {"banned": True, "ban_reason": "Made up for the demo."}
    for holder in sharing_a_number(today):
        yield fields_from_license(holder)
    yield fields_from_license(with_small_barcode(today))
    yield fields_from_license(without_card(today)) | {"phone": PHONE}
    yield fields_from_license(made["under age"])
