"""The colors of the station: one theme for rich terminals, one for 16 colors, one without color."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from textual.theme import Theme

if TYPE_CHECKING:
    from textual.app import App

FULL: Final = "intake"
BRIGHT: Final = "intake-light"
SIXTEEN: Final = "intake-16"
PLAIN: Final = "intake-plain"
_FEW: Final = {"standard", "windows"}

_THEMES: Final = (
    Theme(
        name=FULL,
        primary="#4c9f70",
        secondary="#5b8db8",
        accent="#e0a84f",
        warning="#e0a84f",
        error="#e5686b",
        success="#58b368",
        foreground="#e4e4e0",
        background="#14171a",
        surface="#1b1f23",
        panel="#262b30",
        variables={"border-blurred": "#434b52", "block-cursor-foreground": "#0b120e"},
    ),
    Theme(
        name=BRIGHT,
        primary="#2f7a4f",
        secondary="#2d6796",
        accent="#9a5b00",
        warning="#9a5b00",
        error="#b3261e",
        success="#23733b",
        foreground="#1c1c1a",
        background="#fbfbf8",
        surface="#f1f1ec",
        panel="#e2e2da",
        dark=False,
        variables={"border-blurred": "#b4b4aa", "block-cursor-foreground": "#ffffff"},
    ),
    Theme(
        name=SIXTEEN,
        ansi=True,
        primary="ansi_green",
        secondary="ansi_cyan",
        accent="ansi_yellow",
        warning="ansi_yellow",
        error="ansi_bright_red",
        success="ansi_green",
        foreground="ansi_default",
        background="ansi_default",
        surface="ansi_default",
        panel="ansi_default",
        boost="ansi_default",
        dark=True,
        variables={
            "ansi-background": "ansi_black",
            "ansi-foreground": "ansi_white",
            "border": "ansi_green",
            "border-blurred": "ansi_white",
            "block-cursor-foreground": "ansi_black",
            "block-cursor-background": "ansi_green",
            "block-cursor-blurred-foreground": "ansi_default",
            "block-cursor-blurred-background": "ansi_bright_black",
            "input-cursor-background": "ansi_white",
            "input-cursor-foreground": "ansi_black",
            "footer-key-foreground": "ansi_yellow",
        },
    ),
    Theme(
        name=PLAIN,
        ansi=True,
        primary="ansi_default",
        secondary="ansi_default",
        accent="ansi_default",
        warning="ansi_default",
        error="ansi_default",
        success="ansi_default",
        foreground="ansi_default",
        background="ansi_default",
        surface="ansi_default",
        panel="ansi_default",
        boost="ansi_default",
        dark=True,
        variables={
            "ansi-background": "ansi_black",
            "ansi-foreground": "ansi_white",
            "border": "ansi_default",
            "border-blurred": "ansi_default",
            "block-cursor-foreground": "ansi_default",
            "block-cursor-background": "ansi_default",
            "block-cursor-text-style": "reverse",
            "block-cursor-blurred-text-style": "underline",
            "block-cursor-blurred-foreground": "ansi_default",
            "block-cursor-blurred-background": "ansi_default",
            "input-cursor-text-style": "reverse",
            "button-focus-text-style": "reverse",
            "footer-key-foreground": "ansi_default",
        },
    ),
)


def choose_theme(app: App[Any], wanted: str | None) -> None:
    """Register the themes of the station and take ``wanted``, or else the one that suits the terminal."""
    for theme in _THEMES:
        app.register_theme(theme)
    if wanted in app.available_themes and not app.no_color:
        app.theme = wanted
    else:
        app.theme = suitable_theme(app.console.color_system, colorless=app.no_color)


def suitable_theme(color_system: str | None, *, colorless: bool) -> str:
    """Return the theme for a terminal with that color system, as Rich names it."""
    if colorless or color_system is None:
        return PLAIN
    return SIXTEEN if color_system in _FEW else FULL
