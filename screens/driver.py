"""The terminal driver: survives whatever bytes arrive, and says so when the terminal goes away.

Built on Textual's driver for Linux and macOS. The bytes are split by ``Lexer``; Textual's parser only ever sees
one whole escape sequence at a time, and a sequence that it cannot digest costs nothing but itself.
"""

from __future__ import annotations

import os
import selectors
import signal
import sys
from itertools import groupby
from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING, Any, BinaryIO, Final, Protocol, TextIO, cast

from textual import constants, events
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Size

from intake.errors import ExitStatus
from screens import claims
from screens.budget import Budget
from screens.characters import Characters
from screens.keys import raw
from screens.lexer import TOGETHER, Lexer, Unit
from screens.line_speed import byte_seconds
from screens.messages import InputFailed, ScanDropped, TypedSequence, TypedTogether
from screens.outlet import Outlet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from textual.app import App
    from textual.message import Message

    from screens.gate import Gate

WIDEST: Final = 1000
"""Columns of the widest terminal that is drawn on."""
TALLEST: Final = 400
"""Rows of the tallest one."""

_READ: Final = 64 * 1024
_ANSWER_SECONDS: Final = 2.0
_STUCK_SECONDS: Final = 0.25
_LEAVE_SECONDS: Final = 1.8
_PAUSE_SECONDS: Final = 0.1
_GATHER_SECONDS: Final = 0.02
_TYPED_BYTES: Final = 256
_COST_OF_AN_ACT: Final = 5
_ESCAPED_KEY: Final = 2
_UNDIGESTED: Final = (ValueError, ArithmeticError, LookupError, TypeError)


class Host(Protocol):
    """What the driver needs of its app."""

    @property
    def gate(self) -> Gate:
        """The gate that every key passes."""

    def end(self) -> None:
        """Save and leave; runs in the app's loop."""


class _WakingEvent(Event):
    """An event that also wakes a ``select``; ``fileno`` becomes readable when it is set."""

    def __init__(self) -> None:
        super().__init__()
        self._reader, self._writer = os.pipe()

    def fileno(self) -> int:
        return self._reader

    def set(self) -> None:
        super().set()
        os.write(self._writer, b"\0")

    def clear(self) -> None:
        super().clear()
        os.read(self._reader, 64)


class StationDriver(LinuxDriver):
    """Reads and draws the terminal of a station."""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        del debug  # it would write every key, also of a PIN, to a file
        super().__init__(app, debug=False, mouse=mouse, size=size)
        signal.signal(signal.SIGTSTP, signal.SIG_IGN)
        self._outlet = Outlet(sys.__stderr__ or sys.stderr)
        self._file = self._outlet  # type: ignore[assignment]  # Textual only writes, flushes and asks for fileno
        self.exit_event = _WakingEvent()
        self._host = cast("Host", app)
        self._gate = self._host.gate
        self._lexer = Lexer(self._gate.opens, self._gate.silence, constants.ESCAPE_DELAY, byte_seconds(self.fileno))
        self._parser = XTermParser()
        self._budget = Budget(1200, 1000)
        self._started = 0.0
        self._ending = False

    @property
    def can_suspend(self) -> bool:
        """A station is never suspended to a shell."""
        return False

    def open_url(self, url: str, new_tab: bool = True) -> None:
        """Open nothing: a station starts no other program."""

    def deliver_binary(self, binary: BinaryIO | TextIO, **_where: object) -> None:
        """Write no file: what is on the screen is personal."""
        binary.close()

    def start_application_mode(self) -> None:
        """Take over the terminal and the signals that end the station."""
        super().start_application_mode()  # type: ignore[no-untyped-call]  # untyped in Textual
        self._started = monotonic()
        signal.signal(signal.SIGWINCH, lambda *_: self._send_size())
        signal.signal(signal.SIGHUP, lambda *_: self._end())
        signal.signal(signal.SIGTERM, lambda *_: self._end())

    def send_message(self, message: Message) -> None:
        """Put ``message`` on the app's queue, in order, from any thread."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._app.post_message, message)

    def _get_terminal_size(self) -> tuple[int, int]:
        try:
            columns, rows = os.get_terminal_size(self.fileno)
        except OSError:
            columns, rows = 0, 0
        return min(columns or 80, WIDEST), min(rows or 24, TALLEST)

    def _send_size(self) -> None:
        size = Size(*self._get_terminal_size())
        self.send_message(events.Resize(size, size))

    def _end(self) -> None:
        """Ask the app to save and leave, and see to it that the process ends within two seconds."""
        if self._ending:
            return
        self._ending = True
        Thread(target=self._insist, daemon=True, name="last-resort").start()
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._host.end)

    def _insist(self) -> None:
        """Free an app that waits for a terminal which no longer reads; at last end the process."""
        leaves_at = monotonic() + _LEAVE_SECONDS
        while monotonic() < leaves_at:
            if self._outlet.stuck_for > _STUCK_SECONDS:
                self._outlet.give_up()
            Event().wait(_PAUSE_SECONDS)
        os._exit(ExitStatus.BROKEN)

    def _run_input_thread(self) -> None:
        while not self.exit_event.is_set() and not self._ending:
            try:
                self.run_input_thread()
            except Exception as error:  # noqa: BLE001 - reading must go on whatever happened
                self._parser = self._new_parser()
                self.send_message(InputFailed(error))
                self.exit_event.wait(_PAUSE_SECONDS)

    def run_input_thread(self) -> None:
        """Read the terminal until the app leaves or the terminal hangs up."""
        characters = Characters()
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            selector.register(cast("_WakingEvent", self.exit_event), selectors.EVENT_READ)
            while not self.exit_event.is_set():
                pending = characters.pending
                ready = selector.select(self._patience(pending=pending))
                if any(key.fd == self.fileno for key, _ in ready):
                    data = self._read()
                    if not data:
                        self._end()
                        return
                    for text in characters.feed(data):
                        self._take(text)
                    if self._lexer.literal and len(data) < _TYPED_BYTES:
                        self.exit_event.wait(_GATHER_SECONDS)  # a scanner types on: fewer and larger reads
                elif pending and not ready:
                    self._take(characters.give_up())
                else:
                    now = monotonic()
                    self._handle(self._lexer.tick(now), now)

    def _patience(self, *, pending: bool) -> float | None:
        """Return how many seconds to wait for input, or ``None`` to wait until there is some."""
        deadline = self._lexer.deadline
        waits = [] if deadline is None else [max(0.0, deadline - monotonic())]
        if pending:
            waits.append(self._gate.silence / 2)
        return min(waits, default=None)

    def _read(self) -> bytes:
        try:
            return os.read(self.fileno, _READ)
        except OSError:
            return b""

    def _take(self, text: str) -> None:
        if text:
            now = monotonic()
            units = self._lexer.feed(text, now, scanning=self._gate.capturing, ended=self._gate.ended)
            self._handle(units, now)

    def _handle(self, units: Iterable[Unit], now: float) -> None:
        """Send the events of what was read at once; a row of keys that no person types so goes as one text."""
        found = [event for unit in units if self._can_afford(unit) for event in self._events(unit)]
        for is_text, group in groupby(found, key=lambda event: isinstance(event, events.Key) and raw(event) != ""):
            together = list(group)
            if is_text and len(together) >= TOGETHER:
                text = "".join(raw(event) for event in together if isinstance(event, events.Key))
                together = [TypedTogether(text)]
            for event in together:
                event.time = now
                self.process_message(event)

    def _can_afford(self, unit: Unit) -> bool:
        """Tell whether ``unit`` is less than a person can cause; what acts costs more than a character."""
        acts = unit.kind == "escape" or (unit.kind == "sequence" and not unit.text.endswith("u"))
        return self._budget.allows(_COST_OF_AN_ACT if acts else 1, monotonic())

    def _events(self, unit: Unit) -> Iterator[Message]:
        match unit.kind:
            case "keys":
                yield from self._parsed(*unit.text)
            case "together":
                yield TypedTogether(unit.text)
            case "typed":
                yield TypedSequence(unit.text, unit.began)
            case "escape":
                yield events.Key("escape", "\x1b")
            case "paste":
                yield events.Paste(unit.text)
            case "too long":
                yield ScanDropped("That was too long to be pasted: nothing of it was taken.")
            case "sequence":
                found = [*self._parsed(unit.text)] if self._is_credible(unit.text) else []
                yield from found
                if not found and len(unit.text) == _ESCAPED_KEY:
                    yield ScanDropped("Esc and a key came at once: press one after the other.")

    def _is_credible(self, sequence: str) -> bool:
        """Tell whether the terminal may really have sent this, if it claims to be an answer, a size or the mouse.

        Keys that type nothing by themselves are never let in: they would stand between the characters of a card.
        """
        if claims.is_modifier(sequence):
            return False
        if claims.is_answer(sequence):
            return not self._in_band_window_resize and monotonic() - self._started < _ANSWER_SECONDS
        if claims.is_size(sequence):
            return self._in_band_window_resize and claims.is_true_size(sequence, self._get_terminal_size())
        if claims.is_mouse(sequence):
            in_pixels = self._parser.terminal_pixel_size if self._parser.mouse_pixels else None
            return claims.is_on_screen(sequence, in_pixels or self._get_terminal_size())
        return True

    def _parsed(self, *sequences: str) -> Iterator[Message]:
        for sequence in sequences:
            try:
                found = list(self._parser.feed(sequence))
            except _UNDIGESTED:
                found = []
            if not found:
                self._parser = self._new_parser()
            yield from found

    def _new_parser(self) -> XTermParser:
        """Return a parser that waits for nothing, with what the old one knew of the terminal."""
        parser = XTermParser()
        for name in ("last_x", "last_y", "mouse_pixels", "terminal_size", "terminal_pixel_size"):
            setattr(parser, name, getattr(self._parser, name))
        return parser
