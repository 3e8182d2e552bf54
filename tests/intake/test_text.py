"""Text is cleaned on its way in and filtered on its way out."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.text import beginning, clean, clean_lines, fold, key, presentable, spellings, spelt_out

HOSTILE = st.text(st.characters(), max_size=60)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ann   Lee ", "Ann Lee"),
        ("Ann\tLee\r\n", "Ann Lee"),
        ("A\x1b[2JB", "A[2JB"),
        ("A\x9b31mB\x00", "A31mB"),
        ("Jose\u0301", "José"),
        ("\u202eevil\u202c", "evil"),
        ("Zoë\u200b\ufeff", "Zoë"),
        ("x\U000e0041y", "xy"),
        ("\ud800Ann", "Ann"),
        ("[b]=HYPERLINK('x')", "[b]=HYPERLINK('x')"),
        ("a" + "\u0316" * 9, "a" + "\u0316" * 4),
    ],
)
def test_text_is_cleaned(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@given(HOSTILE)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(HOSTILE)
def test_clean_text_holds_nothing_that_steers_a_terminal(text: str) -> None:
    assert not {unicodedata.category(c) for c in clean(text)} & {"Cc", "Cs", "Zl", "Zp", "Co"}
    assert unicodedata.is_normalized("NFC", clean(text))


@given(HOSTILE)
def test_what_is_clean_is_shown_as_it_is(text: str) -> None:
    assert presentable(clean(text)) == clean(text)


@given(HOSTILE)
def test_what_is_shown_never_steers_a_terminal(text: str) -> None:
    shown = presentable(text).replace("\n", "")
    assert not {unicodedata.category(c) for c in shown} & {"Cc", "Cs", "Zl", "Zp", "Co"}


def test_notes_keep_their_lines() -> None:
    assert clean_lines("one\r\n two\x1b\rthree\n\n") == "one\ntwo\nthree"


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Núñez", "NUNEZ"),
        ("O'Neil", "o’neil"),
        ("Smith-Jones", "smith jones"),
        ("Straße", "STRASSE"),
        ("Jose\u0301", "JOSÉ"),
        (" Van  Dyke", "van dyke"),
        ("Łukasz Yıldız", "LUKASZ YILDIZ"),
        ("İpek Ǿrsted", "IPEK ORSTED"),
        ("Đặng Æsop", "dang aesop"),
    ],
)
def test_names_are_compared_without_case_accents_and_signs(name: str, other: str) -> None:
    assert fold(name) == fold(other)


@given(HOSTILE)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_a_name_is_spelt_out_as_in_a_passport() -> None:
    assert spelt_out("Jürgen Mu\u0308ller-Bjørnå") == "juergen mueller bjoernaa"
    assert spelt_out("LUKASZ") == fold("Łukasz")


def test_each_letter_of_a_name_is_spelt_in_both_ways() -> None:
    assert spellings("Åge Mu\u0308ller") == {"age muller", "aage muller", "age mueller", "aage mueller"}
    assert spellings("LUKASZ") == {"lukasz"}
    assert spellings("ö" * 300) == {"o" * 300, "oe" * 300}


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_text_folds_as_it_does_beside_a_letter_with_a_mark(text: str) -> None:
    assert fold(f"é {text}") == f"e {fold(text)}".rstrip()


@given(st.text("aeouäöüåøsß -'", max_size=9))
def test_names_with_a_spelling_in_common_begin_alike(name: str) -> None:
    """However one is kept, by ``fold`` or ``spelt_out``, it begins as the other says."""
    for spelling in spellings(name):
        assert any(kept.startswith(beginning(spelling)) for kept in (fold(name), spelt_out(name)))
        assert spelling.startswith(beginning(name))


def test_a_name_that_is_spelt_in_one_way_begins_with_all_of_itself() -> None:
    names = ("MARLOWE", "Núñez-Vale", "Mueller", "Müller", "MULLER", "")
    assert [beginning(name) for name in names] == ["marlowe", "nunez vale", "mu", "mu", "muller", ""]


def test_numbers_are_compared_by_letters_and_digits() -> None:
    assert key("d-123 456.7") == "D1234567"
