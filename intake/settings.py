"""A station's configuration: one small TOML file, every key of it optional."""

from __future__ import annotations

import dataclasses
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from intake.errors import Misused
from intake.text import clean

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_LARGEST = 64 * 1024
_LONGEST_LOCK = 15
LAYOUTS = ("us", "uk", "de", "fr")
"""The keyboards for which a scanner may be set."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the file may set: the ``database`` URL, where the ``secret_file`` lies, this ``station``'s name, the time
    ``zone`` in which the shop's days begin, after how many unused minutes the screen locks (1 to 15), its ``theme``,
    and which ``keys`` it has, by the id of what they do. ``scanner`` holds the id of the ``device`` that is read from
    the kernel, and the ``layout`` for which it is set.
    """

    database: str | None = None
    secret_file: str | None = None
    station: str | None = None
    zone: str | None = None
    lock_minutes: int = 5
    theme: str | None = None
    keys: Mapping[str, str] = field(default_factory=dict)
    scanner: Mapping[str, str] = field(default_factory=dict)


def read_settings(path: Path, *, required: bool) -> Settings:
    """Return the settings in the file at ``path``; without a file that is not ``required``, none are set.

    Raises ``Misused`` for a file that cannot be read, is no TOML, or has a key or value that means nothing here.
    """
    try:
        with path.open("rb") as file:
            text = file.read(_LARGEST).decode()
    except FileNotFoundError:
        if required:
            raise Misused("bad_config", f"There is no configuration file {path}.") from None
        return Settings()
    except (OSError, UnicodeDecodeError):
        raise Misused("bad_config", f"The configuration file {path} cannot be read as UTF-8 text.") from None
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Misused("bad_config", f"The configuration file {path} is not valid TOML: {clean(str(error))}.") from None
    return _settings(path, values)


def _settings(path: Path, values: dict[str, object]) -> Settings:
    known = [field.name for field in dataclasses.fields(Settings)]
    for name, value in values.items():
        if name not in known:
            raise Misused("bad_config", f"{path} sets {clean(name)[:40]!r}, but knows only {', '.join(sorted(known))}.")
        if wrong := _wrong(name, value):
            raise Misused("bad_config", f"{path}: {name} must be {wrong}.")
    checked: dict[str, Any] = dict(values)
    return Settings(**checked)


def _wrong(name: str, value: object) -> str | None:
    """Return what ``value`` should have been, or ``None`` when it is right."""
    match name:
        case "lock_minutes":
            right = type(value) is int and 1 <= value <= _LONGEST_LOCK
            return None if right else f"a whole number from 1 to {_LONGEST_LOCK}"
        case "keys":
            right = isinstance(value, dict) and all(isinstance(key, str) and clean(key) for key in value.values())
            return None if right else "a table of names and keys, each in quotes"
        case "scanner":
            return None if _is_scanner(value) else "a table of a device and a layout (us, uk, de or fr), both in quotes"
        case _:
            return None if isinstance(value, str) and clean(value) else "a text in quotes"


def _is_scanner(value: object) -> bool:
    if not isinstance(value, dict) or not value.keys() <= {"device", "layout"}:
        return False
    texts = all(isinstance(text, str) and clean(text) for text in value.values())
    return texts and value.get("layout", "us") in LAYOUTS
