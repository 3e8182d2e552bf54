"""What the house app paints: data letter by letter, and nothing that moves by itself."""

from __future__ import annotations

from house import House
from sitting import piloted
from textual.widgets import Input, Static, TextArea

from screens.text import plain


@piloted
async def test_a_notification_shows_markup_letter_by_letter() -> None:
    app = House()
    async with app.run_test(notifications=True) as pilot:
        app.notify("Ann [/] Bee [@click=app.say('planted')]x[/]")
        await pilot.pause()
        assert app.faults == []
        assert "[/]" in app.export_screenshot()


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
