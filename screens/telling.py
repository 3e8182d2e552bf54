"""What goes wrong, told in the words of its error."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from intake.errors import IntakeError

if TYPE_CHECKING:
    from types import TracebackType

    from textual.app import App
    from textual.widget import Widget

_SECONDS = 10


class telling(AbstractContextManager[None]):  # noqa: N801 - used as a word of the language, as contextlib's are
    """Shows the sentence of an ``IntakeError`` that is raised inside, and goes on behind the block."""

    def __init__(self, app: App[Any]) -> None:
        self._app = app

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> bool:
        """Show the sentence."""
        if not isinstance(error, IntakeError):
            return False
        self._app.notify(error.message, severity="error", timeout=_SECONDS)
        return True


def is_there(pane: Widget) -> bool:
    """Tell whether ``pane`` still stands with what it shows: it may have gone while the shop was asked."""
    going = pane._pruning  # noqa: SLF001 - Textual takes the children away one by one, and has no other word for it
    return pane.is_attached and not going and bool(pane.children)
