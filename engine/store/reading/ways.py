"""The ways by which Onward reaches people and hears from them: when each last worked, when not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.store.chat import list_channels
from engine.store.in_app.apps import list_apps
from engine.store.mail_in import unreadable_mails
from engine.store.replies import latest_replies
from engine.store.statements import run

LOOKED_BACK = timedelta(days=7)
"""Of older messages nothing is said: their number has no end."""


@dataclass(frozen=True)
class Worked:
    """How a way has worked of late."""

    last_success: datetime | None = None
    last_failure: datetime | None = None
    reason: str | None = None
    """Of that failure, as a sentence."""
    waiting: int = 0
    """Messages that are still to go this way."""
    tried_again: bool = False
    """Whether that failure is not the last word: what was not taken is tried again."""

    @property
    def fails(self) -> bool:
        """Whether it was the latest thing that was heard of it."""
        if self.last_failure is None:
            return False
        return self.last_success is None or self.last_success < self.last_failure


@dataclass(frozen=True)
class Chat:
    key: str
    name: str
    kind: str
    address: str
    worked: Worked


@dataclass(frozen=True)
class Ways:
    mail: Worked
    in_app: Worked
    apps: Sequence[tuple[str, datetime | None]]
    """By name, with when a token of theirs was last believed."""
    chats: Sequence[Chat]
    replies: Worked


async def ways(session: AsyncSession, now: datetime) -> Ways:
    """By what happened since `LOOKED_BACK`."""
    sent = await _sent(session, now)
    return Ways(
        mail=sent.get(("email", None), Worked()),
        in_app=sent.get(("in_app", None), Worked()),
        apps=[
            (app.name, max((each.last_used_at for each in app.secrets if each.last_used_at),
                           default=None))
            for app in await list_apps(session)
        ],
        chats=await _chats(session, sent),
        replies=await _replies(session),
    )  # fmt: skip


async def _sent(session: AsyncSession, now: datetime) -> Mapping[tuple[str, str | None], Worked]:
    found = await run(session, _SENT, {"since": now - LOOKED_BACK})
    return {(row.channel, row.chat): _worked(row) for row in found}


def _worked(row: Any) -> Worked:
    """What is being tried again is the latest failure where nothing has failed for good since."""
    if row.last_retried is None or row.last_retried < (row.last_failure or row.last_retried):
        return Worked(row.last_success, row.last_failure, row.reason, row.waiting)
    return Worked(row.last_success, row.last_retried, row.retried_reason, row.waiting, True)


async def _chats(
    session: AsyncSession, sent: Mapping[tuple[str, str | None], Worked]
) -> list[Chat]:
    """A channel also says of itself what became of the latest: a greeting, or what a colleague was
    told, is no message of a journey."""
    chats = []
    for row in await list_channels(session):
        told = sent.get(("notify", row.key), Worked())
        success, failure, reason = told.last_success, told.last_failure, told.reason
        if row.last_error is not None:
            failure, reason = row.last_used_at, row.last_error
        elif row.last_used_at is not None:
            success = max(row.last_used_at, success or row.last_used_at)
        worked = Worked(success, failure, reason, told.waiting, told.tried_again)
        chats.append(Chat(row.key, row.name, row.kind, row.address, worked))
    return chats


async def _replies(session: AsyncSession) -> Worked:
    latest, passed_over = await latest_replies(session, 1), await unreadable_mails(session)
    return Worked(
        latest[0].received_at if latest else None,
        passed_over[0].at if passed_over else None,
        passed_over[0].why if passed_over else None,
    )


_RETRIED = "status = 'queued' AND attempts > 0 AND reason IS NOT NULL"
_SENT = text(f"""
    SELECT channel, CASE WHEN channel = 'notify' THEN to_address END AS chat,
           max(sent_at) FILTER (WHERE status = 'sent') AS last_success,
           max(created_at) FILTER (WHERE status = 'failed') AS last_failure,
           (array_agg(reason ORDER BY created_at DESC) FILTER (WHERE status = 'failed'))[1]
               AS reason,
           max(created_at) FILTER (WHERE {_RETRIED}) AS last_retried,
           (array_agg(reason ORDER BY created_at DESC) FILTER (WHERE {_RETRIED}))[1]
               AS retried_reason,
           count(*) FILTER (WHERE status IN ('queued', 'claimed')) AS waiting
    FROM messages
    WHERE created_at > CAST(:since AS timestamptz) AND NOT is_test
    GROUP BY 1, 2
""")
