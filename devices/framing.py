"""The wedge gate: tells a scanner that types from a person who types, by time and shape alone.

A keyboard-wedge scanner types a card's payload as if it were keys. The gate stands where keys arrive, before
focus and bindings, and is a pure state machine: every key is fed with the time at which it came, and the answer
is a list of steps for the app to do, in order.

What opens a scan:

* The beginning of a card's header (see ``header``): ``@`` and then a separator within ``SLOWEST`` seconds, or
  ``@ANSI 6`` and its kin, what is left of it when the scanner drops control characters.
* A burst: keys in a row, each less than ``QUICK`` seconds after the one before, of at least three kinds. ``MACHINE``
  of them will do where no field takes text, or when they begin as a card does; in a field it takes ``WORDY``, because
  a slow line, a paste or a script delivers what a person typed in one lump. A key that repeats because it is held
  down does not count.

An open scan takes everything until ``SILENCE`` seconds without a key (more for a scanner that types slowly), and
ends as one payload. ``WHOLE`` seconds are enough when a brisk scanner has typed all that the header announces, with
as many characters behind it as this scanner added last time; what follows late of it is then no key either. A second
full header inside a scan begins a second one.

What people type is not delayed. Text on its way into a field passes at once, apart from ``@``, which waits up to
``HELD``; if a burst shows later that a machine typed it, the field takes it back ("mark", "take back"), but for what
a person typed right before a card's header. Keys that
act and cannot be taken back (Enter, or letters where no field has the focus) wait up to ``QUICK`` for the next
key. A burst into a field that has no control character and is no card is given to the field when it ends.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Generic, Literal, TypeVar

from devices.header import FULL, begins_card, beyond_end, header_begins, holds_card, may_open, opens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HELD: Final = 0.050
"""Seconds that ``@`` waits for the separator of a header."""
QUICK: Final = 0.030
"""Seconds between two keys below which no person types a row of keys."""
SLOWEST: Final = 0.140
"""Seconds between the keys of a header from the slowest scanner (80 ms) with the jitter of a busy machine."""
SILENCE: Final = 0.150
"""Seconds without a key that end a scan, at the least; a slow scanner may pause four times as long as usual."""
LONGEST_PAUSE: Final = 0.6
"""Seconds that a scan waits for its next key at the most; the slowest scanner types a key in 80 ms."""
WHOLE: Final = 0.040
"""Seconds without a key that end a scan which has all that its header announces."""
LATE: Final = 0.080
"""Seconds after the last key of a whole scan in which keys still belong to it."""
BRISK: Final = 0.008
"""Seconds from key to key, on average, of a scanner that need not be waited for."""
MACHINE: Final = 8
"""Quick keys in a row that make a burst where no field takes text."""
WORDY: Final = 40
"""Quick keys in a row that make a burst in a field."""
FLOOD: Final = 32
"""Keys in a row, less than 8 ms apart on average, that make a burst even when all are the same."""
LONGEST: Final = 4096
"""Characters of the longest scan; a card holds about 1,000, the largest PDF417 1,850."""

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_SMALLEST: Final = 16
_NOTHING: Final = "@ \t\n\r\x00\x1c\x1d\x1e\x1f"

Key = TypeVar("Key")

Do = Literal["deliver", "mark", "take back", "give back", "scanned", "dropped"]


@dataclass(frozen=True, slots=True)
class Step(Generic[Key]):
    """One thing for the app to do.

    ``deliver`` the ``key`` on the normal path; ``mark`` the focused field as it is before the next key;
    ``take back`` what came into it since; ``give back`` the ``text`` to the focused field; a scan ended
    (``scanned``, ``text`` is the raw payload) or was ``dropped`` (``text`` is the reason, one sentence).
    """

    do: Do
    key: Key | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class _Stroke(Generic[Key]):
    character: str
    time: float
    key: Key
    takeable: bool


class _Capture:
    """The characters of one scan while it comes in."""

    def __init__(
        self, text: str, time: float, *, shown: int, takeable: bool, late: bool = False, before: str = ""
    ) -> None:
        self.late = late
        self.before = before
        self.text = text
        self.last = time
        self._began = time
        self._keys = 0
        self.shown = shown
        self.takeable = takeable
        self.sure = late
        self.too_long = False

    @property
    def _pace(self) -> float:
        return (self.last - self._began) / max(1, self._keys)

    @property
    def ends(self) -> float:
        """When the scan is over if nothing more comes."""
        return self.last + min(max(SILENCE, 4 * self._pace), LONGEST_PAUSE)

    def ends_whole(self, added: int) -> float | None:
        """When it is over if the scanner adds ``added`` characters to a card, or ``None`` while more must come."""
        if not self.sure or self._pace > BRISK or beyond_end(self.text) != added:
            return None
        return self.last + max(WHOLE, 5 * self._pace)

    def add(self, text: str, time: float) -> None:
        self.last = time
        self._keys += len(text)
        if not self.too_long:
            self.text += text

    def limit(self) -> None:
        if len(self.text) > LONGEST:
            self.text, self.too_long = "", True

    def must_be_scan(self) -> bool:
        if opens(self.text) or holds_card(self.text) or _CONTROL.search(self.text):
            return True
        return len(self.text) >= WORDY and not self.takeable

    def split(self) -> str | None:
        """Return what stands before a second header and keep the rest, or ``None``."""
        at = self.text.find(FULL, _SMALLEST)
        if at < 0:
            return None
        before, self.text = self.text[:at], self.text[at:]
        return before


class Gate(Generic[Key]):
    """Says for each key whether it passes, waits, or belongs to a scan.

    Times are seconds of one clock that never goes back. ``tick`` is to be called when ``deadline`` has come.
    """

    silence: Final = SILENCE

    def __init__(self) -> None:
        self._run: list[_Stroke[Key]] = []
        self._delivered = 0
        self._held_until = 0.0
        self._capture: _Capture | None = None
        self._added = 0
        self.ended = 0
        """How many scans have ended so far."""
        self._late_until: float | None = None

    @property
    def capturing(self) -> bool:
        """Whether a scan is coming in, or may still have an end to come."""
        return self._capture is not None or self._late_until is not None

    @property
    def deadline(self) -> float | None:
        """When ``tick`` has something to do, or ``None``."""
        if self._capture is not None:
            return self._capture.ends_whole(self._added) or self._capture.ends
        if self._late_until is not None:
            return self._late_until
        return self._held_until if self._delivered < len(self._run) else None

    def opens(self, text: str) -> bool:
        """Tell whether ``text``, typed without a pause, ends with what opens a scan."""
        return opens(text)

    def tick(self, now: float) -> list[Step[Key]]:
        """Return what the passing of time brings: the end of a scan, or keys that have waited long enough."""
        steps: list[Step[Key]] = []
        while self.deadline is not None and now >= self.deadline:
            if self._capture is not None:
                steps.extend(self._finish())
            elif self._late_until is not None:
                self._late_until = None
            else:
                steps.extend(self._release())
        return steps

    def key(self, character: str, time: float, key: Key, *, takeable: bool) -> list[Step[Key]]:
        """Feed one key; ``character`` is empty for keys without one, such as arrows.

        ``takeable`` keys go as text into a field that can take them back; the others act at once.
        """
        steps = self.tick(time)
        if self._is_scan(character, time):
            return [*steps, *self._swallow(character, time)]
        if not character:
            steps.extend(self._release())
            self._forget()
            return [*steps, Step("deliver", key)]
        return [*steps, *self._weigh(_Stroke(character, time, key, takeable))]

    def chunk(self, text: str, time: float, make_key: Callable[[str], Key], *, takeable: bool) -> list[Step[Key]]:
        """Feed characters that arrived together; ``make_key`` makes the key of those that turn out typed."""
        steps = self.tick(time)
        for index, character in enumerate(text):
            if self._is_scan(character, time):
                return [*steps, *self._swallow(text[index:], time)]
            takes = takeable and character.isprintable()
            steps.extend(self.key(character, time, make_key(character), takeable=takes))
        return steps

    def paste(self, text: str, time: float, key: Key) -> list[Step[Key]]:
        """Feed a paste; one that holds a card, or comes inside a scan, is a scan, any other is delivered."""
        steps = self.tick(time)
        if self._capture is None:
            steps.extend(self._release())
            self._forget()
            if not holds_card(text):
                return [*steps, Step("deliver", key)]
            self._capture = _Capture("", time, shown=0, takeable=False)
            self._capture.sure = True
        return [*steps, *self._swallow(text, time)]

    def _is_scan(self, character: str, time: float) -> bool:
        """Tell whether ``character`` belongs to the scan that is open, or came late to one that has ended."""
        if self._late_until is not None and character:
            self._late_until = None
            self._capture = _Capture("", time, shown=0, takeable=False, late=True)
        return self._capture is not None

    def _weigh(self, stroke: _Stroke[Key]) -> Iterator[Step[Key]]:
        if not self._continues(stroke):
            yield from self._release()
            self._forget()
        self._run.append(stroke)
        if opens(self._typed()) or self._is_machine():
            yield from self._start(stroke.time)
            return
        until = self._waits_until(stroke)
        if until is None:
            yield from self._release()
        else:
            self._held_until = until

    def _typed(self) -> str:
        return "".join(stroke.character for stroke in self._run)

    def _continues(self, stroke: _Stroke[Key]) -> bool:
        """Tell whether ``stroke`` belongs to the run: quick, or slow but on its way to a card's header."""
        if not self._run or len(self._run) > WORDY:
            return False
        gap = stroke.time - self._run[-1].time
        if gap < QUICK:
            return True
        text = self._typed() + stroke.character
        return gap <= SLOWEST and (may_open(text) or opens(text))

    def _is_machine(self) -> bool:
        count = len(self._run)
        in_field = any(stroke.takeable for stroke in self._run) and not begins_card(self._typed())
        if count < (WORDY if in_field else MACHINE):
            return False
        if any(later.time - sooner.time >= QUICK for sooner, later in pairwise(self._run)):
            return False
        took = self._run[-1].time - self._run[0].time
        return len(set(self._typed())) >= 3 or (count >= FLOOD and took < count * 0.008)

    def _waits_until(self, stroke: _Stroke[Key]) -> float | None:
        """Return until when the newest stroke of the run must wait, or ``None`` to let the run go."""
        if stroke.character == "@":
            return stroke.time + HELD
        waiting = self._run[self._delivered : -1]
        acts = not stroke.takeable and (
            len(self._run) > 1 or stroke.character.isprintable() or stroke.character in "\r\n"
        )
        if waiting and may_open(self._typed()):
            return max(self._held_until, stroke.time + QUICK) if acts else self._held_until
        if len(self._run) > 1 and len(set(self._typed())) == 1:
            return None
        if acts or any(not before.takeable for before in waiting):
            return stroke.time + QUICK
        return None

    def _release(self) -> Iterator[Step[Key]]:
        """Let the waiting keys go."""
        for index in range(self._delivered, len(self._run)):
            stroke = self._run[index]
            if index == 0 and stroke.takeable:
                yield Step("mark")
            yield Step("deliver", stroke.key)
        self._delivered = len(self._run)

    def _forget(self) -> None:
        self._run = []
        self._delivered = 0

    def _start(self, time: float) -> Iterator[Step[Key]]:
        persons, takeable = self._typed_before(), self._run[0].takeable
        text, shown = self._typed(), self._delivered - persons
        self._capture = _Capture(text[persons:], time, shown=shown, takeable=takeable, before=text[:persons])
        self._forget()
        yield from self._swallow("", time)

    def _typed_before(self) -> int:
        """Return how many keys at the beginning of the run went into a field at a pace that is not the scanner's."""
        begins = header_begins(self._typed())
        if begins <= 0 or not all(stroke.takeable for stroke in self._run[:begins]):
            return 0
        gaps = [later.time - sooner.time for sooner, later in pairwise(self._run)]
        return begins if gaps[begins - 1] > max(BRISK, 2 * max(gaps[begins:], default=0.0)) else 0

    def _swallow(self, text: str, time: float) -> Iterator[Step[Key]]:
        capture = self._capture
        if capture is None:
            return
        capture.add(text, time)
        if not capture.sure and capture.must_be_scan():
            capture.sure = True
            if capture.shown and capture.takeable:
                yield Step("take back")
                if capture.before:
                    yield Step("give back", text=capture.before)
        while (before := capture.split()) is not None:
            yield self._result(before)
        capture.limit()

    def _finish(self) -> Iterator[Step[Key]]:
        capture, self._capture = self._capture, None
        if capture is None:
            return
        self.ended += 1
        self._remember_end(capture)
        if capture.too_long:
            yield Step("dropped", text="That scan was longer than any card.")
        elif capture.late and not holds_card(capture.text):
            if capture.text.strip(_NOTHING):
                yield Step("dropped", text="A scan came in pieces: scan the card again.")
        elif capture.sure:
            yield self._result(capture.text)
        elif capture.takeable:
            yield Step("give back", text=capture.text[capture.shown :])
        else:
            yield Step("dropped", text="Keys came too fast for a person and were no card.")

    def _remember_end(self, capture: _Capture) -> None:
        """Note how many characters this scanner adds to a card, and wait for late ones of a card not waited for."""
        if capture.late and not capture.text.strip(_NOTHING):
            self._added = len(capture.text)
        elif capture.ends_whole(self._added) is not None:
            self._late_until = capture.last + LATE
        else:
            self._added = beyond_end(capture.text) or 0

    def _result(self, payload: str) -> Step[Key]:
        if len(payload.strip(_NOTHING)) < 4:
            return Step("dropped", text="A scan came with nothing in it.")
        return Step("scanned", text=payload)
