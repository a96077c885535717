"""Messages: decided, claimed once, and settled when it is known what became of them.

A message's row is written before its mail is sent. Whoever tries again finds the row: what was
sent is not sent again, and what may have been sent when a process died is sent once more, with the
very same content and Message-ID.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from activities.advancing.addressing import mail_of, sender, unsubscribe_url, zone_for
from activities.advancing.mailing import Posting, Refused, Sent, Settled
from activities.advancing.recipients import Found, Nobody, recipient
from activities.advancing.scope import scope
from activities.advancing.writing import Unwritable, Writing, write
from activities.ports import Ports
from engine.arbiter import Defer, Rules, Skip, Verdict, judge, rules
from engine.definition.steps import EmailStep, InAppStep
from engine.effects import Deliver, Delivered
from engine.evaluation import Finding, evaluate
from engine.facts import Fate
from engine.identifiers import message_id
from engine.store.database import Session
from engine.store.facts import gather
from engine.store.messages import (
    attempts,
    claim,
    settle,
    try_again,
    unsubscribed_topics,
    withdraw,
)
from engine.store.passages import Journal, Passage
from engine.store.tables import Contact, Message
from engine.templates import RenderedInApp, RenderedMessage


@dataclass(frozen=True)
class Deferral:
    """A message that may not go out yet."""

    until: datetime
    """On the journey's clock."""
    reason: str


class Deliveries:
    """Runs inside the caller's transaction."""

    def __init__(self, session: Session, passage: Passage, ports: Ports, journal: Journal) -> None:
        self.session = session
        self.passage = passage
        self.ports = ports
        self.journal = journal

    async def deliver(self, effect: Deliver, *, arrived: bool) -> Delivered | Deferral | Posting:
        """Decide about a message, and store it: as sent, as left out, or as claimed to be sent.

        `arrived`: it came to this step in this very transaction. So no earlier attempt can have
        left a message, which is stored together with having come here.
        """
        earlier = [] if arrived else await self._earlier(effect)
        for message, contact in earlier:
            if message.status != "queued":
                return await self._take_up(effect, message, contact)
        person = await recipient(self.session, self.passage, effect.touch.to)
        if isinstance(person, Nobody):
            return await self._not_sent(effect, None, "skipped", person.reason)
        identifier = message_id(self.passage.row.id, effect.step, effect.visit, person.contact.id)
        others = [message.id for message, _ in earlier if message.id != identifier]
        if others:
            await withdraw(self.session, others)
        return await self._decide(effect, identifier, person)

    async def _earlier(self, effect: Deliver) -> list[tuple[Message, Contact | None]]:
        return await attempts(self.session, self.passage.row.id, effect.step, effect.visit)

    async def _take_up(
        self, effect: Deliver, earlier: Message, contact: Contact | None
    ) -> Delivered | Posting:
        """Go on with the message of an attempt that got no further.

        What may have been sent goes to whom it was written to, whoever has the role by now.
        """
        match earlier.status:
            case "claimed" if contact is not None:
                await try_again(self.session, earlier)
                return self._posting(effect, earlier, contact)
            case "sent" | "skipped" | "failed" as fate:
                return Delivered(fate)
            case status:
                raise AssertionError(f"message {earlier.id} has the status {status}")

    async def _decide(
        self, effect: Deliver, identifier: UUID, person: Found
    ) -> Delivered | Deferral | Posting:
        if skipped := await self._milestone(effect, person):
            why = f"{skipped.text}."
            return await self._not_sent(effect, person, "skipped", why, because=skipped)
        if isinstance(effect.touch, EmailStep) and not person.contact.email:
            return await self._not_sent(effect, person, "skipped", "No mail address is known.")
        sending = rules(self.passage.journey.send, effect.touch.send, self.passage.journey.journey)
        verdict = await self._judge(effect, sending, person)
        if isinstance(verdict, Defer):
            return Deferral(verdict.until, verdict.reason)
        if isinstance(verdict, Skip):
            return await self._not_sent(effect, person, "skipped", verdict.reason)
        leave = unsubscribe_url(self.ports, person.contact, sending.topic)
        writing = await write(
            self.ports.renderer,
            self.passage.journey,
            effect.touch,
            scope(self.passage, person.contact, self.ports.organization),
            leave if isinstance(effect.touch, EmailStep) else None,
        )
        if isinstance(writing, Unwritable):
            return await self._not_sent(effect, person, writing.fate, writing.reason)
        return await self._store(effect, identifier, person, sending, writing)

    async def _milestone(self, effect: Deliver, person: Found) -> Finding | None:
        """What makes the message needless, if anything does."""
        if effect.touch.skip_when is None:
            return None
        witness = self.passage.witness(person.contact)
        facts = await gather(self.session, [effect.touch.skip_when], witness, self.journal.now)
        finding = evaluate(effect.touch.skip_when, facts)
        return finding if finding.holds else None

    async def _judge(self, effect: Deliver, sending: Rules, person: Found) -> Verdict:
        by_mail = isinstance(effect.touch, EmailStep)
        contact_id = person.contact.id
        return judge(
            sending,
            now=self.passage.clock.journey_time(self.journal.now),
            zone=zone_for(sending.window, self.passage, person.contact),
            unsubscribed=await unsubscribed_topics(self.session, contact_id) if by_mail else (),
            by_mail=by_mail,
        )

    # Storing

    async def _store(
        self, effect: Deliver, identifier: UUID, person: Found, sending: Rules, writing: Writing
    ) -> Delivered | Posting:
        row = self._row(effect, person, topic=sending.topic, template=writing.template)
        match writing.written, effect.touch:
            case RenderedMessage() as mail, EmailStep():
                whose = sender(self.passage, self.ports.organization)
                row |= {"status": "claimed", "subject": mail.subject, "text": mail.text}
                row |= {"html": mail.html, "to_address": person.contact.email}
                row |= {"from_name": whose.name, "reason": None}
                stored = await claim(self.session, identifier, row)
                return self._posting(effect, stored, person.contact, person.because)
            case RenderedInApp() as shown, InAppStep(format=form):
                action = shown.action
                row |= {
                    "subject": shown.title,
                    "text": shown.text,
                    "html": shown.html,
                    "content": {
                        "format": form,
                        "action": {"label": action.label, "url": action.url} if action else None,
                    },
                }
                row |= {"status": "sent", "sent_at": self.journal.now}
                await claim(self.session, identifier, row)
                self._write_sent(effect, identifier, person, shown.title)
                return Delivered("sent")
            case written, touch:
                raise AssertionError(f"{touch.type} cannot carry a {type(written).__name__}")

    def _row(
        self, effect: Deliver, person: Found | None, *, topic: str, template: str
    ) -> dict[str, Any]:
        row = self.passage.row
        return {
            "enrollment_id": row.id,
            "journey_id": row.journey_id,
            "account_id": row.account_id,
            "contact_id": person.contact.id if person else None,
            "step": effect.step,
            "visit": effect.visit,
            "channel": effect.touch.type,
            "template": template,
            "topic": topic,
            "is_test": row.is_test,
            "created_at": self.journal.now,
        }

    async def _not_sent(
        self,
        effect: Deliver,
        person: Found | None,
        fate: Fate,
        reason: str,
        *,
        because: Finding | None = None,
    ) -> Delivered:
        """Store and say that, and why, this person does not get this message."""
        contact_id = person.contact.id if person else None
        identifier = message_id(self.passage.row.id, effect.step, effect.visit, contact_id)
        sending = rules(self.passage.journey.send, effect.touch.send, self.passage.journey.journey)
        row = self._row(effect, person, topic=sending.topic, template=effect.touch.template)
        row |= {"status": fate, "reason": reason}
        if person and isinstance(effect.touch, EmailStep):
            row["to_address"] = person.contact.email
        await claim(self.session, identifier, row)
        word = "Left out" if fate == "skipped" else "Could not be sent"
        detail = {"because": because.model_dump(mode="json")} if because else {}
        self.journal.write(
            fate, f"{word}: {reason}", step=effect.step, detail=detail, message_id=identifier
        )
        return Delivered(fate)

    def _write_sent(self, effect: Deliver, identifier: UUID, person: Found, title: str) -> None:
        self.journal.write(
            "sent",
            f"Shown in the product to {_called(person)} ({person.because}): “{title}”.",
            step=effect.step,
            message_id=identifier,
        )

    def _posting(
        self, effect: Deliver, stored: Message, contact: Contact, because: str | None = None
    ) -> Posting:
        return Posting(
            message_id=stored.id,
            step=effect.step,
            visit=effect.visit,
            first_tried_at=stored.created_at,
            because=because,
            mail=mail_of(stored, contact, self.passage, self.ports),
        )

    # Afterwards

    async def settle(self, posted: Settled) -> Delivered:
        """Write down what became of a claimed mail."""
        posting = posted.posting
        match posted:
            case Sent(receipt=receipt):
                await settle(
                    self.session,
                    posting.message_id,
                    status="sent",
                    sent_at=self.journal.now,
                    provider=receipt.provider,
                    provider_response=receipt.response,
                    wire_message_id=posting.mail.wire_message_id,
                    reason=None,
                )
                why = f" ({posting.because})" if posting.because else ""
                summary = f"Sent “{posting.mail.subject}” to {posting.mail.recipient.address}{why}."
                fate: Fate = "sent"
            case Refused(reason=reason):
                await settle(self.session, posting.message_id, status="failed", reason=reason)
                summary = f"Could not be sent to {posting.mail.recipient.address}: {reason}"
                fate = "failed"
        self.journal.write(fate, summary, step=posting.step, message_id=posting.message_id)
        return Delivered(fate)


def _called(person: Found) -> str:
    return person.contact.name or person.contact.email or person.contact.external_id or "a contact"
