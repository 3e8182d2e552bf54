"""What typed bytes, shown texts and the environment can reach in the house app: nothing but what the house offers."""

from __future__ import annotations

from house import House, settle
from sitting import piloted
from textual.widgets import Input, Label, Static

from screens.environment import forget_developer_tools
from screens.leave import LeaveQuestion

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
        await settle(pilot)
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
        assert "planted" not in app.export_screenshot()
        assert await pilot.click("#trap", offset=(2, 0))
        await pilot.pause()
        assert app.said == []


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
