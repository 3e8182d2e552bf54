"""Cuts the key events of one device into scans, by the time stamps that the kernel gave them. Pure.

A scan ends after ``SILENCE`` seconds without a key (more for a scanner that types slowly, up to ``LONGEST_PAUSE``),
or ``WHOLE`` seconds after the end that a card's header announces. A card of which the rest must still come is waited
for ``REST_SECONDS``; what came with such a pause is one scan only where it is as long as the header announces. A scan
from which keys were lost is dropped as a whole: half a card is worse than none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from devices.capture import LONGEST, LONGEST_PAUSE, SILENCE, WHOLE
from devices.evdev_keys import KeyDecoder
from devices.header import FULL, announced_end, beyond_end, falls_short, holds_card, is_cut
from devices.reader_messages import Notice, Scan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from devices.layouts import Layout
    from devices.reader_messages import Message

EV_SYN: Final = 0
EV_KEY: Final = 1
SYN_DROPPED: Final = 3

REST_SECONDS: Final = 1.5
"""Seconds within which the rest of a card must begin; what comes so soon after half a card was taken is its rest."""

_AWRY: Final = 2  # characters by which a card may be longer or shorter than it announces
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
        self._joint = 0
        self._began: float | None = None
        self._last = 0.0
        self._lost = False
        self._rest_until = 0.0

    @property
    def deadline(self) -> float | None:
        """When ``tick`` has something to do, or ``None`` between scans."""
        if self._began is None:
            return None
        text = self._newest
        if not self._lost and beyond_end(text) is not None:
            return self._last + max(WHOLE, 5 * self._pace)
        return self._last + (REST_SECONDS if not self._lost and _awaits_rest(text) else self._silence)

    @property
    def _pace(self) -> float:
        return (self._last - (self._began or 0.0)) / max(1, len(self._text))

    @property
    def _silence(self) -> float:
        """Seconds without a key that this scanner does not make between two keys."""
        return min(max(SILENCE, 4 * self._pace), LONGEST_PAUSE)

    @property
    def _newest(self) -> str:
        """What came, without half a card before a pause that is no part of it."""
        if not self._joint:
            return self._text
        rest = self._text[self._joint :]
        return rest if holds_card(rest) and not _is_as_announced(self._text) else self._text

    def event(self, time: float, kind: int, code: int, value: int) -> list[Message]:
        """Feed one event of the kernel and return what ended with it."""
        if kind == EV_SYN and code == SYN_DROPPED:
            return list(self._lose(time))
        done = self.tick(time) if time - self._last >= WHOLE else []
        if kind == EV_KEY:
            if self._text and time - self._last >= self._silence:
                self._joint = len(self._text)
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
        self._text, self._joint, self._began, self._lost = "", 0, None, False

    def _lose(self, time: float) -> Iterator[Message]:
        """Drop the scan from which keys were lost; how long nothing came before cannot be known."""
        if _is_as_announced(self._text):
            yield from self._finish()
        self._note(time)
        if not self._lost:
            self._lost, self._text = True, ""
            yield _LOST

    def _finish(self) -> Iterator[Message]:
        text, lost, began, last = self._newest, self._lost, self._began or 0.0, self._last
        torn = len(text) < len(self._text)
        in_pieces = not lost and self._is_in_pieces(text, began, joined=self._joint > 0 and not torn)
        is_open = lost or (holds_card(text) and beyond_end(text) is None)
        self._rest_until = (self.deadline or last) + REST_SECONDS if is_open else 0.0
        self._reset()
        if torn or in_pieces:
            yield _PIECES
        if not lost and not in_pieces:
            yield from _taken(text, last - began)

    def _is_in_pieces(self, text: str, began: float, *, joined: bool) -> bool:
        """Tell whether ``text`` is the rest of a scan, or has been ``joined`` from parts that are not one card."""
        if joined:
            return not _is_as_announced(text)
        return began < self._rest_until and bool(text.strip(_NOTHING)) and not holds_card(text)


def _awaits_rest(text: str) -> bool:
    """Tell whether the rest of the license that ``text`` begins must still come."""
    return beyond_end(text) is None and (is_cut(text) or falls_short(text))


def _is_as_announced(text: str) -> bool:
    """Tell whether ``text`` is a card that has its end where its header says."""
    end, beyond = announced_end(text), beyond_end(text)
    return end is not None and beyond is not None and abs(len(text) - beyond - end) <= _AWRY


def _taken(text: str, seconds: float) -> Iterator[Message]:
    """Yield what is to be told of a scan that is over."""
    if len(text) > LONGEST:
        yield _TOO_LONG
    elif len(text.strip(_NOTHING)) < _LEAST:
        yield from [_EMPTY] if text.strip(_NOTHING) else []
    else:
        *halves, last = _apart(text)
        for payload in halves:
            yield _PIECES if _awaits_rest(payload) else Scan(payload, seconds)
        yield Scan(last, seconds)


def _apart(text: str) -> list[str]:
    """Return the cards of a scan in which the header of another one begins before the first is over."""
    first, *others = text.split(FULL)
    if len(first.strip(_NOTHING)) < _LEAST and others:
        first, others = first + FULL + others[0], others[1:]
    return [first, *(FULL + other for other in others)]
