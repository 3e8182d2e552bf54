"""A card that several customers may have: a person chooses, and the card in hand counts for the one who is chosen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sitting import at_station, piloted

from intake.license.compose import compose

if TYPE_CHECKING:
    from collections.abc import Callable

    from intake.customer import Customer
    from intake.desk import Desk
    from intake.license import License


@pytest.fixture
def twins(signed_up: Callable[..., Customer], card: License) -> tuple[Customer, Customer]:
    """Two customers on file with the number of ``card``, whose ID has long expired there."""
    old = {"license_number": card.license_number or "", "license_expires": "2020-01-01", "license_state": "CA"}
    return signed_up("Pia", "Twin", **old), signed_up("Pola", "Twin", **old)


@piloted
async def test_who_is_chosen_is_checked_in_by_the_card_in_hand(
    desk: Desk, twins: tuple[Customer, Customer], card: License
) -> None:
    async with at_station(desk) as sitting:
        await sitting.scan(compose(card))
        assert "All with the license number of this card" in sitting.shown()
        await sitting.press("down", "enter")
        assert "Enter checks in" in sitting.shown()
        await sitting.press("enter")
        chosen = twins[1].number
        assert [entry.customer for entry in desk.queue.waiting()] == [chosen]
        assert desk.customers.show(chosen).license_expires == card.license_expires


@pytest.mark.usefixtures("twins")
@piloted
async def test_c_checks_in_from_the_list_by_the_card_too(desk: Desk, card: License) -> None:
    async with at_station(desk) as sitting:
        await sitting.scan(compose(card))
        await sitting.press("c")
        assert len(desk.queue.waiting()) == 1


@pytest.mark.usefixtures("twins")
@piloted
async def test_a_search_afterwards_leaves_the_card_aside(desk: Desk, card: License) -> None:
    async with at_station(desk) as sitting:
        await sitting.scan(compose(replace(card)))
        await sitting.press("slash")
        await sitting.type("pola")
        await sitting.until("1 found")
        await sitting.press("down", "c")
        assert "expired" in sitting.shown()
        assert not desk.queue.waiting()
