"""The installed program with a fault in it: the key that undoes fails, with a customer in its hands."""

from __future__ import annotations

import cli
from screens.queue_pane import QueuePane


async def _fail(_pane: QueuePane) -> None:
    name, number = "MARIA CANARY", "D0000000CANARY"
    raise ValueError(name + number)


def main() -> None:
    """Run it."""
    QueuePane.action_undo = _fail  # type: ignore[assignment, method-assign]  # the fault
    cli.main()
