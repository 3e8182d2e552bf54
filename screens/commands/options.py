"""Arguments and options that several commands take."""

from __future__ import annotations

from typing import Annotated

import typer

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
