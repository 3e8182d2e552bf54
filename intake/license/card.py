"""A card between its text and its values: header facts and raw elements."""

from __future__ import annotations

from typing import NamedTuple


class Elements(NamedTuple):
    """Raw values by element id, and the wanted ids that came again with another value."""

    values: dict[str, str]
    repeated: tuple[str, ...] = ()


class Card(NamedTuple):
    """What the header and the elements of one payload say, not yet understood.

    ``points_right`` is false where the header of an undamaged payload gives wrong places or lengths; ``lacking`` are
    the elements that every card has and this one, which came whole, has not.
    """

    issuer: str | None
    version: int | None
    document: str | None
    elements: Elements
    repairs: tuple[str, ...] = ()
    points_right: bool = True
    lacking: tuple[str, ...] = ()
