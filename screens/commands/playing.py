"""The demo away from a terminal: the main job plays by itself, told step by step."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from intake import report
from intake.text import presentable
from screens import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from screens.commands.run import Run


def play(run: Run, through_picture: Callable[[bytes], bytes]) -> None:
    """Play the main job and print each step and the queue; ``through_picture`` draws and reads a barcode."""
    from intake import demo

    steps = []
    for step in demo.play(run.desk, through_picture):
        steps.append({"step": step.title, "outcome": step.outcome})
        if not run.json:
            sys.stdout.write(f"{presentable(f'{step.title}: {step.outcome}')}\n")
    shown = {
        "steps": steps,
        "queue": report.queue(run.desk.drafts.everyone(), run.desk.queue.waiting(), run.desk.shop.now()),
    }
    run.show(shown, lambda played: ["", *plain.queue(played["queue"])])
