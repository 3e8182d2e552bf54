"""How a scanner presses keys: the key events of a text, for tests and for the virtual machine."""

from __future__ import annotations

from devices.layouts import LAYOUTS

SHIFT, CTRL, ALT_GR = 42, 29, 100
_CONTROL = {"\n": ([CTRL], 36), "\r": ([], 28), "\x1e": ([CTRL, SHIFT], 7), "\x1d": ([CTRL], 27), "\t": ([], 15)}


def strokes(text: str, layout: str = "us") -> list[list[tuple[int, int]]]:
    """Return for each character of ``text`` the key events, code and value, by which a scanner types it."""
    return [_strokes(character, layout) for character in text]


def _strokes(character: str, layout: str) -> list[tuple[int, int]]:
    if character in _CONTROL:
        modifiers, code = _CONTROL[character]
    else:
        place = LAYOUTS[layout].place(character)
        assert place is not None, f"{character!r} has no key on {layout}"
        code, modifiers = place[0], [[], [SHIFT], [ALT_GR]][place[1]]
    down = [(modifier, 1) for modifier in modifiers]
    return [*down, (code, 1), (code, 0), *((modifier, 0) for modifier in reversed(modifiers))]
