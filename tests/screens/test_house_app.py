"""The house app under Textual's pilot: scans pass before everything, and a failing handler fails alone."""

from __future__ import annotations

import asyncio
import functools
import logging
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from textual import events, work
from textual.screen import ModalScreen
from textual.widgets import Button, DataTable, Footer, Input, Label, Static, TextArea
from textual.worker import WorkerFailed

from devices.framing import Gate
from intake.errors import ExitStatus
from screens.app import IntakeApp
from screens.crash import Crash, crash_of, log_crash
from screens.environment import forget_developer_tools
from screens.keys import key_of
from screens.leave import LeaveQuestion
from screens.messages import ScanDropped, Scanned, TypedTogether
from screens.standing import CRASHES
from screens.text import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.pilot import Pilot

CARD = "@\n\x1e\rANSI 636000100002DL00410278DLDAQT00000000\nDCSHOLLOWAY\nDACJUNE\nDDEN\x11\x10\t\x1b\r"


class Dialog(ModalScreen[bool]):
    def compose(self) -> ComposeResult:
        yield Button("DELETE")

    def on_button_pressed(self) -> None:
        self.dismiss(True)


class House(IntakeApp):
    """A small station: two fields, a note, a table, and single-letter commands."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("x", "say('x')"),
        ("D", "say('D')"),
        ("f2", "fail", "Fail"),
        ("f3", "ask"),
    ]

    def __init__(self) -> None:
        self.crashes: list[Crash] = []
        super().__init__(Gate, report=self.crashes.append)
        self.scans: list[str | bytes] = []
        self.dropped: list[str] = []
        self.said: list[str] = []
        self.answers: list[bool | None] = []

    def compose(self) -> ComposeResult:
        yield Input(id="name")
        yield Input(id="pin", password=True)
        yield TextArea(id="note")
        yield DataTable[str](id="table")
        yield Static(id="shown")
        yield Footer()

    def on_scanned(self, message: Scanned) -> None:
        self.scans.append(message.payload)

    def on_scan_dropped(self, message: ScanDropped) -> None:
        self.dropped.append(message.reason)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.said.append(f"submitted {event.value}")

    def action_say(self, what: str) -> None:
        self.said.append(what)

    def action_ask(self) -> None:
        self.push_screen(Dialog(), self.answers.append)

    def action_fail(self) -> None:
        name = "MARIA CANARY"
        raise ValueError(name)

    @work
    async def fail_in_a_worker(self) -> None:
        raise LookupError("MARIA CANARY")

    def burst(self, text: str) -> None:
        """Post the keys of ``text`` as a fast scanner types them."""
        for index, character in enumerate(text):
            key = key_of(character)
            key.time += index / 10_000
            self.post_message(key)


def piloted(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """Run an async test in a loop of its own."""

    @functools.wraps(test)
    def run(*args: Any, **named: Any) -> None:
        asyncio.run(test(*args, **named))

    return run


async def settle(pilot: Pilot[Any]) -> None:
    """Wait until the gate is at rest and everything that came of it is done."""
    assert isinstance(pilot.app, IntakeApp)
    await pilot.pause()
    while pilot.app.gate.deadline is not None:  # noqa: ASYNC110 - the gate tells nobody when it comes to rest
        await asyncio.sleep(0.01)
    await pilot.pause()


# -- scans and typing


@pytest.mark.parametrize("focus", ["#name", "#pin", "#note", "#table", None])
@piloted
async def test_a_scan_is_one_message_whatever_has_the_focus(focus: str | None) -> None:
    app = House()
    async with app.run_test() as pilot:
        app.set_focus(app.query_one(focus) if focus else None)
        app.burst(CARD)
        await settle(pilot)
        assert app.scans == [CARD]
        assert app.said == []
        assert [field.value for field in app.query(Input)] == ["", ""]
        assert app.query_one(TextArea).text == ""
        assert len(app.screen_stack) == 1


@piloted
async def test_a_scan_answers_no_dialog_but_reaches_it() -> None:
    app = House()
    async with app.run_test() as pilot:
        await pilot.press("f3")
        app.burst("\r" + CARD)
        await settle(pilot)
        assert isinstance(app.screen, Dialog)
        assert app.answers == []
        assert app.scans == ["\r" + CARD]


@piloted
async def test_a_scan_does_not_open_the_palette_nor_close_the_station() -> None:
    app = House()
    async with app.run_test() as pilot:
        app.burst("@\n\x10quit\r\x11\x10screenshot\r")
        await settle(pilot)
        assert len(app.screen_stack) == 1
        assert app.return_code is None


@piloted
async def test_a_lump_from_the_driver_is_a_scan_too() -> None:
    app = House()
    async with app.run_test() as pilot:
        app.post_message(TypedTogether(CARD))
        await settle(pilot)
        assert app.scans == [CARD]


@piloted
async def test_two_scans_are_two_messages() -> None:
    app = House()
    async with app.run_test() as pilot:
        app.burst(CARD)
        await settle(pilot)
        app.burst(CARD.lower())
        await settle(pilot)
        assert app.scans == [CARD, CARD.lower()]


@pytest.mark.parametrize("focus", ["#name", "#note"])
@piloted
async def test_a_field_takes_back_what_a_scanner_without_at_sign_typed_into_it(focus: str) -> None:
    app = House()
    async with app.run_test() as pilot:
        field = app.query_one(focus)
        app.set_focus(field)
        await pilot.press("h", "o", "l")
        if isinstance(field, Input):
            field.selection = field.selection._replace(start=0)
        app.burst("]L2" + CARD[1:])
        await settle(pilot)
        assert app.scans == ["]L2" + CARD[1:]]
        assert (field.value if isinstance(field, Input) else app.query_one(TextArea).text) == "hol"


@piloted
async def test_a_scanner_carries_out_no_single_letter_command() -> None:
    app = House()
    async with app.run_test() as pilot:
        app.set_focus(app.query_one("#table"))
        app.burst("xDxD12345;99\r")
        await settle(pilot)
        assert app.said == []
        await pilot.press("x")
        await settle(pilot)
        assert app.said == ["x"]


@piloted
async def test_typing_works_as_ever() -> None:
    app = House()
    async with app.run_test() as pilot:
        app.set_focus(app.query_one("#name"))
        await pilot.press(*"june@x.org", "enter")
        await settle(pilot)
        assert app.query_one("#name", Input).value == "june@x.org"
        assert app.said == ["submitted june@x.org"]


@piloted
async def test_a_lump_of_plain_letters_stays_in_the_field() -> None:
    app = House()
    async with app.run_test() as pilot:
        app.set_focus(app.query_one("#name"))
        app.post_message(TypedTogether("holloway"))
        await settle(pilot)
        assert app.query_one("#name", Input).value == "holloway"
        assert app.scans == []


@piloted
async def test_a_pasted_card_is_a_scan_and_another_paste_is_text() -> None:
    app = House()
    async with app.run_test() as pilot:
        app.set_focus(app.query_one("#name"))
        app.post_message(events.Paste("Holl\x1b[2Joway"))
        await settle(pilot)
        assert app.query_one("#name", Input).value == "Holl[2Joway"
        app.post_message(events.Paste(CARD))
        await settle(pilot)
        assert app.scans == [CARD]
        assert app.query_one("#name", Input).value == "Holl[2Joway"


@piloted
async def test_a_scan_that_is_too_long_is_told_and_nothing_else() -> None:
    app = House()
    async with app.run_test() as pilot:
        for _ in range(20):
            app.post_message(TypedTogether("@\n" + "7" * 4000))
        await settle(pilot)
        assert app.scans == []
        assert app.dropped == ["That scan was longer than any card."]


# -- what can be reached


TEXTUAL_ACTIONS = [
    "app.suspend_process",
    "app.screenshot('planted.svg', '/tmp')",
    "app.simulate_key('f9')",
    "app.toggle('dark')",
    "app.toggle_dark",
    "app.push_screen('x')",
    "app.switch_mode('x')",
    "app.add_class('#name', 'x')",
    "app.notify('x')",
    "app.back",
    "app.bell",
    "app.focus('name')",
    "app.show_help_panel",
    "app.change_theme",
]


@piloted
async def test_textuals_own_actions_are_out_of_reach() -> None:
    app = House()
    async with app.run_test() as pilot:
        assert [action for action in TEXTUAL_ACTIONS if await app.run_action(action)] == []
        await pilot.pause()
        assert len(app.screen_stack) == 1


@piloted
async def test_quitting_asks_and_staying_is_the_default() -> None:
    app = House()
    async with app.run_test() as pilot:
        await pilot.press("ctrl+q")
        assert isinstance(app.screen, LeaveQuestion)
        await pilot.press("enter")
        await settle(pilot)
        assert len(app.screen_stack) == 1
        await pilot.press("f10", "tab", "enter")
        await settle(pilot)
        assert app.return_code == 0


@piloted
async def test_an_action_in_a_text_does_not_run() -> None:
    app = House()
    async with app.run_test() as pilot:
        await app.query_one("#shown", Static).mount(Label("[@click=app.say('planted')]click me[/]", id="trap"))
        await pilot.pause()
        await pilot.click("#trap", offset=(2, 0))
        await pilot.pause()
        assert app.said == []


@piloted
async def test_a_notification_shows_markup_letter_by_letter() -> None:
    app = House()
    async with app.run_test(notifications=True) as pilot:
        app.notify("Ann [/] Bee [@click=app.say('planted')]x[/]")
        await pilot.pause()
        assert app.crashes == []


@piloted
async def test_a_hidden_field_is_never_copied() -> None:
    app = House()
    async with app.run_test() as pilot:
        for selector, copied in (("#pin", ""), ("#name", "493817")):
            field = app.query_one(selector, Input)
            field.value = "493817"
            app.set_focus(field)
            await pilot.pause()
            field.select_all()
            await pilot.press("ctrl+c")
            await pilot.press("ctrl+x")
            await settle(pilot)
            assert app.clipboard == copied


def test_the_environment_cannot_turn_on_developer_tools() -> None:
    environ = {
        "TEXTUAL": "debug,devtools",
        "TEXTUAL_DEBUG": "1",
        "TEXTUAL_LOG": "keys.log",
        "TEXTUAL_PRESS": "q",
        "TEXTUAL_DRIVER": "evil:Driver",
        "TEXTUAL_SCREENSHOT": "1",
        "TEXTUAL_THEME": "nord",
        "HOME": "/",
    }
    forget_developer_tools(environ)
    assert environ == {"TEXTUAL_THEME": "nord", "HOME": "/"}


# -- crashes


async def crash(app: House, drive: Callable[[Pilot[Any]], Coroutine[Any, Any, None]]) -> None:
    """Drive ``app``, which does not end with what fails in it; only the pilot raises that afterwards."""
    try:
        async with app.run_test(notifications=True) as pilot:
            await drive(pilot)
    except (ValueError, WorkerFailed):
        return
    pytest.fail("nothing crashed")


@piloted
async def test_a_handler_that_fails_leaves_the_station_standing() -> None:
    app = House()

    async def drive(pilot: Pilot[Any]) -> None:
        app.set_focus(app.query_one("#name"))
        await pilot.press("f2")
        await settle(pilot)
        await pilot.press("o", "k")
        assert app.query_one("#name", Input).value == "ok"
        assert [(told.kind, told.place.split(":")[0]) for told in app.crashes] == [("ValueError", "test_house_app.py")]
        shown = app.export_screenshot()
        assert app.crashes[0].number in shown
        assert "CANARY" not in shown
        assert app.return_code is None

    await crash(app, drive)


@piloted
async def test_a_worker_that_fails_leaves_the_station_standing() -> None:
    app = House()

    async def drive(pilot: Pilot[Any]) -> None:
        app.fail_in_a_worker()
        await settle(pilot)
        assert [told.kind for told in app.crashes] == ["LookupError"]
        assert app.return_code is None

    await crash(app, drive)


@piloted
async def test_a_station_that_fails_again_and_again_ends_with_a_status() -> None:
    app = House()

    async def drive(pilot: Pilot[Any]) -> None:
        for _ in range(CRASHES):
            app.post_message(events.Key("f2", None))
        await settle(pilot)

    await crash(app, drive)
    assert app.return_code == ExitStatus.BROKEN


class Stillborn(House):
    """Fails before anything is on the screen."""

    def on_mount(self) -> None:
        raise KeyError("MARIA CANARY")


@piloted
async def test_a_station_that_fails_at_the_start_ends_with_a_status() -> None:
    app = Stillborn()
    with pytest.raises(KeyError):
        async with app.run_test():
            pass
    assert app.return_code == ExitStatus.BROKEN
    assert [crash.kind for crash in app.crashes] == ["KeyError"]


def test_a_crash_is_logged_by_number_kind_and_place_only(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(ValueError, match="CANARY") as raised:
        int("MARIA CANARY")
    told = crash_of(raised.value)
    log_crash(told)
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert record.getMessage() == f"error {told.number}: ValueError at {told.place}"
    assert "CANARY" not in record.getMessage()
    assert record.exc_info is None


# -- rest


@piloted
async def test_no_cursor_blinks_and_nothing_is_animated() -> None:
    app = House()
    async with app.run_test():
        assert not any(field.cursor_blink for field in app.query(Input))
        assert not app.query_one(TextArea).cursor_blink
        assert app.animation_level == "none"
        assert app.features == frozenset()


@piloted
async def test_data_in_a_title_is_shown_letter_by_letter() -> None:
    app = House()
    async with app.run_test() as pilot:
        shown = app.query_one("#shown", Static)
        shown.border_title = plain("Ann [/b] [red]Bee")
        shown.styles.border = ("round", "white")
        await pilot.pause()
        assert "[/b]" in app.export_screenshot()
