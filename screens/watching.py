"""Hearing of what other stations do, in a thread of its own."""

from __future__ import annotations

from threading import Event, Thread
from typing import TYPE_CHECKING, Final

from intake.errors import StorageFailed

if TYPE_CHECKING:
    from collections.abc import Callable

    from intake.ports import Store

_LONGEST: Final = 60.0
"""Seconds after which a silent watch is asked anew."""
_AGAIN: Final = 1.0
"""Seconds between tries while the database cannot be reached."""


class Watcher:
    """Calls ``changed`` from its thread whenever something in the shop was changed, until it is stopped.

    ``lost`` is called with the error when the database cannot be reached, and with ``None`` when it can again.
    """

    def __init__(
        self, store: Store, changed: Callable[[], object], lost: Callable[[StorageFailed | None], object]
    ) -> None:
        self._store = store
        self._changed = changed
        self._lost = lost
        self._stopped = Event()
        self._is_lost = False
        self._watch = store.watch()
        self._thread = Thread(target=self._run, name="watching", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop listening, and wait until the thread has ended."""
        self._stopped.set()
        self._watch.close()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                changed = self._watch.wait(0.0 if self._is_lost else _LONGEST)
            except StorageFailed as error:
                self._tell_lost(error)
                self._stopped.wait(_AGAIN)
            else:
                if self._stopped.is_set():
                    return
                found_again = self._is_lost
                self._tell_lost(None)
                if changed or found_again:
                    self._changed()

    def _tell_lost(self, error: StorageFailed | None) -> None:
        if self._is_lost != (error is not None):
            self._is_lost = error is not None
            self._lost(error)
