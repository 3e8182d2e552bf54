"""What the palette offers at the station."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from textual.app import SystemCommand

from screens.telling import is_there

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from screens.station import StationScreen


def commands_at(station: StationScreen) -> Iterator[SystemCommand]:
    """Yield what can be done at ``station``; nothing is done any more once it has gone."""
    for title, words, do in (
        ("Search", "Find a customer", station.action_search),
        ("New sign-up", "Sign up a customer without a card", station.action_sign_up),
        ("Directory", "Last check-ins and search", partial(station.show_pane, "directory")),
        ("Profile", "The customer who is open", partial(station.show_pane, "profile")),
        ("Queue", "Everyone in the building", partial(station.show_pane, "queue")),
        ("Undo", "Take back the last check-in, move or removal", station.queue.action_undo),
    ):
        yield SystemCommand(title, words, partial(_at, station, do))


def _at(station: StationScreen, do: Callable[[], Any]) -> Any:  # noqa: ANN401 - what a command returns
    """Do what was chosen, unless the station has gone since."""
    return do() if is_there(station) else None
