"""What staff do all day, each as one deed that can be repeated, for tests that interrupt them."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from all_rows import all_rows
from standing import StandingClock

from intake.desk import Desk, Shop
from intake.draft import Draft
from intake.employee import Actor, Employee, Role
from intake.license import License
from intake.license.compose import compose
from intake.market import load_market
from storage.setup import create_or_upgrade
from storage.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from all_rows import Rows

    from intake.clock import Clock
    from storage.secret import Secret
    from storage.store import SqlStore

    Deed = Callable[[Desk], object]

MORNING = datetime(2026, 11, 21, 17, 30, tzinfo=UTC)
RITA = Actor("Rita", "front desk")
_CARD = compose(
    License(
        first_name="ODILE",
        last_name="FERNWAY",
        date_of_birth=date(1991, 6, 7),
        sex="F",
        address_line1="4 SAMPLE LANE",
        city="EXAMPLETON",
        state="CA",
        license_number="D5550199",
        license_issued=date(2024, 6, 7),
        license_expires=date(2029, 6, 7),
        issuer="636014",
        jurisdiction="CA",
        version=10,
        document="license",
    )
)


def desk_on(store: SqlStore, secret: Secret, station: str = RITA.station, clock: Clock | None = None) -> Desk:
    """Return a desk of the shop on ``store``, where it is ten o'clock in California unless ``clock`` says otherwise."""
    market = load_market(store.shop.market)
    clock = clock or StandingClock()
    return Desk(Shop(store, market, clock, market.zone, station, secret.pepper, secret.history_key, store.shop.id))


def begin_the_day(desk: Desk) -> None:
    """Let the shop have a receptionist, three customers of whom one waits, and a draft of an edit."""
    desk.shop.store.act(lambda work: work.add_employee(Employee("Rita", Role.RECEPTION, pin_hash="x")))
    people = (("Wilma", "Overton"), ("Zoë", "Núñez-Vale"), ("Ann", "Marlowe"))
    for number, (first, last) in enumerate(people):
        born = {"date_of_birth": f"199{number}-02-03", "phone": f"555201448{number}"}
        desk.customers.add(RITA, {"first_name": first, "last_name": last, **born}, f"sign-up {number}")
    desk.queue.check_in(RITA, "3", request="first of the day")
    desk.drafts.save(_draft({"last_name": "Overton-Reed", "notes": "half a se"}))


def check_in(desk: Desk) -> object:
    """Put a customer into the queue."""
    return desk.queue.check_in(RITA, "1", request="check in")


def save_profile(desk: Desk) -> object:
    """Save an edit that changes words, parts and notes, and ends its draft."""
    news = {"last_name": "Overton-Reed", "phone": "5552019999", "email": "wilma@mail.example", "notes": "Two\nlines"}
    return desk.customers.edit(RITA, "1", news, request="save profile", draft="draft")


def sign_up_and_check_in(desk: Desk) -> object:
    """Sign up whom nobody knows from a license and check in, as one action."""
    return desk.scans.admit(RITA, _CARD, sign_up=True, check_in=True, request="sign up and check in").entry


def undo(desk: Desk) -> object:
    """Take the last check-in back."""
    return desk.queue.undo(RITA, "undo")


def save_draft(desk: Desk) -> object:
    """Keep a draft as it stands, in place of what was kept before."""
    draft = _draft({"last_name": "Overton-Reed", "notes": "half a sentence"})
    desk.drafts.save(draft)
    return draft


def work_a_day(desk: Desk) -> None:
    """Do some of everything: two dozen actions, each a transaction of its own."""
    for number in range(4):
        name = {"first_name": f"Guest {number}", "last_name": "Farrow", "notes": "x" * 400 * number}
        guest = desk.customers.add(RITA, {**name, "date_of_birth": "1980-05-06", "email": f"g{number}@mail.example"})
        desk.drafts.save(_draft({"notes": f"Guest {number}"}))
        entry = desk.queue.check_in(RITA, guest.number)
        desk.queue.move(RITA, entry.id, 1)
        desk.customers.edit(RITA, guest.number, {"nickname": f"Ferry {number}", "phone": f"555201331{number}"})
        desk.queue.remove(RITA, entry.id, "went home")
        if number % 2:
            desk.queue.undo(RITA)


DEEDS: Mapping[str, Deed] = {
    deed.__name__: deed for deed in (check_in, save_profile, sign_up_and_check_in, undo, save_draft)
}


def rows_when_done(deed: str, folder: Path, secret: Secret) -> Rows:
    """Return all rows of a shop in ``folder`` in which a deed was done in peace."""
    url = f"sqlite:///{folder}/shop.db"
    create_or_upgrade(url, secret, "ca")
    with closing(open_store(url, secret)) as store:
        desk = desk_on(store, secret)
        begin_the_day(desk)
        DEEDS[deed](desk)
        return all_rows(store)


def _draft(texts: Mapping[str, str]) -> Draft:
    return Draft(
        id="draft",
        author=RITA.name,
        station=RITA.station,
        texts=texts,
        started_at=MORNING,
        saved_at=MORNING,
        customer="1",
        seen_version=1,
    )
