"""Printing on paper, through CUPS: its program ``lp`` takes the file and knows the printers."""

from __future__ import annotations

import re
import shutil
import subprocess

from intake.errors import Misused

_LONGEST_WAIT = 30  # seconds for handing the file over
_PRINTER = re.compile(r"[A-Za-z0-9_][^\s/#\x00-\x1f\x7f]{0,126}")


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
