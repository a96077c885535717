"""Putting before the arbiter all that counts for one touch."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from engine.advancing.passage import Passage, Person
from engine.advancing.recipients import zone_for
from engine.advancing.surroundings import Surroundings
from engine.arbiter import (
    Circumstances,
    Defer,
    Held,
    Policy,
    Pressure,
    Rules,
    Skip,
    Touch,
    Verdict,
    judge,
)
from engine.arbiter.policy import Kind
from engine.clock import known_zone
from engine.consent import Consent
from engine.effects import Ask, Deliver
from engine.evaluation import evaluate
from engine.holidays import region_of
from engine.interpreter import Position
from engine.listening import keys_asked
from engine.turning import next_turn

_FREE = Policy()
"""A test run presses nobody, and waits for nothing but its own window."""


@dataclass(frozen=True)
class Deferral:
    """A touch that may not go out yet."""

    until: datetime
    """On the journey's clock."""
    reason: str
    code: str
    hears: frozenset[str] = frozenset()
    """What may let it go out earlier: keys of `engine.listening`."""

    def sooner(self, other: "Deferral | None") -> "Deferral":
        """The one of two that ends first, which hears what either does."""
        if other is None:
            return self
        first = min(self, other, key=lambda each: each.until)
        return replace(first, hears=self.hears | other.hears)


class Judging:
    """Asks for the touches of one stretch. `now` is on the journey's clock."""

    def __init__(self, around: Surroundings, passage: Passage, now: datetime) -> None:
        self.around = around
        self.passage = passage
        self.now = now

    async def decide(
        self,
        effect: Deliver | Ask,
        kind: Kind,
        sending: Rules,
        person: Person | None,
        position: Position,
        *,
        arrived: bool,
    ) -> Deferral | Skip | None:
        """None: it may go out."""
        wanted_at = effect.wanted_at if isinstance(effect, Deliver) else None
        touch = self._touch(kind, sending, person, wanted_at or position.entered_at)
        consent = await self.around.consent(person) if person else Consent()
        policy = await self._policy(touch, consent)
        holds = await self._holds(policy, touch, person, position)
        verdict = await self._judged(touch, policy, holds, person, consent)
        if isinstance(verdict, Defer):
            await self.around.put_off(touch, effect.step, effect.visit, verdict)
            hears = (keys_asked(held.hold.when) for held in holds)
            return Deferral(verdict.until, verdict.reason, verdict.code, frozenset().union(*hears))
        if not arrived:
            await self.around.waits_no_longer(touch)
        return verdict if isinstance(verdict, Skip) else None

    def _touch(
        self, kind: Kind, sending: Rules, person: Person | None, wanted_at: datetime
    ) -> Touch:
        passage = self.passage
        return Touch(
            enrollment=passage.id,
            kind=kind,
            rules=sending,
            asked_at=wanted_at,
            contact=person.id if person else None,
            account=passage.account.id if passage.account else None,
        )

    async def _policy(self, touch: Touch, consent: Consent) -> Policy:
        """What holds for it beside its own rules. What is part of the service itself, such as an
        invoice, presses nobody and is kept back by nothing."""
        if self.passage.is_test or touch.rules.topic in consent.transactional:
            return _FREE
        return (await self.around.policy()).wished(consent.most_per_week)

    async def _judged(
        self,
        touch: Touch,
        policy: Policy,
        holds: Sequence[Held],
        person: Person | None,
        consent: Consent,
    ) -> Verdict:
        passage = self.passage
        account = passage.account
        of_account = known_zone(account.time_zone if account else None, passage.zone)
        caps = policy.caps_on(touch.kind)
        said = [each.traits for each in (person, account) if each is not None]
        return judge(
            touch,
            Circumstances(
                now=self.now,
                zone=known_zone(person.time_zone, of_account) if person else of_account,
                account_zone=of_account,
                window_zone=(
                    zone_for(touch.rules.window, passage, person) if person else of_account
                ),
                consent=consent,
                policy=policy,
                region=region_of(*said),
                holds=holds,
                freezes=passage.freezes,
                pressure=await self.around.pressure(touch, caps) if caps else Pressure(),
            ),
        )

    async def _holds(
        self, policy: Policy, touch: Touch, person: Person | None, position: Position
    ) -> Sequence[Held]:
        """Those that are on."""
        asked = policy.holds_on(touch.kind, touch.rules.topic)
        if not asked:
            return ()
        facts = await self.around.facts([hold.when for hold in asked], position, person)
        found = [(hold, evaluate(hold.when, facts)) for hold in asked]
        return [
            Held(hold, finding.text, next_turn([hold.when], facts))
            for hold, finding in found
            if finding.holds
        ]
