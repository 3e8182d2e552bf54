"""Reading from a PostgreSQL server that only follows, while none that takes changes answers."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Engine

_SECONDS = 5.0
"""How long reads go to the standby before the others are asked again, which can take seconds itself."""


class Standby:
    """Stands in for the server that takes changes. What it shows may be a moment old."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._until = 0.0

    @property
    def stands_in(self) -> bool:
        """Whether reads go to the standby just now."""
        return time.monotonic() < self._until

    def stand_in(self) -> None:
        """Note that no server takes changes."""
        self._until = time.monotonic() + _SECONDS

    def step_back(self) -> None:
        """Note that one takes changes again: who has written must read what was written."""
        self._until = 0.0
