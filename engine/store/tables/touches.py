"""Everything that reaches a person: messages and tasks, and whom not to write to."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import JsonValue
from sqlalchemy import Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from engine.store.tables.columns import (
    JsonObject,
    instant,
    json_object,
    json_or_null,
    text_array,
    utc_now,
)


class Message(SQLModel, table=True):
    """A mail, an in-app message or a call, claimed before it is sent so that it is sent once."""

    __tablename__ = "messages"
    __table_args__ = (
        Index("messages_enrollment", "enrollment_id", "step", "visit"),
        Index("messages_contact", "contact_id", "created_at"),
        Index("messages_account", "account_id", "created_at"),
        Index("messages_journey", "journey_id", "created_at", "id"),
        Index("messages_created", "created_at", "id"),
    )

    id: UUID = Field(primary_key=True)
    """UUIDv5 of enrollment, step, visit and contact: the key a send is idempotent by."""
    enrollment_id: UUID = Field(foreign_key="enrollments.id")
    journey_id: UUID = Field(foreign_key="journeys.id")
    account_id: UUID | None = Field(default=None, foreign_key="accounts.id")
    contact_id: UUID | None = Field(default=None, foreign_key="contacts.id")
    """None for a call, and when it was skipped for want of a recipient."""
    step: str
    visit: int
    channel: str
    """The type of its step: email, in_app, survey, webhook or notify."""
    template: str
    """The journey's own, or `library/…`."""
    library_version: int | None = None
    """Which version of the library's template it was. None: it is the journey's own."""
    language: str | None = None
    """Which of the template's languages it is in. None: its texts as they stand."""
    topic: str
    status: str
    """queued (to be tried again), claimed (being sent), sent, skipped or failed."""
    reason: str | None = None
    """Why it was skipped or failed, or is still queued, as a sentence."""
    to_address: str | None = None
    """A mail's recipient, a webhook's address without its query, the key of a chat's channel."""
    recipient_because: str | None = None
    """How the recipient came to be it: `champion`, `primary contact`."""
    from_name: str | None = None
    subject: str | None = None
    """A mail's subject, an in-app message's title, the beginning of what colleagues are told."""
    text: str | None = None
    html: str | None = None
    content: JsonObject = json_object()
    """In-app: format and action. Surveys: `survey`, the scale that is asked on."""
    wire_message_id: str | None = None
    """The mail's Message-ID header or the webhook's id, the same however often it is retried."""
    provider: str | None = None
    provider_response: str | None = None
    try_at: datetime | None = instant(default=None)
    """Calls only: before then it is not tried again."""
    is_reminder: bool = False
    """It asks once more what another message of this step has asked."""
    attempts: int = 0
    is_test: bool = False
    created_at: datetime = instant(default_factory=utc_now)
    sent_at: datetime | None = instant(default=None)


def _checklist() -> Any:
    return Field(
        default_factory=list, sa_type=JSONB, sa_column_kwargs={"server_default": text("'[]'")}
    )


class Task(SQLModel, table=True):
    """Something a CSM is asked: to do a thing for a customer, or to approve a message."""

    __tablename__ = "tasks"
    __table_args__ = (
        Index("tasks_open", "assignee_id", "status", "due_at"),
        Index("tasks_account", "account_id", "created_at"),
        Index("tasks_created", "created_at", "id"),
        Index("tasks_due", "status", "due_at", "id"),
        Index("tasks_enrollment", "enrollment_id", "step", "visit"),
        Index("tasks_escalating", "escalates_at", postgresql_where=text("status = 'open'")),
        Index(
            "tasks_queued",
            "pool",
            "created_at",
            postgresql_where=text("assignee_id IS NULL AND status IN ('open', 'held')"),
        ),
    )

    id: UUID = Field(primary_key=True)
    """UUIDv5 of enrollment, step and visit."""
    enrollment_id: UUID = Field(foreign_key="enrollments.id")
    journey_id: UUID = Field(foreign_key="journeys.id")
    account_id: UUID | None = Field(default=None, foreign_key="accounts.id")
    contact_id: UUID | None = Field(default=None, foreign_key="contacts.id")
    step: str
    visit: int
    kind: str = "task"
    """task or approval."""
    title: str
    instructions: str = ""
    preview: JsonObject | None = json_or_null()
    """Approvals only: the message as this customer would read it, `{"to", "subject", "text"}`, with
    its text as `markdown` where that can be told, the `points` of a tour or checklist, and
    `people`, how many they are, if it is for several; or `{"note"}`, why it cannot be shown."""
    assignee_id: UUID | None = Field(default=None, foreign_key="users.id")
    assigned_because: str
    """How the assignee was found, as a sentence."""
    assigned_at: datetime | None = instant(default=None)
    """When the assignee got it. None: before that was kept, or nobody has it."""
    due_at: datetime | None = instant(default=None)
    """While it is held, when it was due before."""
    due_since: datetime = instant(default_factory=utc_now)
    """From when the time until `due_at` counts: when it was handed out, or last released."""
    status: str = "open"
    """open, held (approvals only), done or cancelled."""
    held_at: datetime | None = instant(default=None)
    held_by: str | None = None
    pool: str | None = Field(default=None, index=True)
    """The pool that gave it out, or in whose queue it waits. Not a link: pools may go."""
    due_in: str | None = None
    """How long there is, as the step says, to reckon anew for another assignee."""
    due_zone: str | None = None
    """The customer's zone, for assignees without hours of their own."""
    takes_minutes: int | None = None
    checklist: list[JsonValue] = _checklist()
    """`[{"text", "by", "at"}]`; `by` and `at` once it is ticked."""
    escalation: list[JsonValue] = _checklist()
    """The step's levels, `[{"after", "to"}]`."""
    escalated: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """How many of them have been gone up."""
    escalates_at: datetime | None = instant(default=None)
    snoozed_until: datetime | None = instant(default=None)
    """Out of sight until then; what it is due by stays."""
    snoozed_because: str | None = None
    message_step: str | None = None
    """Approvals only: the message they are about."""
    message_contact_id: UUID | None = None
    """Whom it was written for when it was shown. None: several people."""
    silence: str | None = None
    """Approvals only: approved or cancelled, what it is when nobody answers."""
    edited: JsonObject | None = json_or_null()
    """`{"subject", "text"}`, as it is to go out instead."""
    edited_by: str | None = None
    sent_as: UUID | None = None
    """The message the edited words went out as, of several the first: they go once."""
    outcomes: list[str] = text_array()
    """The answers to choose from. Empty: there is only “done”."""
    outcome: str | None = None
    note: str | None = None
    """What was said when it was completed, or why it was cancelled."""
    is_test: bool = False
    created_at: datetime = instant(default_factory=utc_now)
    completed_at: datetime | None = instant(default=None)
    """When it was completed or cancelled."""
    completed_by: str | None = None
    """By whom; None: by nobody, in silence or with the end of the journey."""


class SurveyResponse(SQLModel, table=True):
    """What a contact answered to one survey. The first answer steers the journey."""

    __tablename__ = "survey_responses"
    __table_args__ = (
        Index("survey_responses_account", "account_id", "answered_at"),
        Index("survey_responses_contact", "contact_id", "answered_at"),
    )

    message_id: UUID = Field(primary_key=True, foreign_key="messages.id")
    contact_id: UUID | None = Field(default=None, foreign_key="contacts.id")
    account_id: UUID | None = Field(default=None, foreign_key="accounts.id")
    kind: str
    """nps or csat."""
    score: int
    """As it is now; the first one is in the event of the answer."""
    first_score: int
    comment: str | None = None
    answered_at: datetime = instant()
    changed_at: datetime | None = instant(default=None)
    """When it was last changed after it was first given. None: never."""


class Unsubscribe(SQLModel, table=True):
    """A contact wants no more about a topic by one way. `*` is every topic."""

    __tablename__ = "unsubscribes"

    contact_id: UUID = Field(primary_key=True, foreign_key="contacts.id")
    topic: str = Field(primary_key=True)
    way: str = Field(default="email", primary_key=True)
    """email or in_app."""
    via: str
    """one_click, page, preferences, csm, api or provider."""
    at: datetime = instant(default_factory=utc_now)
