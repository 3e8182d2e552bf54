"""On a server, even the role that owns the tables has no privilege to change the history."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import psycopg
import pytest
from deeds import begin_the_day, desk_on, work_a_day

from intake.history import verify
from storage.health import check_storage
from storage.secret import create_secret, load_secret
from storage.setup import create_or_upgrade
from storage.store import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from intake.checks import Check

CHANGES = (
    "UPDATE event SET summary = 'x'", "DELETE FROM event", "TRUNCATE event CASCADE", "DELETE FROM event_detail",
    "UPDATE event_detail SET detail = 'x'",
)  # fmt: skip
STATION = (
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO station",
    "REVOKE UPDATE, DELETE ON event, event_detail FROM station",
    "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO station",
)


@pytest.fixture
def keepers(postgres_folder: str, tmp_path: Path) -> Iterator[str]:
    """The URL of a shop whose tables belong to a role that is no superuser; another role may use them."""
    with psycopg.connect(host=postgres_folder, user="app", dbname="postgres", autocommit=True) as server:
        for role in ("keeper", "station"):
            server.execute(f"CREATE ROLE {role} LOGIN")
        server.execute("CREATE DATABASE kept OWNER keeper TEMPLATE template0 ENCODING 'UTF8'")
        url = f"postgresql://keeper@/kept?host={postgres_folder}"
        create_or_upgrade(url, create_secret(tmp_path / "secret.toml"), "ca")
        yield url
        server.execute("DROP DATABASE kept WITH (FORCE)")
        for role in ("keeper", "station"):
            server.execute(f"DROP ROLE {role}")


def guards(url: str, tmp_path: Path) -> Check:
    return next(check for check in check_storage(url, tmp_path / "secret.toml") if check.name == "history guards")


@pytest.mark.parametrize("role", ["keeper", "station"])
def test_a_role_does_all_the_work_of_a_shop_and_cannot_touch_its_history(
    keepers: str, tmp_path: Path, role: str
) -> None:
    secret = load_secret(tmp_path / "secret.toml")
    url = keepers.replace("keeper@", f"{role}@")
    with psycopg.connect(keepers, autocommit=True) as owner:
        for statement in STATION:
            owner.execute(statement)
    with closing(open_store(url, secret)) as store:
        desk = desk_on(store, secret)
        begin_the_day(desk)
        work_a_day(desk)
        finding = store.look(lambda view: verify(secret.history_key, view.events(), view.head()))
    assert finding.events > 10
    assert not finding.broken
    with psycopg.connect(url, autocommit=True) as connection:
        for change in CHANGES:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(change)
    assert "no privilege" in guards(url, tmp_path).hint


def test_triggers_that_the_owner_turns_off_do_not_give_the_privilege_back(keepers: str, tmp_path: Path) -> None:
    with psycopg.connect(keepers, autocommit=True) as owner:
        owner.execute("ALTER TABLE event DISABLE TRIGGER event_append_only")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            owner.execute("DELETE FROM event")
        assert "event_append_only" in guards(keepers, tmp_path).hint
        owner.execute("ALTER TABLE event ENABLE TRIGGER event_append_only")
        owner.execute("GRANT DELETE ON event TO keeper")
        assert not guards(keepers, tmp_path).ok
        create_or_upgrade(keepers, load_secret(tmp_path / "secret.toml"), None)
        assert guards(keepers, tmp_path).ok
