"""Anchors: noted anywhere, found again in any text, and met by the true history alone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.anchor import Anchor, anchor_at, anchors_in
from intake.errors import Unreadable
from intake.history import Event, EventDraft, Finding, Head, link, next_head, verify

KEY = b"k" * 32
NOON = datetime(2026, 11, 21, 20, tzinfo=UTC)
MAC = "0123456789abcdef" * 4


def history(count: int, summary: str = "note") -> tuple[list[Event], Head]:
    head, events = Head(), []
    for n in range(count):
        event = link(KEY, head, EventDraft(NOON, "Ann", "s1", "noted", f"{summary} {n}"), "00")
        head = next_head(KEY, event)
        events.append(event)
    return events, head


def found(events: list[Event], head: Head, *texts: str) -> Finding:
    return verify(KEY, events, head, [anchor for text in texts for anchor in anchors_in(text)])


@given(seq=st.integers(0, 10**18 - 1), mac=st.text("0123456789abcdef", min_size=64, max_size=64))
def test_an_anchor_is_read_as_it_is_printed(seq: int, mac: str) -> None:
    anchor = anchor_at(seq, mac)
    assert anchors_in(str(anchor)) == anchors_in(f'{{"anchor": "{anchor}", "head": "{mac}"}}') == [anchor]
    assert mac.startswith(anchor.start)


def test_a_log_of_anchors_holds_many() -> None:
    log = f"2026-11-20 7-{MAC[:16]}\n2026-11-21 closing: 12-{MAC.upper()} (Ada)\n550e8400-e29b-41d4-a716-446655440000"
    assert anchors_in(log) == [Anchor(MAC[:16], 7), Anchor(MAC, 12)]


def test_a_bare_head_will_do() -> None:
    assert anchors_in(f"head  {MAC}") == [Anchor(MAC)]


@pytest.mark.parametrize("text", ["", "12", "12-", "12-0123", "2026-11-21", MAC[:40], MAC + "0", "12-xyz", "🙂" * 50])
def test_what_is_no_anchor_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        anchors_in(text)


def test_a_history_that_only_grew_meets_all_its_anchors() -> None:
    events, head = history(20)
    old = [str(anchor_at(event.seq, event.mac)) for event in events[::5]]
    assert found(events, head, *old, events[7].mac, str(anchor_at(0, "0" * 64))).broken == 0


def test_an_older_history_misses_a_later_anchor() -> None:
    events, _ = history(20)
    older, older_head = history(12)
    assert older == events[:12]
    assert found(older, older_head).broken == 0
    for anchor in (str(anchor_at(20, events[19].mac)), events[19].mac):
        finding = found(older, older_head, anchor)
        assert finding.broken == 13
        assert "older backup" in finding.why


def test_a_history_rewritten_with_the_key_itself_misses_its_anchor() -> None:
    events, _ = history(20)
    other, other_head = history(25, "another note")
    assert found(other, other_head).broken == 0
    finding = found(other, other_head, str(anchor_at(9, events[8].mac)))
    assert (finding.broken, "anchored event 9" in finding.why) == (9, True)
