"""A license that a pause cuts in two is put together again, or its rest is dropped; a person's keys stay theirs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slow_cards import KEYBOARDS, MEMBER
from typed_field import CARD, WHOLE_CARD, Field

from devices.behind import DEAF, PIECES_SECONDS
from devices.capture import REST, SILENCE
from devices.framing import QUICK
from devices.header import lacks_end

FLAT = "@ANSI 636000100001DL00310086DLDAQT00000000DCSHOLLOWAYDACJUNEDBB01311990DAG12 OAK STDAIDAVISDAJCADAK95616\r"
LONG = WHOLE_CARD.replace("0047", "0095")[:-1] + "\nDAG12 OAK ST\nDAIDAVIS\nDAJCA\nDAK956160000\nDAYBLU\r"
PIECES = ["A scan came in pieces: scan the card again."]
HALF = LONG[:90]
REST_OF_IT = LONG[90:]


def cut(text: str, at: int, pause: float, pace: float = 0.005, *, field: bool = True) -> Field:
    """Return a station at which ``text`` was scanned with one ``pause``."""
    station = Field(takes_text=field, text="hol" if field else "")
    station.type(text[:at], pace)
    station.press(text[at], pause)
    station.type(text[at + 1 :], pace)
    station.wait(2)
    return station


@pytest.mark.parametrize("card", [LONG, FLAT, *(KEYBOARDS[name](LONG) for name in ("British", "German", "French"))])
@pytest.mark.parametrize("pace", [0.001, 0.005, 0.020, 0.040])
@pytest.mark.parametrize("field", [True, False])
def test_a_card_with_a_long_pause_is_one_whole_scan(card: str, pace: float, *, field: bool) -> None:
    for at in range(len(card) // 4, len(card) * 3 // 4, 11):
        station = cut(card, at, 0.55, pace, field=field)
        assert (station.scans, station.dropped) == ([card], []), at
        assert station.text == ("hol" if field else "")
        assert set(station.acts) <= {card[0]}


@pytest.mark.parametrize("lost", ["", "\n", "\x1e", "\n\x1e\r"])
@pytest.mark.parametrize("pace", [0.001, 0.005, 0.020, 0.040, 0.080])
@pytest.mark.parametrize("field", [True, False])
def test_a_pause_inside_the_header_loses_and_presses_nothing(lost: str, pace: float, *, field: bool) -> None:
    card = LONG.translate(dict.fromkeys(map(ord, lost)))
    for at in range(2, card.index("ANSI") + 16):
        for pause in (0.2, 0.5):
            station = cut(card, at, pause, pace, field=field)
            assert (station.scans, station.dropped) == ([card], []), (at, pause)
            assert station.text == ("hol" if field else "")
            assert card[:at].startswith("".join(station.acts))
            assert not {"\n", "\r"}.intersection(station.acts)


@pytest.mark.parametrize("lost", ["", "\n"])
@pytest.mark.parametrize("pace", [0.001, 0.020, 0.040, 0.080])
@pytest.mark.parametrize("field", [True, False])
def test_a_pause_behind_the_at_sign_presses_no_enter(lost: str, pace: float, *, field: bool) -> None:
    card = LONG.replace(lost, "")
    station = cut(card, 1, 0.3, pace, field=field)
    assert [len(card) - len(scan) for scan in station.scans] in ([1], [2])
    assert "\r" not in station.acts
    assert station.text == ("hol@" if field else "")


@given(st.floats(0.031, 0.69), st.sampled_from(["@ansi.org", "@AN", "ANSI 63", "@6041", "P<U", "@INTAKE1QA"]))
def test_what_a_person_types_with_a_pause_as_a_card_begins_stays(pause: float, typed: str) -> None:
    for at in range(1, len(typed)):
        station = Field()
        station.type(typed[:at], 0.08)
        station.press(typed[at], pause)
        station.type(typed[at + 1 :] + "\rb", 0.08)
        station.wait(1)
        assert (station.text, station.acts) == (typed + "b", ["\r"])
        assert station.scans == station.dropped == []


def test_a_card_may_pause_more_than_once_and_come_in_lumps() -> None:
    station = Field(takes_text=False)
    for start in range(0, len(LONG), 35):
        station.lump(LONG[start : start + 35], REST - 0.05)
    station.wait(2)
    assert (station.scans, station.acts, station.dropped) == ([LONG], [], [])


@pytest.mark.parametrize("field", [True, False])
def test_a_rest_in_a_lump_that_begins_with_one_character_twice_presses_nothing(*, field: bool) -> None:
    station = Field(takes_text=field)
    station.lump(LONG[: LONG.index("0000")])
    station.lump(LONG[LONG.index("0000") :], 0.4)
    station.wait(2)
    assert (station.scans, station.acts, station.text, station.dropped) == ([LONG], [], "", [])


@pytest.mark.parametrize("field", [True, False])
@pytest.mark.parametrize("pause", [REST + 0.05, REST + 0.9])
def test_a_rest_that_comes_too_late_is_dropped_and_said(pause: float, *, field: bool) -> None:
    station = cut(LONG, 90, pause, field=field)
    assert (station.scans, station.dropped) == ([HALF], PIECES)
    assert (station.text, station.acts) == ("hol" if field else "", [])


@pytest.mark.parametrize("field", [True, False])
def test_the_last_of_a_card_that_was_not_waited_for_is_no_text(*, field: bool) -> None:
    card = CARD[:-1]
    assert not lacks_end(card)
    station = Field(takes_text=field)
    station.type(card, 0.005)
    station.wait(SILENCE)
    assert station.scans == [card]
    station.type("ZZZZADAVIS\r", 0.005)
    station.wait(PIECES_SECONDS)
    assert (station.scans, station.dropped, station.text, station.acts) == ([card], PIECES, "", [])


@pytest.mark.parametrize(
    "card", [LONG, WHOLE_CARD, "]L2" + LONG, MEMBER, "ANSI " + FLAT[6:], "%CASALEM^DOE$JUNE^1 ELM?\r"]
)
@pytest.mark.parametrize("field", [True, False])
def test_a_half_is_never_joined_with_the_next_card(card: str, *, field: bool) -> None:
    for pause in (SILENCE + 0.02, 0.4, REST + 0.1):
        station = Field(takes_text=field)
        station.type(HALF, 0.005)
        station.press(card[0], pause)
        station.type(card[1:], 0.005)
        station.wait(2)
        assert (station.scans, station.text, station.acts) == ([HALF, card], "", [])


def test_a_card_right_behind_the_rest_is_a_scan_of_its_own() -> None:
    station = Field()
    station.lump(HALF)
    station.lump(REST_OF_IT + WHOLE_CARD, 0.4)
    station.wait(2)
    assert station.scans == [LONG, WHOLE_CARD]


@pytest.mark.parametrize("key", ["a", "\r", "\x1b", "\x7f"])
@pytest.mark.parametrize("field", [True, False])
def test_a_key_of_a_person_ends_the_wait_and_is_theirs(key: str, *, field: bool) -> None:
    station = Field(takes_text=field)
    station.type(HALF, 0.005)
    station.press(key, 0.3)
    station.wait(QUICK + 0.001)
    assert station.scans == [HALF]
    assert station.text + "".join(station.acts) == key
    station.wait(2)
    assert (station.scans, station.dropped) == ([HALF], [])


@given(st.floats(SILENCE + 0.001, 2), st.text(st.sampled_from("bfghk "), min_size=1), st.booleans())
def test_what_a_person_types_behind_a_half_is_delivered_as_ever(pause: float, typed: str, field: bool) -> None:
    station = Field(takes_text=field)
    station.lump(HALF)
    station.press(typed[0], pause)
    station.type(typed[1:], QUICK + 0.005)
    station.wait(2)
    assert (station.scans, station.dropped) == ([HALF], [])
    assert station.text + "".join(station.acts) == typed
    assert max(station.delays.values()) <= (0 if field else QUICK + 1e-6)


def test_a_whole_card_is_handed_on_without_its_end_mark_as_soon_as_ever() -> None:
    for card in (LONG, LONG[:-1], CARD[:-1], FLAT[:-1], WHOLE_CARD.replace("\r", ""), LONG.replace("\n", "")):
        station = Field()
        station.type(card, 0.005)
        station.wait(SILENCE)
        assert station.scans == [card]


@pytest.mark.parametrize("typed", ["june@ansi.org", "@INTAKE1" + "A" * 40, "P<UTOMARLOWE<VALE<<TESSA", "", "@", "@\r"])
def test_only_a_license_lacks_an_end(typed: str) -> None:
    assert not lacks_end(typed)


def test_a_key_behind_a_whole_card_is_not_held_for_a_rest() -> None:
    station = Field()
    station.type(LONG, 0.002)
    station.press("\r", DEAF + 0.05)
    station.wait(1)
    assert (station.scans, station.acts) == ([LONG], ["\r"])
