"""Keeps the environment from turning on Textual's tools for developers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import MutableMapping

_KEPT: Final = frozenset(
    {
        "TEXTUAL_COLOR_SYSTEM",
        "TEXTUAL_DISABLE_KITTY_KEY",
        "TEXTUAL_FPS",
        "TEXTUAL_SMOOTH_SCROLL",
        "TEXTUAL_THEME",
    }
)


def forget_developer_tools(environ: MutableMapping[str, str]) -> None:
    """Remove what makes Textual log every key, press keys, write pictures, or load other drivers.

    Textual reads its settings when it is imported, so this comes first.
    """
    for name in [name for name in environ if name.startswith("TEXTUAL") and name not in _KEPT]:
        del environ[name]
