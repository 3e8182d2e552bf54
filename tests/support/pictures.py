"""Pictures of screens in docs/pictures, which tests compare with what a station shows."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sitting import Sitting

PICTURES = Path(__file__).parent.parent.parent / "docs/pictures"


async def assert_looks_as(sitting: Sitting, name: str) -> None:
    """Fail unless the screen, without notifications, is the picture ``name``; with INTAKE_DRAW set, draw that anew."""
    sitting.app.clear_notifications()
    await sitting.settle()
    shown = sitting.app.export_screenshot(title="intake", simplify=True)
    picture = PICTURES / f"{name}.svg"
    if os.environ.get("INTAKE_DRAW"):
        picture.write_text(shown)
    assert picture.read_text() == shown, "it looks different now: draw it anew with INTAKE_DRAW=1, and look at it"
