"""The last keys that came, as far as a scan may have begun with them, and what their pace and kind say.

Two things are followed at once: the ``run``, keys each less than ``QUICK`` seconds after the one before, and the
``opening``, keys that may be the beginning of a card, each less than ``SLOWEST`` seconds after the one before, or
``REST`` once they are none of the rows of keys that a person presses as commands.
"""

from __future__ import annotations

from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from devices.capture import BRISK, QUICK, REST, WORDY
from devices.header import begins_card, opens
from devices.opening import is_card, is_rare, may_open

if TYPE_CHECKING:
    from collections.abc import Sequence

    from devices.stroke import Haste, Stroke

SLOWEST: Final = 0.140
"""Seconds between the keys of a header from the slowest scanner (80 ms) with the jitter of a busy machine."""
MACHINE: Final = 8
"""Quick keys in a row that make a burst where no field takes text."""
PAIR: Final = 0.025
"""Seconds between two keys, one of them a control key, that are a scanner's; a busy machine may push two together."""
SINGLE: Final = 3
"""Quick keys that came one by one where no field takes text, or with Backspace among them: two fingers may fall
together, three do not."""
FINGERS: Final = 4
"""Quick keys that came one by one into a field, with a control key among them, that no person types."""
REPEATS: Final = 1.5
"""Seconds in which a key that is held down begins to repeat."""
HOLDS: Final = 0.120
"""Seconds after which a key that is held down begins to repeat, at the least; a scanner waits for less."""
FLOOD: Final = 32
"""Keys in a row, less than 8 ms apart on average, that make a burst even when all are the same; Backspace that nobody
holds down makes one at any pace."""

_ENTER: Final = "\r\n"
_TAB: Final = "\t"
_LONGEST: Final = 160

Key = TypeVar("Key")


class Line(Generic[Key]):
    """The last keys; the first ``delivered`` of them have been let go, and the others wait."""

    def __init__(self) -> None:
        self.strokes: list[Stroke[Key]] = []
        self.delivered = 0
        self._run_at = 0
        self._opening_at = 0
        self._before: Stroke[Key] | None = None
        self._repeats = False

    @property
    def waiting(self) -> Sequence[Stroke[Key]]:
        """The keys that have not been let go."""
        return self.strokes[self.delivered :]

    @property
    def opening(self) -> str:
        """What may be the beginning of a card."""
        return _text(self.strokes[self._opening_at :])

    @property
    def _run(self) -> Sequence[Stroke[Key]]:
        return self.strokes[self._run_at :]

    @property
    def _typed(self) -> str:
        return _text(self._run)

    def opening_with(self, stroke: Stroke[Key]) -> int:
        """Return where among the ``strokes`` an opening begins that goes on with ``stroke``, their number for none."""
        new = len(self.strokes)
        pause = stroke.time - self.strokes[-1].time if self.strokes else REST
        if pause >= REST or (pause >= SLOWEST and not is_rare(self.opening)):
            return new
        text = self.opening + stroke.character
        begins = (at for at in range(len(text) - 1) if may_open(text[at:]) or opens(text[at:]))
        return self._opening_at + next(begins, len(text) - 1)

    def goes_on(self, stroke: Stroke[Key], opening_at: int) -> bool:
        """Tell whether ``stroke`` belongs to the run or to the opening; if not, nothing need wait any longer."""
        new = len(self.strokes)
        return new < _LONGEST and (opening_at < new or self._is_quick(stroke))

    def add(self, stroke: Stroke[Key], opening_at: int) -> None:
        """Take ``stroke`` as the newest key, with the opening from ``opening_at``."""
        last = self.strokes[-1] if self.strokes else None
        if not self.goes_on(stroke, opening_at):
            self.strokes, self.delivered, self._run_at, opening_at = [], 0, 0, 0
        if not self._is_quick(stroke):
            self._run_at = len(self.strokes)
            self._before = last if last and stroke.time - last.time <= REPEATS else None
            self._repeats = self._goes_on_repeating(stroke)
        self._opening_at = opening_at
        stroke.haste = self._haste(stroke)
        self.strokes.append(stroke)

    def is_held_down(self) -> bool:
        """Tell whether the run can be a key that is held down, as far as all has been seen that came with it."""
        run = self._run
        return len(run) > 1 and self._is_held(run[-1].character) and not run[-1].more

    # -- what a scan is told by

    def is_opened(self) -> bool:
        """Tell whether the opening is a card's: what comes now is a scan. Enter behind ``@`` may be a person's."""
        text = self.opening
        is_persons = text[-2:] == "@\r" and len(self._run) == 1
        return len(text) > 1 and not is_persons and (opens(text) or is_card(text))

    def is_burst(self, *, may_be_rest: bool) -> bool:
        """Tell whether the run is one that a machine typed, by its length; in a field the rest of a card is short."""
        run, typed = self._run, self._typed
        in_field = any(stroke.takeable for stroke in run) and not may_be_rest and not begins_card(typed)
        if len(run) < (WORDY if in_field else MACHINE):
            return False
        took = run[-1].time - run[0].time
        floods = took < len(run) * 0.008 or (self._is_one_edit() and not self._repeats)
        return len(set(typed)) >= 3 or (len(run) >= FLOOD and floods)

    def came_singly(self) -> bool:
        """Tell whether the keys of the run came one by one as no fingers press them."""
        run, reads = self._run, self._reads()
        if reads < 2 or self._is_held(run[-1].character) or self._is_one_edit():
            return False
        if any(stroke.edits for stroke in run):
            return self._came_with_edits()
        if reads < min(len(run), FINGERS):
            return False
        controls = any(stroke.controls for stroke in run)
        if any(stroke.is_text for stroke in run):
            return controls and reads >= FINGERS
        if set(self._typed) == {_TAB}:
            return False
        return reads >= SINGLE or (controls and run[-1].time - run[-2].time < PAIR)

    def _came_with_edits(self) -> bool:
        """Tell whether a run with Backspace among other keys is none of a person's."""
        run, reads = self._run, self._reads()
        if any(stroke.is_text for stroke in run) or self._is_typing():
            return reads >= SINGLE
        return reads >= SINGLE or len(run) >= FINGERS or run[-1].time - run[-2].time < PAIR

    def begins(self) -> int:
        """Return where among the ``strokes`` the scan begins that has just been told.

        What a person typed into a field right before a card, at a pace that is not the scanner's, is no part of it.
        """
        at = self._opening_at
        if at <= self._run_at:
            return at if self.is_opened() or is_rare(self.opening) else self._run_at
        gaps = [later.time - sooner.time for sooner, later in pairwise(self._run)]
        first = at - self._run_at
        slower = gaps[first - 1] > max(BRISK, 2 * max(gaps[first:], default=0.0))
        persons = slower and self.is_opened() and all(stroke.takeable for stroke in self._run[:first])
        return at if persons else self._run_at

    def begins_behind_acts(self) -> int:
        """Return where the scan begins that has just been told, without what is done already, but for a card's."""
        begins = self.begins()
        if is_rare(self.opening):
            return begins
        done = (at + 1 for at in range(self.delivered - 1, begins - 1, -1) if not self.strokes[at].takeable)
        return next(done, begins)

    def begins_right_before(self, time: float) -> int:
        """Return where among the ``strokes`` a scan begins that was told by what came at ``time``.

        An act that it began with is done already, and no part of it.
        """
        if not self.strokes or time >= self.strokes[-1].time + QUICK:
            return self.delivered
        typed = (index for index in range(self._run_at, self.delivered) if not self.strokes[index].acts)
        return next(typed, self.delivered)

    def typed_before(self, begins: int) -> str:
        """Return what went into the field right before the stroke at ``begins``, since the field was marked."""
        text = ""
        for stroke in self._typing_before(begins):
            text = text[:-1] if stroke.edits else text + stroke.character
        return text

    def begins_typing(self, index: int) -> bool:
        """Tell whether the stroke at ``index`` is the first that goes into a field."""
        before = self._typing_before(index)
        return self.strokes[index].takeable and not any(stroke.takeable for stroke in before)

    def _typing_before(self, index: int) -> Sequence[Stroke[Key]]:
        """Return the strokes right before ``index`` that are text or take it back."""
        return list(takewhile(lambda stroke: not stroke.acts, reversed(self.strokes[:index])))[::-1]

    # -- pace

    def may_hold_nameless(self, stroke: Stroke[Key]) -> bool:
        """Tell whether ``stroke``, of a key without a character, may be a scanner's.

        It goes on with an opening, or comes right behind other keys and not in one lump with all of them.
        """
        run = self._run
        if self.opening_with(stroke) < len(self.strokes):
            return True
        return bool(run) and stroke.time < run[-1].time + QUICK and (stroke.time > run[-1].time or self._reads() > 1)

    def _is_quick(self, stroke: Stroke[Key]) -> bool:
        run = self._run
        if not run or len(run) > WORDY or stroke.time >= run[-1].time + QUICK:
            return False
        last = run[-1]
        return stroke.character == last.character or not (last.edits and self._repeats)

    def _haste(self, stroke: Stroke[Key]) -> Haste:
        """Tell how ``stroke`` came, if it is a control key right behind the first keys that were typed for a while.

        Where no field has the cursor, any key that acts counts so behind Backspace.
        """
        run = self._run
        if not run or not (stroke.controls or (stroke.acts and run[-1].edits)) or stroke.time - run[-1].time >= PAIR:
            return ""
        if self._is_typing() or self._is_held(stroke.character):
            return ""
        if stroke.character not in _ENTER and set(self._typed) == {stroke.character}:
            return ""
        return "lump" if self._came_in_lumps() or stroke.time == run[-1].time else "single"

    def _is_typing(self) -> bool:
        """Tell whether the run goes on with what a person was typing into a field."""
        return self._before is not None and self._before.is_text and self._run[0].takeable

    def _is_held(self, character: str) -> bool:
        """Tell whether the run can be ``character`` repeating, because the key before it was the same."""
        before = self._before
        return before is not None and set(self._typed) == {before.character} == {character}

    def _goes_on_repeating(self, stroke: Stroke[Key]) -> bool:
        """Tell whether ``stroke``, the first of a run, can be a key that has been held down since before."""
        before = self._before
        if before is None or before.character != stroke.character:
            return False
        return self._repeats or stroke.time - before.time >= HOLDS

    def _is_one_edit(self) -> bool:
        """Tell whether the run is one and the same Backspace, as a person's is that a slow line held back."""
        return self._run[0].edits and len(set(self._typed)) == 1

    def _reads(self) -> int:
        """Return at how many different times the keys of the run came."""
        return len({stroke.time for stroke in self._run})

    def _came_in_lumps(self) -> bool:
        return self._reads() < len(self._run)


def _text(strokes: Sequence[Stroke[Key]]) -> str:
    return "".join(stroke.character for stroke in strokes)
