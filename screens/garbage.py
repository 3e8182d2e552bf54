"""When garbage is collected, so that nobody who types has to wait for it."""

from __future__ import annotations

import gc
from typing import Final

_AFTER: Final = 2_000
"""New objects between two collections: a millisecond's work."""


def collect_often() -> None:
    """Collect garbage from now on in many steps that nobody notices, and never look at what stays anyway.

    No station is among that: each goes with its employee.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_AFTER, 10, 10)
