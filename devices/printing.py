"""Printing cards on paper: through CUPS, whose program ``lp`` knows the printers, or on one for receipts."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

from devices.card import file_of
from intake.errors import Misused

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST_WAIT = 30  # seconds for handing the file over
_PRINTER = re.compile(r"[A-Za-z0-9_][^\s/#\x00-\x1f\x7f]{0,126}")
_RECEIPTS = "escpos:"


def print_card(payload: bytes, printer: str, caption: Sequence[str]) -> None:
    """Print the barcode of ``payload`` with ``caption`` beneath it.

    ``printer`` is one of CUPS, ``escpos:HOST[:PORT]`` or ``escpos:/dev/…``.

    Raises ``Misused``: ``no_printing``, ``bad_printer`` or ``not_printed``.
    """
    if not printer.startswith(_RECEIPTS):
        print_file(file_of(payload, "png", caption), printer)
        return
    from devices.receipt import receipt_of  # noqa: PLC0415 - an optional extra
    from devices.receipt_printer import place_of, send  # noqa: PLC0415

    place = place_of(printer.removeprefix(_RECEIPTS))
    send(receipt_of(payload, caption), place)


def print_file(content: bytes, printer: str) -> None:
    """Hand a picture to ``printer``; raises ``Misused``: ``no_printing``, ``bad_printer`` or ``not_printed``."""
    program = shutil.which("lp")
    if program is None:
        raise Misused("no_printing", "There is no program lp here: install the client of CUPS, or give --out FILE.")
    if not _PRINTER.fullmatch(printer):
        raise Misused("bad_printer", "That is no name of a printer: lpstat -e lists them.")
    try:
        done = subprocess.run(
            [program, "-d", printer, "-t", "card", "-"],
            input=content,
            capture_output=True,
            timeout=_LONGEST_WAIT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        raise Misused("not_printed", "CUPS does not answer: lpstat -r tells whether it runs.") from None
    if done.returncode:
        raise Misused("not_printed", "CUPS did not take the card: lpstat -e lists the printers, lpstat -r the rest.")
