"""Membership cards: only the shop that made one knows it, and nobody can make one up."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from layouts import LAYOUTS, caps_locked, shift_lost, typed_on

from intake.errors import IntakeError, Refused, Unreadable
from intake.membership import card_text, is_card, number_on

OURS, THEIRS = b"p" * 32, b"q" * 32
NUMBERS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9-]{0,29}", fullmatch=True)


@settings(max_examples=40)
@given(NUMBERS)
def test_a_card_names_exactly_its_customer_in_any_case_and_frame(number: str) -> None:
    text = card_text(number, OURS)
    for scanned in (text, text.encode(), text.lower(), text.swapcase(), f"\x02{text}\r\n", f"]L2{text}\r"):
        assert is_card(scanned)
        assert number_on(scanned, OURS) == number


@settings(max_examples=15)
@given(
    NUMBERS, st.sampled_from(["", "]L0", "\x02", "SCAN:", "2"]), st.sampled_from(["", "Z", "#", "\x03", "END22222\t"])
)
def test_a_card_is_known_with_what_a_scanner_types_around_it_and_when_it_comes_twice(
    number: str, prefix: str, suffix: str
) -> None:
    once = f"{prefix}{card_text(number, OURS)}{suffix}"
    for text in (once, once * 2, f"{once}\r\n" * 3):
        for scanned in (text, caps_locked(text), shift_lost(text), *(typed_on(layout)(text) for layout in LAYOUTS)):
            assert is_card(scanned)
            assert number_on(scanned, OURS) == number


def test_of_two_copies_one_that_is_whole_will_do() -> None:
    text = card_text("1204", OURS)
    assert number_on(text[:25] + "\r" + text, OURS) == number_on(text + text[:25], OURS) == "1204"


def test_two_cards_at_once_are_told() -> None:
    with pytest.raises(Unreadable) as refused:
        number_on(card_text("12", OURS) + "\r" + card_text("13", OURS), OURS)
    assert refused.value.code == "two_cards"


@settings(max_examples=40)
@given(NUMBERS, st.sampled_from(sorted(LAYOUTS)))
def test_a_card_is_known_on_the_keyboards_of_other_countries(number: str, layout: str) -> None:
    text, press = card_text(number, OURS), typed_on(layout)
    typed = press(text)
    for scanned in (typed, caps_locked(typed), press(shift_lost(text)), press(f"]L2{text}") + "\r", typed.encode()):
        assert is_card(scanned)
        assert number_on(scanned, OURS) == number


@settings(max_examples=20)
@given(NUMBERS)
def test_a_card_is_known_when_the_shift_key_is_lost(number: str) -> None:
    assert number_on(shift_lost(card_text(number, OURS)), OURS) == number


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_another_shops_card_is_refused_as_such_on_any_keyboard(layout: str) -> None:
    with pytest.raises(Refused) as refused:
        number_on(typed_on(layout)(card_text("7", THEIRS)), OURS)
    assert refused.value.code == "other_shop"


def test_a_card_is_short_and_says_nothing_of_the_customer() -> None:
    text = card_text("1204", OURS)
    assert len(text) <= 40
    assert "1204" not in text
    assert text.startswith("@INTAKE1")


def test_the_card_of_another_shop_is_refused_as_such() -> None:
    with pytest.raises(Refused) as refused:
        number_on(card_text("7", THEIRS), OURS)
    assert refused.value.code == "other_shop"


def test_a_card_with_one_sign_twice_is_known_by_its_proof() -> None:
    text = card_text("1204", OURS)
    for place in range(8, len(text)):
        assert number_on(text[:place] + text[place:].replace(text[place], text[place] * 2, 1), OURS) == "1204"


def test_a_misread_sign_of_the_shop_is_not_taken_for_another_shop() -> None:
    text = card_text("1204", OURS)
    for place in range(8, 14):
        for bent in ("", "7", "7" + text[place]):
            with pytest.raises(Unreadable, match="scan it again"):
                number_on(text[:place] + bent + text[place + 1 :], OURS)


@given(st.integers(8, 40), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
def test_no_changed_card_is_believed(place: int, sign: str) -> None:
    text = card_text("1204", OURS)
    changed = text[:place] + sign + text[place + 1 :]
    try:
        number = number_on(changed, OURS)
    except IntakeError as error:
        assert error.code in {"other_shop", "false_card", "damaged_card"}
        return
    assert number == "1204"


def test_another_customers_number_under_the_same_proof_is_refused() -> None:
    mine, other = card_text("12", OURS), card_text("13", OURS)
    forged = mine[:-4] + other[-4:]
    assert forged not in {mine, other}
    with pytest.raises(Refused, match="not made here"):
        number_on(forged, OURS)


@pytest.mark.parametrize(
    "text",
    [
        "@INTAKE1",
        "@INTAKE0AAAA",
        "@INTAKE1A",
        "@INTAKE1!!",
        "@INTAKE1\u212a" + "A" * 16,
        "@INTAKEX",
        card_text("7", OURS)[:20],
    ],
)
def test_half_a_card_asks_to_scan_again(text: str) -> None:
    assert is_card(text)
    with pytest.raises(Unreadable, match="scan it again"):
        number_on(text, OURS)


@pytest.mark.parametrize("edition", "239")
def test_a_card_of_a_newer_edition_is_told_as_such_on_any_keyboard(edition: str) -> None:
    text = card_text("1204", OURS).replace("@INTAKE1", f"@INTAKE{edition}")
    for scanned in (text, text[:20], text * 2, text.lower(), *(typed_on(layout)(text) for layout in LAYOUTS)):
        assert is_card(scanned)
        with pytest.raises(Unreadable, match="newer version of the program") as refused:
            number_on(scanned, OURS)
        assert refused.value.code == "newer_card"


def test_a_newer_edition_beside_a_card_that_can_be_read_does_no_harm() -> None:
    text = card_text("1204", OURS)
    assert number_on(text.replace("@INTAKE1", "@INTAKE2") + "\r" + text, OURS) == "1204"


@given(
    st.text(max_size=80)
    | st.binary(max_size=80)
    | st.text("@INTAKE1234567ABCD\r", max_size=60).map("@INTAKE1{}".format)
)
def test_anything_else_is_no_card_or_refused_in_plain_words(scanned: str | bytes) -> None:
    if not is_card(scanned):
        return
    with pytest.raises((Refused, Unreadable)) as refused:
        number_on(scanned, OURS)
    assert refused.value.message.endswith(".")


@pytest.mark.parametrize("text", ["@\n\x1e\rANSI 636014", "mail@intake.example", "INTAKE1", ""])
def test_other_scans_are_no_membership_cards(text: str) -> None:
    assert not is_card(text)
