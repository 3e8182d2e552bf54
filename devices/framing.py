"""The wedge gate: tells a scanner that types from a person who types, by time and shape alone.

A keyboard-wedge scanner types a card's payload as if it were keys. The gate stands where keys arrive, before
focus and bindings, and is a pure state machine: every key is fed with the time at which it came, and the answer
is a list of steps for the app to do, in order.

What opens a scan:

* The beginning of a card's header (see ``header``): ``@`` and then a separator within ``SLOWEST`` seconds.
* What else a card begins with on any keyboard, with ``SLOWEST`` seconds at the most from key to key, as soon as it is
  more than a person types (see ``opening``).
* A burst: keys in a row, each less than ``QUICK`` seconds after the one before, of at least three kinds. ``MACHINE``
  of them will do where no field takes text, or when they begin as a card does; in a field it takes ``WORDY``, because
  a slow line, a paste or a script delivers what a person typed in one lump. A key that repeats because it is held
  down does not count.
* Quick keys that came one by one, as fingers press none: ``SINGLE`` of them where no field takes text, or two when one
  is a control key such as Enter; into a field ``FINGERS`` with a control key among them, or ``SINGLE`` with Backspace.
* An escape sequence that was typed key by key (see ``typed_sequence``).

An open scan takes everything until ``SILENCE`` seconds without a key (more for a scanner that types slowly), and
ends as one payload. ``WHOLE`` seconds are enough when a brisk scanner has typed all that the header announces, with
as many characters behind it as this scanner added last time; what follows late of it is then no key either, and an end
mark that is still to come is none for longer (see ``behind``). A second header inside a scan, with all its control
characters or its issuer, begins a second one.

A license that obviously lacks its end waits up to ``REST`` for it, while keys are keys as ever. The rest is told by the
same signs as a scan, and in a field by no more keys than elsewhere; what begins as a card does is none. Any other key
ends the wait. What comes still later, or behind a card whose end is not certain, is dropped.

What people type is not delayed. Text and Backspace on their way into a field pass at once, apart from ``@``, which
waits up to ``HELD``; if it shows later that a machine typed it, the field takes it back ("mark", "take back"), but for
what a person typed right before a card. Keys that act and cannot be taken back (Enter, or letters where no field has
the focus) wait up to ``QUICK`` for the next key, and up to ``SLOWEST`` while they go on as a card begins and no row of
commands does. A burst into a field that has no control character and is no card is given to the field when it ends.
A control key right behind other keys is never simply pressed: it is "hasty" when it came in one lump with them, and
else lost. A key without a character, such as Delete or an arrow, counts as a control key unless it came in one lump.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Generic, TypeVar

from devices.behind import Behind
from devices.capture import LATE, QUICK, REST, SILENCE, Capture
from devices.header import begins_card, beyond_end, holds_card, opens
from devices.line import SLOWEST, Line
from devices.opening import NAMELESS, is_rare
from devices.step import LATE_MARK, NOTHING, TOO_FAST, Do, Step, delivered, scanned
from devices.stroke import EDITS, Stroke

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["HELD", "LATE", "QUICK", "SLOWEST", "Do", "Gate", "Step"]

HELD: Final = 0.050
"""Seconds that ``@`` waits for the separator of a header."""

Key = TypeVar("Key")


class Gate(Generic[Key]):
    """Says for each key whether it passes, waits, or belongs to a scan.

    Times are seconds of one clock that never goes back. ``tick`` is to be called when ``deadline`` has come. The
    scanner is thought to put ``added`` characters behind a card until one shows how many it does.
    """

    silence: Final = SILENCE

    def __init__(self, added: int = 0) -> None:
        self._line: Line[Key] = Line()
        self._held_until = 0.0
        self._capture: Capture | None = None
        self._behind = Behind(added)
        self.ended = 0
        """How many scans have ended so far."""
        self._half = ""
        self._half_until = 0.0

    @property
    def capturing(self) -> bool:
        """Whether a scan is coming in, or may still have an end to come."""
        return self._capture is not None or self._behind.late_until is not None

    @property
    def deadline(self) -> float | None:
        """When ``tick`` has something to do, or ``None``."""
        if self._capture is not None:
            return self._capture.ends_whole(self._behind.added) or self._capture.ends
        if self._behind.late_until is not None:
            return self._behind.late_until
        held, half = self._line.waiting and self._held_until, self._half and self._half_until
        return min((due for due in (held, half) if due), default=None)

    def opens(self, text: str) -> bool:
        """Tell whether ``text``, typed without a pause, ends with what opens a scan."""
        return opens(text)

    def tick(self, now: float) -> list[Step[Key]]:
        """Return what the passing of time brings: the end of a scan, or keys that have waited long enough."""
        steps: list[Step[Key]] = []
        while self.deadline is not None and now >= self.deadline:
            if self._capture is not None:
                steps.extend(self._finish())
            elif self._behind.late_until is not None:
                self._behind.late_until = None
            elif self._line.waiting and now >= self._held_until:
                steps.extend(self._release())
            else:
                steps.append(self._give_up())
        return steps

    def key(self, character: str, time: float, key: Key, *, takeable: bool) -> list[Step[Key]]:
        """Feed one key; ``character`` is empty for keys without one, such as arrows.

        ``takeable`` keys go into a field, as text or Backspace, that can take them back; the others act at once.
        """
        steps = self.tick(time)
        if (scan := self._scan(time)) is not None:
            return [*steps, *self._swallow(character or scan.nameless(), time)]
        stroke = Stroke(character or NAMELESS, time, key, takeable)
        if not character and not self._line.may_hold_nameless(stroke):
            steps.extend(self._release())
            self._line = Line()
            return [*steps, Step("deliver", key)]
        return [*steps, *self._weigh(stroke)]

    def chunk(self, text: str, time: float, make_key: Callable[[str], Key], *, takeable: bool) -> list[Step[Key]]:
        """Feed characters that arrived together; ``make_key`` makes the key of those that turn out typed."""
        steps = self.tick(time)
        for index, character in enumerate(text):
            if self._scan(time) is not None:
                return [*steps, *self._swallow(text[index:], time)]
            takes = takeable and (character.isprintable() or character in EDITS)
            stroke = Stroke(character, time, make_key(character), takes, more=index + 1 < len(text))
            steps.extend(self._weigh(stroke))
        return steps

    def paste(self, text: str, time: float, key: Key) -> list[Step[Key]]:
        """Feed a paste; one that holds a card, or comes inside a scan, is a scan, any other is delivered."""
        steps = self.tick(time)
        if self._capture is None:
            steps.extend(self._release())
            self._line = Line()
            if not holds_card(text):
                return [*steps, Step("deliver", key)]
            self._capture = Capture(time, shown=0, takeable=False)
            self._capture.sure = True
            self._take_half(self._capture)
        return [*steps, *self._swallow(text, time)]

    def typed_sequence(self, text: str, began: float, time: float) -> list[Step[Key]]:
        """Feed an escape sequence that was typed key by key from ``began`` to ``time``, as no terminal sends it.

        What comes with it is a scan, and so is what was typed right before it into a field.
        """
        steps = self.tick(time)
        if self._capture is None:
            steps.extend(self._start(time, self._line.begins_right_before(began)))
        return [*steps, *self._swallow(text, time)]

    def _scan(self, time: float) -> Capture | None:
        """Return the scan to which a key belongs: the one that is open, or one that has ended and gets it late."""
        if self._behind.late_until is not None:
            self._behind.late_until = None
            self._capture = Capture(time, shown=0, takeable=False, late=True)
        return self._capture

    def _weigh(self, stroke: Stroke[Key]) -> Iterator[Step[Key]]:
        if self._behind.is_late_mark(stroke.character, stroke.time):
            yield Step("dropped", text=LATE_MARK)
            return
        line = self._line
        opening_at = line.opening_with(stroke)
        if not line.goes_on(stroke, opening_at):
            yield from self._release()
        line.add(stroke, opening_at)
        self._half_until = stroke.time + QUICK
        may_be_rest = self._half != "" or self._behind.may_be_rest(stroke.time)
        if line.is_opened() or line.is_burst(may_be_rest=may_be_rest):
            yield from self._start(stroke.time, line.begins())
        elif line.came_singly():
            yield from self._start(stroke.time, line.begins_behind_acts(), few=not is_rare(line.opening))
        elif (until := self._waits_until(stroke)) is None:
            yield from self._release()
        else:
            self._held_until = until

    def _waits_until(self, stroke: Stroke[Key]) -> float | None:
        """Return until when the newest stroke must wait, or ``None`` to let all go."""
        waiting, opening = self._line.waiting[:-1], self._line.opening
        acts = stroke.acts or any(not before.takeable for before in waiting)
        if acts and is_rare(opening):
            return stroke.time + SLOWEST
        if stroke.character == "@":
            return stroke.time + HELD
        if waiting and waiting[0].character == "@" and len(opening) > 1:
            return self._held_until
        return stroke.time + QUICK if acts and not self._line.is_held_down() else None

    def _release(self, until: int | None = None) -> Iterator[Step[Key]]:
        """Let the waiting keys go, or those of them before ``until``."""
        line, strokes = self._line, self._line.strokes
        for index in range(line.delivered, len(strokes) if until is None else until):
            if line.begins_typing(index):
                yield Step("mark")
            yield delivered(strokes[index])
            line.delivered = index + 1

    def _start(self, time: float, begins: int, *, few: bool = False) -> Iterator[Step[Key]]:
        """Open a scan with the strokes from ``begins`` on."""
        line = self._line
        yield from self._release(begins)
        strokes = line.strokes[begins:]
        began, takeable = strokes[0].time if strokes else time, any(stroke.takeable for stroke in strokes)
        self._capture = Capture(
            began, shown=line.delivered - begins, takeable=takeable, before=line.typed_before(begins)
        )
        for stroke in strokes:
            self._capture.add(stroke.character, stroke.time)
        self._capture.few = few
        if self._half:
            self._take_half(self._capture)
        elif self._behind.may_be_rest(time):
            self._capture.is_rest = self._capture.late = True
        self._line = Line()
        yield from self._swallow("", time)

    def _swallow(self, text: str, time: float) -> Iterator[Step[Key]]:
        capture = self._capture
        if capture is None:
            return
        capture.add(text, time)
        if not capture.sure and capture.must_be_scan():
            yield from self._take_back(capture)
        while (before := capture.split()) is not None:
            yield scanned(before)
        capture.limit()

    def _take_back(self, capture: Capture) -> Iterator[Step[Key]]:
        """Hold ``capture`` for a scan, and take back what a field shows of it."""
        capture.sure = True
        if capture.shown and capture.takeable:
            yield Step("take back")
            if capture.before:
                yield Step("give back", text=capture.before)

    def _take_half(self, capture: Capture) -> None:
        """Let ``capture`` be the rest of the card that waits, if it does not begin as a card does."""
        half, self._half = self._half, ""
        capture.join(half)

    def _give_up(self) -> Step[Key]:
        """Hand on the half for which no rest has come."""
        half, self._half = self._half, ""
        self._behind.gave_up(self._half_until)
        return scanned(half)

    def _finish(self) -> Iterator[Step[Key]]:
        capture = self._capture
        if capture is None or capture.goes_on():
            return
        self._capture = None
        self.ended += 1
        if (half := capture.part()) is not None:
            yield scanned(half)
        if capture.lacks_rest():
            yield from self._keep_half(capture)
        else:
            yield from self._end(capture)

    def _keep_half(self, capture: Capture) -> Iterator[Step[Key]]:
        """Wait for the rest of a license."""
        yield from () if capture.sure else self._take_back(capture)
        self._half, self._half_until = capture.text, capture.last + REST

    def _end(self, capture: Capture) -> Iterator[Step[Key]]:
        """Hand on what has ended."""
        self._behind.ended(capture)
        if capture.too_long:
            yield Step("dropped", text="That scan was longer than any card.")
        elif capture.is_mixed():
            yield Step("dropped", text="Two different licenses came at once; scan one of them again.")
        elif capture.late and not (holds_card(capture.text) or begins_card(capture.text)):
            if capture.text.strip(NOTHING):
                yield Step("dropped", text="A scan came in pieces: scan the card again.")
        elif capture.sure:
            if holds_card(capture.text) and beyond_end(capture.text) is None:
                self._behind.gave_up(capture.last)
            yield scanned(capture.text)
        elif capture.takeable:
            yield Step("give back", text=capture.text[capture.shown :])
        else:
            yield Step("dropped", text=TOO_FAST)
