"""What a terminal shows that has no room for the station."""

from __future__ import annotations

import textwrap
from typing import Final

from textual.geometry import Size

from intake.text import presentable

LEAST: Final = Size(60, 15)
"""The cells that the sign-in and every dialog need."""
HEIGHTS: Final = [(0, "-low"), (22, "-high")]
"""Lines from which on the sign-in has room for margins, a long list and a border around the PIN."""


def is_too_small(size: Size) -> bool:
    """Tell whether the station has no room on a terminal of ``size``."""
    return size.width < LEAST.width or size.height < LEAST.height


def notice(size: Size, leaving: str, news: str = "") -> str:
    """Return what clears a terminal of ``size`` and writes how large it must be, as far as there is room for it.

    The key ``leaving`` closes the station all the same; ``news`` is what was told last.
    """
    needs = f"needs {LEAST.width} × {LEAST.height}"
    long = f"This terminal has {size.width} × {size.height} cells. The station {needs}. {leaving} closes it."
    short = f"{needs.title()}. {leaving} closes."
    said = [f"{long} {presentable(news)}".strip(), long, f"The station {needs}. {leaving} closes it.", short]
    wrapped = [textwrap.wrap(words, max(1, size.width)) for words in said]
    fitting = next((lines for lines in wrapped if len(lines) <= size.height), wrapped[1])
    return "\x1b[2J" + "".join(f"\x1b[{row};1H{line}" for row, line in enumerate(fitting[: size.height], 1))
