"""Messages and calls: whether one goes out now, to whom, and what is said of it."""

from datetime import datetime

from engine.advancing.journal import Journal
from engine.advancing.judging import Deferral, Judging
from engine.advancing.passage import Passage, Person
from engine.advancing.recipients import Nobody, recipient
from engine.advancing.surroundings import (
    Outgoing,
    Recipient,
    Settled,
    Surroundings,
    because,
)
from engine.arbiter import Rules, Skip, rules
from engine.arbiter.policy import Kind
from engine.definition.steps import EmailStep, SurveyStep, TaskStep, TouchStep
from engine.effects import Ask, Asked, Call, Deliver, Delivered
from engine.evaluation import Finding, evaluate
from engine.facts import Fate
from engine.interpreter import Position


def by_mail(touch: TouchStep) -> bool:
    match touch:
        case EmailStep():
            return True
        case SurveyStep():
            return touch.channel == "email"
        case _:
            return False


def tell(settled: Settled, journal: Journal) -> None:
    """Write into the story what became of a message or a call."""
    why = f" ({settled.because})" if settled.because else ""
    kind: str = settled.fate
    match settled.fate, settled.channel:
        case "sent", "email":
            said = f"Sent “{settled.title}” to {settled.to}{why}."
        case "sent", "in_app" if settled.is_test:
            said = f"Meant to be shown in the product to {settled.to}{why}: “{settled.title}”."
            said += " In a test run nobody is shown it."
        case "sent", "in_app":
            said = f"Ready for {settled.to}{why} to see in the product: “{settled.title}”."
        case "sent", "webhook":
            kind, said = "called", f"Called {settled.to}."
        case "sent", _:
            kind = "called"
            said = f"Told {settled.to}: “{settled.title}”."
        case "skipped", _:
            said = f"Left out: {settled.reason}"
        case _:
            whom = f" to {settled.to}" if settled.to else ""
            done = "shown" if settled.channel == "in_app" else "sent"
            said = f"Could not be {done}{whom}: {settled.reason}"
    journal.write(kind, said, step=settled.step, message_id=settled.message_id)


class Touches:
    """Decides about what goes out in one stretch. `now` is on the journey's clock."""

    def __init__(
        self, around: Surroundings, passage: Passage, journal: Journal, now: datetime
    ) -> None:
        self.around = around
        self.passage = passage
        self.journal = journal
        self.now = now

    async def deliver(
        self, effect: Deliver, position: Position, *, arrived: bool
    ) -> Delivered | Deferral | Outgoing:
        """Decide about a message.

        `arrived`: it came to this step in this very stretch. So no earlier attempt can have left a
        message, which is stored together with having come here.
        """
        if not arrived and (earlier := await self.around.taken_up(effect)):
            return Delivered(earlier.fate) if isinstance(earlier, Settled) else earlier
        whom = await recipient(self.around, self.passage, effect.touch.to)
        if isinstance(whom, Nobody):
            return await self.leave_out(effect, None, whom.reason)
        return await self.to_one(effect, whom, position, arrived=arrived)

    async def to_one(
        self, effect: Deliver, whom: Recipient, position: Position, *, arrived: bool
    ) -> Delivered | Deferral | Outgoing:
        """Decide about a message for one person of whom nothing is stored yet."""
        sending = self._rules(effect)
        if needless := await self._needless(effect, position, whom):
            return await self.leave_out(effect, whom, f"{needless.text}.", needless)
        if by_mail(effect.touch) and not whom.person.email:
            return await self.leave_out(effect, whom, "No mail address is known.")
        if by_mail(effect.touch) and (said := await self.around.suppression(whom.person)):
            return await self.leave_out(effect, whom, said)
        kind: Kind = "email" if by_mail(effect.touch) else "in_app"
        match await self._decide(effect, kind, sending, whom.person, position, arrived):
            case Deferral() as deferral:
                return deferral
            case Skip() as skip:
                return await self.leave_out(effect, whom, skip.reason, code=skip.code)
            case _:
                return self._gone(await self.around.deliver(effect, whom, sending))

    def _rules(self, effect: Deliver) -> Rules:
        journey = self.passage.journey
        return rules(journey.send, effect.touch.send, journey.journey)

    async def may_ask(
        self, effect: Ask, position: Position, *, arrived: bool
    ) -> Asked | Deferral | None:
        """Decide about a task. None: it may be handed over. An approval may always be: what it is
        about is decided when it is to go out."""
        if not isinstance(effect.task, TaskStep):
            return None
        journey = self.passage.journey
        sending = rules(journey.send, None, journey.journey)
        decided = await self._decide(effect, "task", sending, None, position, arrived)
        if isinstance(decided, Skip):
            said, detail = f"Task left out: {decided.reason}", {"code": decided.code}
            self.journal.write("skipped", said, step=effect.step, detail=detail)
            return Asked(skipped=True)
        return decided

    async def _decide(
        self,
        effect: Deliver | Ask,
        kind: Kind,
        sending: Rules,
        person: Person | None,
        position: Position,
        arrived: bool,
    ) -> Deferral | Skip | None:
        judging = Judging(self.around, self.passage, self.now)
        return await judging.decide(effect, kind, sending, person, position, arrived=arrived)

    async def call(self, effect: Call, *, arrived: bool) -> Delivered | Outgoing:
        """Make a call, unless it has been made."""
        if not arrived and (earlier := await self.around.taken_up(effect)):
            return Delivered(earlier.fate) if isinstance(earlier, Settled) else earlier
        return self._gone(await self.around.call(effect))

    def _gone(self, sent: Settled | Outgoing) -> Delivered | Outgoing:
        return sent if isinstance(sent, Outgoing) else self.settle(sent)

    def settle(self, settled: Settled) -> Delivered:
        """Say what became of a message or a call."""
        tell(settled, self.journal)
        return Delivered(settled.fate)

    async def _needless(
        self, effect: Deliver, position: Position, whom: Recipient
    ) -> Finding | None:
        """What makes the message needless, if anything does."""
        if effect.touch.skip_when is None:
            return None
        facts = await self.around.facts([effect.touch.skip_when], position, whom.person)
        finding = evaluate(effect.touch.skip_when, facts)
        return finding if finding.holds else None

    async def leave_out(
        self,
        effect: Deliver,
        whom: Recipient | None,
        reason: str,
        why: Finding | None = None,
        *,
        code: str | None = None,
    ) -> Delivered:
        """Store and say that, and why, this person does not get this message."""
        fate: Fate = "skipped"
        sending = self._rules(effect)
        message_id = await self.around.leave_out(effect, whom, fate, reason, sending)
        self.journal.write(
            fate,
            f"Left out: {reason}",
            step=effect.step,
            detail=because(why) | ({"code": code} if code else {}),
            message_id=message_id,
        )
        return Delivered(fate)
