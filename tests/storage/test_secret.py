"""The shop's secret file."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.errors import Misused
from storage.secret import Secret, create_secret, fingerprint, load_secret

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def code_of(action: Callable[[], object]) -> str:
    with pytest.raises(Misused) as misused:
        action()
    return misused.value.code


def test_a_new_secret_is_random_private_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "config/shop/secret.toml"
    secret = create_secret(path)
    assert load_secret(path) == secret
    assert create_secret(tmp_path / "other.toml") != secret
    assert (len(secret.pepper), len(secret.history_key), secret.pepper == secret.history_key) == (32, 32, False)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == stat.S_IMODE(path.parent.parent.stat().st_mode) == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_a_secret_is_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "secret.toml"
    secret = create_secret(path)
    assert code_of(lambda: create_secret(path)) == "secret_exists"
    assert load_secret(path) == secret
    assert list(tmp_path.iterdir()) == [path]


def test_a_dangling_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.toml").symlink_to(tmp_path / "elsewhere")
    assert code_of(lambda: create_secret(tmp_path / "secret.toml")) == "secret_exists"
    assert not (tmp_path / "elsewhere").exists()


def test_a_secret_shows_neither_key() -> None:
    assert repr(Secret(b"pepper" * 5, b"key" * 10)) == "Secret()"


def test_a_missing_secret_is_named(tmp_path: Path) -> None:
    assert code_of(lambda: load_secret(tmp_path / "secret.toml")) == "no_secret"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o777, 0o620])
def test_a_secret_that_others_may_touch_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "secret.toml"
    create_secret(path)
    path.chmod(mode)
    assert code_of(lambda: load_secret(path)) == "loose_secret"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_root_may_read_anybodys_secret_and_nobody_else_may(tmp_path: Path) -> None:
    path = tmp_path / "secret.toml"
    secret = create_secret(path)
    os.chown(path, 65534, -1)
    assert load_secret(path) == secret
    path.chmod(0o644)
    os.chown(path, 0, -1)
    os.seteuid(65534)
    try:
        assert code_of(lambda: load_secret(path)) in {"loose_secret", "no_secret"}
    finally:
        os.seteuid(0)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(content=st.binary(max_size=200) | st.text(max_size=80).map(lambda text: f'pepper = "{text}"'.encode()))
def test_anything_else_in_the_file_is_a_bad_secret(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "secret.toml"
    path.write_bytes(content)
    path.chmod(0o600)
    assert code_of(lambda: load_secret(path)) == "bad_secret"


@pytest.mark.parametrize("pepper", ["", "00", "zz" * 32, "00" * 31, "00" * 33])
def test_keys_of_another_length_are_a_bad_secret(tmp_path: Path, pepper: str) -> None:
    path = tmp_path / "secret.toml"
    path.write_text(f'pepper = "{pepper}"\nhistory_key = "{"00" * 32}"\n')
    path.chmod(0o600)
    assert code_of(lambda: load_secret(path)) == "bad_secret"


@pytest.mark.parametrize("kind", ["folder", "pipe"])
def test_a_folder_or_a_pipe_is_no_secret(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "secret.toml"
    path.mkdir(0o700) if kind == "folder" else os.mkfifo(path, 0o600)
    assert code_of(lambda: load_secret(path)) == "bad_secret"


def test_fingerprints_tell_secrets_apart_and_show_no_key() -> None:
    one, other, third = Secret(b"a" * 32, b"b" * 32), Secret(b"a" * 32, b"c" * 32), Secret(b"x" * 32, b"b" * 32)
    assert fingerprint(one) == fingerprint(Secret(b"a" * 32, b"b" * 32))
    assert len({fingerprint(one), fingerprint(other), fingerprint(third)}) == 3
    assert (b"a" * 32).hex() not in fingerprint(one)


def test_a_secret_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert code_of(lambda: create_secret(tmp_path / "file/secret.toml")) == "no_secret"
