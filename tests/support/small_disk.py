"""Disks of a test's own that fill up or can only be read; only root may mount them."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
_MAKE = "/usr/sbin/mkfs.ext4"


@contextmanager
def small_disk(path: Path, kilobytes: int) -> Iterator[Path]:
    """Mount a disk of ``kilobytes`` at ``path``, which is made."""
    path.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k,mode=700", "tmpfs", path], check=True)
    try:
        yield path
    finally:
        subprocess.run(["umount", "-l", path], check=True)


def fill(disk: Path) -> Path:
    """Leave no room on a disk, and return the file that takes it."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(4096)):
            continue
    return ballast


@contextmanager
def breaking_disk(path: Path, image: Path) -> Iterator[Path]:
    """Mount a disk at ``path``, which is made, for ``break_off``; skip the test where there can be none."""
    if not shutil.which(_MAKE):
        pytest.skip(f"no {_MAKE} here")
    path.mkdir()
    with image.open("wb") as file:
        file.truncate(8 * 1024 * 1024)
    subprocess.run([_MAKE, "-q", "-F", image], check=True)
    if subprocess.run(["mount", "-o", "loop", image, path], check=False, capture_output=True).returncode:
        pytest.skip("no loop device here")
    try:
        yield path
    finally:
        subprocess.run(["umount", "-l", path], check=True)


def break_off(disk: Path) -> None:
    """Let a disk be read only from now on, as the system does with one that failed, whoever has files open on it."""
    subprocess.run(["mount", "-o", "remount,abort", disk], check=True)


def mend(disk: Path, image: Path) -> None:
    """Mount a disk anew that broke off, once nobody has files open on it."""
    subprocess.run(["umount", disk], check=True)
    subprocess.run(["mount", "-o", "loop", image, disk], check=True)
