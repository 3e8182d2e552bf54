"""Letting keys wait for what comes of an action, but not for long."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any

    from textual.widget import Widget

_SECONDS: Final = 1.5
"""For how long keys wait, which is less than any key may be kept waiting."""


async def in_order(widget: Widget, action: Coroutine[Any, Any, None]) -> None:
    """Return when ``action``, which goes on as a worker of ``widget``, has ended or takes long."""
    ended = asyncio.Event()

    async def work() -> None:
        try:
            await action
        finally:
            ended.set()

    widget.run_worker(work(), group="in order")
    with suppress(TimeoutError):
        await asyncio.wait_for(ended.wait(), _SECONDS)
