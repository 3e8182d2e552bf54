"""What license numbers look like, by jurisdiction."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path


def is_possible(number: str, jurisdiction: str) -> bool:
    """Tell whether a license of ``jurisdiction`` can have ``number``; where no shape is known it can.

    Blanks, dots and hyphens do not count. The shapes are wide: every form that the jurisdiction is known to have
    issued, and a few more, so that only what no license of its can have fails.
    """
    shape = _shapes().get(jurisdiction)
    return shape is None or shape.fullmatch(re.sub("[ .-]", "", number).upper()) is not None


@cache
def _shapes() -> dict[str, re.Pattern[str]]:
    lines = Path(__file__).with_suffix(".csv").read_text(encoding="utf-8").splitlines()[1:]
    rows = (line.split(",", 1) for line in lines)
    return {code: re.compile(shape) for code, shape in rows}
