"""How much of what a terminal sends is taken."""

from __future__ import annotations


class Budget:
    """Lets ``capacity`` events through at once and ``per_second`` in the long run."""

    def __init__(self, capacity: float, per_second: float) -> None:
        self._capacity = capacity
        self._per_second = per_second
        self._left = capacity
        self._at = 0.0

    def allows(self, cost: float, now: float) -> bool:
        """Spend ``cost`` and return whether there was enough of it."""
        self._left = min(self._capacity, self._left + (now - self._at) * self._per_second)
        self._at = now
        if cost > self._left:
            return False
        self._left -= cost
        return True
