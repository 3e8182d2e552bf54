"""When a shop was last backed up by this login, noted beside its secret: backing up changes nothing in the shop."""

from __future__ import annotations

import contextlib
import hashlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from intake.errors import StorageFailed
from intake.private_files import replace_private, shown

_TOO_OLD = timedelta(days=7)
_NONE = "none by this login yet: intake backup FILE makes one, best each night"


def note_backup(secret_path: Path, shop_id: str, file: Path) -> None:
    """Note that ``file`` has been made now; a backup is good even where that cannot be noted."""
    note = json.dumps({"at": datetime.now(UTC).isoformat(), "file": str(file)})
    with contextlib.suppress(OSError):  # a home that can only be read
        replace_private(_note_of(secret_path, shop_id), note.encode())


def last_backup(secret_path: Path, shop_id: str) -> str:
    """Return what to say of the last backup; raises ``StorageFailed`` (``no_backup``) when it is too old."""
    try:
        noted = json.loads(_note_of(secret_path, shop_id).read_text(encoding="utf-8"))
        at, file = datetime.fromisoformat(noted["at"]), Path(noted["file"])
        age = datetime.now(UTC) - at
    except (OSError, ValueError, TypeError, KeyError):
        return _NONE
    if age > _TOO_OLD:
        raise StorageFailed("no_backup", f"The last backup is {age.days} days old: run intake backup, best each night.")
    gone = "" if file.exists() else ", no longer there"
    return f"{at:%Y-%m-%d %H:%M} UTC, {shown(file)}{gone}"


def _note_of(secret_path: Path, shop_id: str) -> Path:
    return secret_path.with_name(f"backup-{hashlib.sha256(shop_id.encode()).hexdigest()[:16]}.json")
