"""Customers are found by what is inside their numbers and emails, in spite of small typing errors; cards are known."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

_A_SAVE = (
    "event.customer = action.customer AND event.kind IN "
    "('signed_up', 'edited', 'renewed', 'banned', 'ban_lifted', 'restored')"
)


def upgrade() -> None:
    """Create the tables of parts, of shared words and of cards' marks; the next schema fills the first two."""
    op.create_table(
        "customer_part",
        *(sa.Column(name, KEY, nullable=False) for name in ("kind", "part", "previous")),
        sa.Column("customer_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("kind", "part", "previous", "customer_id", name="pk_customer_part"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "word_form",
        *(sa.Column(name, KEY, nullable=False) for name in ("kind", "form", "word")),
        sa.PrimaryKeyConstraint("kind", "form", "word", name="pk_word_form"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "card_mark",
        sa.Column("mark", KEY, nullable=False),
        sa.Column("customer_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("mark", "customer_id", name="pk_card_mark"),
        sqlite_with_rowid=False,
    )
    _tell_apart_what_was_kept()


def _tell_apart_what_was_kept() -> None:
    """Give requests that changed nothing their own kind, and the time of the change that stood."""
    op.execute(f"""
UPDATE action SET kind = 'kept', at = coalesce(
  (SELECT at FROM event WHERE {_A_SAVE} AND event.at <= action.at ORDER BY seq DESC LIMIT 1),
  (SELECT at FROM event WHERE {_A_SAVE} ORDER BY seq LIMIT 1), at)
WHERE kind IN ('edited', 'signed_up') AND NOT EXISTS (
  SELECT 1 FROM event WHERE {_A_SAVE} AND event.at = action.at AND event.by = action.by
  AND event.station = action.station)
""")  # noqa: S608 - names of ours
