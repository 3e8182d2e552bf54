"""What people type comes through the gate: no key lost, doubled or out of order, whatever it looks like."""

from __future__ import annotations

import string

from hypothesis import example, given
from hypothesis import strategies as st
from typed_field import Field

WORDS = (
    "patient", "Patricia", "ANSI", "@intake.example", '"intake', "2intake", "@intake1", "june@intake1.example",
    "@ansi.org", "IDUTO", "id", "idea", "P<", "P<UTO", "a<b<<c", "cout<<a<<b<<endl;", "i<count;", "i.e.",
    "vector<pair<int,int>>", "c.all...", "patient......", "12/20/2026", "2026-02-22", "5550101234", "@604173",
    "ANSI 636000", "@636000", "Passw0rd!", "É", "été", "2é", '"quoted"', "]L2", "$20", "+1", "(a)", "c,d,,e;;f",
    "x\\y\\\\z", "C:\\Users\\ida", "INTAKE", "CIVIC", "PAVIA<", "V<", "C<", "A<", "p;", "p,u", "i>", "d\\",
)  # fmt: skip
emails = st.from_regex(r"[a-z]{1,8}@(?:intake|ansi|amva|idea)[0-9]?[a-z]{0,6}\.(?:example|org)", fullmatch=True)
passwords = st.text(string.ascii_letters + string.digits + '<>;,.?\\"!#$%&/()=+-_', min_size=1, max_size=16)
dates = st.dates().map(lambda day: f"{day:%m/%d/%Y}") | st.dates().map(str)
texts = st.lists(st.sampled_from(WORDS) | emails | passwords | dates, min_size=1, max_size=3)
keys_between = st.sampled_from(["", " ", "\t", "\r"])
paces = st.floats(0.031, 0.139) | st.floats(0.031, 0.4)


@given(texts, keys_between, st.lists(paces, min_size=1, max_size=12))
@example(["@intake.example"], "", [0.05])
@example(['"intake'], "", [0.08])
@example(["P<"], "", [0.08])
@example(["IDUTO", "is", "here"], " ", [0.08])
@example(["2", "\n", "ANSI"], "", [0.08])
def test_a_person_gets_in_a_field_what_was_typed_at_once(words: list[str], between: str, gaps: list[float]) -> None:
    typed = between.join(words)
    field = typing(typed, gaps, takes_text=True)
    assert field.text == "".join(key for key in typed if key.isprintable())
    assert field.acts == [key for key in typed if not key.isprintable()]


@given(texts, keys_between, st.lists(paces, min_size=1, max_size=12))
def test_keys_that_a_person_presses_outside_a_field_are_all_pressed(
    words: list[str], between: str, gaps: list[float]
) -> None:
    typed = between.join(words)
    assert typing(typed, gaps, takes_text=False).acts == list(typed)


@given(st.text("@|\t\raAJ6MN ", min_size=2, max_size=12), st.lists(paces, min_size=1, max_size=12), st.booleans())
def test_arrows_and_tabs_of_a_person_are_pressed_in_their_turn(typed: str, gaps: list[float], takes: bool) -> None:
    field = typing(typed, gaps, takes_text=takes)
    assert field.text == "".join(key for key in typed if takes and key.isprintable() and key != "|")
    assert field.acts == [
        "<down>" if key == "|" else key for key in typed if key == "|" or not (takes and key.isprintable())
    ]


def typing(text: str, gaps: list[float], *, takes_text: bool) -> Field:
    field = Field(takes_text=takes_text)
    for index, character in enumerate(text):
        gap = gaps[index % len(gaps)]
        field.press_arrow(gap) if character == "|" else field.press(character, gap)
    field.wait(1)
    assert field.scans == field.dropped == field.hasty == []
    return field
