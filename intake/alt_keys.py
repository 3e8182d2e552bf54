"""Separators that a scanner types with Alt where others press Ctrl: terminals send ESC and the key for that."""

from __future__ import annotations

import re
from typing import Final

SEPARATORS: Final = dict(zip("jJmM^6]5\\4", "\n\n\r\r\x1e\x1e\x1d\x1d\x1c\x1c", strict=True))
"""What each key is pressed for."""
_PRESSED: Final = re.compile(r"\x1b([jJmM^6\]5\\4])")


def without_alt_keys(text: str) -> str:
    """Return ``text`` with the separators themselves."""
    return _PRESSED.sub(lambda key: SEPARATORS[key[1]], text)
