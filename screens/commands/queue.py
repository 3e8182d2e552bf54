"""``intake queue …``: who waits, and in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from intake import report
from screens import plain
from screens.commands.options import EntryId, Number, Override
from screens.commands.run import Run, run_of

if TYPE_CHECKING:
    from intake.queue import Entry

app = typer.Typer(help="The queue: everyone in the building.", no_args_is_help=True, rich_markup_mode=None)


@app.command("list")
def list_queue(context: typer.Context) -> None:
    """Print the queue."""
    run = run_of(context)
    run.reader()
    run.show(report.queue(run.desk.drafts.everyone(), run.desk.queue.waiting(), run.desk.shop.now()), plain.queue)


@app.command("check-in")
def check_in(context: typer.Context, number: Number, override: Override = None) -> None:
    """Put a customer into the queue."""
    run = run_of(context)
    _show(run, run.desk.queue.check_in(run.actor(), number, override, run.request))


@app.command()
def move(
    context: typer.Context,
    entry_id: EntryId,
    position: Annotated[int, typer.Argument(metavar="POSITION", help="The new place in the line, from 1.")],
) -> None:
    """Put an entry at another place in the line."""
    run = run_of(context)
    _show(run, run.desk.queue.move(run.actor(), entry_id, position, run.request))


@app.command()
def remove(
    context: typer.Context,
    entry_id: EntryId,
    reason: Annotated[str | None, typer.Option(metavar="TEXT", help="Why.")] = None,
) -> None:
    """Take an entry out of the queue; undo brings it back."""
    run = run_of(context)
    _show(run, run.desk.queue.remove(run.actor(), entry_id, reason, run.request))


@app.command()
def undo(context: typer.Context) -> None:
    """Take back the last check-in, move or removal made by you or at this station."""
    run = run_of(context)
    undone = run.desk.queue.undo(run.actor(), run.request)
    run.show({"undone": undone.kind, "entry": _document(run, undone.entry)}, plain.facts)


def _show(run: Run, entry: Entry) -> None:
    run.show(_document(run, entry), plain.facts)


def _document(run: Run, entry: Entry) -> dict[str, Any]:
    return report.entry(entry, run.desk.queue.place(entry), run.desk.shop.now())
