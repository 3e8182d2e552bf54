"""The three standard streams of the program."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper
from pathlib import Path

from screens.outlet import let_go


def on_terminal() -> bool:
    """Tell whether a person sits at a terminal; the station reads standard input and draws on standard error."""
    return all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))


def complete_streams() -> None:
    """Make all three standard streams usable: a closed one leads nowhere, and both outputs are UTF-8."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - open until the end
        elif mode == "w" and isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def let_go_of_lost() -> None:
    """Throw away what a terminal or reader that has gone did not take."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            let_go(stream)
