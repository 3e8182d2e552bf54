"""A connection to PostgreSQL that gives up on a server which says nothing."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING, Any, TypeVar

import psycopg

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from psycopg.abc import PQGen

T = TypeVar("T")
_EVERY_SECONDS = 0.1


class PatientConnection(psycopg.Connection[Any]):
    """Waits for an answer for ever, as it should for what may take long, but not inside ``answering``.

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
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(_in_time(gen, time.monotonic() + self._patience), interval, timeout)
        except TimeoutError:
            self.close()
            raise psycopg.OperationalError("the server does not answer") from None


def _in_time(steps: PQGen[T], deadline: float) -> Generator[Any, Any, T]:
    """Go through ``steps``; raise ``TimeoutError`` when one comes after ``deadline`` on the monotonic clock."""
    try:
        wanted = next(steps)
        while True:
            ready = yield wanted
            if not ready and time.monotonic() > deadline:
                raise TimeoutError
            wanted = steps.send(ready)
    except StopIteration as done:
        result: T = done.value
        return result
