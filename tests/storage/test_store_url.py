"""What a database URL may be, and what is shown of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.errors import Misused
from intake.text import presentable
from storage.url import PostgresPlace, SqlitePlace, parse_place, without_password


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:////var/lib/shop.db", "/var/lib/shop.db"),
        ("sqlite:////var/lib/a b?c#d%20.db", "/var/lib/a b?c#d%20.db"),
        ("sqlite:///shop.db", str(Path("shop.db").absolute())),
    ],
)
def test_a_file_is_taken_as_it_is_written(url: str, path: str) -> None:
    assert parse_place(url) == SqlitePlace(Path(path))


@pytest.mark.parametrize(
    "url",
    [
        "", "shop.db", "sqlite:", "sqlite://", "sqlite:///", "sqlite:///:memory:", "sqlite:///a\0b", "mysql://h/d",
        "postgresql://", "postgresql://host", "postgresql://host:port/shop", "postgres:/x", "oracle://geheim@h/d",
        "postgresql+asyncpg://h/d", "POSTGRESQL://h/d", "postgresql://[::1/shop",
    ],
)  # fmt: skip
def test_anything_else_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(Misused) as misused:
        parse_place(url)
    assert misused.value.code == "bad_url"
    assert "geheim" not in misused.value.message


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ann:geheim@db.example:5433/shop",
        "postgresql://ann@db.example:5433/shop?password=geheim&sslmode=require",
        "postgresql+psycopg://ann:geheim@db.example:5433/shop?options=-cx%3Dgeheim",
    ],
)
def test_no_password_is_shown(url: str) -> None:
    place = parse_place(url)
    assert isinstance(place, PostgresPlace)
    assert without_password(url) == "postgresql://db.example:5433/shop"
    assert "geheim" not in f"{place} {place!r}"


def test_a_socket_folder_is_shown() -> None:
    assert without_password("postgresql://app@/shop?host=/run/pg") == "postgresql:///run/pg/shop"


@given(st.text())
def test_whatever_is_given_is_a_place_or_refused(text: str) -> None:
    for url in (text, f"sqlite:///{text}", f"postgresql://{text}"):
        try:
            shown = str(parse_place(url))
        except Misused as misused:
            assert misused.code == "bad_url"
        else:
            assert shown == presentable(shown)
            assert "\n" not in shown
