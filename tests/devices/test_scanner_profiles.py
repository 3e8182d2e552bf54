"""What the doctor learned of a scanner is kept, found again, and of use; a damaged file does no harm."""

from __future__ import annotations

import json
import stat
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import settings as of_examples
from hypothesis import strategies as st

from devices.capture import BRISK, WHOLE
from devices.doctor import TEST_TEXT, Typed, judge
from devices.framing import Gate
from devices.header import beyond_end
from devices.scanner_profile import CONTROLS, Habits, ScannerProfile, document_of, profile_from
from devices.scanner_profiles import ScannerProfiles
from intake.errors import StorageFailed
from intake.license import License, read
from intake.license.compose import compose
from intake.settings import LAYOUTS

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 21, 18, tzinfo=UTC)
KEPT = {control: control for control in CONTROLS}
CARD = License(first_name="TESSA", middle_name="QUINN", last_name="MARLOWE", date_of_birth=date(1992, 3, 4), sex="F",
               city="EXAMPLETON", address_line1="210 SAMPLE STREET", state="CA", postal_code="90000", country="USA",
               license_number="D7042011", license_issued=date(2024, 3, 4), license_expires=date(2029, 3, 4),
               issuer="636014", jurisdiction="CA", version=10, document="license")  # fmt: skip


def bent(text: str, habits: Habits) -> str:
    """Return what a scanner of these habits types for a symbol."""
    return "".join(habits.controls.get(letter, letter) for letter in text) + habits.end


def profile(habits: Habits, **changed: Any) -> ScannerProfile:
    """Return a profile of the station Desk 1."""
    given_: dict[str, Any] = {"scanner": "Desk 1", "direct": False, "learned": NOW, "habits": habits, "pace": 0.002}
    return ScannerProfile(**(given_ | changed))


@pytest.fixture
def kept(tmp_path: Path) -> ScannerProfiles:
    """The profiles of a computer that has none yet."""
    return ScannerProfiles(tmp_path / "state" / "scanners", "Desk 1", lambda: NOW)


def the_file(kept: ScannerProfiles, home: Path) -> Path:
    """Return the one file there is after a profile was kept."""
    kept.keep(profile(Habits(KEPT, "\r")))
    (file,) = (home / "state" / "scanners").iterdir()
    return file


habits_of_any = st.builds(
    Habits,
    st.fixed_dictionaries({control: st.sampled_from([control, ""]) | st.text(max_size=8) for control in CONTROLS}),
    st.text(max_size=8),
    st.sampled_from(LAYOUTS),
    st.sampled_from(LAYOUTS),
    st.sampled_from(["kept", "swapped", "upper", "lower", "without shift"]),
)


@of_examples(max_examples=50)
@given(
    st.builds(
        ScannerProfile,
        st.text(max_size=60),
        st.booleans(),
        st.datetimes(timezones=st.just(UTC)),
        habits_of_any,
        st.none() | st.floats(0.0001, 10),
        st.lists(st.text(max_size=300), max_size=4).map(tuple),
    )
)
def test_what_is_written_is_read_back_and_told_in_words_that_steer_no_terminal(it: ScannerProfile) -> None:
    assert profile_from(json.loads(json.dumps(document_of(it)))) == it
    told = it.told()
    assert all(words.isprintable() for words in [*told["controls"].values(), told["end_mark"]])


@pytest.mark.parametrize(
    ("cr", "end", "added"),
    [("\r", "\r", 1), ("\r", "", 0), ("\r", "\r\n", 2), ("\r", "\t", 1), ("\r\n", "\r\n", 3), ("", "\r", 0),
     ("M", "\r", 0), ("\r", "\x1b[B", 0)],
)  # fmt: skip
def test_the_characters_behind_a_card_are_those_that_stand_behind_a_real_one(cr: str, end: str, added: int) -> None:
    habits = Habits(KEPT | {"\r": cr}, end)
    assert habits.added == added
    if "\r" in cr and "\x1b" not in end:
        assert beyond_end(bent(compose(CARD).decode(), habits)) == added


def test_nothing_is_claimed_of_the_end_when_other_separators_arrive_as_returns() -> None:
    assert Habits(KEPT | {"\n": "\r"}, "\r").added == 0


@pytest.mark.parametrize("end", ["\r", "\r\n", "\t"])
def test_with_a_profile_the_first_card_of_the_day_is_not_waited_for_longer_than_the_second(end: str) -> None:
    verdict = judge(Typed(bent(TEST_TEXT, Habits(KEPT, end)), 0.3))
    assert verdict.habits
    unknown, known = waits(Gate(), end), waits(Gate(added=verdict.habits.added), end)
    assert known == [WHOLE, WHOLE]
    assert unknown[0] > WHOLE
    assert unknown[1] == WHOLE


def waits(gate: Gate[str], end: str) -> list[float]:
    """Return for how long the gate waits behind each of two cards of a brisk scanner."""
    waited = []
    for begins in (100.0, 200.0):
        last = begins
        for place, letter in enumerate(compose(CARD).decode() + end):
            last = begins + place * BRISK / 4
            assert gate.key(letter, last, letter, takeable=False) == []
        assert gate.deadline is not None
        waited.append(round(gate.deadline - last, 6))
        assert [step.do for step in gate.tick(gate.deadline)] == ["scanned"]
    return waited


@pytest.mark.parametrize(
    "changed",
    [{"\n": "|"}, {"\n": "J"}, {"\n": "0010"}, {"\n": "\r"}, {"\n": "\n\n"}, {"\n": "~", "\x1e": "6", "\r": "M"},
     {"\x1e": ""}, {"\x1e": "^", "\r": ""}, {"\r": "M"}, {"\r": "\r\n"}, {"\n": "", "\x1e": "", "\r": ""}],
)  # fmt: skip
def test_the_reader_needs_no_word_of_a_scanners_habits(changed: dict[str, str]) -> None:
    """What the doctor can tell of control characters is told by each card too: it is read without loss."""
    found = read(bent(compose(CARD).decode(), Habits(KEPT | changed, "\r")), date(2026, 11, 21))
    assert {**vars_of(found), "repairs": ()} == {**vars_of(CARD), "repairs": ()}


def vars_of(card: License) -> dict[str, object]:
    return {name: getattr(card, name) for name in card.__dataclass_fields__}


def test_each_scanner_has_its_own_profile(kept: ScannerProfiles, tmp_path: Path) -> None:
    here = profile(Habits(KEPT, "\r"))
    device = profile(Habits(KEPT, "\t", "de", "us"), scanner="usb-Made_Up-event-kbd", direct=True)
    neighbor = ScannerProfiles(tmp_path / "state" / "scanners", "Desk 2", lambda: NOW)
    kept.keep(here)
    kept.keep(device)
    assert kept.known(None).profile == here
    assert kept.known("usb-Made_Up-event-kbd").profile == device
    assert kept.known("/dev/input/by-id/usb-Made_Up-event-kbd").profile == device
    assert kept.known("Desk 1").profile is None
    assert neighbor.known(None).profile is None
    assert (kept.added(), neighbor.added()) == (1, 0)


def test_a_learned_layout_counts_where_none_is_configured(kept: ScannerProfiles) -> None:
    kept.keep(profile(Habits(KEPT, "\r", "de", "us"), scanner="0c2e:0b61", direct=True))
    assert kept.completed({"device": "0C2E:0B61"}) == {"device": "0C2E:0B61", "layout": "de"}
    assert kept.completed({"device": "0c2e:0b61", "layout": "fr"})["layout"] == "fr"
    assert kept.completed({"device": "05e0:1200"}) == {"device": "05e0:1200"}
    assert kept.completed({}) == {}


def test_the_file_is_its_owners_alone_and_the_newer_one_counts(kept: ScannerProfiles, tmp_path: Path) -> None:
    file = the_file(kept, tmp_path)
    kept.keep(newer := profile(Habits(KEPT, ""), learned=NOW + timedelta(days=1)))
    assert kept.known(None).profile == newer
    assert [*file.parent.iterdir()] == [file]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("station", ["../../etc", "a/b", "🙂" * 40, "", "con\u202e"])
def test_a_station_may_have_any_name(tmp_path: Path, station: str) -> None:
    kept = ScannerProfiles(tmp_path / "here", station, lambda: NOW)
    kept.keep(profile(Habits(KEPT, "\r"), scanner=station))
    assert kept.added() == 1
    assert len([*(tmp_path / "here").iterdir()]) == 1


@of_examples(max_examples=25)
@given(damage=st.binary(max_size=200) | st.recursive(st.none() | st.booleans() | st.floats() | st.text(),
       lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["edition", "controls", "learned"]), inner))
       .map(lambda value: json.dumps(value).encode()))  # fmt: skip
def test_a_damaged_file_is_one_sentence_and_no_profile(tmp_path_factory: pytest.TempPathFactory, damage: bytes) -> None:
    home = tmp_path_factory.mktemp("home")
    kept = ScannerProfiles(home / "state" / "scanners", "Desk 1", lambda: NOW)
    the_file(kept, home).write_bytes(damage)
    says_so(kept)


@pytest.mark.parametrize(
    ("name", "value"),
    [("edition", 2), ("scanner", 5), ("direct", 1), ("learned", "yesterday"), ("learned", "2026-11-21T10:00:00"),
     ("controls", {}), ("controls", {"lf": 1}), ("end", None), ("end", "x" * 5000), ("scanner_layout", "dvorak"),
     ("scanner_layout", []), ("case", "odd"), ("case", []), ("seconds_per_character", "0.1"),
     ("seconds_per_character", float("nan")), ("seconds_per_character", -1.0), ("settings", "none"),
     ("settings", [1])],
)  # fmt: skip
def test_each_value_that_cannot_be_is_damage(kept: ScannerProfiles, tmp_path: Path, name: str, value: object) -> None:
    file = the_file(kept, tmp_path)
    file.write_text(json.dumps(json.loads(file.read_text()) | {name: value}))
    says_so(kept)


@pytest.mark.parametrize("content", [b"", b"[" * 60_000, b"{" + b" " * 70_000 + b"}"])
def test_empty_deep_and_endless_files_are_damage(kept: ScannerProfiles, tmp_path: Path, content: bytes) -> None:
    the_file(kept, tmp_path).write_bytes(content)
    says_so(kept)


def test_a_file_that_may_not_be_read_is_one_sentence_and_no_profile(
    kept: ScannerProfiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    the_file(kept, tmp_path)

    def denied(*_arguments: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.open", denied)
    known = kept.known(None)
    assert known.profile is None
    assert known.trouble.endswith("cannot be read: the station goes on without.")


def says_so(kept: ScannerProfiles) -> None:
    known = kept.known(None)
    assert known.profile is None
    assert known.trouble.endswith("is damaged, and the station goes on without: run intake scanner doctor again.")
    assert kept.added() == 0
    assert kept.troubles({"device": "0c2e:0b61"}) == [known.trouble]


def test_a_folder_that_takes_no_file_is_said_and_nothing_half_written_stays(
    kept: ScannerProfiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = the_file(kept, tmp_path)
    before = file.read_bytes()

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StorageFailed, match="could not be written"):
        kept.keep(profile(Habits(KEPT, "")))
    assert [*file.parent.iterdir()] == [file]
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("days", "words"),
    [(-1, "learned today"), (0, "learned today"), (1, "learned 1 day ago"), (30, "learned 30 days ago")],
)
def test_the_age_is_told_in_days(days: int, words: str) -> None:
    assert profile(Habits(KEPT, "\r")).age(NOW + timedelta(days=days)) == words
