"""What the database itself does against changing the history: triggers, and on PostgreSQL missing privileges too.

Whoever owns the tables can bring both back; that the history still holds is proved by its chain and an anchor alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from intake.errors import StorageFailed

if TYPE_CHECKING:
    from sqlalchemy import Connection

_GUARDED = ("event", "event_detail")
_FILE_TRIGGERS = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
_SERVER_TRIGGERS = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
_OWNED = (
    "SELECT relname FROM pg_class WHERE relname IN ('event', 'event_detail') AND relkind = 'r'"
    " AND relnamespace = current_schema()::regnamespace AND pg_has_role(relowner, 'USAGE')"
)
_CHANGEABLE = " OR ".join(f"has_table_privilege('{name}', 'UPDATE, DELETE, TRUNCATE')" for name in _GUARDED)
_ALMIGHTY = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"


def take_privileges(connection: Connection) -> None:
    """Let nobody change events on a server, not even the tables' owner, as long as nobody grants it anew."""
    owned = connection.exec_driver_sql(_OWNED).scalars().all()
    for name in owned:
        connection.exec_driver_sql(f"REVOKE UPDATE, DELETE, TRUNCATE ON {name} FROM PUBLIC, CURRENT_USER")
    if owned:  # whoever refers to an event locks it, and to lock takes the privilege on one column
        connection.exec_driver_sql("GRANT UPDATE (seq) ON event TO CURRENT_USER")


def check_guards(connection: Connection) -> str:
    """Return how the history is guarded; raises ``StorageFailed`` (``unguarded``) where a guard is gone."""
    on_file = connection.dialect.name == "sqlite"
    active = set(connection.exec_driver_sql(_FILE_TRIGGERS if on_file else _SERVER_TRIGGERS).scalars())
    kinds = ("no_update", "no_delete", "no_replace") if on_file else ("append_only",)
    missing = {f"{table}_{kind}" for table in _GUARDED for kind in kinds} - active
    if missing:
        raise StorageFailed(
            "unguarded",
            f"Somebody took away what guards the history ({', '.join(sorted(missing))}): run intake history verify, "
            "with an anchor, and restore a backup if it does not hold.",
        )
    if on_file:
        return "the database refuses to change events"
    if connection.exec_driver_sql(_ALMIGHTY).scalar_one():
        return "the database refuses to change events; this login is a superuser, though, whom no privilege holds"
    if connection.exec_driver_sql(f"SELECT {_CHANGEABLE}").scalar_one():
        raise StorageFailed("unguarded", "This login has the privilege to change the history: run intake init.")
    return "the database refuses to change events, and this login has no privilege to"
