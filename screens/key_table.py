"""Every key of the screens that can be rebound, by the id of what it does.

Plain data, so that a configuration can be checked before any screen is loaded; a test holds it against the bindings.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Bound(NamedTuple):
    """The ``keys`` that something has by default, separated by commas, and what it ``does``."""

    keys: str
    does: str


KEYS: Final = {
    "station.help": Bound("f1", "What can be done here"),
    "station.directory": Bound("f2", "Last check-ins and search"),
    "station.profile": Bound("f3", "The customer who is open"),
    "station.queue": Bound("f4", "Everyone in the building"),
    "station.sign_up": Bound("f6", "Sign up a customer without a card"),
    "station.lock": Bound("f8", "Lock, or switch employee"),
    "station.quit": Bound("f10", "Close this station"),
    "station.search": Bound("/", "Find a customer"),
    "station.find": Bound("ctrl+f", "Find a customer"),
    "station.palette": Bound("ctrl+p", "Search for what can be done"),
    "station.redraw": Bound("ctrl+l", "Draw the whole screen again"),
    "station.back": Bound("escape", "Back to the directory"),
    "sign_in.up": Bound("up", "Choose the name before"),
    "sign_in.down": Bound("down", "Choose the next name"),
    "sign_in.enter": Bound("enter", "Sign in with this name and PIN"),
    "directory.open": Bound("enter", "Open this profile"),
    "directory.open_first": Bound("enter", "Open the first who was found"),
    "directory.check_in": Bound("c", "Put this customer into the queue"),
    "directory.list": Bound("down", "Go to the list"),
    "directory.last": Bound("escape", "End the search"),
    "directory.up": Bound("up", "Go up, from the first into the search"),
    "directory.down": Bound("down", "Go to the next"),
    "directory.page_up": Bound("pageup", "Go a page up"),
    "directory.page_down": Bound("pagedown", "Go a page down"),
    "directory.first": Bound("home", "Go to the first"),
    "directory.end": Bound("end", "Go to the last"),
    "profile.check_in": Bound("enter,c", "Put this customer into the queue"),
    "profile.edit": Bound("e", "Edit this profile"),
    "profile.history": Bound("h", "Show or hide the event history"),
    "form.save": Bound("ctrl+s", "Save the profile and go back"),
    "form.leave": Bound("escape", "Leave the form; asks when something is unsaved"),
    "form.commit": Bound("enter", "Take the text and go on"),
    "form.next": Bound("down,tab", "Go to the next field"),
    "form.before": Bound("up,shift+tab", "Go one field back"),
    "form.down": Bound("pagedown", "Go some fields on"),
    "form.up": Bound("pageup", "Go some fields back"),
    "choice.next": Bound("right,space", "Take the next of the choices"),
    "choice.before": Bound("left", "Take the one before"),
    "queue.open": Bound("enter", "Open the profile, or go on with a draft"),
    "queue.before": Bound("up", "Go to the one before"),
    "queue.next": Bound("down", "Go to the next"),
    "queue.page_up": Bound("pageup", "Go a page up"),
    "queue.page_down": Bound("pagedown", "Go a page down"),
    "queue.first": Bound("home", "Go to the first"),
    "queue.last": Bound("end", "Go to the last"),
    "queue.up": Bound("shift+up", "Move this customer one place up"),
    "queue.down": Bound("shift+down", "Move this customer one place down"),
    "queue.remove": Bound("x,delete", "Take this customer out of the queue"),
    "queue.undo": Bound("u", "Take back the last check-in, move or removal"),
    "popup.close": Bound("escape", "Close this pop-up"),
    "verdict.close": Bound("enter", "Close this pop-up"),
    "question.no": Bound("escape", "Leave everything as it is"),
    "question.before": Bound("left,up", "Go one button back"),
    "question.next": Bound("right,down", "Go to the next button"),
    "reason.keep": Bound("escape", "Do nothing and go back"),
    "leave.stay": Bound("escape", "Stay at the station"),
    "manager.back": Bound("escape", "Go back to the form, nothing saved"),
    "draft.stay": Bound("escape", "Go back to the form"),
    "draft.before": Bound("left", "Go one button back"),
    "draft.next": Bound("right", "Go to the next button"),
    "clash.back": Bound("escape", "Go back to the form, nothing saved"),
    "clash.next": Bound("down,enter", "Go on"),
    "clash.before": Bound("up", "Go back"),
    "first_run.enter": Bound("enter", "Take this and go on"),
    "demo.cards": Bound("f12", "Hold a made-up card under the scanner"),
    "demo.practice": Bound("f5", "Learn the work task by task; skip or leave"),
}
"""What can be rebound, by its id; the part before the dot names the place where it can be done."""

EVERYWHERE: Final = frozenset({"station", "demo"})
"""Places that are part of every other."""
TOGETHER: Final = (frozenset({"form", "choice"}), frozenset({"clash", "choice"}), frozenset({"popup", "verdict"}))
"""Places on the screen at the same time."""
WHILE_TYPING: Final = (
    frozenset(
        id_ for id_ in KEYS if id_.partition(".")[0] in {"station", "demo", "sign_in", "form", "popup", "verdict"}
    )
    | {"directory.open_first", "directory.list", "directory.last", "reason.keep", "manager.back", "first_run.enter"}
) - {"station.search"}
"""What must work while somebody types into a field, where letters, digits and signs are text."""
FIXED: Final = frozenset({"ctrl+c", "ctrl+q"})
"""Keys that copy, and ask whether to close the station, whatever is rebound."""
_ARROWS: Final = ("up", "down", "left", "right", "home", "end")
FOR_FIELDS: Final = frozenset(
    ["enter", "tab", "shift+tab", "space", "backspace", "delete", "pageup", "pagedown", *_ARROWS]
    + [f"shift+{key}" for key in _ARROWS]
    + [f"ctrl+{key}" for key in ("left", "right", "home", "end", "pageup", "pagedown", *"acdekuvwxyz")]
    + ["ctrl+shift+left", "ctrl+shift+right"]
)
"""Keys by which a person moves about in fields and lists and edits a text."""
