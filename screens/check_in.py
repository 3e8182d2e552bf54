"""Checking a customer in, from whatever pane (F42, F53, F66, J1)."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from intake.errors import Refused
from screens.messages import CheckedIn, ShopChanged
from screens.telling import telling
from screens.verdict import Verdict
from screens.vouching import managers_of, with_manager

if TYPE_CHECKING:
    from textual.screen import Screen

    from intake.desk import Desk
    from intake.employee import Actor
    from intake.queue import Entry
    from screens.seat import Seat


async def check_in(screen: Screen[Any], seat: Seat, number: str, payload: str | bytes | None = None) -> None:
    """Check a customer in, by the card in hand where there is one, and post ``CheckedIn`` to ``screen``.

    A refusal pops up with its reasons, and with a manager's override where the market has one; this returns before
    that is answered.
    """
    admission = Admission(number, payload)
    with telling(screen.app):
        try:
            _tell(screen, await seat.act(admission.done))
        except Refused as refusal:
            if "reasons" not in refusal.detail:
                raise
            await _show(screen, seat, admission, refusal)
    screen.post_message(ShopChanged())


async def _show(screen: Screen[Any], seat: Seat, admission: Admission, refusal: Refused) -> None:
    """Pop up a refusal, with why somebody is banned, and the managers who may override it."""
    managers = await seat.ask(managers_of) if refusal.detail.get("overridable") else ()
    reasons = [
        {**reason, "noted": await seat.ask(admission.why_banned)} if reason["code"] == "banned" else reason
        for reason in refusal.detail["reasons"]
    ]

    async def vouch(manager: str, pin: str, reason: str) -> Entry:
        return await seat.act(partial(admission.vouched, manager, pin, reason))

    screen.app.push_screen(Verdict(reasons, managers, vouch), partial(_tell, screen))


def _tell(screen: Screen[Any], entry: Entry | None) -> None:
    if entry is not None:
        screen.post_message(CheckedIn(entry))
        screen.post_message(ShopChanged())


@dataclass
class Admission:
    """One wish to check a customer in; however often it is tried, it happens once."""

    number: str
    payload: str | bytes | None = None
    request: str = dataclasses.field(default_factory=lambda: uuid4().hex)

    def done(self, desk: Desk, actor: Actor, override: str | None = None) -> Entry:
        """Check the customer in; raises ``Refused`` with every reason against it."""
        if self.payload is not None and self._is_meant(desk, self.payload):
            scanned = desk.scans.admit(
                actor,
                self.payload,
                sign_up=False,
                check_in=True,
                override=override,
                request=self.request,
                meant=self.number,
            )
            if scanned.entry:
                return scanned.entry
        return desk.queue.check_in(actor, self.number, override, self.request)

    def vouched(self, manager: str, pin: str, reason: str, desk: Desk, actor: Actor) -> Entry:
        """Check the customer in against the rules, because a manager with a PIN takes it on; raises ``Refused``."""
        return self.done(desk, with_manager(desk, actor, manager, pin), reason)

    def why_banned(self, desk: Desk) -> str | None:
        """Return what is noted of the customer's ban."""
        return desk.customers.show(self.number).ban_reason

    def _is_meant(self, desk: Desk, payload: str | bytes) -> bool:
        """Tell whether the card in hand may be this customer's."""
        return self.number in [customer.number for customer in desk.scans.look(payload).match.customers]
