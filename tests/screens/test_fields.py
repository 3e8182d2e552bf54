"""Which widgets take text, also while the module of one kind is only just being loaded."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest
from textual.widgets import Button, Input, TextArea

from screens.fields import is_area, one_line, takes_text


def test_inputs_and_areas_take_text_and_buttons_do_not() -> None:
    assert takes_text(Input())
    assert takes_text(TextArea())
    assert not takes_text(Button())
    assert not takes_text(None)


@pytest.mark.parametrize("module", [None, ModuleType("textual.widgets._text_area")])
def test_a_key_may_come_while_another_thread_loads_the_text_areas(
    monkeypatch: pytest.MonkeyPatch, module: ModuleType | None
) -> None:
    button = Button()
    monkeypatch.setitem(sys.modules, "textual.widgets._text_area", module)
    assert not is_area(button)


@pytest.mark.parametrize(
    ("pasted", "taken"),
    [("two\nlines", "two lines"), (" a \r\n\n b\n", "a b"), ("ann ", "ann "), ("ann\n", "ann\n"), ("", "")],
)
def test_no_line_of_a_paste_is_lost_in_a_field_of_one_line(pasted: str, taken: str) -> None:
    assert one_line(pasted) == taken
