"""``intake backup`` and ``intake restore``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from intake.backup import Backup, Consent
from screens import plain
from screens.commands.run import Run, run_of

Passphrase = Annotated[
    str | None, typer.Option("--passphrase-file", metavar="FILE", help="The backup's passphrase, one line.")
]
Broken = Annotated[
    bool,
    typer.Option(
        "--accept-broken-history", help="Go on although the history, or what it tells of, was changed or is damaged."
    ),
]


def backup(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="Where the backup is to be written.")],
    passphrase_file: Passphrase = None,
    accept_broken_history: Broken = False,
) -> None:
    """Write everything to one file while stations go on, and check it; encrypted with a passphrase."""
    run = run_of(context)
    run.reader()
    replace = _may_replace(run, file if Path(file).is_file() else None, "{} is there already. Replace it?")
    made = run.backups().back_up(Path(file), _path(passphrase_file), Consent(replace, accept_broken_history))
    run.show(_shown(made), plain.facts)


def restore(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="The backup.")],
    passphrase_file: Passphrase = None,
    accept_broken_history: Broken = False,
) -> None:
    """Bring a backup back to where --database points, checked before; a shop that is there is set aside."""
    run = run_of(context)
    backups = run.backups()
    replace = _may_replace(run, backups.shop_in_place(), "There is a database at {}. Set it aside and restore?")
    restored = backups.restore(Path(file), _path(passphrase_file), Consent(replace, accept_broken_history))
    aside = str(restored.set_aside) if restored.set_aside else None
    shown = _shown(restored.backup) | {"database": restored.database, "set_aside": aside}
    run.show(shown, plain.facts)


def _may_replace(run: Run, what: str | None, question: str) -> bool:
    """Return whether ``what`` is there may give way; a person at the terminal is asked, a script must say --yes."""
    if what is None or run.yes or not sys.stdin.isatty():
        return run.yes
    run.agreed(question.format(what))
    return True


def _path(name: str | None) -> Path | None:
    return Path(name) if name else None


def _shown(backup: Backup) -> dict[str, Any]:
    history = backup.history
    shown = {
        "file": str(backup.file),
        "customers": backup.customers,
        "events": history.events,
        "head": history.head,
        "anchor": history.anchor,
        "schema": backup.schema,
        "secret": backup.secret,
        "encrypted": backup.encrypted,
    }
    broken = {"first_broken": history.broken, "why": history.why} if history.broken else {}
    return shown | broken | ({"disagreement": backup.disagreement} if backup.disagreement else {})
