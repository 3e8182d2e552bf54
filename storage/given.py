"""Texts that no database can take, refused before one sees them, so that every engine says the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import event

from intake.errors import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Engine


def refuse_impossible_texts(engine: Engine) -> None:
    """Let a statement on ``engine`` raise ``Unreadable`` (``encoding``) for a text that holds a NUL or is no UTF-8.

    PostgreSQL's text has no NUL (its manual, section 8.3), and half of a surrogate pair has no UTF-8.
    """
    event.listen(engine, "before_cursor_execute", _check)


def _check(_c: object, _cursor: object, _statement: str, given: Any, _context: object, many: bool) -> None:  # noqa: ANN401 - as SQLAlchemy calls it
    for row in given if many else (given,):
        if any(map(_is_impossible, _values(row))):
            raise Unreadable("encoding", "The text is not valid UTF-8, or has a NUL in it.")


def _values(row: Any) -> Iterable[object]:  # noqa: ANN401 - by place or by name, as the driver takes it
    return row.values() if isinstance(row, dict) else row


def _is_impossible(value: object) -> bool:
    if not isinstance(value, str):
        return False
    return "\0" in value or not (value.isascii() or _is_utf8(value))


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
