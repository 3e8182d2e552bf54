"""A login that a server refuses is told as such at once, from what it says by the driver."""

from __future__ import annotations

import psycopg
import pytest

from storage.faults import fault_of, passes
from storage.url import parse_place


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ('FATAL:  role "stranger" does not exist', "no_login"),
        ('FATAL:  role "app" is not permitted to log in', "no_login"),
        ('FATAL:  password authentication failed for user "app"', "no_login"),
        ('FATAL:  Peer authentication failed for user "app"', "no_login"),
        ("fe_sendauth: no password supplied", "no_login"),
        ('FATAL:  no pg_hba.conf entry for host "192.0.2.7", user "app", database "shop", no encryption', "no_login"),
        ('FATAL:  database "shop" does not exist', "no_database"),
        ("Connection refused", "unreachable"),
        ("FATAL:  the database system is starting up", "unreachable"),
    ],
)
def test_a_login_that_a_server_refuses_is_not_tried_again(said: str, code: str) -> None:
    place = parse_place("postgresql://app:geheim@shop.example/shop")
    error = psycopg.OperationalError(f'connection to server at "shop.example", port 5432 failed: {said}')
    assert fault_of(error, place).code == code
    assert passes(error, place) == (code == "unreachable")
