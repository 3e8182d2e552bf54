"""What the database itself does against changing the history: triggers, and on PostgreSQL missing privileges too.

Whoever owns the tables can bring both back; that the history still holds is proved by its chain and an anchor alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from intake.errors import StorageFailed

if TYPE_CHECKING:
    from sqlalchemy import Connection

GUARDED = ("event", "event_detail")
"""The tables that are only ever added to."""

_APPEND_ONLY = "The history is append-only."
_REFUSE = f" BEGIN RAISE EXCEPTION '{_APPEND_ONLY}'; END "
_FILE_TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
_CHANGES = 2 + 8 + 16 + 32
"""How PostgreSQL writes BEFORE DELETE OR UPDATE OR TRUNCATE, once a statement (pg_trigger.h)."""
_SERVER_TRIGGERS = f"""
SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid
WHERE relnamespace = current_schema()::regnamespace AND tgenabled IN ('O', 'A') AND tgtype = {_CHANGES}
AND tgqual IS NULL AND prosrc = %s
"""  # noqa: S608 - a number of ours
_OWNED = (
    "SELECT relname FROM pg_class WHERE relname IN ('event', 'event_detail') AND relkind = 'r'"
    " AND relnamespace = current_schema()::regnamespace AND pg_has_role(relowner, 'USAGE')"
)
_CHANGEABLE = " OR ".join(f"has_table_privilege('{name}', 'UPDATE, DELETE, TRUNCATE')" for name in GUARDED)
_ALMIGHTY = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"


def guard(connection: Connection) -> None:
    """Put the guards into the database where one is missing or was changed, as far as this login owns the tables.

    Then nobody can change events on a server, not even the tables' owner, as long as nobody grants it anew.
    """
    if connection.dialect.name == "sqlite":
        for table in GUARDED:
            _guard_in_file(connection, table)
        return
    owned = connection.exec_driver_sql(_OWNED).scalars().all()
    for name in owned:
        if not intact_guards(connection, name):
            _guard_on_server(connection, name)
        connection.exec_driver_sql(f"REVOKE UPDATE, DELETE, TRUNCATE ON {name} FROM PUBLIC, CURRENT_USER")
    if owned:  # whoever refers to an event locks it, and to lock takes the privilege on one column
        connection.exec_driver_sql("GRANT UPDATE (seq) ON event TO CURRENT_USER")


def intact_guards(connection: Connection, table: str) -> set[str]:
    """Return the names of the guards of ``table`` that are there, awake, and do what they should."""
    if connection.dialect.name == "sqlite":
        present = {(name, sql) for name, sql in connection.exec_driver_sql(_FILE_TRIGGERS)}
        return {name for name, sql in _in_file(table).items() if (name, sql) in present}
    rows = connection.exec_driver_sql(_SERVER_TRIGGERS, (_REFUSE,))
    return {name for name, whose in rows if (name, whose) == (f"{table}_append_only", table)}


def check_guards(connection: Connection) -> str:
    """Return how the history is guarded; raises ``StorageFailed`` (``unguarded``) where a guard is gone."""
    on_file = connection.dialect.name == "sqlite"
    missing = {name for table in GUARDED for name in guards_of(connection, table) - intact_guards(connection, table)}
    if missing:
        raise StorageFailed(
            "unguarded",
            f"Somebody took away what guards the history ({', '.join(sorted(missing))}): run intake history verify, "
            "with an anchor; restore a backup if it does not hold, else intake init puts the guards back.",
        )
    if on_file:
        return "the database refuses to change events"
    if connection.exec_driver_sql(_ALMIGHTY).scalar_one():
        return "the database refuses to change events; this login is a superuser, though, whom no privilege holds"
    if connection.exec_driver_sql(f"SELECT {_CHANGEABLE}").scalar_one():
        raise StorageFailed("unguarded", "This login has the privilege to change the history: run intake init.")
    return "the database refuses to change events, and this login has no privilege to"


def guards_of(connection: Connection, table: str) -> set[str]:
    """Return the names of the triggers that guard ``table`` on this engine."""
    return set(_in_file(table)) if connection.dialect.name == "sqlite" else {f"{table}_append_only"}


def _in_file(table: str) -> dict[str, str]:
    """Return the triggers of ``table`` in a file by name, as they are made and as SQLite keeps them."""
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_APPEND_ONLY}'); END"
    again = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE seq = NEW.seq)"  # noqa: S608 - our own names
    return {
        f"{table}_no_replace": f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} {again} {refuse}",
        f"{table}_no_update": f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}",
        f"{table}_no_delete": f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
    }


def _guard_in_file(connection: Connection, table: str) -> None:
    intact = intact_guards(connection, table)
    for name, sql in _in_file(table).items():
        if name not in intact:
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
            connection.exec_driver_sql(sql)


def _guard_on_server(connection: Connection, table: str) -> None:
    refuse_change = "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql"
    connection.exec_driver_sql(f"{refuse_change} AS $${_REFUSE}$$")
    connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}")
    connection.exec_driver_sql(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
