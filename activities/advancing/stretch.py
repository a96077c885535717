"""One transaction's worth of a customer's progress: from where it stands to the next rest.

Drives `engine.interpreter` with what PostgreSQL knows, and writes down every decision in a sentence
with what it saw. It sends no mail: it claims one, and says so.
"""

from datetime import datetime
from typing import assert_never

from activities.advancing.deliveries import Deferral, Deliveries
from activities.advancing.endings import Endings
from activities.advancing.mailing import Posting, Settled
from activities.advancing.rest import Rest
from activities.advancing.standing import Standing
from activities.advancing.tasks import hand_over
from activities.ports import Ports
from engine.clock import in_words
from engine.effects import (
    Ask,
    Asked,
    Chosen,
    Decide,
    Deliver,
    Delivered,
    Effect,
    Finish,
    Happened,
    Outcome,
    Passed,
    Wait,
)
from engine.errors import BrokenJourney
from engine.evaluation import evaluate
from engine.interpreter import Position, advance, begin, effect_of
from engine.store.database import Session
from engine.store.facts import gather
from engine.store.messages import give_up_open
from engine.store.passages import Journal, Passage, first_event, with_orders

MOST_STEPS = 1_000
"""More steps than this without a wait is a loop that should never have been published."""


class Stretch:
    """Runs inside the caller's transaction. `now` is real time, aware UTC."""

    def __init__(self, session: Session, passage: Passage, ports: Ports, now: datetime) -> None:
        self.session = session
        self.passage = passage
        self.ports = ports
        self.now = now
        self.journal = Journal(passage, now)
        self.standing = Standing(session, passage, self.journal)
        self.deliveries = Deliveries(session, passage, ports, self.journal)

    @property
    def journey_now(self) -> datetime:
        return self.passage.clock.journey_time(self.now)

    async def run(self, posted: Settled | None = None) -> Rest | Posting:
        """Go on until the enrollment rests, ends, or has a mail to be sent.

        `posted` is what became of the mail the previous stretch claimed.
        """
        position = self.passage.position or self._enter()
        if posted is not None:
            outcome = await self.deliveries.settle(posted)
            position = advance(self.passage.journey, position, outcome, self.journey_now)
            await self._hear_orders(position)
        endings = Endings(self.session, self.passage, self.journal, self.now)
        finish = await endings.due()
        for _ in range(MOST_STEPS):
            effect = finish or effect_of(self.passage.journey, position, self.passage.zone)
            outcome_or_stop = await self._perform(effect, position)
            if isinstance(outcome_or_stop, Posting):
                self.standing.send(position)
            if isinstance(outcome_or_stop, Rest | Posting):
                await self.standing.save(position, goal_met_at=endings.goal_met_at)
                return outcome_or_stop
            position = advance(self.passage.journey, position, outcome_or_stop, self.journey_now)
            if isinstance(outcome_or_stop, Delivered) and endings.ask_about_messages:
                finish = await endings.due()
        raise BrokenJourney(f"{MOST_STEPS} steps up to “{position.step}” without a wait.")

    async def _hear_orders(self, position: Position) -> None:
        """Before the next touch: somebody may have paused or ended it while the mail was sent."""
        effect = effect_of(self.passage.journey, position, self.passage.zone)
        if isinstance(effect, Deliver | Ask):
            self.passage = await with_orders(self.session, self.passage)

    def _enter(self) -> Position:
        entered_by = self.passage.row.entered_by
        how = f"by “{entered_by['name']}”" if "name" in entered_by else f"by {entered_by.get('by')}"
        test = ", as a test run" if self.passage.row.is_test else ""
        self.journal.write("entered", f"Entered {how}{test}.", detail=entered_by)
        clock = self.passage.clock
        return begin(
            self.passage.journey, clock.enrolled_at, clock.journey_time(self.passage.since)
        )

    async def _perform(self, effect: Effect, position: Position) -> Outcome | Rest | Posting:
        come = await self._look(effect) if isinstance(effect, Wait) else None
        if isinstance(effect, Wait) and come is None:
            return self._rest(effect, position)
        if self._paused and not isinstance(effect, Finish):
            return self.standing.hold("The journey is paused.", position.step)
        match effect:
            case Finish():
                await give_up_open(self.session, self.passage.row.id)
                return self.standing.end(effect, position.step, self.now)
            case Wait():
                assert come is not None
                return self._woken(effect, come)
            case Decide():
                return await self._branch(effect)
            case Ask():
                await hand_over(self.session, self.passage, self.journal, effect, self.ports)
                return Asked()
            case Deliver():
                arrived = position != self.passage.position
                delivery = await self.deliveries.deliver(effect, arrived=arrived)
                return self._defer(delivery, effect) if isinstance(delivery, Deferral) else delivery
            case _:
                assert_never(effect)

    @property
    def _paused(self) -> bool:
        return self.passage.journey_status == "paused" and not self.passage.row.is_test

    # Waiting

    async def _look(self, wait: Wait) -> Happened | Passed | None:
        """Whether what is waited for has come. An event counts if it came before time was up."""
        clock = self.passage.clock
        until = clock.real_time(wait.until) if wait.until else None
        if wait.event is not None:
            event = await first_event(
                self.session,
                wait.event,
                self.passage.witness(),
                since=clock.real_time(wait.since),
                until=until,
                now=self.now,
            )
            if event is not None and event.id is not None:
                return Happened(event.id, clock.journey_time(event.occurred_at))
        if wait.until is None or until is None or until > self.now:
            return None
        return Passed(max(wait.since, wait.until))

    def _rest(self, wait: Wait, position: Position) -> Rest:
        wakes_at = self.passage.clock.real_time(wait.until) if wait.until else None
        when = in_words(wait.until, self.passage.zone) if wait.until else None
        if wait.event and when:
            waiting_for = f"“{wait.event.event}”, until {when} at the latest"
        elif wait.event:
            waiting_for = f"“{wait.event.event}”, however long it takes"
        else:
            waiting_for = when or "nothing"
        return self.standing.rest(position, waiting_for, wakes_at, for_event=wait.event is not None)

    def _woken(self, wait: Wait, outcome: Happened | Passed) -> Outcome:
        match outcome:
            case Happened():
                name = wait.event.event if wait.event else ""
                self.journal.write(
                    "happened",
                    f"“{name}” happened.",
                    step=wait.step,
                    detail={"event_id": outcome.event_id},
                )
            case Passed():
                what = (
                    f"“{wait.event.event}” did not happen in time." if wait.event else "Time came."
                )
                self.journal.write("timed_out", what, step=wait.step)
        return outcome

    def _defer(self, deferral: Deferral, effect: Deliver) -> Rest:
        return self.standing.defer(deferral.until, deferral.reason, effect.step)

    # Branching

    async def _branch(self, effect: Decide) -> Chosen:
        facts = await gather(
            self.session,
            [case.when for case in effect.branch.cases],
            self.passage.witness(),
            self.now,
        )
        seen: list[dict[str, object]] = []
        for case in effect.branch.cases:
            finding = evaluate(case.when, facts)
            seen.append({"case": case.id, "because": finding.model_dump(mode="json")})
            if finding.holds:
                return self._chose(effect, case.id, finding.text, seen)
        return self._chose(effect, "otherwise", "no case holds", seen)

    def _chose(self, effect: Decide, case: str, why: str, seen: list[dict[str, object]]) -> Chosen:
        self.journal.write(
            "chose", f"Took “{case}”: {why}.", step=effect.step, detail={"cases": seen}
        )
        return Chosen(case)
