"""Other keys by configuration: what may be bound anew, what is refused, and the page that lists it all."""

from __future__ import annotations

import importlib
import os
import pkgutil
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sitting import at_station, piloted
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual.binding import Binding
from textual.command import CommandPalette
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widgets import Button, DataTable, Input, OptionList, TextArea

import screens
from intake.errors import Misused
from screens.help import Help
from screens.key_table import FIXED, FOR_FIELDS, KEYS
from screens.rebinding import read_keys

if TYPE_CHECKING:
    from collections.abc import Iterator

    from intake.desk import Desk

CONFIG = Path("config.toml")
ADMIN = Path(__file__).parent.parent.parent / "docs/admin.md"
TABLE = re.compile(r"(?<=\n\| id \| keys \| does \|\n\|---\|---\|---\|\n).*?(?=\n\n)", re.DOTALL)


def bindings() -> Iterator[Binding]:
    """Yield every binding of the screens."""
    for module in pkgutil.iter_modules(screens.__path__):
        importlib.import_module(f"screens.{module.name}")
    for kind in kinds_of(DOMNode):
        if kind.__module__.startswith("screens."):
            for binding in vars(kind).get("BINDINGS", []):
                assert isinstance(binding, Binding), kind
                yield binding


def kinds_of(kind: type[DOMNode]) -> Iterator[type[DOMNode]]:
    for each in kind.__subclasses__():
        yield each
        yield from kinds_of(each)


def sent_by_terminals() -> set[str]:
    """Return the keys that terminals have sequences for."""
    return {str(keys[0].value) for keys in ANSI_SEQUENCES_KEYS.values() if isinstance(keys, tuple) and len(keys) == 1}


def test_the_table_holds_every_binding_with_its_keys_and_what_it_does() -> None:
    found = {each.id: (each.key.replace("slash", "/"), each.tooltip) for each in bindings() if each.id}
    assert found == {id_: tuple(bound) for id_, bound in KEYS.items()}


def test_everything_can_be_rebound_but_closing_on_ctrl_q() -> None:
    assert {each.key for each in bindings() if not each.id} == {"ctrl+q", "f10,ctrl+q"}


def test_what_fields_and_lists_need_is_kept_for_them() -> None:
    kinds = (Input, TextArea, DataTable, OptionList, Button, Screen)
    needed = {key for kind in kinds for key, _ in kind._merge_bindings()}
    usable = {key for key in needed if re.fullmatch(r"(ctrl\+|shift\+)*[a-z]+", key) and key in sent_by_terminals()}
    assert usable - FOR_FIELDS - FIXED == set()


@given(st.sampled_from(sorted(sent_by_terminals() | {f"alt+{key}" for key in "abc"} | {"ctrl+h", "ctrl+i", "f25"})))
def test_a_key_is_refused_or_one_that_terminals_send(key: str) -> None:
    try:
        read_keys({"station.queue": key}, CONFIG)
    except Misused:
        return
    assert key in sent_by_terminals()


@given(st.dictionaries(st.sampled_from([*KEYS, "station.nothing", "[b]"]), st.text(max_size=12), max_size=3))
def test_whatever_stands_in_the_configuration_is_taken_or_refused_with_the_id(given_keys: dict[str, str]) -> None:
    try:
        taken = read_keys(given_keys, CONFIG)
    except Misused as error:
        assert error.code == "bad_config"
        assert "config.toml" in error.message
        assert "docs/admin.md" in error.message
        assert any(id_ in error.message for id_ in given_keys)
    else:
        assert taken.keys() == given_keys.keys()


def test_keys_are_read_as_people_write_them() -> None:
    given_keys = {"station.queue": " F9 , Ctrl+O", "queue.remove": "d", "queue.undo": "U", "station.search": "?"}
    taken = {"station.queue": "f9,ctrl+o", "queue.remove": "d", "queue.undo": "U", "station.search": "?"}
    assert read_keys(given_keys, CONFIG) == taken


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"station.queu": "f9"}, "'station.queu'"),
        ({"station.queue": "f99"}, "station.queue cannot be 'f99', which is no key that terminals send"),
        ({"station.queue": "f9,"}, "station.queue cannot be '', which is no key"),
        ({"queue.undo": "ctrl+m"}, "queue.undo cannot be 'ctrl+m', which is no key"),
        ({"station.queue": "f3"}, "station.queue cannot be f3, which is station.profile in the same place"),
        ({"profile.edit": "f1"}, "profile.edit cannot be f1, which is station.help in the same place"),
        ({"queue.undo": "x"}, "queue.undo cannot be x, which is queue.remove in the same place"),
        ({"queue.undo": "k", "queue.remove": "k"}, "queue.remove cannot be k, which is queue.undo in the same place"),
        ({"station.help": "h"}, "station.help cannot be h, which is text where somebody types"),
        ({"form.save": "space"}, "form.save cannot be space, which is text"),
        ({"queue.undo": "down"}, "queue.undo cannot be down, which is queue.next"),
        ({"queue.undo": "left"}, "queue.undo cannot be left, which moves about"),
        ({"question.no": "enter"}, "question.no cannot be enter, which moves about"),
        ({"queue.undo": "ctrl+q"}, "queue.undo cannot be ctrl+q, which always"),
    ],
)
def test_what_could_not_work_is_refused_in_one_sentence(keys: dict[str, str], said: str) -> None:
    with pytest.raises(Misused, match=re.escape(said)):
        read_keys(keys, CONFIG)


def test_keys_may_change_places_and_everything_may_have_its_own_again() -> None:
    swapped = {"station.queue": "f3", "station.profile": "f4", "queue.up": "shift+down", "queue.down": "shift+up"}
    assert read_keys(swapped, CONFIG) == swapped
    defaults = {id_: bound.keys for id_, bound in KEYS.items()}
    assert read_keys(defaults, CONFIG) == defaults


@piloted
async def test_rebound_keys_do_what_the_others_did(desk: Desk) -> None:
    keys = {"station.queue": "f3", "station.profile": "f4", "station.help": "f9", "station.palette": "ctrl+o"}
    keys = read_keys(keys | {"queue.remove": "d", "station.search": "s"}, CONFIG)
    async with at_station(desk, size=(80, 50), keys=keys) as sitting:
        await sitting.press("f3")
        assert sitting.station.queue.has_focus_within
        await sitting.press("f9")
        assert isinstance(sitting.app.screen, Help)
        assert " d  Take this customer out of the queue" in sitting.shown()
        assert " F3  Everyone in the building" in sitting.shown()
        await sitting.press("escape", "f1", "ctrl+p")
        assert sitting.station.is_current
        await sitting.press("ctrl+o")
        assert isinstance(sitting.app.screen, CommandPalette)
        await sitting.press("escape", "escape")
        await sitting.press("s")
        await sitting.type("s")
        assert sitting.station.directory.query_one(Input).value == "s"


def test_the_admins_page_lists_every_id() -> None:
    rows = "\n".join(f"| `{id_}` | {_shown(bound.keys)} | {bound.does} |" for id_, bound in KEYS.items())
    if os.environ.get("INTAKE_WRITE_DOCS"):
        ADMIN.write_text(TABLE.sub(lambda _: rows, ADMIN.read_text()))
    found = TABLE.search(ADMIN.read_text())
    assert found
    assert found[0] == rows, "write it anew: INTAKE_WRITE_DOCS=1 python -m pytest tests/screens/test_rebinding.py"


def _shown(keys: str) -> str:
    return ", ".join(f"`{key}`" for key in keys.split(","))
