"""What a form holds, without a screen."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.customer import FIELDS, Customer
from intake.draft import Draft
from screens.form import blank_form, draft_form, edit_form, error_in
from screens.labels import CHOICES, FLAGS, SECTIONS, label, text_of, texts_of, words

if TYPE_CHECKING:
    from intake.desk import Desk
    from intake.employee import Actor

NOW = datetime(2026, 11, 21, 18, tzinfo=UTC)
VALE = Customer(
    number="7",
    last_name="Vale",
    phone="5550100001",
    date_of_birth=date(1990, 5, 6),
    notes="one\ntwo",
    sms_opt_in=True,
    version=3,
)


def test_the_form_shows_every_field_once_and_in_order() -> None:
    assert [name for names in SECTIONS.values() for name in names] == list(FIELDS)


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_has_a_label_that_fits(name: str) -> None:
    assert 0 < len(label(name)) <= 15


@pytest.mark.parametrize("name", CHOICES)
def test_every_choice_is_one_that_its_field_takes(name: str) -> None:
    assert [error_in(name, text) for text in CHOICES[name]] == [None] * len(CHOICES[name])
    assert all(words(name, text) or not text for text in CHOICES[name])


def test_every_flag_is_a_choice() -> None:
    flags = {field.name for field in dataclasses.fields(Customer) if field.type == "bool"}
    assert flags == FLAGS


@given(
    st.sampled_from([name for name in FIELDS if name not in CHOICES]),
    st.text(max_size=60) | st.from_regex(r"\+?[0-9]{7,15}", fullmatch=True),
)
def test_what_a_form_shows_of_a_value_is_read_back_as_that_value(name: str, typed: str) -> None:
    if error_in(name, typed):
        return
    value = FIELDS[name](name, typed)
    assert FIELDS[name](name, text_of(name, value)) == value or name == "number"


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_every_day_is_read_back(day: date) -> None:
    assert FIELDS["date_of_birth"]("date_of_birth", text_of("date_of_birth", day)) == day


def test_an_untouched_form_changes_nothing() -> None:
    form = edit_form("Rita", VALE)
    assert form.changed == {}
    form.type("phone", "1")
    form.type("phone", text_of("phone", VALE.phone))
    assert form.changed == {}


def test_only_what_was_touched_or_came_from_the_card_is_sent() -> None:
    form = blank_form("Rita", Customer())
    form.texts["last_name"] = "MARLOWE"
    form.type("phone", "5550100001")
    assert form.changed == {"last_name": "MARLOWE", "phone": "5550100001"}


def test_what_a_person_types_is_no_longer_the_cards_until_it_is_the_same_again() -> None:
    card = {"first_name": "TESSA", "last_name": "MARLOWE"}
    form = blank_form("Rita", Customer())
    form.card, form.texts = card, form.texts | card
    form.type("last_name", "Marlow")
    assert list(form.scanned) == ["first_name"]
    form.type("last_name", "MARLOWE")
    assert list(form.scanned) == ["first_name", "last_name"]
    again = draft_form(form.draft("front desk", NOW), None, Customer())
    again.type("first_name", "Tess")
    assert list(again.scanned) == ["last_name"]
    again.type("first_name", "TESSA")
    assert list(again.scanned) == ["first_name", "last_name"]


def test_a_form_comes_back_from_its_draft_as_it_was_typed() -> None:
    form = edit_form("Rita", VALE)
    form.type("date_of_birth", "not yet")
    form.type("sms_opt_in", "false")
    draft = form.draft("front desk", NOW)
    again = draft_form(draft, VALE, Customer())
    assert (again.changed, again.draft_id, again.author) == (form.changed, form.draft_id, "Rita")
    assert (draft.customer, draft.seen_version) == ("7", 3)
    assert list(again.errors()) == ["date_of_birth"]


def test_a_draft_with_a_field_of_another_program_version_is_opened_without_it() -> None:
    draft = Draft(
        id="d", author="Rita", station="s", texts={"shoe_size": "43", "city": "X"}, started_at=NOW, saved_at=NOW
    )
    assert draft_form(draft, None, Customer()).changed == {"city": "X"}


def test_on_another_base_own_changes_stay_and_dropped_ones_go() -> None:
    form = edit_form("Rita", VALE)
    form.type("phone", "5550100002")
    form.type("email", "vale@example.com")
    present = dataclasses.replace(VALE, phone="5550100003", city="Exampleton", version=4)
    form.rebase(present, ["phone"])
    assert form.changed == {"email": "vale@example.com"}
    assert form.texts == {**texts_of(present), "email": "vale@example.com"}


def test_a_second_try_after_an_unknown_outcome_signs_up_one_person_with_what_was_typed_since(
    desk: Desk, rita: Actor
) -> None:
    form = blank_form("Rita", Customer())
    form.type("last_name", "Vale")
    first = form.save(desk, rita)
    form.type("phone", "5550100001")
    second = form.save(desk, rita)
    assert (second.number, second.phone) == (first.number, "5550100001")
    assert desk.shop.store.look(lambda view: view.customer_count()) == 1
