"""``intake history …``: what happened, provably."""

from __future__ import annotations

import os
from typing import Annotated, Any

import typer

from intake.anchor import Anchor, anchor_at, anchors_in
from intake.errors import ExitStatus, Unreadable
from intake.history import check_sealed
from intake.history import verify as verify_chain
from screens import plain
from screens.commands import given
from screens.commands.run import run_of

app = typer.Typer(help="The event history.", no_args_is_help=True, rich_markup_mode=None)
_LARGEST = 16 * 1024 * 1024


@app.command()
def verify(
    context: typer.Context,
    head: Annotated[
        str | None,
        typer.Option(metavar="ANCHOR", help="An end noted before, as history head prints it, or a file of such."),
    ] = None,
) -> None:
    """Check the tamper-evident chain of all events; status 1 and the first broken link when it does not hold."""
    run = run_of(context)
    anchors = [] if head is None else _anchors(head)
    shop = run.desk.shop
    found = shop.store.look(lambda view: verify_chain(shop.history_key, view.events(), view.head(), anchors))
    shown: dict[str, Any] = {
        "events": found.events,
        "head": found.head,
        "anchor": found.anchor,
        "ok": not found.broken,
        "anchors": len(anchors),
    }
    if found.broken:
        shown |= {"first_broken": found.broken, "why": found.why}
    run.show(shown, plain.facts)
    if found.broken:
        raise typer.Exit(ExitStatus.REFUSED)


@app.command()
def head(context: typer.Context) -> None:
    """Print the end of the history, to be kept elsewhere: verify --head proves by it that nothing before changed."""
    run = run_of(context)
    run.reader()
    shop = run.desk.shop
    end = check_sealed(shop.history_key, shop.store.look(lambda view: view.head()))
    shown = {"seq": end.seq, "head": end.mac, "anchor": str(anchor_at(end.seq, end.mac))}
    run.show(shown, lambda found: [found["anchor"]])


@app.callback()
def history() -> None:
    """The event history."""


def _anchors(text: str) -> list[Anchor]:
    """Return the anchors that ``text`` is, or those in the file that it names."""
    try:
        return anchors_in(text)
    except Unreadable:
        if text != given.STANDARD_INPUT and not os.path.lexists(text):
            raise
    with given.opened(text) as stream:
        return anchors_in(stream.read(_LARGEST).decode("utf-8", "replace"))
