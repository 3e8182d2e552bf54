"""Letters with accents that a scanner sends in its own code page come out right, or are shown as unreadable."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cards import CALIFORNIAN

from intake.license import License, read
from intake.license.compose import compose
from intake.license.repairs import ACCENTS, UNREADABLE

HOLDERS = [
    replace(CALIFORNIAN, first_name="RENÉ", middle_name="FRANÇOIS", last_name="MUÑOZ", city="TRÉSORVILLE"),
    replace(CALIFORNIAN, first_name="ÉLODIE", last_name="L'ÉTOILE", address_line1="12 RUE DE L'ÎLE"),
    replace(CALIFORNIAN, first_name="María", middle_name="Ramón", last_name="Núñez", city="Cañón Vista"),
    replace(CALIFORNIAN, first_name="RAMÓN", middle_name="ÂNGELO", last_name="IBÁÑEZ", city="MONTRÀ"),
    replace(CALIFORNIAN, first_name="Jörg", last_name="Ibáñez", address_line1="9 Chemin Français"),
]
SEPARATORS = [str, lambda payload: payload.replace("\n", ""), lambda payload: payload.replace("\n", "|")]


def sent(holder: License, page: str) -> str:
    """Return what arrives of a card when the scanner sends a code page and everybody else takes it for ISO 8859-1."""
    return compose(holder).decode("latin-1").encode(page).decode("latin-1")


@pytest.mark.parametrize("holder", HOLDERS, ids=lambda holder: holder.first_name)
@pytest.mark.parametrize("changed", SEPARATORS)
def test_letters_of_the_code_page_of_a_scanner_are_read(holder: License, changed: type[str]) -> None:
    payload = changed(sent(holder, "cp850"))
    for arrived in (payload, payload.encode("latin-1"), payload.encode("latin-1").decode("utf-8", "surrogateescape")):
        found = read(arrived)
        assert replace(found, repairs=(), oddities=()) == holder
        assert ACCENTS in found.repairs


@pytest.mark.parametrize("sign", ["\x8e", "\x92", "\x9b", "\x82", "\ufffd"])
def test_a_letter_that_two_code_pages_or_none_explain_is_shown_as_unreadable(sign: str) -> None:
    found = read(compose(replace(CALIFORNIAN, last_name="MARXLOWE")).decode("latin-1").replace("X", sign))
    assert found.last_name == "MAR\ufffdLOWE"
    assert UNREADABLE in found.repairs


@pytest.mark.parametrize("noise", ["\x90\n", "\n\x90", "\x90\n\x90"])
def test_noise_around_lines_is_no_letter(noise: str) -> None:
    payload = compose(CALIFORNIAN).decode("latin-1").replace("\x1e", "\x90").replace("\n", noise)
    assert replace(read(payload), repairs=(), oddities=()) == CALIFORNIAN


@pytest.mark.parametrize("name", ["COL·LELL", "MARY\xa0JO"])
def test_signs_that_stand_in_names_as_they_are_are_no_letters(name: str) -> None:
    found = read(compose(replace(CALIFORNIAN, last_name=name)))
    assert (found.last_name, found.repairs) == (name.replace("\xa0", " "), ())


@pytest.mark.parametrize("sign", "¢¡¤¶·×")
def test_signs_between_elements_are_no_letters(sign: str) -> None:
    payload = compose(CALIFORNIAN).decode("latin-1").replace("\n", sign)
    assert replace(read(payload), repairs=(), oddities=()) == CALIFORNIAN
