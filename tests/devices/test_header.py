"""What opens a scan, and what only looks a little like it."""

from __future__ import annotations

import pytest

from devices.header import SEPARATORS, begins_card, holds_card, opens
from devices.opening import may_open


@pytest.mark.parametrize("separator", sorted(SEPARATORS))
def test_an_at_sign_and_a_separator_open_a_scan(separator: str) -> None:
    assert opens("typed before @" + separator)
    assert not opens("@ " + separator)


@pytest.mark.parametrize("header", ["@ANSI 6", "@ANSI6", "@AAMVA6", "@AAMVA 6", "@AMVA 9", "]L2@ansi 6"])
def test_a_header_without_separators_may_become_a_card(header: str) -> None:
    assert begins_card(header)
    assert all(may_open(header[:end]) and not opens(header[:end]) for end in range(1, len(header) + 1))


@pytest.mark.parametrize("text", ["", "@", "june@ansi.org", "@ANSI ", "@AAMVA.org", "ANSI 6", "@ANSI6", "@\t", "@x\r"])
def test_what_people_type_opens_nothing(text: str) -> None:
    assert not opens(text)


@pytest.mark.parametrize("paste", ["@\n\x1e\rANSI 636000", "@\r\x1e\rANSI 636000", "]L2@ANSI 636000", "ansi 636000"])
def test_a_paste_that_begins_with_a_card_holds_one(paste: str) -> None:
    assert holds_card(paste)


@pytest.mark.parametrize("paste", ["june@ansi.org", "ANSI standards", "@home\nnext line", " " * 64 + "ANSI 636000"])
def test_other_pastes_hold_no_card(paste: str) -> None:
    assert not holds_card(paste)
