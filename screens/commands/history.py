"""``intake history …``: what happened, provably."""

from __future__ import annotations

from typing import Any

import typer

from intake.errors import ExitStatus
from intake.history import verify as verify_chain
from screens import plain
from screens.commands.run import run_of

app = typer.Typer(help="The event history.", no_args_is_help=True, rich_markup_mode=None)


@app.command()
def verify(context: typer.Context) -> None:
    """Check the tamper-evident chain of all events; status 1 and the first broken link when it does not hold."""
    run = run_of(context)
    shop = run.desk.shop
    found = shop.store.look(lambda view: verify_chain(shop.history_key, view.events(), view.head()))
    shown: dict[str, Any] = {"events": found.events, "head": found.head, "ok": not found.broken}
    if found.broken:
        shown |= {"first_broken": found.broken, "why": found.why}
    run.show(shown, plain.facts)
    if found.broken:
        raise typer.Exit(ExitStatus.REFUSED)


@app.callback()
def history() -> None:
    """The event history."""
