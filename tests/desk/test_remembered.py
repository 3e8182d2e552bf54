"""Hints from what the shop remembers of cards: the same document number on the cards of two people."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, cast

import pytest
from all_rows import all_rows

from intake.license.compose import compose

if TYPE_CHECKING:
    from intake.desk import Desk
    from intake.employee import Actor
    from intake.license import License
    from storage.store import SqlStore

LONG = "22QX07731-AA19"


def came(desk: Desk, rita: Actor, card: License) -> str:
    """Let somebody come with a card; return the customer's number."""
    scanned = desk.scans.admit(rita, compose(card), sign_up=True, check_in=True)
    return scanned.match.customers[0].number


def told(desk: Desk, card: License) -> list[str]:
    hints = desk.scans.look(compose(card)).hints
    return [hint.message for hint in hints if hint.code == "same_discriminator"]


@pytest.fixture
def tessa(card: License) -> License:
    return dataclasses.replace(card, document_discriminator=LONG)


@pytest.fixture
def juno(card: License) -> License:
    """Somebody else, with the same document number on the card."""
    return dataclasses.replace(
        card, first_name="JUNO", last_name="VALE", license_number="D7042044", document_discriminator=LONG
    )


def test_one_document_number_on_the_cards_of_two_people_is_told(
    desk: Desk, rita: Actor, tessa: License, juno: License
) -> None:
    number = came(desk, rita, tessa)
    assert told(desk, juno) == [f"Customer {number} came with a card of the same document number (discriminator)."]
    assert told(desk, tessa) == []


def test_who_is_signed_up_in_spite_of_it_is_told_of_from_then_on(
    desk: Desk, rita: Actor, tessa: License, juno: License
) -> None:
    came(desk, rita, tessa)
    other = came(desk, rita, juno)
    assert told(desk, tessa) == [f"Customer {other} came with a card of the same document number (discriminator)."]


def test_a_sign_up_without_check_in_is_remembered_too(desk: Desk, rita: Actor, tessa: License, juno: License) -> None:
    desk.scans.admit(rita, compose(tessa), sign_up=True, check_in=False)
    assert len(told(desk, juno)) == 1


@pytest.mark.parametrize("discriminator", [None, "01", "4A1/AAFD"])
def test_a_short_one_only_counts_somebodys_documents(
    desk: Desk, rita: Actor, tessa: License, juno: License, discriminator: str | None
) -> None:
    came(desk, rita, dataclasses.replace(tessa, document_discriminator=discriminator))
    assert told(desk, dataclasses.replace(juno, document_discriminator=discriminator)) == []


@pytest.mark.parametrize(
    "discriminator",
    ["08102021 REV 02222016", "08/10/2021 REV 02/22/2016", "2021081020160222", "00000000000000000", "XXXXXXXXXX"],
)
def test_one_of_dates_or_of_one_sign_is_on_many_cards(
    desk: Desk, rita: Actor, tessa: License, juno: License, discriminator: str
) -> None:
    came(desk, rita, dataclasses.replace(tessa, document_discriminator=discriminator))
    assert told(desk, dataclasses.replace(juno, document_discriminator=discriminator)) == []


@pytest.mark.parametrize("discriminator", ["08/10/202150122/AAFD/26", "5550142870", "99999999001"])
def test_one_with_more_than_a_date_is_of_a_single_document(
    desk: Desk, rita: Actor, tessa: License, juno: License, discriminator: str
) -> None:
    came(desk, rita, dataclasses.replace(tessa, document_discriminator=discriminator))
    assert len(told(desk, dataclasses.replace(juno, document_discriminator=discriminator))) == 1


def test_a_mark_of_dates_that_was_kept_once_is_told_no_more(
    desk: Desk, rita: Actor, tessa: License, juno: License, monkeypatch: pytest.MonkeyPatch
) -> None:
    dates = "08102021 REV 02222016"
    with monkeypatch.context() as older:
        older.setattr("intake.desk.remembered._is_own", bool)
        came(desk, rita, dataclasses.replace(tessa, document_discriminator=dates))
        assert len(told(desk, dataclasses.replace(juno, document_discriminator=dates))) == 1
    assert told(desk, dataclasses.replace(juno, document_discriminator=dates)) == []


def test_other_issuers_count_for_themselves(desk: Desk, rita: Actor, tessa: License, juno: License) -> None:
    came(desk, rita, tessa)
    assert told(desk, dataclasses.replace(juno, issuer="636049")) == []


def test_whoever_was_deleted_is_not_told_of(desk: Desk, rita: Actor, tessa: License, juno: License, ada: Actor) -> None:
    number = came(desk, rita, tessa)
    desk.queue.remove(rita, desk.queue.waiting()[0].id)
    desk.customers.delete(ada, number)
    assert told(desk, juno) == []


def test_the_document_number_itself_is_not_stored(desk: Desk, rita: Actor, tessa: License) -> None:
    came(desk, rita, tessa)
    stored = str(all_rows(cast("SqlStore", desk.shop.store)))
    assert "TESSA" in stored
    assert LONG not in stored.upper()
