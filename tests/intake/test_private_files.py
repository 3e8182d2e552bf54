"""A file that matters is whole or it is not there, and nobody else may read it."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

import pytest

from intake.private_files import not_written, replace_private, shown, write_private

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that takes bytes and says only at the end that there was no room."""

    def refuse(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", refuse)


def test_a_written_file_is_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "card.png"
    write_private(file, b"one")
    assert file.read_bytes() == b"one"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    file = tmp_path / "card.png"
    file.write_bytes(b"old")
    with pytest.raises(FileExistsError):
        write_private(file, b"new")
    assert file.read_bytes() == b"old"


def test_a_replaced_file_is_new_and_private_and_alone(tmp_path: Path) -> None:
    file = tmp_path / "card.png"
    file.write_bytes(b"old")
    file.chmod(0o644)
    replace_private(file, b"new")
    assert file.read_bytes() == b"new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.usefixtures("full_disk")
def test_a_full_disk_leaves_no_half_file(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="space"):
        write_private(tmp_path / "card.png", b"new")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("full_disk")
def test_a_full_disk_keeps_the_file_that_was_to_be_replaced(tmp_path: Path) -> None:
    file = tmp_path / "card.png"
    file.write_bytes(b"old")
    with pytest.raises(OSError, match="space"):
        replace_private(file, b"new")
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


def test_a_full_disk_and_a_missing_folder_are_told_in_a_sentence(tmp_path: Path) -> None:
    full = not_written(OSError(errno.ENOSPC, "No space left on device"), tmp_path / "card.png")
    missing = not_written(OSError(errno.ENOENT, "No such file or directory"), tmp_path / "gone/card.png")
    assert "The disk is full" in full.message
    assert f"There is no folder {tmp_path / 'gone'}" in missing.message


def test_a_path_is_shown_on_one_line_without_orders_to_the_terminal(tmp_path: Path) -> None:
    assert "\n" not in shown(tmp_path / "a\nb")
    assert "\x1b" not in shown(tmp_path / "a\x1b[2Jb")
