"""What a station is called in the history: as it is told, and else after where one sits."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from program import Program


@pytest.mark.parametrize(
    ("environment", "name"),
    [
        ({}, socket.gethostname()),
        ({"SSH_CONNECTION": "10.1.2.3 50000 10.1.2.1 22"}, "10.1.2.3"),
        ({"SSH_CONNECTION": "10.1.2.3 50000 10.1.2.1 22", "INTAKE_STATION": "Door"}, "Door"),
    ],
)
def test_a_station_is_called_as_it_is_told_and_else_after_where_one_sits(
    shop: Program, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], name: str
) -> None:
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    number = shop.act("customer", "add", "--set", "first_name=June", "--set", "last_name=Vale")["number"]
    events = shop.act("customer", "history", number)
    assert [event["station"] for event in events] == [name[:40]]
