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
* Quick keys that came one by one, as fingers press none: ``SINGLE`` of them where no field takes text, or two when one
  is a control key such as Enter; into a field ``FINGERS`` with a control key among them.
* An escape sequence that was typed key by key (see ``typed_sequence``).

An open scan takes everything until ``SILENCE`` seconds without a key (more for a scanner that types slowly), and
ends as one payload. ``WHOLE`` seconds are enough when a brisk scanner has typed all that the header announces, with
as many characters behind it as this scanner added last time; what follows late of it is then no key either. A second
full header inside a scan begins a second one.

What people type is not delayed. Text on its way into a field passes at once, apart from ``@``, which waits up to
``HELD``; if a burst shows later that a machine typed it, the field takes it back ("mark", "take back"), but for what
a person typed right before a card's header. Keys that
act and cannot be taken back (Enter, or letters where no field has the focus) wait up to ``QUICK`` for the next
key. A burst into a field that has no control character and is no card is given to the field when it ends. A control
key right behind other keys is never simply pressed: it is "hasty" when it came in one lump with them, and else lost.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Generic, Literal, TypeVar

from devices.capture import BRISK, CONTROL, SILENCE, WORDY, Capture
from devices.header import begins_card, beyond_end, header_begins, holds_card, may_open, opens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HELD: Final = 0.050
"""Seconds that ``@`` waits for the separator of a header."""
QUICK: Final = 0.030
"""Seconds between two keys below which no person types a row of keys."""
SLOWEST: Final = 0.140
"""Seconds between the keys of a header from the slowest scanner (80 ms) with the jitter of a busy machine."""
LATE: Final = 0.080
"""Seconds after the last key of a whole scan in which keys still belong to it."""
MACHINE: Final = 8
"""Quick keys in a row that make a burst where no field takes text."""
PAIR: Final = 0.025
"""Seconds between two keys, one of them a control key, that are a scanner's; a busy machine may push two together."""
SINGLE: Final = 3
"""Quick keys that came one by one where no field takes text: two fingers may fall together, three do not."""
FINGERS: Final = 4
"""Quick keys that came one by one into a field, with a control key among them, that no person types."""
REPEATS: Final = 1.5
"""Seconds in which a key that is held down begins to repeat."""
FLOOD: Final = 32
"""Keys in a row, less than 8 ms apart on average, that make a burst even when all are the same."""

_NOTHING: Final = "@ \t\n\r\x00\x1c\x1d\x1e\x1f"
_ENTER: Final = "\r\n"
_TAB: Final = "\t"
_EDITS: Final = frozenset("\x08\x7f")
"""Backspace, which only takes back what was typed."""

Key = TypeVar("Key")

Do = Literal["deliver", "hasty", "mark", "take back", "give back", "scanned", "dropped"]
Haste = Literal["", "lump", "single"]
"""Whether a control key came right behind another key, in one lump with it or by itself."""


@dataclass(frozen=True, slots=True)
class Step(Generic[Key]):
    """One thing for the app to do.

    ``deliver`` the ``key`` on the normal path; a ``hasty`` ``key`` came in one lump behind others: a person on a slow
    line may have pressed it, but nothing may depend on that; ``mark`` the focused field as it is before the next key;
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
    haste: Haste = ""

    @property
    def controls(self) -> bool:
        """Whether this is a control key that does more than take back what was typed."""
        return CONTROL.match(self.character) is not None and self.character not in _EDITS


class Gate(Generic[Key]):
    """Says for each key whether it passes, waits, or belongs to a scan.

    Times are seconds of one clock that never goes back. ``tick`` is to be called when ``deadline`` has come. The
    scanner is thought to put ``added`` characters behind a card until one shows how many it does.
    """

    silence: Final = SILENCE

    def __init__(self, added: int = 0) -> None:
        self._run: list[_Stroke[Key]] = []
        self._delivered = 0
        self._held_until = 0.0
        self._capture: Capture | None = None
        self._added = added
        self.ended = 0
        """How many scans have ended so far."""
        self._late_until: float | None = None
        self._before: _Stroke[Key] | None = None

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
            self._capture = Capture("", time, shown=0, takeable=False)
            self._capture.sure = True
        return [*steps, *self._swallow(text, time)]

    def typed_sequence(self, text: str, time: float) -> list[Step[Key]]:
        """Feed an escape sequence that was typed key by key, as no terminal sends it: what comes with it is a scan."""
        steps = self.tick(time)
        if self._capture is None:
            waiting = "".join(stroke.character for stroke in self._run[self._delivered :])
            self._forget()
            self._capture = Capture(waiting, time, shown=0, takeable=False)
            self._capture.sure = True
        return [*steps, *self._swallow(text, time)]

    def _is_scan(self, character: str, time: float) -> bool:
        """Tell whether ``character`` belongs to the scan that is open, or came late to one that has ended."""
        if self._late_until is not None and character:
            self._late_until = None
            self._capture = Capture("", time, shown=0, takeable=False, late=True)
        return self._capture is not None

    def _weigh(self, stroke: _Stroke[Key]) -> Iterator[Step[Key]]:
        if not self._continues(stroke):
            yield from self._release()
            before = self._run[-1] if self._run else None
            self._forget()
            self._before = before if before and stroke.time - before.time <= REPEATS else None
        self._run.append(dataclasses.replace(stroke, haste=self._haste(stroke)))
        if opens(self._typed()) or self._is_burst():
            yield from self._start(stroke.time)
            return
        if self._came_singly():
            yield from self._start(stroke.time, few=True)
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

    def _haste(self, stroke: _Stroke[Key]) -> Haste:
        """Tell how ``stroke`` came, if it is a control key right behind the first keys that were typed for a while."""
        if not stroke.controls or set(self._typed()) <= _EDITS or stroke.time - self._run[-1].time >= PAIR:
            return ""
        if self._is_typing() or self._is_held(stroke.character):
            return ""
        if stroke.character not in _ENTER and set(self._typed()) == {stroke.character}:
            return ""
        return "lump" if self._reads() < len(self._run) or stroke.time == self._run[-1].time else "single"

    def _is_typing(self) -> bool:
        """Tell whether the run goes on with what a person was typing into a field."""
        return self._before is not None and self._before.takeable and self._run[0].takeable

    def _reads(self) -> int:
        """Return at how many different times the keys of the run came."""
        return len({stroke.time for stroke in self._run})

    def _is_held(self, character: str) -> bool:
        """Tell whether the run can be ``character`` repeating, because the key before it was the same."""
        before = self._before
        return before is not None and set(self._typed()) == {before.character} == {character}

    def _may_repeat(self) -> bool:
        """Tell whether the run, of one character, can be a key that is held down, or a lump of a slow line."""
        return self._is_held(self._run[-1].character) or self._reads() < len(self._run)

    def _came_singly(self) -> bool:
        """Tell whether the keys of the run came one by one as no fingers press them."""
        count, reads = len(self._run), self._reads()
        if count < 2 or reads < min(count, FINGERS) or self._is_held(self._run[-1].character):
            return False
        if any(later.time - sooner.time >= QUICK for sooner, later in pairwise(self._run)):
            return False
        controls = any(stroke.controls for stroke in self._run)
        if any(stroke.takeable for stroke in self._run):
            return controls and reads >= FINGERS
        if sum(stroke.character not in _EDITS for stroke in self._run) < 2 or set(self._typed()) == {_TAB}:
            return False
        return reads >= SINGLE or (controls and self._run[-1].time - self._run[-2].time < PAIR)

    def _is_burst(self) -> bool:
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
        acts = not stroke.takeable and stroke.character not in _EDITS
        if waiting and may_open(self._typed()):
            return max(self._held_until, stroke.time + QUICK) if acts else self._held_until
        if len(self._run) > 1 and len(set(self._typed())) == 1 and self._may_repeat():
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
            yield _delivered(stroke)
        self._delivered = len(self._run)

    def _forget(self) -> None:
        self._before = None
        self._run = []
        self._delivered = 0

    def _start(self, time: float, *, few: bool = False) -> Iterator[Step[Key]]:
        persons, takeable = self._typed_before(), self._run[0].takeable
        text, shown = self._typed(), self._delivered - persons
        self._capture = Capture(text[persons:], time, shown=shown, takeable=takeable, before=text[:persons])
        self._capture.few = few
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

    def _remember_end(self, capture: Capture) -> None:
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


def _delivered(stroke: _Stroke[Key]) -> Step[Key]:
    """Return what becomes of a key that no scan has taken."""
    match stroke.haste:
        case "lump":
            return Step("hasty", stroke.key)
        case "single":
            return Step("dropped", text="That key came too fast for a person: press it again.")
        case _:
            return Step("deliver", stroke.key)
