"""Names are found with plain letters for any others, as passports spell them, and all of them beside a birth date."""

from __future__ import annotations

from alembic import op

from storage.keeping import keep_all

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Keep anew what all customers are found by."""
    keep_all(op.get_bind())
