"""A card as a receipt printer wants it: ESC/POS commands, which python-escpos knows."""

from __future__ import annotations

import io
import tempfile
from contextlib import contextmanager, redirect_stdout
from typing import TYPE_CHECKING

from devices.card import narrow
from intake.errors import Misused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def receipt_of(payload: bytes, caption: Sequence[str] = ()) -> bytes:
    """Return the commands that print the barcode of ``payload``, ``caption`` beneath it, and cut the paper.

    Raises ``Misused`` (``no_printing``) without python-escpos, and ``Unreadable`` for a payload that is too long.
    """
    picture = narrow(payload, caption)
    with _kept_to_itself():
        try:
            from escpos.printer import Dummy  # noqa: PLC0415 - an optional extra
        except ImportError:
            words = "To print on a receipt printer python-escpos is needed: pip install 'intake-station[receipt]'."
            raise Misused("no_printing", words) from None
        printer = Dummy()
        printer.hw("INIT")
        printer.set(align="center")
        printer.image(picture)
        printer.cut()
    commands: bytes = printer.output
    return commands


@contextmanager
def _kept_to_itself() -> Iterator[None]:
    """Keep what python-escpos does besides: it leaves a folder when it is imported, and prints remarks as data."""
    before = tempfile.tempdir
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(io.StringIO()):
        tempfile.tempdir = folder
        try:
            yield
        finally:
            tempfile.tempdir = before
