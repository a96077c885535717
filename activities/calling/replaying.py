"""Making one call again by hand: the same words under the same id, signed afresh."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from activities.calling.bodies import body
from activities.calling.keys import signing_keys
from activities.calling.transport import Calling, CallTransport, Kind
from activities.calling.trying import Tried
from activities.receipts import NotTaken
from engine.advancing.called import called
from engine.definition.steps import NotifyStep, WebhookStep
from engine.errors import Conflict, NotFound
from engine.store.audit import Actor, record
from engine.store.call_log import Attempt, note_attempt
from engine.store.chat import address_of, note_use
from engine.store.database import Database, Session
from engine.store.reading.enrollments import definition_for
from engine.store.tables import Message
from engine.store.webhook_secrets import signing_secrets


async def replay(
    database: Database,
    calls: CallTransport,
    secret_key: bytes,
    call: UUID,
    *,
    by: Actor,
    clock: Callable[[], datetime],
) -> Tried:
    """Make a call once more, now, and say what came of it. The journey hears nothing of it.

    Raises NotFound, and Conflict for one that is on its way, or that there is nothing left of.
    """
    async with database.transaction() as session:
        calling = await _calling(session, call, secret_key, clock())
        record(session, by, "call.replay", call, after={"to": calling.shown_as})
    began = time.monotonic()
    try:
        receipt = await calls.send(calling)
        tried, status = Tried(True, receipt.response), receipt.status
    except NotTaken as failure:
        tried, status = Tried(False, failure.reason), failure.status
    took = timedelta(seconds=time.monotonic() - began)
    async with database.transaction() as session:
        attempt = Attempt(tried.taken, tried.answer, status, took)
        await note_attempt(session, call, attempt, clock(), by=by)
        if calling.chat is not None:
            await note_use(session, calling.chat, None if tried.taken else tried.answer, clock())
    return tried


async def _calling(session: Session, call: UUID, secret_key: bytes, now: datetime) -> Calling:
    message = await session.get(Message, call)
    if message is None or message.channel not in ("webhook", "notify"):
        raise NotFound(f"There is no call {call}.")
    if message.status in ("queued", "claimed"):
        raise Conflict("This call is on its way still: it is tried again by itself.")
    if message.status == "skipped" or message.text is None:
        raise Conflict("This call was never to be made, so it cannot be made again.")
    definition = await definition_for(session, message.enrollment_id)
    step = definition.steps.get(message.step) if definition else None
    if not isinstance(step, WebhookStep | NotifyStep):
        raise Conflict("The journey has no such call any more, so nobody knows where it went.")
    kind, url = await _where(session, step)
    return Calling(
        message_id=call,
        step=message.step,
        visit=message.visit,
        first_tried_at=now,
        kind=kind,
        url=url,
        shown_as=called(step),
        body=body(kind, message.text),
        title=message.text if isinstance(step, NotifyStep) else "",
        chat=step.channel if isinstance(step, NotifyStep) else None,
        keys=signing_keys(await signing_secrets(session, now), secret_key),
    )


async def _where(session: Session, step: WebhookStep | NotifyStep) -> tuple[Kind, str]:
    if isinstance(step, WebhookStep):
        return "webhook", step.url
    address = await address_of(session, step.channel)
    if address is None:
        raise Conflict(f"Nobody has set up {called(step)}.")
    return address.kind, address.url
