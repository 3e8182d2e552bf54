"""The tables of a shop. Rows never leave this package: ``storage.mapping`` turns them into domain values."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, MetaData, Table, Text, text
from sqlmodel import Field, SQLModel

if TYPE_CHECKING:
    from sqlalchemy.types import TypeEngine

KEY = Text().with_variant(Text(collation="C"), "postgresql")
"""Text that is compared and ordered by its bytes, the same on both engines."""

ID = BigInteger().with_variant(Integer, "sqlite")
"""A row's number: 64 bits on both engines."""

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(SQLModel):
    """What all tables share: one set of metadata with names for every constraint."""

    model_config = {"defer_build": True}
    metadata = MetaData(naming_convention=_NAMES)


class Shop(Base, table=True):
    """The one row that makes a database a shop's, with its counters."""

    id: str = Field(primary_key=True)
    market: str
    secret_fingerprint: str
    next_number: int = Field(sa_type=ID)
    customers: int = Field(sa_type=ID)


class Customer(Base, table=True):
    """A profile; the columns between ``number_key`` and the end are those of ``intake.customer.Customer``."""

    id: int | None = Field(default=None, primary_key=True, sa_type=ID)
    number_key: str = Field(sa_type=KEY, unique=True)
    number: str
    first_name: str | None
    middle_name: str | None
    last_name: str | None
    suffix: str | None
    nickname: str | None
    date_of_birth: date | None
    gender: str | None
    sex: str | None
    id_type: str | None
    license_number: str | None
    license_state: str | None
    license_issued: date | None
    license_expires: date | None
    address_line1: str | None
    address_line2: str | None
    city: str | None
    state: str | None
    postal_code: str | None
    country: str | None
    delivery_line1: str | None
    delivery_line2: str | None
    delivery_city: str | None
    delivery_state: str | None
    delivery_postal_code: str | None
    phone: str | None
    email: str | None
    sms_opt_in: bool
    email_opt_in: bool
    receipts_by_email: bool
    adult_use: bool
    has_state_medical_id: bool
    medical_id: str | None
    medical_expires: date | None
    notes: str | None
    warning_1: bool
    warning_2: bool
    banned: bool
    ban_reason: str | None
    created_at: datetime | None
    updated_at: datetime | None
    deleted_at: datetime | None
    version: int


class CustomerWord(Base, table=True):
    """Something that a customer who is not deleted is found by, derived by ``storage.words`` and searched by prefix."""

    __tablename__ = "customer_word"
    __table_args__ = ({"sqlite_with_rowid": False},)

    kind: str = Field(primary_key=True, sa_type=KEY)
    word: str = Field(primary_key=True, sa_type=KEY)
    rest: str = Field(primary_key=True, sa_type=KEY)
    customer_id: int = Field(primary_key=True, sa_type=ID)


class CustomerPart(Base, table=True):
    """Every second stretch of a number or an email to its end, with the character ``previous`` to it.

    What begins at a place in between is found one character later, by that character.
    """

    __tablename__ = "customer_part"
    __table_args__ = ({"sqlite_with_rowid": False},)

    kind: str = Field(primary_key=True, sa_type=KEY)
    part: str = Field(primary_key=True, sa_type=KEY)
    previous: str = Field(primary_key=True, sa_type=KEY)
    customer_id: int = Field(primary_key=True, sa_type=ID)


class CardMark(Base, table=True):
    """Who came with a card of that ``mark``, a keyed hash of its document discriminator."""

    __tablename__ = "card_mark"
    __table_args__ = ({"sqlite_with_rowid": False},)

    mark: str = Field(primary_key=True, sa_type=KEY)
    customer_id: int = Field(primary_key=True, sa_type=ID)


class WordForm(Base, table=True):
    """A ``word`` that any customer has, once for all of them, under every form it is looked up by."""

    __tablename__ = "word_form"
    __table_args__ = ({"sqlite_with_rowid": False},)

    kind: str = Field(primary_key=True, sa_type=KEY)
    form: str = Field(primary_key=True, sa_type=KEY)
    word: str = Field(primary_key=True, sa_type=KEY)


class QueueEntry(Base, table=True):
    """One stay in the queue; a customer has at most one without an ``ending``."""

    __tablename__ = "queue_entry"
    __table_args__ = (Index("ix_queue_entry_customer_id_id", "customer_id", "id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=ID)
    customer_id: int = Field(sa_type=ID, sa_column_args=[ForeignKey("customer.id")])
    rank: int = Field(sa_type=ID)
    checked_in_at: datetime
    checked_in_by: str
    station: str
    override_by: str | None
    override_reason: str | None
    ended_at: datetime | None
    ended_by: str | None
    ending: str | None
    ended_reason: str | None
    version: int


class Draft(Base, table=True):
    """A sign-up or an edit under way; ``content`` is JSON with the texts as typed, which may be anything."""

    id: str = Field(primary_key=True, sa_type=KEY)
    author: str
    station: str
    customer: str | None
    seen_version: int
    started_at: datetime
    saved_at: datetime
    content: str


class Employee(Base, table=True):
    """An employee with the hash of the PIN."""

    id: int | None = Field(default=None, primary_key=True, sa_type=ID)
    name: str
    name_key: str = Field(sa_type=KEY, unique=True)
    role: str
    enabled: bool
    pin_hash: str


class PinTries(Base, table=True):
    """Wrong PINs in a row against an employee or from a station."""

    __tablename__ = "pin_tries"

    subject: str = Field(primary_key=True, sa_type=KEY)
    count: int
    until: datetime | None
    boot: str
    until_uptime: float


class Event(Base, table=True):
    """A link of the history; triggers refuse to change or delete one."""

    __table_args__ = (Index("ix_event_customer_seq", "customer", "seq"),)

    seq: int = Field(primary_key=True, sa_type=ID, sa_column_kwargs={"autoincrement": False})
    at: datetime
    by: str
    station: str
    kind: str
    summary: str
    customer: str | None = Field(sa_type=KEY)
    mac: str
    detail_mac: str


class EventDetail(Base, table=True):
    """What may be personal in an event, as JSON, apart from it so that it can be erased alone."""

    __tablename__ = "event_detail"

    seq: int = Field(
        primary_key=True,
        sa_type=ID,
        sa_column_args=[ForeignKey("event.seq")],
        sa_column_kwargs={"autoincrement": False},
    )
    salt: str
    detail: str


class ChainHead(Base, table=True):
    """The one row with the end of the history; writers on PostgreSQL queue for it."""

    __tablename__ = "chain_head"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    seq: int = Field(sa_type=ID)
    mac: str
    seal: str


class Action(Base, table=True):
    """What one request did."""

    __table_args__ = (
        Index("ix_action_by_seq", "by", "seq"),
        Index("ix_action_station_seq", "station", "seq"),
    )

    seq: int | None = Field(default=None, primary_key=True, sa_type=ID)
    request: str = Field(sa_type=KEY, unique=True)
    kind: str
    at: datetime
    by: str = Field(sa_type=KEY)
    station: str = Field(sa_type=KEY)
    customer: str | None
    entry: int | None = Field(sa_type=ID)
    position: int | None
    undone: bool


def _share_types() -> None:
    """Let columns of one type share it, which SQLAlchemy then prepares once: a quarter of a first action."""
    shared: dict[type, TypeEngine[Any]] = {}
    for each in Base.metadata.tables.values():
        for column in each.columns:
            column.type = shared.setdefault(type(column.type), column.type)


_share_types()


def complete_metadata() -> MetaData:
    """Return all tables and indexes, also those whose options load both dialects: 30 ms for migrations alone."""
    entry = table(QueueEntry)
    if not any(index.unique for index in entry.indexes):
        _index_open_entries(entry)
    return Base.metadata


def _index_open_entries(entry: Table) -> None:
    """One open entry for a customer, and the line in its order."""
    only = text("ending IS NULL")
    Index("uq_queue_entry_open", entry.c.customer_id, unique=True, sqlite_where=only, postgresql_where=only)
    Index("ix_queue_entry_open_rank", entry.c.rank, sqlite_where=only, postgresql_where=only)


def table(model: type[Base]) -> Table:
    """Return the table of ``model``; statements are written over tables, for rows are never kept as objects."""
    return Base.metadata.tables[str(model.__tablename__)]
