"""The ``[keys]`` of a configuration: other keys for what the screens do, refused where they could not work."""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING, Final

from intake.errors import Misused
from intake.text import clean
from screens.key_table import EVERYWHERE, FIXED, FOR_FIELDS, KEYS, TOGETHER, WHILE_TYPING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_MOVES: Final = "up|down|left|right|home|end"
_KEY: Final = re.compile(
    r"enter|escape|tab|shift\+tab|space|backspace|insert"
    r"|f([1-9]|1[0-9]|2[0-4])"
    rf"|((shift|ctrl|ctrl\+shift)\+)?({_MOVES}|delete|pageup|pagedown)"
    r"|ctrl\+[abcdefgklnopqrstuvwxyz]"  # h, i, j and m are Backspace, Tab and Enter on the wire
)


def read_keys(given: Mapping[str, str], path: Path) -> dict[str, str]:
    """Return the keys that the configuration at ``path`` gives to ids, in the words of the screens.

    Raises ``Misused`` for an id that means nothing, a name that is no key, a key that could not be pressed where it is
    to work, and one that would mean two things there.
    """
    keys = {id_: [_key_named(path, id_, name) for name in names.split(",")] for id_, names in given.items()}
    for id_, chosen in keys.items():
        for key in chosen:
            if wrong := _unusable(id_, key):
                raise _misused(path, id_, wrong)
    for first, second in combinations(KEYS, 2):
        if (first in keys or second in keys) and (shared := _clash(first, second, keys)):
            one, other = (first, second) if first in keys else (second, first)
            raise _misused(path, one, f"cannot be {shared}, which is {other} in the same place")
    return {id_: ",".join(chosen) for id_, chosen in keys.items()}


def _key_named(path: Path, id_: str, name: str) -> str:
    """Return the name of a key as the screens write it; a letter or a sign stands for itself."""
    if id_ not in KEYS:
        raise Misused("bad_config", f"{path}: [keys] sets {clean(id_)[:40]!r}; docs/admin.md lists the ids there are.")
    key = name.strip()
    if len(key) == 1 and key.isprintable():
        return key
    if not _KEY.fullmatch(key.lower()):
        raise _misused(path, id_, f"cannot be {clean(name)[:40]!r}, which is no key that terminals send")
    return key.lower()


def _unusable(id_: str, key: str) -> str | None:
    """Return why ``key`` could not be pressed where ``id_`` is to work, or ``None`` when it could."""
    if key in FIXED:
        return f"cannot be {key}, which always copies or asks to close the station"
    if id_ in WHILE_TYPING and (len(key) == 1 or key == "space"):
        return f"cannot be {key}, which is text where somebody types"
    if key in FOR_FIELDS and not any(key in _by_default(each) for each in KEYS if _place(each) == _place(id_)):
        return f"cannot be {key}, which moves about or edits in fields and lists"
    return None


def _clash(first: str, second: str, keys: Mapping[str, list[str]]) -> str | None:
    """Return the key that would mean two things in one place, if there is one.

    Where both have a key in common by default, the one nearer to the cursor goes first, and so it may be.
    """
    if not _are_together(first, second) or set(_by_default(first)) & set(_by_default(second)):
        return None
    common = set(keys.get(first, _by_default(first))) & set(keys.get(second, _by_default(second)))
    return min(common, default=None)


def _are_together(first: str, second: str) -> bool:
    places = {_place(first), _place(second)}
    return len(places) == 1 or bool(places & EVERYWHERE) or any(places <= each for each in TOGETHER)


def _place(id_: str) -> str:
    return id_.partition(".")[0]


def _by_default(id_: str) -> list[str]:
    return KEYS[id_].keys.split(",")


def _misused(path: Path, id_: str, wrong: str) -> Misused:
    return Misused("bad_config", f"{path}: [keys] {id_} {wrong}; docs/admin.md lists ids and keys.")
