"""One author's draft that is open at two stations: what is typed at either is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from sitting import at_station, piloted

from intake.draft import Draft
from screens.messages import ShopChanged

if TYPE_CHECKING:
    from sitting import Sitting

    from intake.desk import Desk
    from intake.employee import Actor

_NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
_TEXTS = st.dictionaries(st.sampled_from(["first_name", "last_name", "phone"]), st.sampled_from(["a", "b", ""]))


def _draft(**texts: str) -> Draft:
    return Draft(id="d", author="Rita", station="front desk", texts=texts, started_at=_NOW, saved_at=_NOW)


def _type_elsewhere(other_desk: Desk, **texts: str) -> None:
    kept = other_desk.drafts.everyone()[0]
    other_desk.drafts.save(replace(kept, station="second desk", texts={**kept.texts, **texts}), kept.texts)


async def _begun(sitting: Sitting, desk: Desk) -> None:
    await sitting.press("f6")
    await sitting.type("Juno")
    await sitting.until(lambda: [dict(each.texts) for each in desk.drafts.everyone()] == [{"first_name": "Juno"}])


@given(_TEXTS, _TEXTS, _TEXTS)
def test_every_field_is_as_it_was_typed_last(
    since: dict[str, str], kept: dict[str, str], typed: dict[str, str]
) -> None:
    merged = _draft(**typed).over(_draft(**kept), since).texts
    for name in ("first_name", "last_name", "phone"):
        here, there = typed.get(name), kept.get(name)
        assert merged.get(name) == (here if here != since.get(name) else there)


@piloted
async def test_what_is_typed_at_another_station_comes_into_the_form_and_nothing_is_lost(
    desk: Desk, other_desk: Desk
) -> None:
    async with at_station(desk) as sitting:
        await _begun(sitting, desk)
        await sitting.press("down", "down", *"Va")
        _type_elsewhere(other_desk, phone="+1 415 555 0100", first_name="June")
        await sitting.type("le")
        await sitting.until(
            lambda: (
                desk.drafts.everyone()[0].texts
                == {"first_name": "June", "last_name": "Vale", "phone": "+1 415 555 0100"}
            )
        )
        await sitting.until("June")
        await sitting.press("ctrl+s")
        await sitting.until("June Vale")
        await sitting.until("555")
        assert desk.drafts.everyone() == []


@piloted
async def test_what_was_typed_elsewhere_is_seen_without_a_key(desk: Desk, other_desk: Desk) -> None:
    async with at_station(desk) as sitting:
        await _begun(sitting, desk)
        _type_elsewhere(other_desk, last_name="Overton")
        sitting.station.post_message(ShopChanged())
        await sitting.until("Overton")


@piloted
async def test_a_draft_that_ended_at_another_station_is_told_and_comes_back_only_when_somebody_types(
    desk: Desk, other_desk: Desk, rita: Actor
) -> None:
    async with at_station(desk) as sitting:
        await _begun(sitting, desk)
        other_desk.drafts.discard(rita, desk.drafts.everyone()[0].id)
        sitting.station.post_message(ShopChanged())
        await sitting.until("was saved or discarded at another station")
        assert desk.drafts.everyone() == []
        await sitting.type("s")
        await sitting.until(lambda: [dict(each.texts) for each in desk.drafts.everyone()] == [{"first_name": "Junos"}])


@piloted
async def test_a_draft_that_ended_at_another_station_is_kept_again_when_its_author_says_so(
    desk: Desk, other_desk: Desk, rita: Actor
) -> None:
    async with at_station(desk) as sitting:
        await _begun(sitting, desk)
        other_desk.drafts.discard(rita, desk.drafts.everyone()[0].id)
        await sitting.press("escape")
        await sitting.until("Keep as draft")
        await sitting.press("enter")
        await sitting.until(lambda: [dict(each.texts) for each in desk.drafts.everyone()] == [{"first_name": "Juno"}])
