"""Keeps a form as a draft while somebody types (F13, F92)."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from intake.employee import Actor
from intake.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from intake.customer import Customer
    from intake.desk import Desk
    from screens.form import Form
    from screens.seat import Seat

SECONDS: Final = 1.0
"""Between two saves of one draft, at least."""


class DraftKeeper:
    """One form's draft. A save of the profile and a save of the draft never overlap, so that no ended draft returns."""

    def __init__(self, seat: Seat, form: Form, kept: Mapping[str, str] | None = None) -> None:
        self.form = form
        self._seat = seat
        self._kept = kept
        self._ended = False
        self._turn = asyncio.Lock()

    @property
    def stored(self) -> bool:
        """Whether the database holds this draft."""
        return self._kept is not None

    async def keep(self) -> Sequence[str]:
        """Store the form as it stands, if it has changed since; raises what storing raises.

        Returns the fields that the author has changed at another station, which the form has taken over.
        """
        async with self._turn:
            form, texts, since = self.form, self.form.changed, self._kept
            if self._ended or texts == since or not (texts or self.stored):
                return []
            kept = await self._seat.ask(
                lambda desk: desk.drafts.save(form.draft(desk.shop.station, desk.shop.now()), since)
            )
            self._kept = kept.texts
            return form.take_over(kept.texts, texts)

    async def catch_up(self) -> Sequence[str]:
        """Take over what the author has typed into this draft at another station; returns the fields.

        Raises ``NotFound`` when it was saved or discarded there.
        """
        async with self._turn:
            form, known = self.form, self._kept
            if self._ended or known is None:
                return []
            kept = await self._seat.ask(
                lambda desk: desk.drafts.open(Actor(form.author, desk.shop.station), form.draft_id)
            )
            self._kept = kept.texts
            return form.take_over(kept.texts, known)

    async def keep_on_demand(self) -> None:
        """Store the form because its author says so, also where its draft has ended at another station."""
        try:
            await self.catch_up()
        except NotFound:
            self._kept = None
        await self.keep()

    async def save(self, manager: Callable[[Desk, Actor], Actor] | None = None) -> Customer:
        """Store the profile, which ends the draft; raises what the desk raises, and then the draft stays.

        ``manager`` returns the actor with a manager beside, where one vouches for this.
        """
        async with self._turn:
            saved = await self._seat.act(
                lambda desk, actor: self.form.save(desk, manager(desk, actor) if manager else actor)
            )
            self._ended = True
            return saved

    async def discard(self) -> None:
        """Throw the draft away; one that is gone already is gone."""
        async with self._turn:
            self._ended = True
            if self.stored:
                with suppress(NotFound):
                    await self._seat.act(lambda desk, actor: desk.drafts.discard(actor, self.form.draft_id))
