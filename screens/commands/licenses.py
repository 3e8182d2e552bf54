"""``intake license read`` and ``intake scan``."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from intake import report
from intake.errors import IntakeError
from intake.fields import split_settings
from screens import plain
from screens.commands import given
from screens.commands.options import Fields, Override, Payload
from screens.commands.run import Run, run_of

if TYPE_CHECKING:
    from intake.desk.scans import Scanned

app = typer.Typer(help="Read licenses.", no_args_is_help=True, rich_markup_mode=None)


@app.command("read")
def read_license(
    context: typer.Context,
    file: Payload = given.STANDARD_INPUT,
    lines: Annotated[bool, typer.Option("--lines", help="A JSON string a line in, a JSON object a line out.")] = False,
) -> None:
    """Read one payload, or with --lines one a line."""
    from intake.license import as_json, read

    if not lines:
        run_of(context).show(as_json(read(given.payload(file))), plain.facts)
        return
    for line in given.lines(file):
        try:
            answer = as_json(read(given.json_text(line)))
        except IntakeError as error:
            answer = report.error(error)
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")


def scan(
    context: typer.Context,
    file: Payload = given.STANDARD_INPUT,
    check_in: Annotated[bool, typer.Option("--check-in", help="Put the person into the queue.")] = False,
    sign_up: Annotated[bool, typer.Option("--sign-up", help="Sign up a person who is not on file.")] = False,
    fields: Fields = None,
    override: Override = None,
) -> None:
    """Read a license, find the customer, and sign up and check in as one action."""
    run, more = run_of(context), split_settings(fields or ())
    payload = run.payload(file)
    if not (check_in or sign_up):
        run.reader()
        scanned = run.desk.scans.look(payload)
    else:
        actor = run.actor()
        scanned = run.desk.scans.admit(
            actor, payload, sign_up=sign_up, check_in=check_in, given=more, override=override, request=run.request
        )
    run.show(_document(run, scanned), plain.scan)


def _document(run: Run, scanned: Scanned) -> dict[str, Any]:
    from intake.license import as_json

    shop, entry = run.desk.shop, scanned.entry
    return {
        "license": as_json(scanned.card),
        "hints": [{"code": hint.code, "message": hint.message} for hint in scanned.hints],
        "match": scanned.match.kind.value,
        "customers": [report.customer(each, shop) for each in scanned.match.customers],
        "reasons": [report.reason(each) for each in scanned.reasons],
        "entry": report.entry(entry, run.desk.queue.place(entry), shop.now()) if entry else None,
    }
