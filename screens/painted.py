"""What reaches the terminal: painted lines, colors and news, and nothing that it has no room for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from textual.filter import Monochrome, NoColor

from screens.key_names import printed_key
from screens.standing import StandingApp
from screens.text import PaintedText
from screens.thrift import ThriftyDriver
from screens.too_small import is_too_small, notice

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rich.console import RenderableType
    from textual.driver import Driver
    from textual.filter import LineFilter
    from textual.notifications import Notification, SeverityLevel
    from textual.screen import Screen

_GONE: Final = 0.1
"""Seconds after which what a notification covered is painted again."""


class PaintedApp(StandingApp, inherit_bindings=False):
    """A Textual app that writes nothing to its terminal but what may stand there."""

    def __init__(self, driver_class: type[Driver], report: Callable[[BaseException], str]) -> None:
        super().__init__(driver_class, report)
        self._door = PaintedText()
        self.leaving_keys: Sequence[str] = ("f10",)
        """The keys that close the app wherever somebody is."""

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Send every painted line through the last door.

        Without color, leave the terminal its own two; Textual's grays would be black on black.
        """
        colorless = [NoColor()] if self.no_color or self.console.color_system is None else []
        return [
            *(each for each in super().get_line_filters() if not isinstance(each, Monochrome)),
            *colorless,
            self._door,
        ]

    @property
    def _background_screens(self) -> list[Screen[Any]]:
        """The screens that shine through the one in front.

        A task that begins while something is painted holds them as long as it lives, so none that is covered is named.
        """
        return super()._background_screens if self.screen.styles.background.a < 1 else []

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Paint, or say how large the terminal must be; everything goes on behind that, and nothing is lost."""
        if not is_too_small(self.size):
            super()._display(screen, renderable)
        elif self._driver is not None and not self.is_headless:
            told = reversed(list(self._notifications))
            news = next((each.message for each in told), "")
            self._driver.write(notice(self.size, printed_key(self.leaving_keys[0]), news))
            self._driver.flush()

    def action_redraw(self) -> None:
        """Draw everything again, for something else has written to the terminal."""
        if isinstance(self._driver, ThriftyDriver):
            self._driver.redraw()
        self.refresh()

    # -- news

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Show ``message`` for some seconds, letter by letter unless ``markup`` is asked for.

        News give way to newer ones, and the same is said once: a small screen has other things to show.
        """
        for shown in list(self._notifications):
            if shown.severity != "error" or shown.message == message:
                self._unnotify(shown, refresh=False)
        super().notify(message, title=title, severity=severity, timeout=timeout, markup=markup)

    def _unnotify(self, notification: Notification, refresh: bool = True) -> None:
        """Forget a notification, and see to it that nothing of it stays on the screen, as the compositor may let it."""
        super()._unnotify(notification, refresh)
        self.set_timer(_GONE, self._paint_again)

    def _paint_again(self) -> None:
        for screen in self.screen_stack[-1:]:  # none is left while the station closes
            screen.refresh()
