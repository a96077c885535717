"""Who the customers are: accounts, contacts, memberships between them, and identities of both."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from engine.store.tables.columns import (
    JsonObject,
    instant,
    json_object,
    text_array,
    utc_now,
)


class Account(SQLModel, table=True):
    """A company. `traits` is what was sent; the columns beside it are read out of the traits."""

    __tablename__ = "accounts"
    __table_args__ = (
        Index("accounts_by_name", text("lower(coalesce(name, external_id))"), text("id")),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    external_id: str = Field(unique=True)
    """The id the customer's own systems use: `groupId` in the tracking API."""
    parent_id: UUID | None = Field(default=None, foreign_key="accounts.id")
    name: str | None = None
    stage: str | None = None
    owner_id: UUID | None = Field(default=None, foreign_key="users.id", index=True)
    """The CSM who looks after it."""
    arr_minor: int | None = Field(default=None, sa_type=BigInteger)
    """Annual recurring revenue in minor units (cents) of `currency`."""
    currency: str | None = None
    renewal_date: date | None = None
    time_zone: str | None = None
    """IANA name; None: the primary contact's, then the organization's."""
    traits: JsonObject = json_object()
    created_at: datetime = instant(default_factory=utc_now)
    updated_at: datetime = instant(default_factory=utc_now)


class Contact(SQLModel, table=True):
    """A person. One who was merged into another stays as a tombstone with `merged_into` set."""

    __tablename__ = "contacts"
    __table_args__ = (
        Index("contacts_email", text("lower(email)")),
        Index("contacts_merged", "merged_into", postgresql_where=text("merged_into IS NOT NULL")),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    external_id: str | None = Field(default=None, unique=True)
    """`userId` in the tracking API; None while only an anonymous id is known."""
    email: str | None = None
    name: str | None = None
    time_zone: str | None = None
    locale: str | None = None
    traits: JsonObject = json_object()
    merged_into: UUID | None = Field(default=None, foreign_key="contacts.id")
    created_at: datetime = instant(default_factory=utc_now)
    updated_at: datetime = instant(default_factory=utc_now)


class Membership(SQLModel, table=True):
    """A contact belongs to an account, in any number of roles. Ended, not deleted, on unlink."""

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("account_id", "contact_id"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    account_id: UUID = Field(foreign_key="accounts.id")
    contact_id: UUID = Field(foreign_key="contacts.id", index=True)
    roles: list[str] = text_array()
    """admin, champion, decision_maker, exec_sponsor, billing, end_user."""
    is_primary: bool = False
    created_at: datetime = instant(default_factory=utc_now)
    ended_at: datetime | None = instant(default=None)


class Identity(SQLModel, table=True):
    """One way a contact is known: kind is external_id, email, anonymous_id or a provider's id."""

    __tablename__ = "identities"

    kind: str = Field(primary_key=True)
    value: str = Field(primary_key=True)
    contact_id: UUID = Field(foreign_key="contacts.id", index=True)
    created_at: datetime = instant(default_factory=utc_now)


class AccountIdentity(SQLModel, table=True):
    """One way another product knows an account: kind is one of `tracking.ids.ACCOUNT_KINDS`."""

    __tablename__ = "account_identities"

    kind: str = Field(primary_key=True)
    value: str = Field(primary_key=True)
    account_id: UUID = Field(foreign_key="accounts.id", index=True)
    created_at: datetime = instant(default_factory=utc_now)
