"""Cuts the key events of one device into scans, by the time stamps that the kernel gave them. Pure.

A scan ends after ``SILENCE`` seconds without a key (more for a scanner that types slowly, up to ``LONGEST_PAUSE``),
or ``WHOLE`` seconds after the end that a card's header announces. A scan from which keys were lost is dropped as a
whole: half a card is worse than none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from devices.capture import LONGEST, LONGEST_PAUSE, SILENCE, WHOLE
from devices.evdev_keys import KeyDecoder
from devices.header import FULL, beyond_end, holds_card
from devices.reader_messages import Notice, Scan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from devices.layouts import Layout
    from devices.reader_messages import Message

EV_SYN: Final = 0
EV_KEY: Final = 1
SYN_DROPPED: Final = 3

PIECES_SECONDS: Final = 1.0
"""Seconds in which what follows a card without an end may be the rest of it."""

_LEAST: Final = 4
_NOTHING: Final = "@ \t\n\r\x00\x1c\x1d\x1e\x1f"
_LOST: Final = Notice("dropped", "Keys of the scanner were lost on the way: scan the card again.")
_UNPLUGGED: Final = Notice("dropped", "The scanner was unplugged in the middle of a scan: scan the card again.")
_TOO_LONG: Final = Notice("dropped", "That scan was longer than any card.")
_PIECES: Final = Notice("dropped", "A scan came in pieces: scan the card again.")
_EMPTY: Final = Notice("dropped", "A scan came with nothing in it.")


class DeviceScans:
    """The scans of one device that is set for ``layout``. Times are seconds of the clock that stamps its events."""

    def __init__(self, layout: Layout) -> None:
        self._decoder = KeyDecoder(layout)
        self._text = ""
        self._began: float | None = None
        self._last = 0.0
        self._lost = False
        self._rest_until = 0.0

    @property
    def deadline(self) -> float | None:
        """When ``tick`` has something to do, or ``None`` between scans."""
        if self._began is None:
            return None
        pace = (self._last - self._began) / max(1, len(self._text))
        if not self._lost and beyond_end(self._text) is not None:
            return self._last + max(WHOLE, 5 * pace)
        return self._last + min(max(SILENCE, 4 * pace), LONGEST_PAUSE)

    def event(self, time: float, kind: int, code: int, value: int) -> list[Message]:
        """Feed one event of the kernel and return what ended with it."""
        done = self.tick(time) if time - self._last >= WHOLE else []
        if kind == EV_SYN and code == SYN_DROPPED:
            self._note(time)
            if not self._lost:
                self._lost, self._text = True, ""
                done.append(_LOST)
        elif kind == EV_KEY:
            self._note(time)
            character = self._decoder.key(code, value)
            if not self._lost and len(self._text) <= LONGEST:
                self._text += character
        return done

    def tick(self, now: float) -> list[Message]:
        """Return the scan that the passing of time has ended, if any."""
        deadline = self.deadline
        return list(self._finish()) if deadline is not None and now >= deadline else []

    def unplugged(self) -> list[Message]:
        """Return what is to be said when the device goes away."""
        cut = self._began is not None and bool(self._text)
        self._reset()
        return [_UNPLUGGED] if cut else []

    def _note(self, time: float) -> None:
        if self._began is None:
            self._began = time
        self._last = time

    def _reset(self) -> None:
        self._decoder.reset()
        self._text, self._began, self._lost = "", None, False

    def _finish(self) -> Iterator[Message]:
        text, lost, began, last = self._text, self._lost, self._began or 0.0, self._last
        self._reset()
        if lost:
            return
        is_rest, self._rest_until = began < self._rest_until, 0.0
        if len(text) > LONGEST:
            yield _TOO_LONG
        elif is_rest and text.strip(_NOTHING) and not holds_card(text):
            yield _PIECES
        elif len(text.strip(_NOTHING)) < _LEAST:
            yield from [_EMPTY] if text.strip(_NOTHING) else []
        else:
            if holds_card(text) and beyond_end(text) is None:
                self._rest_until = last + PIECES_SECONDS
            for payload in _apart(text):
                yield Scan(payload, last - began)


def _apart(text: str) -> list[str]:
    """Return the cards of a scan in which the header of another one begins before the first is over."""
    first, *others = text.split(FULL)
    if len(first.strip(_NOTHING)) < _LEAST and others:
        first, others = first + FULL + others[0], others[1:]
    return [first, *(FULL + other for other in others)]
