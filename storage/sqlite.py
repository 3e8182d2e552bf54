"""The SQLite that all of this program runs on: the one that ``pysqlite3`` brings, else Python's own.

Several stations share a file fastest and safest in WAL mode, and the systems that shops run have an SQLite with a fault
in it (``engine.wal_is_safe``). Never open a file by both in one process: POSIX locks are the process's, and what one
of them closes the other has lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
else:
    try:
        from pysqlite3 import dbapi2 as sqlite3
    except ImportError:
        import sqlite3

__all__ = ["sqlite3"]
