"""Finding customers by what is inside their numbers and emails, and in spite of small typing errors."""

from __future__ import annotations

import re
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.customer import Customer
from intake.search import SIMILAR, parse_query
from storage import keeping, misread
from storage.slips import days_meant, is_near, look_alikes, slips
from storage.words import near_forms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.store import SqlStore

PEOPLE = (
    Customer(number="wil", first_name="Wilhelmina", middle_name="Ruth", last_name="Overton", phone="5552014477"),
    Customer(
        number="otto",
        first_name="Otto",
        last_name="Brandeis",
        license_number="S-771 2204",
        nickname="Brandy",
        date_of_birth=date(1979, 7, 30),
    ),
    Customer(number="li", first_name="Li", last_name="Cruz-Marlow", email="li.marlow77@post.example.net"),
    Customer(number="med", first_name="Jon", last_name="Ames", medical_id="MK-0042317", email="j_%ames@mail.example"),
    Customer(number="far", first_name="Юлия", last_name="Павлова", phone="+441632960961"),
)
words = st.text(alphabet="abcé", min_size=1, max_size=7)


@pytest.fixture(scope="module", params=["kept", "fresh"])
def directory(request: pytest.FixtureRequest, lasting_store: SqlStore) -> Iterator[SqlStore]:
    """The people above, their parts kept at once, and then other ones still waiting."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keeping, "TOGETHER", 1 if request.param == "kept" else 1_000_000)
        lasting_store.act(lambda work: [work.add_customer(person) for person in PEOPLE])
    yield lasting_store
    lasting_store.act(empty)


def empty(work: Any) -> None:
    """Take everybody out of the shop again."""
    for each in ("customer_word", "customer_part", "word_form", "customer"):
        work._connection.exec_driver_sql(f"DELETE FROM {each}")  # noqa: S608 - names of tables


def find(store: SqlStore, typed: str, limit: int = 50) -> list[tuple[str, str]]:
    query = parse_query(typed)
    return [(found.customer.number, found.by) for found in store.look(lambda view: view.search(query, limit))]


@pytest.mark.parametrize(
    ("typed", "number", "by"),
    [
        ("5201447", "wil", "phone"),
        ("20144", "wil", "phone"),
        ("555-2014", "wil", "phone"),
        ("477", "wil", "phone"),
        ("0144", "wil", "phone"),
        ("163296", "far", "phone"),
        ("s771", "otto", "license"),
        ("771-22", "otto", "license"),
        ("2204", "otto", "license"),
        ("dl:1220", "otto", "license"),
        ("004231", "med", "medical"),
        ("medical:2317", "med", "medical"),
        ("marlow7", "li", "email"),
        ("arlow77@p", "li", "email"),
        ("77@post", "li", "email"),
        ("@post", "li", "email"),
        ("email:ost.ex", "li", "email"),
        ("EXAMPLE.NET", "li", "email"),
        ("email:.net", "li", "email"),
        ("email:_%am", "med", "email"),
    ],
)
def test_what_is_inside_finds(directory: SqlStore, typed: str, number: str, by: str) -> None:
    assert find(directory, typed) == [(number, by)]


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("wilhelmina ovreton", "wil"),
        ("wilhlemina overton", "wil"),
        ("wilhemina ovverton", "wil"),
        ("overtan vilhelmina", "wil"),
        ("wil ovreton", "wil"),
        ("ruth oberton", "wil"),
        ("wilhelmina ruth ovetron", "wil"),
        ("willhelmina ruth overt", "wil"),
        ("overtoon", "wil"),
        ("name:overtoon", "wil"),
        ("otot brandies", "otto"),
        ("brandi brandeis", "otto"),
        ("li marlov", "li"),
        ("cruzmarlov", "li"),
        ("john ames", "med"),
        ("юлия павлава", "far"),
    ],
)
def test_one_error_in_each_of_two_names_is_forgiven(directory: SqlStore, typed: str, number: str) -> None:
    assert find(directory, typed) == [(number, f"{SIMILAR}name")]


@pytest.mark.parametrize(
    ("typed", "number", "by"),
    [
        ("5552014478", "wil", "phone"),
        ("5552041477", "wil", "phone"),
        ("555-201-477", "wil", "phone"),
        ("555 2014 4477", "wil", "phone"),
        ("phone:5552014476", "wil", "phone"),
        ("S7721204", "otto", "license"),
        ("s771220", "otto", "license"),
        ("dl:S7712205", "otto", "license"),
        ("s7722204", "otto", "license"),
        ("77712204", "otto", "license"),
        ("S-77X 2204", "otto", "license"),
        ("mk0042371", "med", "medical"),
        ("MK004231", "med", "medical"),
        ("M0042317", "med", "medical"),
    ],
)
def test_one_error_in_a_number_is_forgiven(directory: SqlStore, typed: str, number: str, by: str) -> None:
    found = find(directory, typed)
    assert [each for each, _ in found] == [number]
    assert found[0][1] in {by, f"{SIMILAR}{by}"}


@pytest.mark.parametrize(
    ("typed", "number", "by"),
    [
        ("5771 2204", "otto", "license"),
        ("s771 zzo4", "otto", "license"),
        ("dl:S-77I Z2O4", "otto", "license"),
        ("MK-OO423I7", "med", "medical"),
        ("555 2O1 4477", "wil", "phone"),
        ("S5S2Ol4477", "wil", "phone"),
    ],
)
def test_letters_that_look_like_digits_are_taken_for_them(
    directory: SqlStore, typed: str, number: str, by: str
) -> None:
    assert find(directory, typed) == [(number, f"{SIMILAR}{by}")]


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("li.marlov77@post.example.net", "li"),
        ("il.marlow77@post.example.net", "li"),
        ("li.marlow7@post.example.net", "li"),
        ("Li.Marlow77@posst.example.net", "li"),
        ("li.marlow77@pots.example.net", "li"),
        ("li.marlow77@post.example.nt", "li"),
        ("li.marlow77post.example.net", "li"),
        ("li.marlow772post.example.net", "li"),
        ("li.marlow7@7post.example.net", "li"),
        ("email:j_%amess@mail.example", "med"),
        ("j_%ames@mial.example", "med"),
    ],
)
def test_one_error_in_an_email_is_forgiven(directory: SqlStore, typed: str, number: str) -> None:
    assert find(directory, typed) == [(number, f"{SIMILAR}email")]


@pytest.mark.parametrize(
    ("typed", "by"),
    [
        ("brandeis 07/30/1979", "birth"),
        ("1979-07-30 otto", "birth"),
        ("dob:ott bran 07301979", "birth"),
        ("30/07/1979", "similar_birth"),
        ("1979-30-07", "similar_birth"),
        ("07.30.1979", "similar_birth"),
        ("dob:7/30/1997", "similar_birth"),
        ("7/31/1979", "similar_birth"),
        ("7/30/199", "similar_birth"),
        ("brandeis 07/30/1879", "similar_birth"),
        ("bran 30/07/1979", "similar_birth"),
        ("brandies 07/30/1979", "similar_name"),
        ("oto brandeis 7/30/1979", "similar_name"),
    ],
)
def test_birth_dates_are_found_beside_names_and_but_for_one_error(directory: SqlStore, typed: str, by: str) -> None:
    assert find(directory, typed) == [("otto", by)]


def test_days_that_nobody_can_tell_apart_are_of_no_use(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(misread, "_MOST_BORN", 1)
    people = [Customer(last_name=name, date_of_birth=date(1979, 7, 30)) for name in ("Ames", "Bell")]
    store.act(lambda work: [work.add_customer(person) for person in people])
    assert find(store, "07/31/1979") == []
    assert find(store, "ames 07/31/1979") == [("1", "similar_birth")]
    assert find(store, "30/07/1979") == [("1", "similar_birth"), ("2", "similar_birth")]


def test_a_number_as_typed_comes_alone(store: SqlStore) -> None:
    numbers = ["D1050", "D1O50", "D1051"]
    store.act(lambda work: [work.add_customer(Customer(license_number=number)) for number in numbers])
    assert find(store, "D1O50") == [("2", "license")]
    assert find(store, "DIO50") == [("1", "similar_license"), ("2", "similar_license")]


@pytest.mark.parametrize(
    "typed",
    [
        "wilma ovreton",
        "overtons otto",
        "ovxrtxn",
        "5552014499",
        "s7733204",
        "2o144",
        "marl0w",
        "77%@",
        "7_@po",
        "li.marlov77@pots.example.net",
        "overton 07/30/1979",
        "otto 07/31/1997",
        "brandies 07/31/1979",
        "SOO22OA",
        "overton %ilh",
        "overton w_lh",
        "br%nd 07/30/1979",
    ],
)
def test_more_than_that_is_not(directory: SqlStore, typed: str) -> None:
    assert find(directory, typed) == []


def test_errors_come_behind_what_is_typed_right(store: SqlStore) -> None:
    names = [("Jan", "Smythe"), ("Jan", "Smith"), ("Jon", "Smith"), ("Jon", "Smithers"), ("Jan", "Smtih")]
    people = [Customer(first_name=first, last_name=last) for first, last in names]
    store.act(lambda work: [work.add_customer(person) for person in people])
    found = find(store, "jon smith")
    assert found == [("3", "name"), ("4", "name"), ("2", "similar_name")]
    assert [find(store, "jon smith", limit) for limit in range(6)] == [found[:limit] for limit in range(6)]


def test_two_names_beside_each_other_come_before_those_with_one_between(store: SqlStore) -> None:
    names = [("Mae Ann", "Smith", None), ("Ann", "Smithers", None), ("Mae", "Smith", "Ann"), ("Ann", "Smith", "Mae")]
    people = [Customer(first_name=first, last_name=last, middle_name=middle) for first, last, middle in names]
    store.act(lambda work: [work.add_customer(person) for person in people])
    found = [number for number, _ in find(store, "ann smith")]
    assert found == ["4", "2", "1", "3"]
    assert [[number for number, _ in find(store, "smith an", limit)] for limit in range(5)] == [
        found[:limit] for limit in range(5)
    ]


@given(word=words, other=words)
def test_two_words_one_error_apart_have_a_form_in_common(word: str, other: str) -> None:
    if is_near(word, other) and min(len(word), len(other)) > 2:
        assert near_forms(word) & near_forms(other)


@settings(max_examples=50)
@given(word=st.text(alphabet="01", min_size=1, max_size=6), other=st.text(alphabet="01", min_size=1, max_size=6))
def test_slips_are_what_is_near(word: str, other: str) -> None:
    assert (other in slips(word, "01")) == (is_near(word, other) and word != other)


@given(
    day=st.dates(date(1900, 1, 1), date(2199, 12, 31)),
    form=st.sampled_from(["%m/%d/%Y", "%Y-%m-%d", "%m%d%Y"]),
    place=st.integers(0, 7),
    error=st.sampled_from([r"", r"7", r"\g<0>7", r"7\g<0>"]),
)
def test_a_date_with_a_digit_missing_wrong_or_extra_is_understood(day: date, form: str, place: int, error: str) -> None:
    text = day.strftime(form)
    where = [found.start() for found in re.finditer(r"\d", text)][place]
    typed = text[:where] + re.sub(r"\d", error, text[where], count=1) + text[where + 1 :]
    assert day in chain(*days_meant(typed))


@given(st.text(alphabet="0O1IL5S8B2ZX", min_size=5, max_size=20))
def test_look_alikes_are_few_enough_to_ask_for(code: str) -> None:
    meant = look_alikes(code)
    assert len(meant) < 1_500
    assert all(len(each) == len(code) for each in meant)
