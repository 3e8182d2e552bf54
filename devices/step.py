"""What the wedge gate tells the app to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Generic, Literal, TypeVar

if TYPE_CHECKING:
    from devices.stroke import Stroke

Key = TypeVar("Key")

TOO_FAST: Final = "Keys came too fast for a person and were no card."
LATE_MARK: Final = "Enter or Tab came right behind a scan: press it again if it was yours."
NOTHING: Final = "@ \t\n\r\x00\x1a\x1c\x1d\x1e\x1f"
"""What alone is no scan."""

Do = Literal["deliver", "hasty", "mark", "take back", "give back", "scanned", "dropped"]


@dataclass(frozen=True, slots=True)
class Step(Generic[Key]):
    """One thing for the app to do.

    ``deliver`` the ``key`` on the normal path; a ``hasty`` ``key`` came in one lump behind others: a person on a slow
    line may have pressed it, but nothing may depend on that; ``mark`` the focused field as it is before the next key;
    ``take back`` what came into it since; ``give back`` the ``text`` to the focused field; a scan ended
    (``scanned``, ``text`` is the raw payload) or was ``dropped`` (``text`` is the reason, one sentence).
    """

    do: Do
    key: Key | None = None
    text: str = ""


def delivered(stroke: Stroke[Key]) -> Step[Key]:
    """Return what becomes of a key that no scan has taken."""
    match stroke.haste:
        case "lump":
            return Step("hasty", stroke.key)
        case "single":
            return Step("dropped", text="That key came too fast for a person: press it again.")
        case _:
            return Step("deliver", stroke.key)


def scanned(payload: str) -> Step[Key]:
    """Return what becomes of a scan that has ended."""
    if len(few := payload.strip(NOTHING)) < 4:
        typed = few and "@" not in payload
        return Step("dropped", text=TOO_FAST if typed else "A scan came with nothing in it.")
    return Step("scanned", text=payload)
