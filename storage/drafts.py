"""Drafts, of which no event tells: each has a digest in it, and one that a failing disk has changed stops nobody."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from intake.draft import Draft
from storage import tables
from storage.end import PERHAPS_UNREADABLE
from storage.faults import VALUES_OF_A_WRONG_KIND, is_unreadable
from storage.tables import table
from storage.unreadable import disagreeing, readable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

DRAFT = table(tables.Draft)
_FIELDS = ("id", "author", "station", "customer", "seen_version", "started_at", "saved_at")
_ALL = select(*(DRAFT.c[name] for name in _FIELDS), DRAFT.c.content).order_by(DRAFT.c.started_at, DRAFT.c.id)
_COUNT = select(func.count()).select_from(DRAFT)
_DIGEST = "digest"
_HARMED = "The disk has changed this draft: compare every field."
_LOOK_THROUGH = "Compare it with the card or the customer before it is saved, or discard it."


def drafts_in(connection: Connection) -> list[Draft]:
    """Return the drafts that can be read, oldest first; one that is not as it was kept has a hint that says so."""
    return [draft for row in _rows(connection) if (draft := _read(row))]


def check_drafts(connection: Connection) -> str:
    """Return that drafts are as they were kept; raises ``StorageFailed`` (``disagreeing``) naming any that is not."""
    with readable("Some drafts"):
        rows = connection.execute(_ALL).all()
        harmed = [_named(draft) for draft, is_as_kept in map(_to_draft, rows) if not is_as_kept]
    if harmed:
        raise disagreeing(f"What was typed is not what was kept: {', '.join(harmed)}", _LOOK_THROUGH)
    return f"{len(rows)}, as they were kept"


def draft_row(draft: Draft) -> dict[str, Any]:
    """Return the columns that ``draft`` fills; JSON keeps also what no database takes as text."""
    content = _content(draft) | {_DIGEST: _digest(draft)}
    return {name: getattr(draft, name) for name in _FIELDS} | {"content": json.dumps(content)}


def _rows(connection: Connection) -> Sequence[Sequence[Any]]:
    try:
        return connection.execute(_ALL).all()
    except PERHAPS_UNREADABLE as error:
        if not is_unreadable(error):
            raise
        return [*_readable_rows(connection)]


def _readable_rows(connection: Connection) -> Iterator[Sequence[Any]]:
    """Give the rows one by one, but those that the driver makes nothing of."""
    for place in range(connection.execute(_COUNT).scalar_one()):
        try:
            yield connection.execute(_ALL.limit(1).offset(place)).one()
        except PERHAPS_UNREADABLE as error:
            if not is_unreadable(error):
                raise


def _read(row: Sequence[Any]) -> Draft | None:
    try:
        draft, is_as_kept = _to_draft(row)
    except VALUES_OF_A_WRONG_KIND:
        return None
    return draft if is_as_kept else replace(draft, hints=(*draft.hints, _HARMED))


def _to_draft(row: Sequence[Any]) -> tuple[Draft, bool]:
    """Return a draft and whether it is as it was kept; older programs left nothing to tell it by."""
    *fields, content = row
    kept = json.loads(content)
    if not all(isinstance(text, str) for text in kept["texts"].values()):
        raise TypeError
    draft = Draft(
        texts=kept["texts"],
        scanned=tuple(kept["scanned"]),
        repairs=tuple(kept["repairs"]),
        hints=tuple(kept.get("hints", ())),
        **dict(zip(_FIELDS, fields, strict=True)),
    )
    return draft, kept.get(_DIGEST) in (None, _digest(draft))


def _content(draft: Draft) -> dict[str, Any]:
    return {"texts": dict(draft.texts)} | {name: getattr(draft, name) for name in ("scanned", "repairs", "hints")}


def _digest(draft: Draft) -> str:
    """Return what differs where a letter of a draft was changed."""
    times = {name: getattr(draft, name).astimezone(UTC) for name in ("started_at", "saved_at")}
    fields = {name: str(times.get(name, getattr(draft, name))) for name in _FIELDS}
    text = json.dumps([fields, _content(draft)], sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _named(draft: Draft) -> str:
    """Return whose draft it is and since when, for none has a name of its own."""
    return f"the draft of {draft.author} at {draft.station} since {draft.started_at:%Y-%m-%d %H:%M} UTC"
