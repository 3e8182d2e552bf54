"""The first schema of a shop: customers, queue, drafts, employees, history."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.guards import guard

revision = "0001"
down_revision = None

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
INSTANT = sa.DateTime(timezone=True)

_OPEN = sa.text("ending IS NULL")


def upgrade() -> None:
    """Create all tables and the triggers that guard the history."""
    _create_shop()
    _create_customer()
    _create_queue()
    _create_draft()
    _create_employee()
    _create_history()
    guard(op.get_bind())


def _needed(kind: Any, *names: str) -> list[sa.Column[Any]]:  # noqa: ANN401 - any column type
    return [sa.Column(name, kind, nullable=False) for name in names]


def _optional(kind: Any, *names: str) -> list[sa.Column[Any]]:  # noqa: ANN401 - any column type
    return [sa.Column(name, kind, nullable=True) for name in names]


def _create_shop() -> None:
    op.create_table(
        "shop",
        *_needed(sa.String, "id", "market", "secret_fingerprint"),
        *_needed(ID, "next_number", "customers"),
        sa.PrimaryKeyConstraint("id", name="pk_shop"),
    )


def _create_customer() -> None:
    op.create_table(
        "customer",
        *_needed(ID, "id"),
        *_needed(KEY, "number_key"),
        *_needed(sa.String, "number"),
        *_optional(sa.String, "first_name", "middle_name", "last_name", "suffix", "nickname"),
        *_optional(sa.Date, "date_of_birth"),
        *_optional(sa.String, "gender", "sex", "id_type", "license_number", "license_state"),
        *_optional(sa.Date, "license_issued", "license_expires"),
        *_optional(sa.String, "address_line1", "address_line2", "city", "state", "postal_code", "country"),
        *_optional(sa.String, "delivery_line1", "delivery_line2", "delivery_city", "delivery_state"),
        *_optional(sa.String, "delivery_postal_code", "phone", "email"),
        *_needed(sa.Boolean, "sms_opt_in", "email_opt_in", "receipts_by_email"),
        *_needed(sa.Boolean, "adult_use", "has_state_medical_id"),
        *_optional(sa.String, "medical_id"),
        *_optional(sa.Date, "medical_expires"),
        *_optional(sa.String, "notes"),
        *_needed(sa.Boolean, "warning_1", "warning_2", "banned"),
        *_optional(sa.String, "ban_reason"),
        *_optional(INSTANT, "created_at", "updated_at", "deleted_at"),
        *_needed(sa.Integer, "version"),
        sa.PrimaryKeyConstraint("id", name="pk_customer"),
        sa.UniqueConstraint("number_key", name="uq_customer_number_key"),
    )
    op.create_table(
        "customer_word",
        *_needed(KEY, "kind", "word", "rest"),
        *_needed(ID, "customer_id"),
        sa.PrimaryKeyConstraint("kind", "word", "rest", "customer_id", name="pk_customer_word"),
        sqlite_with_rowid=False,
    )


def _create_queue() -> None:
    op.create_table(
        "queue_entry",
        *_needed(ID, "id", "customer_id", "rank"),
        *_needed(INSTANT, "checked_in_at"),
        *_needed(sa.String, "checked_in_by", "station"),
        *_optional(sa.String, "override_by", "override_reason"),
        *_optional(INSTANT, "ended_at"),
        *_optional(sa.String, "ended_by", "ending", "ended_reason"),
        *_needed(sa.Integer, "version"),
        sa.PrimaryKeyConstraint("id", name="pk_queue_entry"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_queue_entry_customer_id"),
    )
    op.create_index("ix_queue_entry_customer_id_id", "queue_entry", ["customer_id", "id"])
    op.create_index(
        "uq_queue_entry_open",
        "queue_entry",
        ["customer_id"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_index("ix_queue_entry_open_rank", "queue_entry", ["rank"], sqlite_where=_OPEN, postgresql_where=_OPEN)
    op.create_table(
        "action",
        *_needed(ID, "seq"),
        *_needed(KEY, "request", "by", "station"),
        *_needed(sa.String, "kind"),
        *_needed(INSTANT, "at"),
        *_optional(sa.String, "customer"),
        *_optional(ID, "entry"),
        *_optional(sa.Integer, "position"),
        *_needed(sa.Boolean, "undone"),
        sa.PrimaryKeyConstraint("seq", name="pk_action"),
        sa.UniqueConstraint("request", name="uq_action_request"),
    )
    op.create_index("ix_action_by_seq", "action", ["by", "seq"])
    op.create_index("ix_action_station_seq", "action", ["station", "seq"])


def _create_draft() -> None:
    op.create_table(
        "draft",
        *_needed(KEY, "id"),
        *_needed(sa.String, "author", "station", "content"),
        *_optional(sa.String, "customer"),
        *_needed(sa.Integer, "seen_version"),
        *_needed(INSTANT, "started_at", "saved_at"),
        sa.PrimaryKeyConstraint("id", name="pk_draft"),
    )


def _create_employee() -> None:
    op.create_table(
        "employee",
        *_needed(ID, "id"),
        *_needed(sa.String, "name", "role", "pin_hash"),
        *_needed(KEY, "name_key"),
        *_needed(sa.Boolean, "enabled"),
        sa.PrimaryKeyConstraint("id", name="pk_employee"),
        sa.UniqueConstraint("name_key", name="uq_employee_name_key"),
    )
    op.create_table(
        "pin_tries",
        *_needed(KEY, "subject"),
        *_needed(sa.Integer, "count"),
        *_optional(INSTANT, "until"),
        *_needed(sa.String, "boot"),
        *_needed(sa.Float, "until_uptime"),
        sa.PrimaryKeyConstraint("subject", name="pk_pin_tries"),
    )


def _create_history() -> None:
    op.create_table(
        "event",
        sa.Column("seq", ID, nullable=False, autoincrement=False),
        *_needed(INSTANT, "at"),
        *_needed(sa.String, "by", "station", "kind", "summary", "mac", "detail_mac"),
        *_optional(KEY, "customer"),
        sa.PrimaryKeyConstraint("seq", name="pk_event"),
    )
    op.create_index("ix_event_customer_seq", "event", ["customer", "seq"])
    op.create_table(
        "event_detail",
        sa.Column("seq", ID, nullable=False, autoincrement=False),
        *_needed(sa.String, "salt", "detail"),
        sa.PrimaryKeyConstraint("seq", name="pk_event_detail"),
        sa.ForeignKeyConstraint(["seq"], ["event.seq"], name="fk_event_detail_seq"),
    )
    op.create_table(
        "chain_head",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=False),
        *_needed(ID, "seq"),
        *_needed(sa.String, "mac", "seal"),
        sa.PrimaryKeyConstraint("id", name="pk_chain_head"),
    )
