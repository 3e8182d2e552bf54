"""Customers are found by what is inside their numbers and emails, in spite of small typing errors; cards are known."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


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
