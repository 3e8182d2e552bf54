"""What a terminal shows that has no room for the station."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Final

from textual.geometry import Size

if TYPE_CHECKING:
    from collections.abc import Iterator

LEAST: Final = Size(60, 15)
"""The cells that the sign-in and every dialog need."""
HEIGHTS: Final = [(0, "-low"), (22, "-high")]
"""Lines from which on the sign-in has room for margins, a long list and a border around the PIN."""


def is_too_small(size: Size) -> bool:
    """Tell whether the station has no room on a terminal of ``size``."""
    return size.width < LEAST.width or size.height < LEAST.height


def notice(size: Size) -> str:
    """Return what clears a terminal of ``size`` and writes how large it must be, as far as there is room for it."""
    words = f"This terminal has {size.width} × {size.height} cells. The station needs {LEAST.width} × {LEAST.height}."
    return "\x1b[2J" + "".join(_placed(words, size))


def _placed(words: str, size: Size) -> Iterator[str]:
    for row, line in enumerate(textwrap.wrap(words, max(1, size.width))[: size.height], 1):
        yield f"\x1b[{row};1H{line}"
