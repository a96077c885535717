"""Messages and tasks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import JsonValue
from sqlalchemy import DateTime, cast, column, literal
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlmodel import and_, col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.errors import NotFound
from engine.store.actors import called, names_of
from engine.store.reading.about import About, told_about
from engine.store.reading.answers import SurveyAnswer, survey_answer_to
from engine.store.reading.became import Became, became
from engine.store.reading.enrollments import Entry, entries
from engine.store.reading.listing import account_named, id_of, listed, made, mentioning, one
from engine.store.reading.paging import PAGE_SIZE, Page, identifier, instant
from engine.store.reading.suppressions import SuppressionSummary, suppression_at
from engine.store.tables import (
    Account,
    Contact,
    Enrollment,
    InAppState,
    Journey,
    Message,
    MessageEvent,
    Pool,
    PoolMember,
    Reply,
    Task,
    User,
)
from engine.store.tables.columns import JsonObject
from engine.store.tasks import LIVE

MessageStatus = Literal["waiting", "queued", "claimed", "sent", "skipped", "failed"]
"""`waiting` is queued or claimed: on its way."""
MessageKind = Literal["messages", "calls"]
"""`messages` reach customers; `calls` reach other systems and colleagues in a chat."""
TaskStatus = Literal["waiting", "over", "open", "held", "done", "cancelled"]
"""`waiting` is open or held: an answer is still to come. `over` is done or cancelled."""


_CALLS = ("webhook", "notify")


@dataclass(frozen=True)
class MessageSummary(About):
    enrollment_id: UUID
    step: str
    channel: str
    status: str
    reason: str | None
    """Why it was skipped or failed."""
    came_back: Literal["bounced", "complained", "failed", "rejected"] | None
    """Of a mail that was sent: that it bounced, was reported as spam, or went no further than its
    provider, as far as it was told."""
    topic: str
    template: str
    """The journey's own, or `library/…`."""
    library_version: int | None
    """Which version of the library's template it was."""
    language: str | None
    """Which of the template's languages it is in. Null: its texts as they stand."""
    to_address: str | None
    subject: str | None
    provider: str | None
    """What took it. `mailbox`: it is kept in Onward's own, and reached nobody."""
    is_test: bool
    created_at: datetime
    sent_at: datetime | None
    """Of a message in the product: since when it is ready to be shown."""
    seen_at: datetime | None
    """When a product first told that it was seen there. Null: not yet, or it is no message in the
    product."""
    expires_at: datetime | None
    """After which no product shows it any more. Null: it does not expire, or is no message in the
    product."""


@dataclass(frozen=True)
class MessageDetail:
    message: MessageSummary
    contact_id: UUID | None
    from_name: str | None
    text: str | None
    html: str | None
    content: JsonObject
    wire_message_id: str | None
    """The mail's Message-ID header; a webhook's id."""
    provider_response: str | None
    attempts: int
    why: list[Entry]
    """What the timeline says about it."""
    became: list[Became]
    """What became of it: tries, answers, and what was told of it afterwards, the earliest first."""
    suppression: SuppressionSummary | None
    """Why no mail goes to its address now. None: it may."""
    answer: SurveyAnswer | None
    """What was said to a survey."""


@dataclass(frozen=True)
class TaskSummary(About):
    enrollment_id: UUID
    step: str
    kind: str
    """task or approval."""
    title: str
    instructions: str
    assignee: str | None
    """A user's mail address."""
    assignee_name: str | None
    assigned_because: str
    pool: str | None
    """The pool it was given out by, or in whose queue it waits."""
    status: str
    """open, held, done or cancelled."""
    due_at: datetime | None
    """While it is held, when it was due before."""
    overdue: bool
    """Only what is open is ever overdue."""
    held_at: datetime | None
    held_by: str | None
    outcomes: list[str]
    """The answers to choose from; empty: there is only “done”."""
    outcome: str | None
    journey_waits: bool
    """Whether the journey stands still for the answer. One that comes when it has gone on no longer
    changes its way."""
    checklist: list[JsonValue]
    """`[{"text", "by", "at"}]`; `by` and `at` once it is ticked."""
    takes_minutes: int | None
    snoozed_until: datetime | None
    """Out of sight until then. In the past: it is back."""
    snoozed_because: str | None
    escalated: int
    """How many levels it has gone up."""
    escalates_at: datetime | None
    silence: str | None
    """Approvals only: approved or cancelled, what it is when nobody answers."""
    edited: JsonObject | None
    """Approvals only: `{"subject", "text"}` as it is to go out, where somebody has changed it."""
    edited_by: str | None
    preview: JsonObject | None
    """Approvals only: the message as this customer would read it (`to`, `subject`, `text`, and
    `markdown`, the text to be edited, where it can be told; of a tour or checklist its `points`),
    or a `note` that says why it cannot be shown."""
    note: str | None
    """What was said when it was completed, or why it was cancelled."""
    is_test: bool
    created_at: datetime
    completed_at: datetime | None
    completed_by: str | None
    completed_by_name: str | None
    """What they are called: a colleague’s name, `the API key “sync”`."""
    held_by_name: str | None
    edited_by_name: str | None
    ticked_by_names: list[str | None]
    """Of each item of the checklist, what they are called who ticked it; null: it is not ticked."""
    pool_name: str | None


TaskState = Literal["open", "today", "overdue", "approvals", "snoozed", "done"]
"""Tabs of the page: all that is to be done, and parts of it."""
Whose = Literal["mine", "pools", "all"]


@dataclass(frozen=True)
class Glance:
    """What of the tasks somebody looks at. `now` and `tomorrow`, the end of their day, are aware
    UTC."""

    state: TaskState
    whose: Whose
    reader: UUID
    now: datetime
    tomorrow: datetime

    def wanted(self) -> list[Any]:
        return [*self.of_state(), *self.of_whom()]

    def of_whom(self) -> list[Any]:
        match self.whose:
            case "mine":
                return [Task.assignee_id == self.reader]
            case "pools":
                theirs = select(PoolMember.pool_key).where(PoolMember.user_id == self.reader)
                return [col(Task.pool).in_(theirs)]
            case "all":
                return []

    def of_state(self) -> list[Any]:
        live = col(Task.status).in_(LIVE)
        snoozed = col(Task.snoozed_until) > self.now
        here = and_(live, func.coalesce(~snoozed, True))
        match self.state:
            case "open":
                return [here]
            case "today":
                return [here, Task.status == "open", col(Task.due_at) < self.tomorrow]
            case "overdue":
                return [here, Task.status == "open", col(Task.due_at) < self.now]
            case "approvals":
                return [here, Task.kind == "approval"]
            case "snoozed":
                return [live, snoozed]
            case "done":
                return [~live]


async def list_messages(
    session: AsyncSession,
    *,
    account: str | None = None,
    contact: UUID | None = None,
    journey: str | None = None,
    kind: MessageKind | None = None,
    status: MessageStatus | None = None,
    search: str | None = None,
    limit: int = PAGE_SIZE,
    after: str | None = None,
) -> Page[MessageSummary]:
    """The latest first. `search` is looked for in subjects, names and addresses.

    `kind` None: both.
    """
    statement = _messages()
    if account is not None:
        statement = statement.where(Message.account_id == account_named(account))
    if contact is not None:
        statement = statement.where(Message.contact_id == contact)
    if journey is not None:
        statement = statement.where(Message.journey_id == id_of(Journey, Journey.key, journey))
    if kind is not None:
        called = col(Message.channel).in_(_CALLS)
        statement = statement.where(called if kind == "calls" else ~called)
    if status is not None:
        statuses = ("queued", "claimed") if status == "waiting" else (status,)
        statement = statement.where(col(Message.status).in_(statuses))
    if search:
        columns = (Message.subject, Message.to_address, Contact.name, Account.name)
        statement = statement.where(or_(*mentioning(search, *columns)))
    return await listed(
        session,
        MessageSummary,
        statement,
        order=[(col(Message.created_at), instant), (col(Message.id), identifier)],
        limit=limit,
        after=after,
    )


async def get_message(session: AsyncSession, message_id: UUID) -> MessageDetail:
    """Raises NotFound."""
    found = (await session.execute(_messages().where(Message.id == message_id))).first()
    if found is None:
        raise NotFound(f"There is no message {message_id}.")
    summary = made(MessageSummary, found[0], found._mapping)
    why = await entries(session, summary.enrollment_id, message=message_id)
    more = {
        "message": summary,
        "why": why,
        "became": await became(session, message_id),
        "suppression": await suppression_at(session, _mailed_to(summary)),
        "answer": await survey_answer_to(session, message_id),
    }
    return made(MessageDetail, found[0], more)


def _messages() -> Any:
    """As `told_about`, with whether a mail came back: by its provider, or by a mail that says so.
    What outweighs another comes after it in the alphabet, as a report as spam after a bounce. And
    with what is known of a message in the product."""
    told = select(func.max(MessageEvent.kind)).where(
        MessageEvent.message_id == Message.id,
        col(MessageEvent.kind).in_(("bounced", "complained", "failed", "rejected")),
    )
    written = (
        select(literal("bounced"))
        .where(Reply.message_id == Message.id, Reply.kind == "bounce")
        .limit(1)
    )
    seen = select(InAppState.seen_at).where(InAppState.message_id == Message.id)
    told_by, written_by, seen_at = (
        each.correlate(Message).scalar_subquery() for each in (told, written, seen)
    )
    return told_about(Message).add_columns(
        func.coalesce(told_by, written_by).label("came_back"),
        seen_at.label("seen_at"),
        cast(_CONTENT["expires_at"].astext, DateTime(timezone=True)).label("expires_at"),
    )


_CONTENT: Any = col(Message.content)


def _mailed_to(summary: MessageSummary) -> str | None:
    return None if summary.channel in _CALLS else summary.to_address


async def list_tasks(
    session: AsyncSession,
    *,
    account: str | None = None,
    assignee: str | None = None,
    pool: str | None = None,
    status: TaskStatus | None = None,
    glance: Glance | None = None,
    limit: int = PAGE_SIZE,
    after: str | None = None,
) -> Page[TaskSummary]:
    """What is still to be answered as it is due, what is over with the latest first, all of them
    with the latest handed out first. `assignee` is a user's mail address.
    """
    statement = _tasks()
    if account is not None:
        statement = statement.where(Task.account_id == account_named(account))
    if assignee is not None:
        statement = statement.where(Task.assignee_id == id_of(User, User.email, assignee.lower()))
    if pool is not None:
        statement = statement.where(Task.pool == pool)
    if glance is not None:
        statement = statement.where(*glance.wanted())
        status = "over" if glance.state == "done" else "waiting"
    if status is not None:
        statuses = _GROUPS.get(status, (status,))
        statement = statement.where(col(Task.status).in_(statuses))
    return await listed(
        session,
        TaskSummary,
        statement,
        order=[(_ORDERS.get(status or "", _LATEST), instant), (col(Task.id), identifier)],
        limit=limit,
        after=after,
        descending=status not in _TO_COME,
    )


async def counts(
    session: AsyncSession, glance: Glance, states: Sequence[TaskState]
) -> dict[TaskState, int]:
    """How many there are of each state, seen as `glance` says."""
    columns = [
        func.count().filter(and_(*replace(glance, state=state).of_state())) for state in states
    ]
    found = await session.execute(select(*columns).where(*glance.of_whom(), *_RECENT))
    return dict(zip(states, found.one(), strict=True))


_RECENT = (col(Task.status).in_(LIVE),)
_NEVER = literal(datetime.fromisoformat("9999-01-01T00:00:00+00:00"), DateTime(timezone=True))
"""Where tasks that are never due stand in the order."""
_LATEST: Any = col(Task.created_at)
_TO_COME = ("waiting", "open", "held")
_GROUPS = {"waiting": LIVE, "over": ("done", "cancelled")}
_ORDERS: dict[str, Any] = {
    **dict.fromkeys(_TO_COME, func.coalesce(Task.due_at, _NEVER)),
    **dict.fromkeys(("over", "done", "cancelled"), col(Task.completed_at)),
}


async def get_task(session: AsyncSession, task_id: UUID) -> TaskSummary:
    """Raises NotFound."""
    statement = _tasks().where(Task.id == task_id)
    return await one(session, TaskSummary, statement, f"There is no task {task_id}.")


_ITEM: Any = (
    func.jsonb_array_elements(Task.checklist)
    .table_valued(column("value", JSONB), with_ordinality="number")
    .render_derived()
)
_TICKED_BY: Any = (
    select(
        func.coalesce(
            func.jsonb_agg(aggregate_order_by(called(_ITEM.c.value["by"].astext), _ITEM.c.number)),
            literal([], JSONB),
        )
    )
    .select_from(_ITEM)
    .correlate(Task)
    .scalar_subquery()
)


def _tasks() -> Any:
    return (
        told_about(Task)
        .add_columns(
            col(User.email).label("assignee"),
            col(User.name).label("assignee_name"),
            func.coalesce(
                and_(col(Task.status) == "open", col(Task.due_at) < func.now()), False
            ).label("overdue"),
            func.coalesce(_JOURNEY_WAITS, False).label("journey_waits"),
            *names_of(Task.completed_by, Task.held_by, Task.edited_by),
            _TICKED_BY.label("ticked_by_names"),
            func.coalesce(Pool.name, Task.pool).label("pool_name"),
        )
        .outerjoin(Pool, col(Pool.key) == Task.pool)
        .outerjoin(User, col(User.id) == Task.assignee_id)
        .outerjoin(Enrollment, col(Enrollment.id) == Task.enrollment_id)
    )


_POSITION: Any = col(Enrollment.position)
# A step that was done before its journey was changed is not done again: its first task counts.
_JOURNEY_WAITS = and_(
    col(Task.status).in_(LIVE),
    func.cardinality(Task.outcomes) > 0,
    col(Enrollment.status) != "ended",
    _POSITION["step"].astext == Task.step,
    or_(
        _POSITION["visit"].as_integer() == Task.visit,
        _POSITION["done"].has_key(Task.step),
    ),
)
