"""The tables of a shop. Rows never leave this package: ``storage.mapping`` turns them into domain values."""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, MetaData, Table, Text, text
from sqlmodel import Field, SQLModel
from sqlmodel.sql.sqltypes import UTCDateTime

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

    id: str = Field(primary_key=True, sa_type=Text)
    market: str = Field(sa_type=Text)
    secret_fingerprint: str = Field(sa_type=Text)
    next_number: int = Field(sa_type=ID)
    customers: int = Field(sa_type=ID)


class Customer(Base, table=True):
    """A profile; the columns between ``number_key`` and the end are those of ``intake.customer.Customer``."""

    id: int | None = Field(default=None, primary_key=True, sa_type=ID)
    number_key: str = Field(sa_type=KEY, unique=True)
    number: str = Field(sa_type=Text)
    first_name: str | None = Field(sa_type=Text)
    middle_name: str | None = Field(sa_type=Text)
    last_name: str | None = Field(sa_type=Text)
    suffix: str | None = Field(sa_type=Text)
    nickname: str | None = Field(sa_type=Text)
    date_of_birth: date | None
    gender: str | None = Field(sa_type=Text)
    sex: str | None = Field(sa_type=Text)
    id_type: str | None = Field(sa_type=Text)
    license_number: str | None = Field(sa_type=Text)
    license_state: str | None = Field(sa_type=Text)
    license_issued: date | None
    license_expires: date | None
    address_line1: str | None = Field(sa_type=Text)
    address_line2: str | None = Field(sa_type=Text)
    city: str | None = Field(sa_type=Text)
    state: str | None = Field(sa_type=Text)
    postal_code: str | None = Field(sa_type=Text)
    country: str | None = Field(sa_type=Text)
    delivery_line1: str | None = Field(sa_type=Text)
    delivery_line2: str | None = Field(sa_type=Text)
    delivery_city: str | None = Field(sa_type=Text)
    delivery_state: str | None = Field(sa_type=Text)
    delivery_postal_code: str | None = Field(sa_type=Text)
    phone: str | None = Field(sa_type=Text)
    email: str | None = Field(sa_type=Text)
    sms_opt_in: bool
    email_opt_in: bool
    receipts_by_email: bool
    adult_use: bool
    has_state_medical_id: bool
    medical_id: str | None = Field(sa_type=Text)
    medical_expires: date | None
    notes: str | None = Field(sa_type=Text)
    warning_1: bool
    warning_2: bool
    banned: bool
    ban_reason: str | None = Field(sa_type=Text)
    created_at: datetime | None = Field(sa_type=UTCDateTime)
    updated_at: datetime | None = Field(sa_type=UTCDateTime)
    deleted_at: datetime | None = Field(sa_type=UTCDateTime)
    version: int


class CustomerWord(Base, table=True):
    """Something that a customer who is not deleted is found by, derived by ``storage.words`` and searched by prefix."""

    __tablename__ = "customer_word"
    __table_args__ = ({"sqlite_with_rowid": False},)

    kind: str = Field(primary_key=True, sa_type=KEY)
    word: str = Field(primary_key=True, sa_type=KEY)
    rest: str = Field(primary_key=True, sa_type=KEY)
    customer_id: int = Field(primary_key=True, sa_type=ID)


class QueueEntry(Base, table=True):
    """One stay in the queue; a customer has at most one without an ``ending``."""

    __tablename__ = "queue_entry"
    __table_args__ = (Index("ix_queue_entry_customer_id_id", "customer_id", "id"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=ID)
    customer_id: int = Field(sa_type=ID, sa_column_args=[ForeignKey("customer.id")])
    rank: int = Field(sa_type=ID)
    checked_in_at: datetime = Field(sa_type=UTCDateTime)
    checked_in_by: str = Field(sa_type=Text)
    station: str = Field(sa_type=Text)
    override_by: str | None = Field(sa_type=Text)
    override_reason: str | None = Field(sa_type=Text)
    ended_at: datetime | None = Field(sa_type=UTCDateTime)
    ended_by: str | None = Field(sa_type=Text)
    ending: str | None = Field(sa_type=Text)
    ended_reason: str | None = Field(sa_type=Text)
    version: int


class Employee(Base, table=True):
    """An employee with the hash of the PIN."""

    id: int | None = Field(default=None, primary_key=True, sa_type=ID)
    name: str = Field(sa_type=Text)
    name_key: str = Field(sa_type=KEY, unique=True)
    role: str = Field(sa_type=Text)
    enabled: bool
    pin_hash: str = Field(sa_type=Text)


class PinTries(Base, table=True):
    """Wrong PINs in a row against an employee or from a station."""

    __tablename__ = "pin_tries"

    subject: str = Field(primary_key=True, sa_type=KEY)
    count: int
    until: datetime | None = Field(sa_type=UTCDateTime)
    boot: str = Field(sa_type=Text)
    until_uptime: float


class Event(Base, table=True):
    """A link of the history; triggers refuse to change or delete one."""

    __table_args__ = (Index("ix_event_customer_seq", "customer", "seq"),)

    seq: int = Field(primary_key=True, sa_type=ID, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=UTCDateTime)
    by: str = Field(sa_type=Text)
    station: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    summary: str = Field(sa_type=Text)
    customer: str | None = Field(sa_type=KEY)
    mac: str = Field(sa_type=Text)
    detail_mac: str = Field(sa_type=Text)


class EventDetail(Base, table=True):
    """What may be personal in an event, as JSON, apart from it so that it can be erased alone."""

    __tablename__ = "event_detail"

    seq: int = Field(
        primary_key=True,
        sa_type=ID,
        sa_column_args=[ForeignKey("event.seq")],
        sa_column_kwargs={"autoincrement": False},
    )
    salt: str = Field(sa_type=Text)
    detail: str = Field(sa_type=Text)


class ChainHead(Base, table=True):
    """The one row with the end of the history; writers on PostgreSQL queue for it."""

    __tablename__ = "chain_head"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    seq: int = Field(sa_type=ID)
    mac: str = Field(sa_type=Text)
    seal: str = Field(sa_type=Text)


class Action(Base, table=True):
    """What one request did."""

    __table_args__ = (
        Index("ix_action_by_seq", "by", "seq"),
        Index("ix_action_station_seq", "station", "seq"),
    )

    seq: int | None = Field(default=None, primary_key=True, sa_type=ID)
    request: str = Field(sa_type=KEY, unique=True)
    kind: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=UTCDateTime)
    by: str = Field(sa_type=KEY)
    station: str = Field(sa_type=KEY)
    customer: str | None = Field(sa_type=Text)
    entry: int | None = Field(sa_type=ID)
    position: int | None
    undone: bool


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
