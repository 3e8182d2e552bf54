"""The house app's gate: scans pass before focus and bindings, and people type as ever."""

from __future__ import annotations

import asyncio
from time import monotonic

import pytest
from house import CARD, Dialog, House, settle
from sitting import piloted
from textual import events
from textual.widgets import Input, TextArea

from screens.messages import TypedSequence, TypedTogether


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


@piloted
async def test_a_slow_scan_stays_whole_while_the_station_is_busy() -> None:
    app = House()
    async with app.run_test() as pilot:
        began = monotonic()
        for index, character in enumerate(CARD[:10]):
            type_at(app, character, began + 0.08 * (index - 9))
        app.call_later(asyncio.sleep, 0.8)
        type_at(app, CARD[10], began + 0.25)
        await asyncio.sleep(0.5)
        type_at(app, CARD[11:], began + 0.5)
        await settle(pilot)
        assert (app.scans, app.said) == ([CARD], [])


def type_at(app: House, text: str, time: float) -> None:
    typed = TypedTogether(text)
    typed.time = time
    app.post_message(typed)


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


@pytest.mark.parametrize("lump", ["x\r", "\x13\r", "\t\r"])
@piloted
async def test_enter_in_one_lump_with_other_keys_answers_no_dialog(lump: str) -> None:
    app = House()
    async with app.run_test() as pilot:
        await pilot.press("f3")
        app.post_message(TypedTogether(lump))
        await settle(pilot)
        assert isinstance(app.screen, Dialog)
        assert app.answers == []
        await pilot.press("enter")
        await settle(pilot)
        assert app.answers == [True]


@piloted
async def test_enter_in_one_lump_with_a_text_goes_on_from_the_field() -> None:
    app = House()
    async with app.run_test() as pilot:
        app.set_focus(app.query_one("#name"))
        app.post_message(TypedTogether("june\r"))
        await settle(pilot)
        assert app.said == ["submitted june"]


@pytest.mark.parametrize("focus", ["#name", "#table"])
@piloted
async def test_what_comes_with_a_sequence_that_was_typed_is_a_scan(focus: str) -> None:
    app = House()
    async with app.run_test() as pilot:
        app.set_focus(app.query_one(focus))
        app.post_message(TypedSequence("\x1b[21~", monotonic()))
        app.burst("x\r")
        await settle(pilot)
        assert app.scans == ["\x1b[21~x\r"]
        assert app.said == []


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
