"""Membership cards and passports at the station."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitting import at_station, piloted

if TYPE_CHECKING:
    from collections.abc import Callable

    from intake.customer import Customer
    from intake.desk import Desk

PASSPORT = "P<UTOMARLOWE<VALE<<TESSA<QUINN<<<<<<<<<<<<<<\rC71X0R4563UTO8503046F3109306<<<<<<<<<<<<<<04\r"


@piloted
async def test_a_membership_card_opens_the_profile_asks_for_the_id_and_enter_checks_in(
    desk: Desk, signed_up: Callable[..., Customer]
) -> None:
    customer = signed_up("Juno", "Vale")
    async with at_station(desk) as sitting:
        await sitting.scan(desk.scans.membership_card(customer.number) + "\r")
        await sitting.until("ask for the ID as well")
        assert "Juno Vale" in sitting.shown()
        await sitting.press("enter")
        await sitting.until(lambda: [entry.customer for entry in desk.queue.waiting()] == [customer.number])


@piloted
async def test_the_membership_card_of_somebody_deleted_says_so_and_shows_nobody(
    desk: Desk, signed_up: Callable[..., Customer]
) -> None:
    customer = signed_up("Juno", "Vale")
    card = desk.scans.membership_card(customer.number)
    desk.customers.delete(desk.employees.trusted("Max"), customer.number)
    async with at_station(desk) as sitting:
        await sitting.scan(card)
        assert any("no longer valid" in told for told in sitting.told)
        assert "Vale" not in sitting.shown()


@piloted
async def test_a_passport_fills_a_sign_up_as_a_passport(desk: Desk) -> None:
    async with at_station(desk) as sitting:
        await sitting.press("slash")
        await sitting.scan(PASSPORT)
        await sitting.until("TESSA")
        await sitting.press("ctrl+s")
        await sitting.until(lambda: bool(desk.customers.find("C71X0R456")))
        customer = desk.customers.find("C71X0R456")[0].customer
        assert (customer.id_type, customer.license_state) == ("passport", "UTO")
