"""Practice at the station: the line that tells the task whose turn it is, and the box that skips or leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from screens.confirm import Passing
from screens.text import plain

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from intake.practice import Practice, Task

_CHOICES: Final = {"": "Go on with this task", "skip": "Skip this task", "leave": "Leave the practice for now"}


class PracticeLine(Static):
    """What to do now, below the names of the panes."""

    DEFAULT_CSS = """
    PracticeLine { height: auto; padding: 0 1; background: $surface; border-left: thick $accent; display: none; }
    PracticeLine.practising { display: block; }
    """
    ALLOW_SELECT = False

    def tell(self, practice: Practice, words: str, key: str) -> None:
        """Show the task whose turn it is in ``words``, or how it went; ``key`` opens the box."""
        self.update(_result(practice, key) if practice.task is None else _task(practice, practice.task, words, key))


def _task(practice: Practice, task: Task, words: str, key: str) -> Content:
    head = f"Practice {practice.tasks.index(task) + 1} of {len(practice.tasks)}: {task.title}"
    done = f"   ✓ {len(practice.done)} done" if practice.done else ""
    return Content.assemble(
        (head, "b $text-accent"), (done, "$text-success"), f"   {key}: skip or leave\n", plain(words)
    )


def _result(practice: Practice, key: str) -> Content:
    words = f"{key} closes this line; everything else goes on."
    return Content.assemble((f"Practice is over. {told(practice)}", "b $text-accent"), "\n", words)


def told(practice: Practice) -> str:
    """Return how many tasks are done, and which were skipped."""
    skipped = ", ".join(task.title.lower() for task in practice.tasks if task in practice.skipped)
    done = f"{len(practice.done)} of {len(practice.tasks)} tasks done."
    return f"{done} Skipped: {skipped}." if skipped else done


class PracticeBox(Passing[str]):
    """All tasks, and what to do about the one whose turn it is: the answer is ``skip``, ``leave`` or nothing."""

    HELP = "The tasks of the practice, and which of them are done. Enter takes the choice below them."

    def __init__(self, practice: Practice) -> None:
        super().__init__()
        self._practice = practice

    def compose(self) -> ComposeResult:
        """Lay out the tasks and the choices."""
        with Vertical(classes="dialog") as box:
            box.border_title = "Practice"
            box.border_subtitle = "Enter chooses, Esc goes on"
            yield Static(Content("\n").join(self._row(task) for task in self._practice.tasks))
            yield Static("")
            yield OptionList(*(Option(words, id=choice or "go on") for choice, words in _CHOICES.items()))

    def on_mount(self) -> None:
        """Have the cursor on the choices."""
        self.query_one(OptionList).focus()

    def _row(self, task: Task) -> Content:
        practice = self._practice
        if task in practice.done:
            return Content.assemble(("✓ ", "$text-success"), task.title)
        if task is practice.task:
            return Content.assemble(("▸ ", "$text-accent"), (task.title, "b"))
        return Content(f"{'–' if task in practice.skipped else '·'} {task.title}")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Answer with the choice."""
        event.stop()
        self.dismiss([*_CHOICES][event.option_index])
