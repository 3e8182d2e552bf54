"""An app that stands: what fails in it fails alone, and whatever ends it, it saves first."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections import deque
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from textual.app import App
from textual.worker import WorkerFailed

from intake.errors import ExitStatus
from screens.fields import stop_blinking

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.dom import DOMNode
    from textual.driver import Driver
    from textual.message import Message
    from textual.message_pump import MessagePump
    from textual.widget import Widget

    from screens.messages import InputFailed

CRASHES: Final = 10
"""Errors within ``CRASH_SECONDS`` after which the station cannot stand any more."""
CRASH_SECONDS: Final = 5.0
SAVE_SECONDS: Final = 1.2
"""How long ``before_leaving`` may take when the system or the terminal ends the station."""

_TOLD_SECONDS: Final = 15.0


class StandingApp(App[None], inherit_bindings=False):
    """A Textual app whose handlers, timers, workers and threads may fail without bringing it down.

    ``report`` notes a fault and returns its number; nothing else is told of it to people, and no value ever. Subclasses
    override ``before_leaving`` to save what must not be lost.
    """

    def __init__(self, driver_class: type[Driver], report: Callable[[BaseException], str]) -> None:
        super().__init__(driver_class=driver_class)
        self.features = frozenset()
        self.animation_level = "none"
        self._log_fault = report
        self._crashes: deque[float] = deque(maxlen=CRASHES)
        self._ending: asyncio.Task[None] | None = None

    def open(self) -> int:
        """Run on the terminal until the station is left; return the exit status, which after a crash is not 0."""
        threading.excepthook = lambda failed: self._thread_failed(failed.exc_value)
        try:
            self.run()
        except Exception as error:  # noqa: BLE001 - nothing of a crash may reach the terminal but its number
            sys.stderr.write(f"{_closing(self._report(error))}\n")
            return ExitStatus.BROKEN
        return self.return_code or ExitStatus.DONE

    async def before_leaving(self) -> None:
        """Save what must not be lost; the station ends when this returns, or after ``SAVE_SECONDS``."""

    def end(self) -> None:
        """Save and leave, because the terminal is gone or the system asks for it; whatever else is under way."""
        if self._ending is None:
            with self._context():
                self._ending = asyncio.get_running_loop().create_task(self._end())

    async def _end(self) -> None:
        try:
            await asyncio.wait_for(self.before_leaving(), SAVE_SECONDS)
        except Exception as error:  # noqa: BLE001 - leaving must go on whatever happened
            self._handle_exception(error)
        self.exit(return_code=ExitStatus.INTERRUPTED)

    def on_load(self) -> None:
        """Guard the app itself and its loop before the first message."""
        self._guard(self)
        asyncio.get_running_loop().set_exception_handler(self._loop_failed)

    def on_input_failed(self, event: InputFailed) -> None:
        """Tell of an error in the thread that reads the terminal."""
        self._handle_exception(event.error)

    def _register_child(self, parent: DOMNode, child: Widget, before: int | None, after: int | None) -> None:
        """Take in ``child`` under the house's rules: its handlers may fail, and no cursor blinks."""
        stop_blinking(child)
        self._guard(child)
        super()._register_child(parent, child, before, after)

    def _guard(self, pump: MessagePump) -> None:
        """Let the messages of ``pump`` fail one by one; Textual would end the pump with the first."""
        dispatch: Callable[[Message], Awaitable[None]] = pump._dispatch_message  # noqa: SLF001 - the only place

        async def guarded(message: Message) -> None:
            try:
                await dispatch(message)
            except Exception as error:  # noqa: BLE001 - the last resort
                self._handle_exception(error)

        pump.__dict__["_dispatch_message"] = guarded

    def _loop_failed(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, Exception):
            self._handle_exception(error)

    def _thread_failed(self, error: BaseException | None) -> None:
        if error is not None:
            self._report(error)

    def _report(self, error: BaseException) -> str:
        """Note ``error``, of a worker the one that it failed with; return its number."""
        return self._log_fault(error.error if isinstance(error, WorkerFailed) else error)

    def _handle_exception(self, error: Exception) -> None:
        """Tell of ``error`` by its number, and go on; leave when it happens again and again."""
        number = self._report(error)
        if self.is_headless and self._exception is None:
            self._exception = error  # Textual's pilot ends a test with it
            self._exception_event.set()
        self._crashes.append(monotonic())
        if self._dom_ready and not self._fails_on_and_on():
            message = f"Something went wrong (error {number}). The station goes on; tell a manager the number."
            self.notify(message, severity="error", timeout=_TOLD_SECONDS, markup=False)
        else:
            self._leave_broken(number)

    def _fails_on_and_on(self) -> bool:
        return len(self._crashes) == CRASHES and self._crashes[-1] - self._crashes[0] < CRASH_SECONDS

    def _leave_broken(self, number: str) -> None:
        self._return_code = ExitStatus.BROKEN
        self._exit_renderables[:] = [_closing(number)]
        self._close_messages_no_wait()


def _closing(number: str) -> str:
    return f"intake: the station had to close (error {number})."
