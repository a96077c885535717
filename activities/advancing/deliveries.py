"""Messages: claimed once, and settled when it is known what became of them.

A message's row is written before its mail is sent. Whoever tries again finds the row: what was
sent is not sent again, and what may have been sent when a process died is sent once more, with the
very same content and Message-ID.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from activities.advancing.addressing import (
    TRANSACTIONAL,
    mail_of,
    seen_by_templates,
    sender,
    survey_of,
    unsubscribe_url,
)
from activities.advancing.sending import Posting
from activities.advancing.writing import Edited, Links, Unwritable, Writing, write
from activities.ports import Ports
from engine.advancing.passage import Person
from engine.advancing.surroundings import Channel, Outgoing, Recipient, Settled, SoFar
from engine.advancing.touches import by_mail
from engine.arbiter import Rules
from engine.clock import after
from engine.definition.steps import InAppStep
from engine.effects import Deliver
from engine.facts import Fate
from engine.identifiers import message_id
from engine.in_app.content import content_of, items_of
from engine.languages import page_language
from engine.store.consent import consent_of, is_transactional
from engine.store.database import Session
from engine.store.in_app.telling import feed_changed
from engine.store.in_app.ticking import hand_out
from engine.store.messages import (
    attempts,
    claim,
    may_have_been_sent,
    settle,
    try_again,
    withdraw,
)
from engine.store.passages import Stored, person
from engine.store.suppressions import suppression_of, why_suppressed
from engine.store.tables import Contact, Message
from engine.store.tasking.acting import edited_for
from engine.templates import RenderedInApp, RenderedMessage


class Deliveries:
    """Runs inside the caller's transaction. `now` is real time, aware UTC."""

    def __init__(self, session: Session, stored: Stored, ports: Ports, now: datetime) -> None:
        self.session = session
        self.stored = stored
        self.passage = stored.passage
        self.ports = ports
        self.now = now
        self._queued: dict[UUID, Message] = {}
        """Attempts at the touch at hand that were put off, and may yet go to somebody else."""
        self._claimed: dict[UUID, tuple[Message, Contact]] = {}
        """Of a touch of several people, by contact: what may have been sent."""

    async def taken_up(self, effect: Deliver) -> Settled | Outgoing | None:
        """Go on with the message of an attempt that got no further.

        What may have been sent goes to whom it was written to, whoever has the role by now.
        """
        for message, contact in await self._attempts(effect):
            match message.status:
                case "queued":
                    self._queued[message.id] = message
                case "claimed" if contact is not None:
                    return await self._once_more(effect, message, contact)
                case "sent" | "skipped" | "failed" as fate:
                    return Settled(
                        message.id, effect.step, _channel(effect), fate, message.subject or "", ""
                    )
                case status:
                    raise AssertionError(f"message {message.id} has the status {status}")
        return None

    async def _once_more(
        self, effect: Deliver, message: Message, contact: Contact
    ) -> Settled | Outgoing:
        """The very mail that may have been sent, unless its reader has refused it meanwhile."""
        if reason := await self._refused_meanwhile(message, contact):
            return await self._give_up(effect, message, reason)
        uncertain = may_have_been_sent(message)
        await try_again(self.session, message)
        return self._posting(effect, message, person(contact), uncertain=uncertain)

    async def _refused_meanwhile(self, message: Message, contact: Contact) -> str | None:
        """Why a mail that was claimed, and may have been sent, is not sent now."""
        if self.passage.diverted_to is not None:
            return None
        consent = await consent_of(self.session, contact.id, self.now)
        refused = consent.why_not(message.topic, "email")
        if refused is None and message.to_address:
            found = await suppression_of(self.session, message.to_address)
            refused = why_suppressed(found) if found else None
        if refused is None or not may_have_been_sent(message):
            return refused
        return f"It may have been sent, and is not tried again: {refused}"

    async def _give_up(self, effect: Deliver, message: Message, reason: str) -> Settled:
        await settle(self.session, message.id, status="skipped", reason=reason)
        title = message.subject or ""
        return Settled(
            message.id, effect.step, _channel(effect), "skipped", title, "", reason=reason
        )

    async def reached(self, effect: Deliver, meant: Collection[UUID]) -> SoFar:
        """What became of a message to several people so far.

        What was put off for somebody it is no longer meant for is withdrawn.
        """
        self._claimed.clear()
        fates: dict[UUID | None, Fate] = {}
        tries: dict[UUID, int] = {}
        left: list[UUID] = []
        for message, contact in await self._attempts(effect):
            match message.status:
                case "claimed" if contact is not None:
                    self._claimed[contact.id] = message, contact
                    tries[contact.id] = message.attempts
                case "sent" | "skipped" | "failed" as fate:
                    fates[message.contact_id] = fate
                case "queued" if message.contact_id not in meant:
                    left.append(message.id)
                case "queued" if message.contact_id is not None:
                    tries[message.contact_id] = message.attempts
                case _:
                    pass
        if left:
            await withdraw(self.session, left)
        return SoFar(fates, tries, tuple(self._claimed))

    async def once_more(self, effect: Deliver, contact: UUID) -> Fate | Outgoing:
        """Go on with what was found to be claimed for one of several."""
        gone = await self._once_more(effect, *self._claimed.pop(contact))
        return gone if isinstance(gone, Outgoing) else gone.fate

    async def _attempts(self, effect: Deliver) -> Sequence[tuple[Message, Contact | None]]:
        return await attempts(
            self.session,
            self.passage.id,
            effect.step,
            effect.visit,
            is_reminder=effect.is_reminder,
        )

    async def deliver(
        self, effect: Deliver, recipient: Recipient, sending: Rules
    ) -> Settled | Outgoing:
        """Write it and store it: as shown, as claimed to be sent, or as left out."""
        links = await self._links(effect, recipient, sending)
        writing = await write(
            self.ports.renderer,
            self.passage.journey,
            effect.touch,
            seen_by_templates(self.passage, recipient.person, self.ports),
            links,
            await self._edited(effect, recipient),
        )
        if isinstance(writing, Unwritable):
            identifier = await self.leave_out(
                effect, recipient, writing.fate, writing.reason, sending
            )
            return Settled(
                identifier,
                effect.step,
                _channel(effect),
                writing.fate,
                "",
                "",
                self._because(recipient),
                writing.reason,
            )
        return await self._store(effect, recipient, sending, writing, links)

    async def _edited(self, effect: Deliver, recipient: Recipient) -> Edited | None:
        """The words it was approved in, if a colleague has changed them."""
        words = await edited_for(
            self.session,
            self.passage.id,
            effect.step,
            effect.visit,
            recipient.person.id,
            self._message_id(effect, recipient),
        )
        return Edited(words["subject"], words["text"]) if words else None

    async def leave_out(
        self,
        effect: Deliver,
        recipient: Recipient | None,
        fate: Fate,
        reason: str,
        sending: Rules,
    ) -> UUID:
        identifier = await self._name(effect, recipient)
        row = self._row(effect, recipient, topic=sending.topic, template=effect.touch.template)
        row |= {"status": fate, "reason": reason}
        if recipient and by_mail(effect.touch):
            row["to_address"] = self._address(recipient)
        await claim(self.session, identifier, row)
        return identifier

    async def _name(self, effect: Deliver, recipient: Recipient | None) -> UUID:
        """The message's id. What was meant for others is withdrawn: it is this person's now."""
        identifier = self._message_id(effect, recipient)
        others = [message for message in self._queued if message != identifier]
        if others:
            await withdraw(self.session, others)
        self._queued.clear()
        return identifier

    async def _store(
        self,
        effect: Deliver,
        recipient: Recipient,
        sending: Rules,
        writing: Writing,
        links: Links,
    ) -> Settled | Outgoing:
        identifier = await self._name(effect, recipient)
        row = self._row(effect, recipient, topic=sending.topic, template=writing.template)
        row |= {
            "library_version": self.passage.library.get(writing.template),
            "language": writing.written.language,
        }
        match writing.written:
            case RenderedMessage() as mail:
                whose = sender(self.passage.owner, self.ports.organization)
                row |= {"status": "claimed", "subject": mail.subject, "text": mail.text}
                row |= {"html": mail.html, "to_address": self._address(recipient)}
                row |= {"from_name": whose.name, "reason": None}
                row |= {"content": self._survey(effect, recipient, writing) | _service(links)}
                stored = await claim(self.session, identifier, row)
                return self._posting(effect, stored, recipient.person)
            case RenderedInApp() as shown:
                row |= {"subject": shown.title, "text": shown.text, "html": shown.html}
                row |= {"content": content_of(effect.touch, shown, self._expires_at(effect))}
                row["content"] |= self._survey(effect, recipient, writing) | _service(links)
                row |= {"status": "sent", "sent_at": self.now}
                await claim(self.session, identifier, row)
                await self._show(effect, identifier, recipient, writing.template)
                return Settled(
                    identifier,
                    effect.step,
                    "in_app",
                    "sent",
                    shown.title,
                    recipient.person.called,
                    recipient.because,
                    is_test=self.stored.row.is_test,
                )

    async def _show(
        self, effect: Deliver, identifier: UUID, recipient: Recipient, template: str
    ) -> None:
        """Follow its checklist, and have whoever shows this person's messages look again."""
        whose = recipient.person.id
        items = items_of(effect.touch, self.passage.journey.templates.get(template))
        await hand_out(self.session, identifier, self.stored, whose, items, self.now)
        await feed_changed(self.session, whose)

    def _expires_at(self, effect: Deliver) -> datetime | None:
        """Real time after which it is not shown any more."""
        expires = effect.touch.expires if isinstance(effect.touch, InAppStep) else None
        if expires is None:
            return None
        clock = self.passage.clock
        ends = after(clock.journey_time(self.now), expires, self.passage.zone)
        return clock.real_time(ends)

    async def _links(self, effect: Deliver, recipient: Recipient, sending: Rules) -> Links:
        if not by_mail(effect.touch):
            return Links(transactional=await is_transactional(self.session, sending.topic))
        asked = survey_of(effect.touch, self._id_of(effect, recipient), self.ports)
        if self.passage.diverted_to is not None:
            return Links(survey=asked)
        if await is_transactional(self.session, sending.topic):
            return Links(survey=asked, transactional=True)
        return Links(unsubscribe_url(self.ports, recipient.person, sending.topic), asked)

    def _address(self, recipient: Recipient) -> str | None:
        return self.passage.diverted_to or recipient.person.email

    def _survey(self, effect: Deliver, recipient: Recipient, writing: Writing) -> dict[str, Any]:
        """What is asked, for whoever shows the message and takes the answer. A reminder's answer is
        one to what it reminds of."""
        language = page_language(recipient.person.locale, writing.written.language)
        asked = survey_of(effect.touch, self._id_of(effect, recipient), self.ports, language)
        return {"survey": {**asdict(asked.scale), "url": asked.url}} if asked else {}

    def _because(self, recipient: Recipient) -> str:
        """How the recipient came to be it; diverted, whom it was meant for."""
        if self.passage.diverted_to is None:
            return recipient.because
        return f"in place of {recipient.person.called}, {recipient.because}"

    def _message_id(self, effect: Deliver, recipient: Recipient | None) -> UUID:
        return self._id_of(effect, recipient, is_reminder=effect.is_reminder)

    def _id_of(
        self, effect: Deliver, recipient: Recipient | None, *, is_reminder: bool = False
    ) -> UUID:
        contact_id = recipient.person.id if recipient else None
        return message_id(
            self.passage.id, effect.step, effect.visit, contact_id, is_reminder=is_reminder
        )

    def _row(
        self, effect: Deliver, recipient: Recipient | None, *, topic: str, template: str
    ) -> dict[str, Any]:
        row = self.stored.row
        return {
            "enrollment_id": row.id,
            "journey_id": row.journey_id,
            "account_id": row.account_id,
            "contact_id": recipient.person.id if recipient else None,
            "recipient_because": self._because(recipient) if recipient else None,
            "step": effect.step,
            "visit": effect.visit,
            "channel": _channel(effect),
            "template": template,
            "topic": topic,
            "is_test": row.is_test,
            "is_reminder": effect.is_reminder,
            "created_at": self.now,
        }

    def _posting(
        self, effect: Deliver, stored: Message, to: Person, *, uncertain: bool = False
    ) -> Posting:
        return Posting(
            message_id=stored.id,
            step=effect.step,
            visit=effect.visit,
            first_tried_at=stored.created_at,
            because=stored.recipient_because,
            mail=mail_of(stored, to, self.passage, self.ports),
            attempts=stored.attempts,
            uncertain=uncertain,
        )


def _service(links: Links) -> dict[str, Any]:
    """Of what is part of the service itself: caps do not count it."""
    return {TRANSACTIONAL: True} if links.transactional else {}


def _channel(effect: Deliver) -> Channel:
    return "email" if by_mail(effect.touch) else "in_app"
