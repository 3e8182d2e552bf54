"""The same answer on both engines, whatever is typed: accepted or refused alike, stored alike, found alike."""

from __future__ import annotations

import random
import unicodedata
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from all_rows import all_rows
from deeds import MORNING, RITA, begin_the_day, desk_on
from long_runs import LONG
from texts import any_text

from intake.draft import Draft
from intake.errors import IntakeError
from intake.text import fold
from storage.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from intake.desk import Desk
    from storage.secret import Secret
    from storage.store import SqlStore

TEXTS = 20_000 if LONG else 5_000
FIELDS = (
    "first_name", "middle_name", "last_name", "suffix", "nickname", "address_line1", "city", "license_number",
    "medical_id", "notes", "address_line2", "delivery_line1", "delivery_line2", "delivery_city", "ban_reason",
)  # fmt: skip
AS_GIVEN = ("\0", "add 7\0", "1\udce9", "É", "E\u0301", " add 7 ")
MANY = 100_000


@dataclass(frozen=True)
class Twins:
    """The desks of two shops, one on each engine, which are asked the same."""

    stores: tuple[SqlStore, SqlStore]
    desks: tuple[Desk, Desk]
    answers: Counter[str] = field(default_factory=Counter)

    def ask(self, question: Callable[[Desk], Any]) -> Any:
        """Return the answer of both, or the refusal, which must be the same."""
        first, second = (answer_of(question, desk) for desk in self.desks)
        assert first == second
        self.answers[first[0]] += 1
        return first

    def put(self, given: Mapping[str, str], put: Callable[[Desk, Mapping[str, str]], Any]) -> Any:
        """Put in texts, with another in place of each that is refused, and return what both made of them."""
        outcome, answer = self.ask(lambda desk: put(desk, given))
        if outcome == "done":
            return answer
        refused = answer[2].get("field", "last_name")
        self.answers["texts refused"] += refused in given
        return self.put({**given, "last_name": "Nobody", refused: "Nobody"}, put)


def answer_of(question: Callable[[Desk], Any], desk: Desk) -> Any:
    try:
        return "done", question(desk)
    except IntakeError as error:
        return f"{type(error).__name__} {error.code}", (error.code, error.message, error.detail)


@pytest.fixture
def twins(sqlite_url: str, postgres_url: str, secret: Secret) -> Iterator[Twins]:
    """Two shops at the beginning of the same day."""
    with closing(open_store(sqlite_url, secret)) as file, closing(open_store(postgres_url, secret)) as server:
        desks = desk_on(file, secret), desk_on(server, secret)
        for desk in desks:
            begin_the_day(desk)
        yield Twins((file, server), desks)


def test_whatever_is_typed_both_engines_answer_alike(twins: Twins) -> None:
    chance = random.Random(20261121)
    for nth in range(TEXTS // (2 * len(FIELDS))):
        texts = [{name: any_text(chance) for name in FIELDS} for _ in range(2)]
        sign_up_and_edit(twins, nth, *texts)
    print(f"\n{TEXTS} texts: {dict(twins.answers)}")
    assert TEXTS / 50 < twins.answers["texts refused"] < TEXTS / 2
    assert twins.answers["found by name"] > TEXTS / 200
    for text in AS_GIVEN:
        act_by(twins, text)
    first, second = (desk.drafts.everyone() for desk in twins.desks)
    assert first == second
    assert all_rows(twins.stores[0]) == all_rows(twins.stores[1])
    for text in AS_GIVEN:
        sign_in_by(twins, text)


def sign_up_and_edit(twins: Twins, nth: int, typed: Mapping[str, str], typed_later: Mapping[str, str]) -> None:
    """Let both shops sign somebody up from some texts and edit the profile by others; show, find and draft it too."""
    number = twins.put(typed, lambda desk, given: desk.customers.add(RITA, given, f"add {nth}")).number
    twins.ask(lambda desk: desk.drafts.save(draft_of(number, typed)))
    edited = twins.put(typed_later, lambda desk, given: desk.customers.edit(RITA, number, given, request=f"edit {nth}"))
    assert twins.ask(lambda desk: desk.customers.show(number)) == ("done", edited)
    stored = [text for name in FIELDS if (text := getattr(edited, name))]
    assert all(unicodedata.is_normalized("NFC", text) for text in stored)
    twins.ask(lambda desk: numbers(desk, typed["last_name"]))
    ask_by(twins, typed["last_name"])
    assert_twin_is_found(twins, number, edited.last_name or "")


def draft_of(draft_id: str, texts: Mapping[str, str], author: str = "Rita") -> Draft:
    return Draft(id=draft_id, author=author, station="s1", texts=texts, started_at=MORNING, saved_at=MORNING)


def ask_by(twins: Twins, text: str) -> None:
    """Ask both for what goes by a text as it was given: a customer's number, an employee's name."""
    twins.ask(lambda desk: desk.customers.history(text))
    twins.ask(lambda desk: desk.queue.waiting_among([text]))
    twins.ask(lambda desk: desk.employees.trusted(text))


def act_by(twins: Twins, text: str) -> None:
    """Let both do what is known by a text as it was given: a request, a customer's number, a draft and its author."""
    twins.ask(lambda desk: desk.customers.add(RITA, {"last_name": "Farrow"}, text))
    twins.ask(lambda desk: desk.customers.edit(RITA, text, {"last_name": "Farrow"}))
    twins.ask(lambda desk: desk.queue.check_in(RITA, text))
    twins.ask(lambda desk: desk.drafts.save(draft_of(text, {}, author=text)))


def sign_in_by(twins: Twins, text: str) -> None:
    """Let both be asked to sign in somebody of that name; tries are counted at a moment of their own."""
    twins.ask(lambda desk: desk.employees.sign_in(text, "000000"))


def numbers(desk: Desk, typed: str) -> list[tuple[str, str]]:
    return [(found.customer.number, found.by) for found in desk.customers.find(typed, MANY)]


def assert_twin_is_found(twins: Twins, number: str, name: str) -> None:
    """Who types a name in another form of Unicode finds the same people as who types it as it is shown."""
    outcome, found = twins.ask(lambda desk: numbers(desk, name))
    assert twins.ask(lambda desk: numbers(desk, unicodedata.normalize("NFD", name))) == (outcome, found)
    if outcome == "done" and looks_like_a_name(name):
        assert number in [customer for customer, _ in found], ascii(name)
        twins.answers["found by name"] += 1


def looks_like_a_name(text: str) -> bool:
    """Return whether there is nothing in a text but letters and what stands between them."""
    return bool(fold(text)) and all(unicodedata.category(c)[0] in "LM" or c in " -'" for c in text)
