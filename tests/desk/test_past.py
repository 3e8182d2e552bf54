"""What the history tells of a profile as it was before."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from intake.past import as_of, changes_in, last_change

if TYPE_CHECKING:
    from intake.desk import Desk
    from intake.employee import Actor


def test_every_earlier_version_can_be_told_from_the_history(desk: Desk, rita: Actor) -> None:
    seen = [desk.customers.add(rita, {"last_name": "Vale", "license_expires": "2027-01-31"})]
    number = seen[0].number
    changes = [
        {"phone": "5550100001", "license_expires": ""},
        {"banned": "yes", "ban_reason": "made up"},
        {"phone": "", "sms_opt_in": "yes"},
        {"license_expires": "2030-02-28"},
    ]
    for change in changes:
        seen.append(desk.customers.edit(rita, number, change))
        desk.queue.waiting()
    events = desk.customers.history(number)
    for earlier in seen:
        told = as_of(seen[-1], earlier.version, events)
        assert (told.version, told.phone, told.license_expires) == (
            earlier.version, earlier.phone, earlier.license_expires,
        )  # fmt: skip
        assert (told.banned, told.sms_opt_in, told.ban_reason) == (
            earlier.banned, earlier.sms_opt_in, earlier.ban_reason,
        )  # fmt: skip
    assert as_of(seen[-1], seen[0].version, events).license_expires == date(2027, 1, 31)


def test_the_newest_change_of_a_field_tells_who_made_it(desk: Desk, rita: Actor, max_: Actor) -> None:
    number = desk.customers.add(rita, {"last_name": "Vale"}).number
    desk.customers.edit(max_, number, {"phone": "5550100001"})
    desk.customers.edit(rita, number, {"email": "vale@example.com"})
    events = desk.customers.history(number)
    phone, nickname = last_change(events, "phone"), last_change(events, "nickname")
    assert phone is not None
    assert (phone.by, changes_in(phone)["phone"]) == ("Max", (None, "5550100001"))
    assert nickname is None


def test_an_event_without_fields_changed_none(desk: Desk, rita: Actor) -> None:
    number = desk.customers.add(rita, {"last_name": "Vale", "date_of_birth": "1990-01-01"}).number
    desk.queue.check_in(rita, number)
    assert changes_in(desk.customers.history(number)[0]) == {}
