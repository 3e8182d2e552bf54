"""What a database URL may be, and what is shown of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.errors import Misused
from intake.text import presentable
from storage.engine import server_arguments
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
        "postgresql://h1,/shop", "postgresql://h1,h2:port/shop", "postgresql://h:0/shop", "postgresql://h:65536/shop",
        "postgresql://u:geheim@/shop?host=h1,h2,h3&port=1,2", "postgresql://h1,[::1/shop", "postgresql://h%2C1/shop",
        "postgresql://h%00/shop", "postgresql://h/shop?port=" + "9" * 5000, "postgresql://h1,h2", "postgresql://h1,h2/",
    ],
)  # fmt: skip
def test_anything_else_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(Misused) as misused:
        parse_place(url)
    assert misused.value.code == "bad_url"
    assert "geheim" not in misused.value.message


@pytest.mark.parametrize(
    ("option", "said"),
    [("connect_timeout=abc", "connect_timeout must be a whole number"), ("keepalives_idle=1s", "keepalives_idle must"),
     ("sslmode=foo", "sslmode must be one of disable, allow, prefer, require, verify-ca, verify-full"),
     ("user=x&target_session_attrs=zz", "target_session_attrs must be one of any"), ("gssencmode=1", "gssencmode")],
)  # fmt: skip
def test_a_value_that_an_option_cannot_have_is_named_and_nothing_else(option: str, said: str) -> None:
    with pytest.raises(Misused, match=said) as misused:
        parse_place(f"postgresql://ada:s3cret@db/shop?{option}")
    assert misused.value.code == "bad_url"
    assert "s3cret" not in misused.value.message


def test_values_that_options_can_have_are_taken() -> None:
    place = parse_place("postgresql://db/shop?connect_timeout=7&sslmode=verify-full&target_session_attrs=primary")
    assert isinstance(place, PostgresPlace)
    assert place.options["sslmode"] == "verify-full"


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


@pytest.mark.parametrize(
    ("url", "hosts"),
    [
        ("postgresql:///shop", []),
        ("postgresql://ann@db/shop", ["db"]),
        ("postgresql://ann:a/b:c@db:5433/shop", ["db:5433"]),
        ("postgresql://ann@h1:5432,h2:5433/shop", ["h1:5432", "h2:5433"]),
        ("postgresql://ann@h1,h2:5433/shop?sslmode=require", ["h1", "h2:5433"]),
        ("postgresql+psycopg://[::1]:5432,[fe80::1]/shop", ["[::1]:5432", "[fe80::1]"]),
        ("postgresql://%2Frun%2Fa,%2Frun%2Fb/shop", ["/run/a", "/run/b"]),
        ("postgresql://ann@/shop?host=h1:5432&host=h2:5433", ["h1:5432", "h2:5433"]),
        ("postgresql://ann@/shop?host=/run/a,/run/b&port=5432,5433", ["/run/a:5432", "/run/b:5433"]),
        ("postgresql://ann@/shop?host=h1,h2&port=6432", ["h1:6432", "h2:6432"]),
        ("postgresql://ann@/shop?host=::1", ["[::1]"]),
        ("postgresql://ann@/shop?port=6432", [":6432"]),
        ("postgresql://ann@h1/shop?host=/run/pg", ["/run/pg"]),
    ],
)
def test_servers_are_named_as_people_write_them(url: str, hosts: list[str]) -> None:
    place = parse_place(url)
    assert isinstance(place, PostgresPlace)
    assert [str(host) for host in place.hosts] == hosts
    assert place.has_standby == (len(hosts) > 1)
    assert without_password(url) == f"postgresql://{','.join(hosts)}/shop"


def test_of_several_servers_only_the_one_that_takes_changes_will_do() -> None:
    told = arguments_of("postgresql://ann:ge%40heim@h1:5432,h2/shop")
    assert (told["user"], told["password"], told["dbname"]) == ("ann", "ge@heim", "shop")
    assert (told["host"], told["port"]) == ("h1,h2", "5432,")
    assert told["target_session_attrs"] == "read-write"


def test_a_server_alone_is_taken_as_it_is() -> None:
    told = arguments_of("postgresql://h1/shop")
    assert "target_session_attrs" not in told
    assert "port" not in told


def test_what_the_url_says_goes_before_what_is_usual() -> None:
    told = arguments_of("postgresql://h1,h2/shop?connect_timeout=9&target_session_attrs=any&options=-c%20geqo%3Doff")
    assert (told["connect_timeout"], told["target_session_attrs"]) == ("9", "any")
    assert told["options"].endswith("-c geqo=off")
    assert "lock_timeout" in told["options"]


def arguments_of(url: str) -> dict[str, str]:
    place = parse_place(url)
    assert isinstance(place, PostgresPlace)
    return server_arguments(place)


@given(st.text() | st.text("hp12:,@[]%/?&=.-", max_size=40))
def test_whatever_is_given_is_a_place_or_refused(text: str) -> None:
    for url in (text, f"sqlite:///{text}", f"postgresql://{text}", f"postgresql://h1,{text}/shop"):
        try:
            shown = str(parse_place(url))
        except Misused as misused:
            assert misused.code == "bad_url"
        else:
            assert shown == presentable(shown)
            assert "\n" not in shown
