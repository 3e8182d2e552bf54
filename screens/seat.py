"""The place that somebody sits at: the desk behind the screens, and who is signed in."""

from __future__ import annotations

import asyncio
import gc
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from intake.desk import Desk
    from intake.employee import Actor, Employee

T = TypeVar("T")


class Seat:
    """One station's desk. Panes ask it for everything; it works in threads, so that the screen never waits.

    ``open_desk`` is called in a thread as soon as somebody asks, and once only; ``names`` tells sooner who works
    here, where that can be known without the desk. ``actor`` is ``None`` while the station is locked.
    """

    def __init__(self, open_desk: Callable[[], Desk], names: Callable[[], Sequence[Employee]] = tuple) -> None:
        self.actor: Actor | None = None
        self._open_desk = open_desk
        self._names = names
        self._opening: asyncio.Task[Desk] | None = None

    async def desk(self) -> Desk:
        """Return the desk, opened if need be; raises what opening it raises, and tries anew the next time."""
        if self._opening is None or (self._opening.done() and self._opening.exception()):
            self._opening = asyncio.get_running_loop().create_task(asyncio.to_thread(self._open))
        return await asyncio.shield(self._opening)

    def _open(self) -> Desk:
        gc.collect()  # few things are there yet; opening loads many, and says of them that they stay
        return self._open_desk()

    async def names(self) -> Sequence[Employee]:
        """Return who works here as far as it is known before the desk is open: nobody where it is not."""
        return () if self._opening is not None else await asyncio.to_thread(self._names)

    async def ask(self, question: Callable[[Desk], T]) -> T:
        """Return what ``question`` gets from the desk, asked in a thread; raises its ``IntakeError``."""
        desk = await self.desk()
        return await asyncio.to_thread(question, desk)

    async def act(self, action: Callable[[Desk, Actor], T]) -> T:
        """Return what ``action`` does as the employee who is signed in.

        Raises ``RuntimeError`` when the station is locked: no screen then offers an action.
        """
        if self.actor is None:
            raise RuntimeError("nobody is signed in")
        actor, desk = self.actor, await self.desk()
        return await asyncio.to_thread(action, desk, actor)
