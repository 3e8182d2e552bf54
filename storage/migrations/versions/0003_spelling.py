"""Names are found with plain letters for any others, as passports spell them, and all of them beside a birth date.

Requests that changed nothing are told apart.
"""

from __future__ import annotations

from alembic import op

from storage.keeping import keep_all

revision = "0003"
down_revision = "0002"

_A_SAVE = (
    "event.customer = action.customer AND event.kind IN "
    "('signed_up', 'edited', 'renewed', 'banned', 'ban_lifted', 'restored')"
)


def upgrade() -> None:
    """Keep anew what all customers are found by, and what the requests were."""
    keep_all(op.get_bind())
    _tell_apart_what_was_kept()


def _tell_apart_what_was_kept() -> None:
    """Give requests that changed nothing their own kind, and the time of the change that stood."""
    op.execute(f"""
UPDATE action SET kind = 'kept', at = coalesce(
  (SELECT at FROM event WHERE {_A_SAVE} AND event.at <= action.at ORDER BY seq DESC LIMIT 1),
  (SELECT at FROM event WHERE {_A_SAVE} ORDER BY seq LIMIT 1), at)
WHERE kind IN ('edited', 'signed_up') AND NOT EXISTS (
  SELECT 1 FROM event WHERE event.customer = action.customer
  AND (event.kind = action.kind OR (action.kind = 'edited' AND event.kind IN ('banned', 'ban_lifted')))
  AND event.at = action.at AND event.by = action.by AND event.station = action.station)
""")  # noqa: S608 - names of ours
