"""The time that all stations of a shop go by, wherever they run: its database server's, where there is one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from intake.clock import uptime

if TYPE_CHECKING:
    from sqlalchemy import Connection

_EVERY_SECONDS = 60.0
"""How old an answer of the server may be before it is asked again."""
_ASKED = "intake_asked_for_the_time"


class SharedTime:
    """A running clock: the host's until a server has been asked, then the server's, counted on by the host's uptime."""

    frozen = False

    def __init__(self) -> None:
        self._told: tuple[datetime, float] | None = None

    @property
    def owner(self) -> str:
        """Whose clock it is."""
        return "of the database server" if self._told else "of this computer"

    def now(self) -> datetime:
        """Return the present instant in UTC."""
        if self._told is None:
            return datetime.now(UTC)
        instant, then = self._told
        return instant + timedelta(seconds=uptime() - then)

    def ask(self, connection: Connection) -> None:
        """Ask the server behind ``connection``, on a new connection and then once a minute at most."""
        before = uptime()
        if before - connection.info.get(_ASKED, -_EVERY_SECONDS) < _EVERY_SECONDS:
            return
        instant = server_instant(connection)
        after = uptime()
        self._told = instant, (before + after) / 2
        connection.info[_ASKED] = after


def server_instant(connection: Connection) -> datetime:
    """Return what the server's clock tells, in UTC."""
    instant: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
    return instant.astimezone(UTC)
