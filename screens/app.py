"""The house app: everything a station needs to stand on a hostile terminal, and nothing of any domain.

The station's own app is a subclass. It hands in the gate that tells scans from typing, and receives ``Scanned``
messages; panes never import it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar, Final

from textual import events
from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.message import Message
from textual.screen import SystemModalScreen
from textual.widgets import Input

from intake.text import presentable
from screens import keys
from screens.driver import StationDriver
from screens.fields import one_line, remember, takes_text
from screens.leave import LeaveQuestion, leave
from screens.messages import ScanDropped, Scanned, TypedSequence, TypedTogether
from screens.painted import PaintedApp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from textual.binding import BindingType
    from textual.driver import Driver
    from textual.screen import Screen
    from textual.widget import Widget

    from screens.gate import Gate, Step

_GOES_ON: Final = frozenset("\r\n\t")
_LATE: Final = 0.030
_LONGEST_WORK: Final = 2.0
"""Seconds after which keys no longer wait for what an earlier key does."""
_TEXTUAL_ACTIONS: Final = frozenset({"command_palette", "focus_next", "focus_previous", "quit"})


class KeyDone(Message):
    """Follows a key on its way through the focused widget and all around it, and so comes when it has acted."""

    def __init__(self, work: object) -> None:
        super().__init__()
        self.work = work


class IntakeApp(PaintedApp, inherit_bindings=False):
    """A Textual app that no typed byte, no shown text and no failing handler can bring down.

    ``make_gate`` makes the gate before focus and bindings, ``report`` notes every fault and returns its number.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f10,ctrl+q", "quit", "Quit", show=False)]

    def __init__(
        self,
        make_gate: Callable[[], Gate],
        *,
        report: Callable[[BaseException], str],
        driver_class: type[Driver] = StationDriver,
    ) -> None:
        super().__init__(driver_class, report)
        self.gate = make_gate()
        self._gate_alarm: asyncio.TimerHandle | None = None
        self._set_back: Callable[[], None] | None = None
        self._work: object | None = None
        self._longest: asyncio.TimerHandle | None = None
        self._steps: deque[Step] = deque()
        self._came: deque[events.Event] = deque()

    # -- leaving

    async def action_quit(self) -> None:
        """Ask, and leave on yes."""
        if not isinstance(self.screen, LeaveQuestion):
            self.push_screen(LeaveQuestion(), self._leave_if)

    async def _leave_if(self, wanted: bool | None) -> None:
        if wanted:
            await leave(self)

    # -- keys, scans and pastes

    async def on_event(self, event: events.Event) -> None:
        """Let every key and paste pass the gate before focus and bindings see it."""
        if event.is_forwarded:
            await super().on_event(event)
        elif isinstance(event, events.Key | TypedTogether | TypedSequence | events.Paste):
            self._came.append(event)
            await self._go_on()
        elif isinstance(event, events.MouseEvent) and self.gate.capturing:
            event.stop()
        else:
            await super().on_event(event)

    async def _go_on(self) -> None:
        """Do what is to be done, in order; what a key does may decide whom the next one is for, so that one waits."""
        while self._work is None and (self._steps or self._came):
            if self._steps:
                await self._do(self._steps.popleft())
            else:
                self._steps.extend(self._judged(self._came.popleft()))
        self._set_gate_alarm()

    def _judged(self, event: events.Event) -> Sequence[Step]:
        if isinstance(event, events.Key):
            return self._weigh(event)
        if isinstance(event, TypedTogether):
            return self.gate.chunk(event.text, event.time, keys.key_of, takeable=takes_text(self.focused))
        if isinstance(event, TypedSequence):
            return self.gate.typed_sequence(event.text, event.began, event.time)
        if isinstance(event, events.Paste):
            return self.gate.paste(event.text, event.time, event)
        raise TypeError(event)

    def _weigh(self, event: events.Key) -> Sequence[Step]:
        character = keys.scanned(event) if self.gate.capturing else keys.raw(event)
        takeable = (event.is_printable or event.key == "backspace") and takes_text(self.focused)
        return self.gate.key(character, event.time, event, takeable=takeable)

    async def _take(self, steps: Sequence[Step]) -> None:
        self._steps.extend(steps)
        await self._go_on()

    async def _do(self, step: Step) -> None:
        match step.do:
            case "deliver" if step.key is not None:
                await self._deliver(step.key)
            case "hasty" if isinstance(step.key, events.Key):
                await self._hurry(step.key)
            case "mark" if self.focused is not None:
                self.focused.call_later(self._mark, self.focused)
            case "take back" if self.focused is not None:
                self.focused.call_later(self._take_back)
            case "give back":
                await self._deliver(events.Paste(step.text))
            case "scanned":
                self.screen.post_message(Scanned(step.text))
            case "dropped":
                self.screen.post_message(ScanDropped(step.text))
            case _:
                return

    async def _deliver(self, event: events.Event) -> None:
        if isinstance(event, events.Paste):
            event.text = self._pasteable(presentable(event.text))
        is_text = isinstance(event, events.Key) and event.is_printable and takes_text(self.focused)
        if isinstance(event, events.Key) and not is_text:
            await self._press(event)
        else:
            await super().on_event(event)

    def _pasteable(self, text: str) -> str:
        """Return what of a paste the focused field takes: several lines become one where it has only one."""
        if not isinstance(self.focused, Input):
            return text
        line = one_line(text)
        if self.focused.max_length and len(line) > self.focused.max_length:
            self.notify("That is longer than this field takes: nothing of it was pasted.", severity="warning")
        return line

    async def _hurry(self, key: events.Key) -> None:
        """Deliver a control key that came in one lump behind others only where it goes on from a field.

        It presses no button and runs no command, nor anything that the keys before it brought to the front.
        """
        in_palette = isinstance(self.screen, SystemModalScreen)
        goes_on = keys.raw(key) in _GOES_ON and takes_text(self.focused) and not in_palette
        if goes_on:
            await self._deliver(key)
        else:
            self.notify("That key came at once with others: press it again.", severity="warning")

    async def _press(self, key: events.Key) -> None:
        """Deliver a key that acts, and let the following ones wait until it has."""
        work = self._work = object()
        target = self.focused or self.screen
        await super().on_event(key)
        self._longest = asyncio.get_running_loop().call_later(_LONGEST_WORK, self._work_done, work)
        target.post_message(KeyDone(work))

    def on_key_done(self, message: KeyDone) -> None:
        """Let the screen that is in front now take its focus before the next key."""
        self.screen.call_later(self.call_later, self._work_done, message.work)

    def _work_done(self, work: object) -> None:
        if work is self._work:
            self._work = None
            if self._longest is not None:
                self._longest.cancel()  # it would keep what was on the screen until its time
            self.call_later(self._go_on)

    def _mark(self, field: Widget) -> None:
        self._set_back = remember(field)

    def _take_back(self) -> None:
        if self._set_back is not None:
            self._set_back()
            self._set_back = None

    def _set_gate_alarm(self) -> None:
        """See to it that the gate hears when its deadline has come."""
        loop, due, alarm = asyncio.get_running_loop(), self.gate.deadline, self._gate_alarm
        if due is not None and alarm is not None and loop.time() < due < alarm.when():
            alarm.cancel()
            alarm = None
        if due is not None and alarm is None:
            self._gate_alarm = loop.call_at(due, self._gate_is_due)

    def _gate_is_due(self) -> None:
        """Tick the gate behind all keys that wait in the queue; first let in those that came while we were busy."""
        alarm, loop = self._gate_alarm, asyncio.get_running_loop()
        if alarm is not None and loop.time() - alarm.when() > _LATE:
            self._gate_alarm = loop.call_later(_LATE, self._queue_tick)
        else:
            self._queue_tick()

    def _queue_tick(self) -> None:
        """Tick the gate with the time of now, though it may hear of it late: keys that come meanwhile stand behind."""
        self.call_later(self._tick_gate, monotonic())

    async def _tick_gate(self, now: float) -> None:
        self._gate_alarm = None
        await self._take(self.gate.tick(now))

    def on_scan_dropped(self, message: ScanDropped) -> None:
        """Say why nothing came of what a scanner sent."""
        self.notify(message.reason, severity="warning")

    # -- what can be reached

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow the house's own actions, and of Textual's only the harmless ones."""
        if hasattr(App, f"action_{action}") and action not in _TEXTUAL_ACTIONS:
            return False
        return super().check_action(action, parameters)

    async def _broker_event(self, event_name: str, event: events.Event, default_namespace: Any) -> bool:  # noqa: ANN401, ARG002 - Textual's signature
        """Run no action that stands in a text."""
        return False

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:  # noqa: ARG002 - Textual's signature
        """Offer what the palette may do."""
        yield SystemCommand("Theme", "Change the colors of this station", self.search_themes)
        yield SystemCommand("Quit", "Close this station", self.action_quit)

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Open nothing: a station starts no other program."""

    def copy_to_clipboard(self, text: str) -> None:
        """Copy ``text`` to the terminal's clipboard, but never from a field that hides it."""
        if not (isinstance(self.focused, Input) and self.focused.password):
            super().copy_to_clipboard(text)
