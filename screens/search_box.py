"""The search box of the directory."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import Binding
from textual.widgets import Input

from screens.frugal import FixedSize

if TYPE_CHECKING:
    from textual.binding import BindingType

_NOT_THE_KEY: Final = r"[^/].*|"
"""No search begins with the key that leads here, which somebody may press once more."""
_FIRST: Final = "Open the first who was found"


class SearchBox(Input, FixedSize):
    """Takes what somebody searches for; Enter opens the best match."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Open first", id="directory.open_first", tooltip=_FIRST),
    ]

    def __init__(self) -> None:
        super().__init__(
            placeholder="Search: name, phone, email, ID …", compact=True, max_length=100, restrict=_NOT_THE_KEY
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to open somebody once something is searched for."""
        if action == "submit":
            return bool(self.value.strip())
        return super().check_action(action, parameters)
