"""Arguments and options that several commands take."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Annotated

import typer

from intake.errors import Misused
from intake.text import presentable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from typer.exceptions import TyperException

Number = Annotated[str, typer.Argument(metavar="NUMBER", help="The customer's number.")]
EntryId = Annotated[int, typer.Argument(metavar="ID", help="The queue entry's id, as queue list shows it.")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="The employee's name.")]
Payload = Annotated[str, typer.Argument(metavar="[FILE]", help="What the scanner delivered; - is standard input.")]
Fields = Annotated[list[str] | None, typer.Option("--set", metavar="FIELD=VALUE", help="Give a field; repeatable.")]
Limit = Annotated[int, typer.Option(min=1, max=10_000, help="How many at most.")]
Override = Annotated[
    str | None,
    typer.Option("--override", metavar="REASON", help="Why a manager lets in against a rule that allows it."),
]
NewPin = Annotated[str | None, typer.Option("--new-pin-file", metavar="FILE", help="The new PIN; else one is issued.")]

_SHARED = {"--as": True, "--pin-file": True, "--manager": True, "--manager-pin-file": True, "--database": True,
           "--config": True, "--request-id": True, "--json": False, "--yes": False}  # fmt: skip
"""Options that may stand anywhere on the line, and whether a value follows."""


def shared_first(arguments: Sequence[str]) -> list[str]:
    """Return the command line with the options that all commands share at its front; what follows ``--`` stays."""
    front: list[str] = []
    rest: list[str] = []
    words = deque(arguments)
    while words:
        word = words.popleft()
        name, equals, _ = word.partition("=")
        if word == "--":
            return [*front, *rest, word, *words]
        (front if name in _SHARED else rest).append(word)
        if _SHARED.get(name) and not equals and words:
            front.append(words.popleft())
    return [*front, *rest]


def misuse(error: TyperException) -> Misused:
    """Return a usage error in our words; what was typed beyond names of options is not repeated."""
    message = error.format_message()
    if message.startswith("Usage:"):
        return Misused("usage", message)
    message = presentable(" ".join(message.split()))
    if message.startswith("Got unexpected extra"):
        message = "There are more words than the command takes: put a text with blanks into quotes."
    elif message.startswith("No such command"):
        message = "There is no such command: --help lists those there are."
    elif message.startswith("No such option"):
        message = "There is no such option: --help lists those there are."
    elif message.startswith("Invalid value"):
        message = f"{message.partition(':')[0]}: it cannot be read."
    return Misused("usage", message if message.endswith((".", "?")) else f"{message}.")
