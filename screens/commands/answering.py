"""Running one command line, and answering for every error in one place."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Protocol

from intake import report
from intake.errors import Broken, ExitStatus, IntakeError, StorageFailed
from intake.text import presentable
from screens.outlet import let_go

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Wire = Callable[[str | None, str | None], "Wired"]


class Wired(Protocol):
    """A run whose surroundings are known; commands want all of ``Wiring`` from it."""

    def open_station(self, employee: str | None) -> int:
        """Open the full screen and return its exit status; ``employee`` is the name chosen at first."""


def answer(arguments: Sequence[str], wire: Wire, log_fault: Callable[[BaseException], str]) -> int:
    """Run one command line and return its exit status; every error becomes words for a person or JSON for a script.

    ``wire`` is given the database and the configuration that line or environment name. ``log_fault`` notes a fault of
    the program and returns its number.
    """
    as_json = "--json" in arguments
    try:
        status = _run(arguments, wire) if arguments else _open_station(wire)
        sys.stdout.flush()
    except IntakeError as error:
        return _tell(error, as_json=as_json)
    except KeyboardInterrupt:
        return ExitStatus.INTERRUPTED
    except OSError:
        return _output_lost(as_json=as_json)
    except Exception as error:  # noqa: BLE001 - the last door: nothing of it may reach the terminal
        message = f"The program failed (error {log_fault(error)}); nothing was half done. Tell an admin the number."
        return _tell(Broken("fault", message), as_json=as_json)
    return int(status or ExitStatus.DONE)


def _open_station(wire: Wire) -> int:
    """Open the station without loading the commands, which takes a fifth of its start."""
    named = {name: os.environ.get(f"INTAKE_{name}") or None for name in ("DATABASE_URL", "CONFIG", "EMPLOYEE")}
    return wire(named["DATABASE_URL"], named["CONFIG"]).open_station(named["EMPLOYEE"])


def _run(arguments: Sequence[str], wire: Wire) -> int | None:
    """Run a command; raises ``IntakeError``, also for a line that is wrong."""
    from typer.exceptions import Abort, TyperException

    from screens.commands.options import misuse, shared_first
    from screens.commands.program import app

    try:
        status: int | None = app(shared_first(arguments), prog_name="intake", standalone_mode=False, obj=wire)
    except TyperException as error:
        raise misuse(error) from None
    except Abort:
        raise KeyboardInterrupt from None
    return status


def _output_lost(*, as_json: bool) -> int:
    """Tell that standard output could not be written to; a reader that has gone away is no error."""
    reader_gone = isinstance(sys.exc_info()[1], BrokenPipeError)
    let_go(sys.stdout)
    if reader_gone:
        return ExitStatus.DONE
    return _tell(StorageFailed("output", "The output could not be written: is the disk full?"), as_json=as_json)


def _tell(error: IntakeError, *, as_json: bool) -> int:
    """Write an error to standard error and return its status."""
    text = json.dumps(report.error(error), ensure_ascii=False) if as_json else error.message
    sys.stderr.write(presentable(text) + "\n")
    return error.status
