"""Whatever staff do, in whatever order and by whatever clock, nothing that they did is taken for a forgery."""

from __future__ import annotations

import dataclasses
import random
from collections import Counter
from contextlib import closing
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import pytest
from deeds import MORNING, desk_on
from long_runs import LONG
from standing import StandingClock

from intake.draft import Draft
from intake.employee import Actor, Role
from intake.errors import IntakeError
from intake.history import verify
from intake.license import License
from intake.license.compose import compose
from storage.agreement import check_agreement
from storage.staff import check_staff
from storage.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable

    from intake.desk import Desk
    from intake.queue import Entry
    from storage.secret import Secret

    Deed = Callable[["Day"], object]

DEEDS_A_DAY = 2000 if LONG else 250
ENGINES = ["sqlite", "postgresql"] if LONG else ["sqlite"]
ADA = Actor("Ada", "front desk")
PINS = ("482915", "730164")
REASONS = (None, "left", "came too late")
CARD = License(
    first_name="TESSA",
    last_name="MARLOWE",
    date_of_birth=date(1992, 3, 4),
    license_number="D7042011",
    license_expires=date(2027, 3, 4),
    issuer="636014",
    jurisdiction="CA",
    version=10,
    document="license",
    document_discriminator="03/04/2024503B2/AAFD/29",
)
NEWS = (
    {"notes": "likes it quiet"},
    {"phone": "5552014480", "license_expires": "2020-01-01"},
    {"phone": "", "license_expires": "2030-01-31", "last_name": "Vale"},
    {"banned": "yes", "ban_reason": "shouted"},
    {"banned": "no"},
    {"adult_use": "no", "medical_expires": "2027-01-01", "warning_1": "yes"},
    {"adult_use": "yes", "email": "vale@mail.example"},
)


def cards() -> list[bytes]:
    """Return what a scanner delivers of five people's cards, each with a renewed one, and of odd ones."""
    made = []
    for person in range(5):
        own = dataclasses.replace(CARD, last_name=f"MARLOWE{'ABCDE'[person]}", license_number=f"D704202{person}")
        later = {"license_expires": date(2031, 3, 4), "document_discriminator": f"03/04/2026771C{person}/AAFD/29"}
        made += [own, dataclasses.replace(own, **later)]  # type: ignore[arg-type]
    odd = dataclasses.replace(CARD, license_number="D7042099")
    made += [dataclasses.replace(odd, date_of_birth=day) for day in (date(1850, 1, 1), date(2015, 1, 1))]
    return [compose(card) for card in made]


CARDS = cards()


@dataclasses.dataclass
class Day:
    """A day of one shop: who stands at which desk is drawn for every deed."""

    desks: list[Desk]
    chance: random.Random
    pins: int = 4
    """Employees and PINs that are still to come: each takes as long as a dozen other deeds."""

    @property
    def desk(self) -> Desk:
        """One of the desks."""
        return self.chance.choice(self.desks)

    @property
    def actor(self) -> Actor:
        """One of those who work here, at one of the desks."""
        return Actor(self.chance.choice(("Ada", "Ada", "Max", "Rita")), self.desk.shop.station)

    @property
    def number(self) -> str:
        """The number of somebody who may be on file."""
        return str(self.chance.randint(1, 9))

    @property
    def entry(self) -> Entry:
        """One of the line's entries; nobody waits in an empty one."""
        return self.chance.choice(self.desk.queue.waiting() or [self.desk.queue.entry(1)])


def sign_up(day: Day) -> object:
    name = day.chance.choice(("Overton", "Núñez-Vale", "Farrow"))
    return day.desk.customers.add(day.actor, {"last_name": name, "date_of_birth": "1990-02-03"})


def edit(day: Day) -> object:
    return day.desk.customers.edit(day.actor, day.number, day.chance.choice(NEWS))


def delete(day: Day) -> object:
    return day.desk.customers.delete(ADA, day.number)


def restore(day: Day) -> object:
    return day.desk.customers.restore(ADA, day.number)


def scan(day: Day) -> object:
    sign_up, check_in = day.chance.choice(((True, True), (True, False), (False, True)))
    override = day.chance.choice((None, "known for years"))
    payload = day.chance.choice(CARDS)
    return day.desk.scans.admit(day.actor, payload, sign_up=sign_up, check_in=check_in, override=override)


def check_in(day: Day) -> object:
    return day.desk.queue.check_in(day.actor, day.number, day.chance.choice((None, "known for years")))


def scan_membership_card(day: Day) -> object:
    desk = day.desk
    return desk.scans.admit(day.actor, desk.scans.membership_card(day.number), sign_up=True, check_in=True)


def move(day: Day) -> object:
    return day.desk.queue.move(day.actor, day.entry.id, day.chance.randint(1, 3))


def remove(day: Day) -> object:
    return day.desk.queue.remove(day.actor, day.entry.id, day.chance.choice(REASONS))


def undo(day: Day) -> object:
    return day.desk.queue.undo(day.actor)


def keep_draft(day: Day) -> object:
    number = day.number
    draft = Draft(
        id="draft",
        author="Rita",
        station="front desk",
        texts={"nickname": "half a na"},
        started_at=MORNING,
        saved_at=MORNING,
        customer=number,
        seen_version=1,
    )
    day.desk.drafts.save(draft)
    return day.desk.customers.edit(day.actor, number, {"nickname": day.chance.choice("ABC")}, draft=draft.id)


def change_staff(day: Day) -> object:
    if day.pins == 0:
        return day.desk.employees.disable(day.actor, day.chance.choice(("New 1", "New 2")))
    day.pins -= 1
    if day.pins % 2:
        return day.desk.employees.add(ADA, f"New {day.pins}", Role.RECEPTION, PINS[0])
    return day.desk.employees.set_pin(ADA, day.chance.choice(("Max", "Rita")), PINS[1])


DEEDS: dict[Deed, int] = {
    sign_up: 1, edit: 3, delete: 3, restore: 3, scan: 6, check_in: 4, scan_membership_card: 1, move: 2, remove: 5,
    undo: 5, keep_draft: 1, change_staff: 1,
}  # fmt: skip
"""What there is to do, and how often each is done."""


def work(day: Day, clock: StandingClock, *, going: bool) -> Counter[str]:
    """Do a day's deeds and return how often which was done; a going clock is at times set back."""
    done = Counter[str]()
    for deed in day.chance.choices([*DEEDS], [*DEEDS.values()], k=DEEDS_A_DAY):
        if going:
            clock.pass_time(seconds=day.chance.choice((0, 1, 60, 60, -90)))
        try:
            deed(day)
        except IntakeError:
            continue
        done[deed.__name__] += 1
    return done


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("going", [False, True])
def test_nothing_that_staff_did_is_taken_for_a_forgery(
    request: pytest.FixtureRequest, secret: Secret, engine: str, going: bool
) -> None:
    clock = StandingClock()
    url = request.getfixturevalue({"sqlite": "sqlite_url", "postgresql": "postgres_url"}[engine])
    with closing(open_store(url, secret)) as store:
        desks = [desk_on(store, secret, station, clock) for station in ("front desk", "back office")]
        desks[0].employees.found("Ada", PINS[0])
        for name, role in (("Max", Role.MANAGER), ("Rita", Role.RECEPTION)):
            desks[0].employees.add(ADA, name, role, PINS[0])
        done = work(Day(desks, random.Random(20261121)), clock, going=going)
        print(f"\n{done}")
        assert done.keys() == {deed.__name__ for deed in DEEDS}
        for check in (check_agreement, partial(check_staff, key=secret.history_key)):
            store.look(lambda view, check=check: check(view._connection))  # type: ignore[misc]
        assert not store.look(lambda view: verify(secret.history_key, view.events(), view.head())).broken
