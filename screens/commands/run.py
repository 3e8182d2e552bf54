"""One run of the program: the options that all commands share, who acts, and how answers are printed."""

from __future__ import annotations

import dataclasses
import json
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

import typer

from intake.errors import ExitStatus, Misused
from intake.text import presentable
from screens.commands import given

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from intake.backup import Backups
    from intake.desk import Desk
    from intake.employee import Actor


@dataclass
class Run:
    """The shared options, the desk that ``open_desk`` opens when first needed, and the ``backups`` of the shop."""

    open_desk: Callable[[], Desk]
    backups: Callable[[], Backups]
    json: bool = False
    yes: bool = False
    employee: str | None = None
    pin_file: str | None = None
    manager: str | None = None
    manager_pin_file: str | None = None
    request: str | None = None
    _desk: Desk | None = field(default=None, init=False)

    @property
    def desk(self) -> Desk:
        """The desk of the shop, its database open."""
        if self._desk is None:
            self._desk = self.open_desk()
        return self._desk

    def close(self) -> None:
        """Let go of the database."""
        if self._desk:
            self._desk.close()

    def actor(self) -> Actor:
        """Return the employee that ``--as`` names and a PIN vouches for, with the manager beside where one is named.

        A single PIN together with ``--manager`` is the manager's, who then vouches for the employee as well.
        """
        if not self.employee:
            raise Misused("no_employee_given", "Say who acts with --as NAME or INTAKE_EMPLOYEE.")
        employees, pins = self.desk.employees, self._pins(self.employee)
        if not self.manager:
            return employees.sign_in(self.employee, pins[0])
        if len(pins) > 1:
            actor = employees.sign_in(self.employee, pins[0])
            return dataclasses.replace(actor, manager=employees.manager(self.manager, pins[-1]))
        return employees.vouched(self.employee, self.manager, pins[0])

    def reader(self) -> None:
        """Check who reads, where ``--as`` names somebody; a PIN that is brought must be right.

        Reading asks for no PIN: whoever may open the database file is inside the trusted login already.
        """
        if self.pin_file:
            self.actor()
        elif self.employee:
            self.desk.employees.trusted(self.employee)

    def pin_for_new(self, file: str | None) -> str | None:
        """Return the PIN that ``file`` brings for an employee who is made, if any."""
        return given.pins(file)[0] if file else None

    def payload(self, file: str) -> bytes:
        """Return the payload of a file or standard input, which cannot bring a PIN as well."""
        if file == given.STANDARD_INPUT in {self.pin_file, self.manager_pin_file}:
            raise Misused("one_input", "Standard input brings the PIN: give the payload as a file.")
        return given.payload(file)

    def show(self, document: object, lines: Callable[[Any], Iterable[str]]) -> None:
        """Print a document as JSON, or as the plain lines that ``lines`` makes of it."""
        for line in [json.dumps(document, ensure_ascii=False)] if self.json else lines(document):
            sys.stdout.write(presentable(line) + "\n")

    def agreed(self, question: str) -> None:
        """Ask a person at the terminal before something weighty; ``--yes`` answers, and scripts are not asked."""
        if not self.yes and sys.stdin.isatty() and not typer.confirm(question, err=True):
            raise typer.Exit(ExitStatus.REFUSED)

    def _pins(self, employee: str) -> list[str]:
        """Return the PINs that were brought: the employee's first, the manager's last."""
        files = [file for file in (self.pin_file, self.manager_pin_file) if file]
        if files:
            return [pin for file in files for pin in given.pins(file)]
        return [given.asked_pin(name) for name in (employee, self.manager) if name]


def run_of(context: typer.Context) -> Run:
    """Return the run that a command belongs to."""
    return cast("Run", context.obj)
