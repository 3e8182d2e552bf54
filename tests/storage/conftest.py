"""Shops to be backed up, and what that takes."""

from __future__ import annotations

import subprocess
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from whole_shop import furnish

from storage import sealed
from storage.backup import ShopBackups
from storage.store import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from storage.secret import Secret


@pytest.fixture
def secret_path(tmp_path: Path, secret: Secret) -> Path:
    """The file with the secret of every shop in the tests."""
    path = tmp_path / "secret.toml"
    path.write_text(f'pepper = "{secret.pepper.hex()}"\nhistory_key = "{secret.history_key.hex()}"\n')
    path.chmod(0o600)
    return path


@pytest.fixture
def passphrase(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with a passphrase, whose work is light: that is only a number in what is sealed."""
    monkeypatch.setattr(sealed, "WORK", 4)
    path = tmp_path / "passphrase"
    path.write_text("correct horse battery\n")
    path.chmod(0o600)
    return path


@pytest.fixture
def small(sqlite_url: str, secret: Secret, secret_path: Path) -> ShopBackups:
    """The backups of a small shop in a file."""
    with closing(open_store(sqlite_url, secret)) as store:
        store.act(furnish)
    return ShopBackups(sqlite_url, secret_path)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk on which a small shop has room, and its backup beside it has not."""
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=100k,mode=700", "tmpfs", disk], check=True)
    try:
        yield disk
    finally:
        subprocess.run(["umount", "-l", disk], check=True)
