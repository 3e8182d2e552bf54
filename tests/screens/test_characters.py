"""Bytes of a terminal become characters; what is no UTF-8 is told apart by when it came."""

from __future__ import annotations

import pytest

from screens.characters import Characters


@pytest.mark.parametrize(
    ("reads", "taken"),
    [
        ([b"Jos", b"\xc3", b"\xa9\r"], ["Jos", "é\r"]),
        ([b"Jos\xe9n\r"], ["Josén\r"]),
        ([b"\xf0", b"\x9f", b"\r"], ["ð", "\x9f", "\r"]),
        ([b"\xf0\x9f", b"\x98\x80"], ["😀"]),
        ([b"\xc3", b"\xc3", b"\xa9"], ["Ã", "é"]),
    ],
)
def test_bytes_that_wait_in_vain_for_the_rest_of_a_character_come_before_the_next_one(
    reads: list[bytes], taken: list[str]
) -> None:
    characters = Characters()
    assert [text for read in reads for text in characters.feed(read) if text] == taken
    assert not characters.pending


def test_bytes_whose_rest_never_comes_are_characters_of_their_own() -> None:
    characters = Characters()
    assert "".join(characters.feed(b"12\xe9")) == "12"
    assert (characters.pending, characters.give_up(), characters.pending) == (True, "é", False)
