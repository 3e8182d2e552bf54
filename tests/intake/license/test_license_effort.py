"""A hostile barcode makes no more work than a badly damaged card: counted, as times differ between machines."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from intake.errors import Unreadable
from intake.license import read
from intake.license.reader import LONGEST
from intake.license.shapes import fit

if TYPE_CHECKING:
    from collections.abc import Callable

BEGINNING = "ANSI 636000090002DL00310099DLDAQ1DCSADACBDBB01011970"
SOUPS = ["DAQ1DCSADACB", "DAQDCSDACDADDAGDAIDAJDAKDBBDBADBDDBC", "DBB01011970", "DAJYZ", "DAA,", "DAQ1\nDAD", "D"]
OF_ONE_TEXT = 150 * 17  # places that may be cut, by the open elements that are followed and the last ones
OF_A_COPY = 64 * 17
COPIES = 8


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], int]:
    """Return how many values are judged to read a payload: what telling elements apart costs."""
    values: list[str] = []

    def counting(name: str, value: str) -> float:
        values.append(value)
        return fit(name, value)

    def count(payload: str) -> int:
        values.clear()
        with suppress(Unreadable):  # a refusal costs work too
            read(payload[:LONGEST])
        return len(values)

    monkeypatch.setattr("intake.license.gains.fit", counting)
    return count


@pytest.mark.parametrize("soup", SOUPS)
def test_a_long_text_full_of_ids_is_judged_no_more_than_two_cards(soup: str, judged: Callable[[str], int]) -> None:
    assert 0 < judged("@" + BEGINNING + soup * LONGEST) <= OF_ONE_TEXT


@pytest.mark.parametrize("soup", SOUPS)
def test_many_copies_share_the_work_of_a_few(soup: str, judged: Callable[[str], int]) -> None:
    copy = (BEGINNING + soup * LONGEST)[: LONGEST // COPIES]
    assert 0 < judged(copy * COPIES) <= COPIES * OF_A_COPY


def test_the_words_of_a_card_without_separators_are_all_judged(judged: Callable[[str], int]) -> None:
    card = "DAQD1234567DCSPIKEDACADADADMAEDBB03041985DBA03042030DBD03042022DBC2DAG1 ELM STDAIBENDDAJORDAK977010000"
    assert 12 <= judged("@ANSI 636000090002DL00310099DL" + card) <= OF_A_COPY
