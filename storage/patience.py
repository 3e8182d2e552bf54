"""A connection to PostgreSQL that gives up on a server which says nothing."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING, Any, Final, TypeVar

import psycopg

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from psycopg.abc import PQGen

T = TypeVar("T")
SILENT_SECONDS: Final = 5.0
"""How long a server may say nothing before it is asked whether it is there at all."""

_EVERY_SECONDS = 0.1


class PatientConnection(psycopg.Connection[Any]):
    """Waits for an answer, which may take long, as long as its server lets others in; shorter inside ``answering``.

    A server may be frozen, or a commit wait for a standby that is gone; nothing else would ever end that.
    """

    _patience: float | None = None

    @contextlib.contextmanager
    def answering(self, seconds: float) -> Iterator[None]:
        """Close the connection, and raise ``psycopg.OperationalError``, when a statement inside takes longer."""
        self._patience = seconds
        try:
            yield
        finally:
            self._patience = None

    def wait(self, gen: PQGen[T], interval: float = _EVERY_SECONDS, timeout: float | None = None) -> T:
        """Return what the steps of talking to the server come to; the driver waits for all answers by this."""
        if self._patience is None:
            steps = _watched(gen, SILENT_SECONDS, self._knock)
        else:
            steps = _watched(gen, self._patience, _give_up)
        try:
            return super().wait(steps, interval, timeout)
        except _SilentError:
            self.close()
            raise psycopg.OperationalError("the server does not answer") from None

    def _knock(self) -> None:
        """Raise ``_SilentError`` when the server says nothing to a new connection either; a refusal is an answer."""
        place = {"host": self.info.host, "port": str(self.info.port), "password": self.info.password}
        asked = self.info.get_parameters() | place | {"target_session_attrs": "any"}
        try:
            psycopg.connect(**asked).close()  # type: ignore[arg-type]  # all are texts, as libpq has them
        except psycopg.errors.ConnectionTimeout:
            raise _SilentError from None
        except psycopg.Error:
            return


class _SilentError(Exception):
    """The server says nothing."""


def _give_up() -> None:
    raise _SilentError


def _watched(steps: PQGen[T], seconds: float, overdue: Callable[[], None]) -> Generator[Any, Any, T]:
    """Go through ``steps``; call ``overdue``, which may raise, whenever so many more seconds have brought no end."""
    deadline = time.monotonic() + seconds
    try:
        wanted = next(steps)
        while True:
            ready = yield wanted
            if not ready and time.monotonic() > deadline:
                overdue()
                deadline = time.monotonic() + seconds
            wanted = steps.send(ready)
    except StopIteration as done:
        result: T = done.value
        return result
