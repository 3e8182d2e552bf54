"""Drafts in the database: kept as they were typed."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.draft import Draft

if TYPE_CHECKING:
    from storage.store import SqlStore

NOON = datetime(2026, 11, 21, 20, 0, 0, 123456, tzinfo=UTC)
DRAFT = Draft(
    id="d-1",
    author="Ann",
    station="s1",
    texts={"first_name": "Zoë ", "date_of_birth": "02/3"},
    started_at=NOON,
    saved_at=NOON + timedelta(seconds=1),
    customer="12",
    seen_version=3,
    scanned=("first_name",),
    repairs=("two spaces",),
)


DISK = ("The disk has changed this draft: compare every field.",)


def save(store: SqlStore, draft: Draft) -> None:
    store.act(lambda work: work.save_draft(draft))


def drafts(store: SqlStore) -> list[Draft]:
    return list(store.look(lambda view: view.drafts()))


def test_every_field_of_a_draft_is_kept(store: SqlStore) -> None:
    save(store, DRAFT)
    assert drafts(store) == [DRAFT]


@pytest.mark.parametrize(
    ("harm", "left"),
    [
        ("content = replace(content, '02/3', '12/3')", [DISK]),
        ("author = 'Anm'", [DISK]),
        ("content = replace(content, '{', '[')", []),
        ("content = CAST(x'80' AS TEXT)", []),
        ("started_at = '2026-1x-21 20:00:00'", []),
    ],
)
def test_a_draft_that_the_disk_has_harmed_is_told_and_stops_nobody(
    sqlite_store: SqlStore, harm: str, left: list[tuple[str, ...]]
) -> None:
    save(sqlite_store, DRAFT)
    other = dataclasses.replace(DRAFT, id="d-2", started_at=NOON + timedelta(hours=1))
    save(sqlite_store, other)
    with sqlite_store._transactions.engine.connect() as connection:
        connection.exec_driver_sql(f"UPDATE draft SET {harm} WHERE id = 'd-1'")  # noqa: S608 - names of this test
        connection.commit()
    assert [draft.hints for draft in drafts(sqlite_store)] == [*left, ()]
    save(sqlite_store, DRAFT)
    assert drafts(sqlite_store) == [DRAFT, other]


def test_the_newest_save_counts(store: SqlStore) -> None:
    save(store, DRAFT)
    later = dataclasses.replace(DRAFT, texts={"first_name": "Zoë B"}, saved_at=NOON + timedelta(seconds=9))
    save(store, later)
    assert drafts(store) == [later]


def test_drafts_are_listed_oldest_first(store: SqlStore) -> None:
    for name, minutes in (("b", 2), ("a", 3), ("c", 1)):
        save(store, dataclasses.replace(DRAFT, id=name, started_at=NOON + timedelta(minutes=minutes)))
    assert [draft.id for draft in drafts(store)] == ["c", "b", "a"]


def test_an_ended_draft_is_gone_and_ending_it_again_is_nothing(store: SqlStore) -> None:
    save(store, DRAFT)
    for _ in range(2):
        store.act(lambda work: work.end_draft("d-1"))
        assert drafts(store) == []


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text(st.characters(codec=None, categories=None), max_size=40))
def test_whatever_was_typed_is_kept(store: SqlStore, typed: str) -> None:
    draft = dataclasses.replace(DRAFT, texts={"notes": typed})
    save(store, draft)
    assert drafts(store) == [draft]
