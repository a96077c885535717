"""Calls: written down once with what they say, made, and settled when it is known what became of
them.

What a call says is decided when its step is reached and stays the same however often it is tried:
whoever is called twice can see that it is the same call.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from textwrap import shorten
from typing import Any
from uuid import UUID

from activities.advancing.addressing import seen_by_templates
from activities.calling.bodies import body, webhook_text
from activities.calling.keys import signing_keys
from activities.calling.transport import Calling, Kind
from activities.ports import Ports
from engine.advancing.called import called, shown
from engine.advancing.passage import Company, Passage, Person
from engine.advancing.surroundings import Settled
from engine.arbiter import rules
from engine.clock import in_words
from engine.definition.steps import CallStep, NotifyStep, WebhookStep
from engine.effects import Call
from engine.identifiers import message_id
from engine.store.call_log import closed_since
from engine.store.chat import address_of
from engine.store.database import Session
from engine.store.messages import attempts, claim, may_have_been_sent, try_again
from engine.store.passages import Stored
from engine.store.tables import Message
from engine.store.webhook_secrets import signing_secrets
from engine.templates import MissingVariables, TemplateError

_LONGEST_SUBJECT = 120
"""Of what colleagues are told, as lists show it."""


class Calls:
    """Runs inside the caller's transaction. `now` is real time, aware UTC."""

    def __init__(self, session: Session, stored: Stored, ports: Ports, now: datetime) -> None:
        self.session = session
        self.stored = stored
        self.passage = stored.passage
        self.ports = ports
        self.now = now
        self._open: Message | None = None
        """An attempt at the call at hand that is not settled."""

    async def taken_up(self, effect: Call) -> Settled | None:
        """What became of the call, if that is known. What is open is gone on with by `call`."""
        for message, _ in await attempts(self.session, self.passage.id, effect.step, effect.visit):
            match message.status:
                case "sent" | "skipped" | "failed" as fate:
                    return Settled(message.id, effect.step, effect.call.type, fate, "", "")
                case _:
                    self._open = message
        return None

    async def call(self, effect: Call) -> Settled | Calling:
        """Write it down as claimed to be made; or as failed, when it cannot be."""
        if self.passage.diverted_to is not None:
            return await self._spared(effect)
        kind, url = await self._where(effect.call)
        if url is None:
            return await self._cannot(effect, f"Nobody has set up {called(effect.call)}.")
        if closed := await self._closed(effect.call):
            return await self._cannot(effect, closed)
        uncertain = False
        if self._open is not None:
            stored, uncertain = self._open, may_have_been_sent(self._open)
            if stored.try_at is None or stored.try_at <= self.now:
                await try_again(self.session, stored)
                stored.status, stored.try_at = "claimed", None
        else:
            try:
                text = await self._text(effect)
            except TemplateError as error:
                return await self._cannot(
                    effect, f"What is to be sent cannot be filled in: {error}"
                )
            row = self._row(effect) | {"status": "claimed", "text": text}
            if isinstance(effect.call, NotifyStep):
                row["subject"] = shorten(text, _LONGEST_SUBJECT, placeholder=" …")
            stored = await claim(self.session, self._id(effect), row)
        return await self._calling(effect, stored, kind, url, uncertain=uncertain)

    async def _where(self, step: CallStep) -> tuple[Kind, str | None]:
        """As it is set up now: who mends a channel mends what waits for it."""
        if isinstance(step, WebhookStep):
            return "webhook", step.url
        address = await address_of(self.session, step.channel)
        return (address.kind, address.url) if address else ("slack", None)

    async def _closed(self, step: CallStep) -> str | None:
        """Why the address is not to be called. None: it may be."""
        since = await closed_since(self.session, step.url) if step.type == "webhook" else None
        if since is None:
            return None
        return (
            f"{called(step)} has answered that it is gone for good ({in_words(since, 'UTC')}), and "
            "is not called any more. Whoever looks after calls can have it called again."
        )

    async def _spared(self, effect: Call) -> Settled:
        """What would have been said is written down, and said to nobody."""
        reason = "Nobody is called while the journey is tried out."
        row = self._row(effect) | {"status": "skipped", "reason": reason}
        with suppress(TemplateError):
            row["text"] = await self._text(effect)
        await claim(self.session, self._id(effect), row)
        return Settled(
            self._id(effect), effect.step, effect.call.type, "skipped", "", "", reason=reason
        )

    async def _cannot(self, effect: Call, reason: str) -> Settled:
        row = self._row(effect) | {"status": "failed", "reason": reason}
        if self._open is not None:
            row |= {"text": self._open.text}
        await claim(self.session, self._id(effect), row)
        return Settled(
            self._id(effect), effect.step, effect.call.type, "failed", "", "", reason=reason
        )

    async def _calling(
        self, effect: Call, stored: Message, kind: Kind, url: str, *, uncertain: bool
    ) -> Calling:
        step, text = effect.call, stored.text or ""
        return Calling(
            message_id=stored.id,
            step=effect.step,
            visit=effect.visit,
            first_tried_at=stored.created_at,
            kind=kind,
            url=url,
            shown_as=called(step),
            body=body(kind, text),
            title=text if isinstance(step, NotifyStep) else "",
            chat=step.channel if isinstance(step, NotifyStep) else None,
            keys=await self._keys() if kind == "webhook" else (),
            attempts=stored.attempts,
            uncertain=uncertain,
            not_before=stored.try_at,
        )

    async def _keys(self) -> tuple[bytes, ...]:
        return signing_keys(await signing_secrets(self.session, self.now), self.ports.secret_key)

    def _id(self, effect: Call) -> UUID:
        return message_id(self.passage.id, effect.step, effect.visit, None)

    def _row(self, effect: Call) -> dict[str, Any]:
        row, step, journey = self.stored.row, effect.call, self.passage.journey
        return {
            "enrollment_id": row.id,
            "journey_id": row.journey_id,
            "account_id": row.account_id,
            "step": effect.step,
            "visit": effect.visit,
            "channel": step.type,
            "template": "",
            "topic": rules(journey.send, None, journey.journey).topic,
            "to_address": step.channel if isinstance(step, NotifyStep) else shown(step.url),
            "is_test": row.is_test,
            "created_at": self.now,
        }

    # What is said

    async def _text(self, effect: Call) -> str:
        """Raises TemplateError."""
        values = seen_by_templates(self.passage, self.passage.person, self.ports)
        match effect.call:
            case NotifyStep() as step:
                return await self._told(step, values)
            case WebhookStep() as step:
                filled = {name: await self._filled(v, values) for name, v in step.data.items()}
                data = payload(self.passage, effect.step, filled)
                return webhook_text(data, self.now)

    async def _told(self, step: NotifyStep, values: dict[str, Any]) -> str:
        """With gaps rather than not at all: who reads it can look the rest up."""
        try:
            text = (await self.ports.renderer.text(step.text, values)).text.strip()
        except MissingVariables as missing:
            note = f"(Not known for this customer: {', '.join(missing.names)}.)"
            text = f"{step.text}\n\n{note}"
        return f"Test run: {text}" if self.passage.is_test else text

    async def _filled(self, value: Any, values: dict[str, Any]) -> Any:
        """A value with its variables filled in. None: one of them is not known."""
        if not isinstance(value, str):
            return value
        try:
            return await self.ports.renderer.line(value, values)
        except MissingVariables:
            return None


def payload(passage: Passage, step: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """The `data` of a webhook. A promise to receivers: see docs/calls.md."""
    journey = passage.journey
    return {
        "journey": {"key": journey.journey, "name": journey.name, "version": passage.version},
        "enrollment": str(passage.id),
        "step": step,
        "account": _account(passage.account),
        "contact": _contact(passage.person),
        "is_test": passage.is_test,
        "data": dict(data),
    }


def _account(account: Company | None) -> dict[str, Any] | None:
    return {"external_id": account.external_id, "name": account.name} if account else None


def _contact(person: Person | None) -> dict[str, Any] | None:
    return {"external_id": person.external_id, "email": person.email} if person else None
