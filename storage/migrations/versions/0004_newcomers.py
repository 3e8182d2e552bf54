"""The words of new customers lie together until they are put among all others, and tell who is new."""

from __future__ import annotations

from alembic import op
from sqlalchemy import delete, select

from storage.keeping import WORD, keep_parts_of

revision = "0004"
down_revision = "0003"

_MARKED = select(WORD.c.customer_id).where(WORD.c.kind == "fresh")


def upgrade() -> None:
    """Keep the parts of those who were marked to wait for them."""
    keep_parts_of(op.get_bind(), _MARKED)
    op.execute(delete(WORD).where(WORD.c.kind == "fresh"))
