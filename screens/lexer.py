"""Splits what a terminal sends into units: keys, escape sequences, pastes, and text that a machine typed.

A pure state machine over characters and times. Whatever stands between Textual's parser and a hostile scanner is
decided here: inside a scan nothing is an escape sequence, so no barcode can click or press anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from intake.alt_keys import SEPARATORS, without_alt_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TOGETHER: Final = 8
"""Characters in one read that no person types."""
SLOWEST: Final = 0.140
"""Seconds between two keys that can still belong to the header of one scan."""
PASTE_SECONDS: Final = 1.0
"""How long a paste that the terminal does not end may wait for more than fingers type."""
PASTE_CHARACTERS: Final = 64 * 1024
"""The longest paste that is taken; a longer one is dropped as a whole."""

_ESC: Final = "\x1b"
_PASTE_START: Final = "\x1b[200~"
_PASTE_END: Final = "\x1b[201~"
_LONGEST_SEQUENCE: Final = 64
_LONGEST_STRING: Final = 1024
_TAIL: Final = 16
_SEQUENCE: Final = re.compile(
    r"\x1b(?:"
    r"\[\[[A-E]"  # function keys of the Linux console
    r"|\[M.{3}"  # mouse reports of the first kind
    r"|\[(?!M|\[)[0-?]*[ -/]*[@-~]"
    r"|O[0-9;]*[@-~]"
    r"|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)"  # strings that answer a query
    r"|[\x00-\x1a\x1c-NQ-WYZ`-\x7f]"  # a key with Alt
    r")",
    re.DOTALL,
)
_UNFINISHED: Final = re.compile(
    r"\x1b(?:\[(?:[0-?]*[ -/]*|\[|M.{0,2})|O[0-9;]*|[\]PX^_][^\x07\x1b]*\x1b?)?\Z", re.DOTALL
)
_MOUSE: Final = re.compile(r"\x1b\[(?:<|M)")
_MOVES: Final = re.compile(r"\x1b\[<(?:3[2-9]|[4-9]\d);\d{1,5};\d{1,5}[Mm]|\x1b\[[IO]")
_FINGERS: Final = 0.030
"""Seconds between Esc and another key that a person pressed after it."""
_SPLIT: Final = 0.0005
"""Seconds between two bytes of a sequence, on average, that no scanner types so fast."""
_PIECES: Final = 2
"""Reads in which a sequence may come that a terminal wrote at once: a network may cut it."""
_NEIGHBOUR: Final = 0.008
"""Seconds to the next key, at the least, below which a machine typed both; no keyboard repeats a key so fast."""


@dataclass(frozen=True, slots=True)
class Unit:
    """``keys``: each character is a key; ``together``: text typed by a machine; ``escape``: that key;
    ``sequence``: one whole escape sequence; ``typed``: one that a machine typed key by key; ``paste``: pasted text;
    ``too long``: a paste, without its text, of which nothing is taken. ``began`` is when a ``typed`` one began.
    """

    kind: Literal["keys", "together", "escape", "sequence", "typed", "paste", "too long"]
    text: str
    began: float = field(default=0.0, compare=False)


class Lexer:
    """Feed it with what was read and when; take the units.

    ``opens`` tells whether some typed characters end with the opening of a scan, ``silence`` is how long a pause
    ends one, ``escape_delay`` how long a lone ESC waits for the rest of a sequence, ``byte_seconds`` how long a byte
    takes on a serial line; all times are seconds.
    """

    def __init__(
        self, opens: Callable[[str], bool], silence: float, escape_delay: float, byte_seconds: float = 0.0
    ) -> None:
        self._opens = opens
        self._silence = silence
        self._escape_delay = escape_delay
        self._dribbles = max(_SPLIT, 2 * byte_seconds)
        self._buffer = ""
        self._pieces = 0
        self._tail = ""
        self._fed = 0.0
        self._literal = False
        self._presses_alt = False
        self._ended = 0
        self._paste: str | None = None
        self._paste_until = 0.0
        self._paste_is_dropped = False
        self._before = self._began = 0.0
        self._doubtful: str | None = None
        self._doubtful_until = 0.0

    @property
    def literal(self) -> bool:
        """Whether everything is text at the moment, because a machine types."""
        return self._literal

    @property
    def deadline(self) -> float | None:
        """When ``tick`` has something to do, or ``None``."""
        if self._paste is not None:
            return self._paste_until
        if self._doubtful is not None:
            return self._doubtful_until
        if self._buffer:
            return self._fed + (self._escape_delay if self._buffer == _ESC else SLOWEST)
        return None

    def feed(self, text: str, now: float, *, scanning: bool = False, ended: int = 0) -> list[Unit]:
        """Take ``text``, read at ``now``; ``scanning`` when the gate has a scan open, ``ended`` of them are over.

        In a scan that came in as plain characters everything is text. Terminals with the kitty protocol encode
        every key of a scan as a sequence of its own, which no barcode can forge, and stay as they are.
        """
        units = self.tick(now)
        if not scanning and (ended != self._ended or now - self._fed >= self._silence):
            self._literal, self._presses_alt, self._ended = False, False, ended
        if now - self._fed > SLOWEST:
            self._tail = ""
        self._doubtful = None
        if not self._buffer:
            self._before, self._began = self._fed, now
        self._fed = now
        if len(text) >= TOGETHER:
            self._paste_until = now + PASTE_SECONDS
        if scanning and self._tail:
            self._literal = True
        self._pieces += 1
        self._buffer += text
        units.extend(self._units(now))
        if not self._buffer:
            self._pieces = 0
        return units

    def tick(self, now: float) -> list[Unit]:
        """Return what the passing of time brings: the Escape key, or the end of a paste that nobody ends."""
        if self.deadline is None or now < self.deadline:
            return []
        if self._paste is not None:
            return list(self._close_paste())
        if self._doubtful is not None:
            sequence, self._doubtful = self._doubtful, None
            return [Unit("sequence", sequence)]
        if self._buffer != _ESC:
            return list(self._broken())
        self._buffer, self._pieces = "", 0
        return [Unit("escape", _ESC)]

    def _units(self, now: float) -> Iterator[Unit]:
        while self._buffer:
            before = self._buffer
            if self._paste is not None:
                yield from self._pasted()
            elif self._literal:
                yield from self._scanned()
            elif self._buffer[0] == _ESC:
                yield from self._escaped(now)
            else:
                yield from self._typed()
            if self._buffer == before:
                return

    def _scanned(self) -> Iterator[Unit]:
        """Hand over everything as text, but not what a moving mouse or a changing focus reports meanwhile."""
        text, self._buffer = _MOVES.sub("", self._buffer), ""
        if self._presses_alt:
            text = without_alt_keys(text)
        if text:
            self._tail = (self._tail + text)[-_TAIL:]
            yield Unit("together", text)

    def _typed(self) -> Iterator[Unit]:
        run, escape, rest = self._buffer.partition(_ESC)
        opening = 0 if len(run) >= TOGETHER else self._opening(run)
        self._literal = opening is not None
        keys = run[:opening]
        self._buffer = run[len(keys) :] + escape + rest
        self._tail = (self._tail + keys)[-_TAIL:]
        if keys:
            yield Unit("keys", keys)
        if self._literal:
            yield from self._scanned()

    def _opening(self, run: str) -> int | None:
        """Return where in ``run`` the character stands that opens a scan."""
        typed = self._tail + run
        start = len(self._tail)
        return next((index for index in range(len(run)) if self._opens(typed[: start + index + 1])), None)

    def _escaped(self, now: float) -> Iterator[Unit]:
        if self._opens_with_alt():
            self._literal = self._presses_alt = True
            yield from self._scanned()
            return
        if self._buffer.startswith(_ESC + _ESC):
            yield from self._escaped_twice(now)
            return
        match = _SEQUENCE.match(self._buffer)
        if match is not None and self._is_key_after_escape(match.group(), now):
            self._buffer, self._pieces = self._buffer[1:], 1
            yield Unit("escape", _ESC)
        elif match is not None:
            yield from self._sequence(match.group(), now)
        elif self._is_endless() and self._pieces == 1:
            self._buffer = self._buffer[1:]
        elif self._is_endless() or not _UNFINISHED.match(self._buffer):
            yield from self._broken()

    def _opens_with_alt(self) -> bool:
        """Tell whether a separator that a scanner typed with Alt opens a scan."""
        separator = SEPARATORS.get(self._buffer[1:2], "")
        return separator != "" and self._pieces == 1 and self._opens(self._tail + separator)

    def _escaped_twice(self, now: float) -> Iterator[Unit]:
        """Take the first of two ESC for the key, unless they came faster one by one than a person presses it."""
        if self._buffer == 2 * _ESC and self._pieces == _PIECES and self._dribbles < now - self._began < _FINGERS:
            yield from self._broken()
        else:
            self._buffer = self._buffer[1:]
            yield Unit("escape", _ESC)

    def _is_key_after_escape(self, sequence: str, now: float) -> bool:
        """Tell whether a person pressed Esc and then another key, where one with Alt comes at once."""
        return len(sequence) == self._pieces == _PIECES and now - self._began >= _FINGERS

    def _broken(self) -> Iterator[Unit]:
        """Forget the ESC of what becomes no sequence; a machine typed what came key by key."""
        if self._pieces > 1:
            broken, self._buffer, self._pieces, self._literal = self._buffer, "", 0, True
            yield Unit("typed", broken, self._began)
        elif _UNFINISHED.match(self._buffer):
            self._buffer, self._pieces = "", 0
        else:
            self._buffer = self._buffer[1:]

    def _is_endless(self) -> bool:
        string = self._buffer[1:2] in set("]PX^_")
        return len(self._buffer) > (_LONGEST_STRING if string else _LONGEST_SEQUENCE)

    def _sequence(self, sequence: str, now: float) -> Iterator[Unit]:
        self._buffer = self._buffer[len(sequence) :]
        pieces, self._pieces = self._pieces, 1
        self._tail = ""
        in_pieces = pieces >= min(len(sequence), _PIECES + 1)
        if in_pieces and (now - self._began) / (pieces - 1) > self._dribbles:
            self._literal = True
            yield Unit("typed", sequence, self._began)
        elif sequence == _PASTE_START:
            self._paste, self._paste_until = "", now + PASTE_SECONDS
        elif len(sequence) > _LONGEST_SEQUENCE:
            return
        elif in_pieces:
            self._doubt(sequence, pieces, now)
        else:
            yield Unit("sequence", sequence)

    def _doubt(self, sequence: str, pieces: int, now: float) -> None:
        """Take a sequence that a slow line cut to pieces for a key only if nothing else comes right beside it.

        A scanner that types a control sequence types more than that; a mouse report in pieces is always typed.
        """
        near = max(_NEIGHBOUR, 4 * (now - self._began) / (pieces - 1))
        if self._began - self._before > near and not self._buffer and not _MOUSE.match(sequence):
            self._doubtful, self._doubtful_until = sequence, now + near

    def _pasted(self) -> Iterator[Unit]:
        text, end, rest = ((self._paste or "") + self._buffer).partition(_PASTE_END)
        self._paste, self._buffer = text, ""
        if len(text) > PASTE_CHARACTERS:
            if not self._paste_is_dropped:
                yield Unit("too long", "")
            self._paste, self._paste_is_dropped = text[-len(_PASTE_END) :], True
        if end:
            self._buffer = rest
            yield from self._close_paste()
            self._literal = False

    def _close_paste(self) -> Iterator[Unit]:
        """End the paste; what still comes of it without a pause is text and not keys."""
        text, self._paste = self._paste or "", None
        dropped, self._paste_is_dropped = self._paste_is_dropped, False
        self._literal = True
        if not dropped:
            yield Unit("paste", text)
