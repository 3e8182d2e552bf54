"""Keys named as they are printed on keyboards."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from textual.keys import format_key

if TYPE_CHECKING:
    from textual.binding import Binding

_FUNCTION_KEY: Final = re.compile(r"f[0-9]{1,2}")
_PRINTED: Final = {"enter": "Enter", "escape": "Esc", "delete": "Del", "space": "Space", "home": "Home", "end": "End",
                   "pageup": "PgUp", "pagedown": "PgDn", "tab": "Tab"}  # fmt: skip


def printed(binding: Binding) -> str:
    """Return the name of the key that ``binding`` is bound to."""
    return binding.key_display or printed_key(binding.key)


def printed_key(key: str) -> str:
    """Return the name of a key that is written as in bindings, such as ``ctrl+s``."""
    *modifiers, last = key.split("+")
    as_printed = _FUNCTION_KEY.fullmatch(last) or (modifiers and len(last) == 1)
    name = last.upper() if as_printed else _PRINTED.get(last) or format_key(last)
    return "+".join([*(word.title() for word in modifiers), name])
