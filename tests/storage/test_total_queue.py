"""The reckoning that the tests of many stations rely on notices what it is there for."""

from __future__ import annotations

from total_queue import Reckoning, reckon


def test_what_was_tried_once_acknowledged_and_found_once_is_right() -> None:
    assert reckon("abc", "abc", "cab") == Reckoning(3, 3, 3, 0, 0, 0, 0)
    assert reckon("abc", "abc", "cab").is_right


def test_what_nobody_was_told_of_may_be_there_or_not() -> None:
    assert reckon("abc", "a", "ab") == Reckoning(3, 1, 2, 1, 0, 0, 0)
    assert reckon("abc", "a", "ab").is_right


def test_what_was_acknowledged_and_is_not_there_is_lost() -> None:
    assert reckon("abc", "ab", "a") == Reckoning(3, 2, 1, 0, 1, 0, 0)
    assert not reckon("abc", "ab", "a").is_right


def test_what_is_there_more_often_than_it_was_tried_is_doubled() -> None:
    assert reckon("ab", "ab", "abbb") == Reckoning(2, 2, 2, 0, 0, 2, 0)
    assert not reckon("ab", "ab", "abbb").is_right


def test_what_nobody_tried_is_unexpected() -> None:
    assert reckon("ab", "ab", "abc") == Reckoning(2, 2, 2, 0, 0, 0, 1)
    assert not reckon("ab", "ab", "abc").is_right
