"""One stretch of a customer's progress: from where they stand to the next rest.

Drives `engine.interpreter` with what is known now, and writes down every decision in a sentence
with what it saw. It sends nothing: it claims what is to be sent, and says so.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from engine.advancing.asking import hand_over
from engine.advancing.endings import Endings, ends_as_it_goes, tasks_that_end_with
from engine.advancing.journal import Journal
from engine.advancing.judging import Deferral
from engine.advancing.passage import Passage
from engine.advancing.recipients import to_several
from engine.advancing.several import Several
from engine.advancing.surroundings import Outgoing, Settled, Surroundings, by_event
from engine.advancing.touches import Touches
from engine.advancing.updating import changes, updated
from engine.advancing.waiting import Come, Resting, Waits, say
from engine.clock import in_words
from engine.effects import (
    Ask,
    Asked,
    Call,
    Chosen,
    Decide,
    Deliver,
    Delivered,
    Done,
    Draw,
    Effect,
    Enroll,
    Finish,
    GoOn,
    Outcome,
    PassOver,
    Reminded,
    SurveyAnswer,
    TaskAnswer,
    Update,
    Wait,
)
from engine.errors import BrokenJourney
from engine.evaluation import evaluate
from engine.interpreter import END, Position, advance, begin, drawn, effect_of, outlet_of
from engine.sentences import step_title
from engine.sentences.entered import how_entered

MOST_STEPS = 1_000
"""More steps than this without a wait is a loop that should never have been published."""

PAUSED = "The journey is paused."
STOPPED = "The journey is paused, and its clock stands still."


@dataclass(frozen=True)
class Stance:
    """How a customer comes to rest. `wakes_at` is real time, aware UTC."""

    position: Position
    waiting_for: str | None = None
    """For people. None while held, at work, or at the end."""
    wakes_at: datetime | None = None
    """None: only what happens wakes them."""
    held_because: str | None = None
    ended: Finish | None = None
    outgoing: Outgoing | None = None
    """What must now be handed over, and settled in the next stretch."""
    goal_met_at: datetime | None = None
    hears: frozenset[str] = frozenset()
    """What wakes them beside what the step listens for: keys of `engine.listening`."""
    look_again: bool = False
    """What came in since this was read may have woken nobody: look once more after it is kept."""


class Stretch:
    """`now` is real time, aware UTC."""

    def __init__(self, around: Surroundings, passage: Passage, now: datetime) -> None:
        self.around = around
        self.passage = passage
        self.journal = Journal()
        self.clock = passage.clock
        self.now = self.clock.journey_time(now)
        """On the journey's clock."""
        self.performed = 0
        """How many effects it has looked after."""
        self.touches = Touches(around, passage, self.journal, self.now)

    async def run(self, settled: Settled | None = None) -> Stance:
        """Go on until the customer rests, leaves, or something is to be sent.

        `settled` is what became of what the previous stretch claimed.
        """
        position = self.passage.position or self._enter()
        if settled is not None:
            self.journal.position = position
            position = self._after(position, self.touches.settle(settled))
            await self._hear_orders(position)
        endings = Endings(self.around, self.passage, self.journal, self.now)
        as_it_goes = ends_as_it_goes(self.passage.journey)
        finish = await endings.due(position)
        for _ in range(MOST_STEPS):
            effect = finish or self._effect(position)
            self.performed += 1
            self.journal.position = position
            result = await self._perform(effect, position)
            if isinstance(result, Stance):
                if result.ended is not None and finish is None:
                    self.journal.went(position, END, self.now)
                return self._rounded(result, endings)
            position = self._go_on(position, result)
            if isinstance(effect, Update) or (
                as_it_goes and isinstance(effect, Deliver | Ask | Wait)
            ):
                finish = await endings.due(position)
        raise BrokenJourney(f"{MOST_STEPS} steps up to “{position.step}” without a wait.")

    def _effect(self, position: Position) -> Effect:
        passage = self.passage
        return effect_of(passage.journey, position, passage.zone, passage.freezes)

    def _go_on(self, position: Position, outcome: Outcome) -> Position:
        """Where the outcome leads. What was written last says by which way."""
        journey = self.passage.journey
        following = advance(journey, position, outcome, self.now)
        if outlet := outlet_of(journey, position, outcome):
            self.journal.went(position, outlet, following.entered_at)
        return following

    def _after(self, position: Position, delivered: Delivered) -> Position:
        """Where it leads that a message or a call has gone. One of several leads nowhere yet: the
        others are still to be looked after."""
        match self._effect(position):
            case Deliver(touch=touch) if to_several(self.passage, touch):
                return position
            case Wait(awaited=SurveyAnswer(survey=survey)) if to_several(self.passage, survey):
                return position
            case Wait(awaited=SurveyAnswer()):
                return self._go_on(position, Reminded())
            case _:
                pass
        return self._go_on(position, delivered)

    async def _hear_orders(self, position: Position) -> None:
        """Before anything more is done: somebody may have paused or ended it, or have changed the
        journey, while the mail was sent."""
        if not isinstance(self._effect(position), Wait | Finish):
            self.passage = self.touches.passage = await self.around.orders(self.passage)

    def _enter(self) -> Position:
        entered_by = self.passage.entered_by
        test = ", as a test run" if self.passage.is_test else ""
        how = how_entered(entered_by, self.passage.zone)
        self.journal.write("entered", f"Entered {how}{test}.", detail=entered_by)
        return begin(
            self.passage.journey,
            self.passage.enrolled_at,
            self.clock.journey_time(self.passage.since),
            self.passage.entered_event,
        )

    def _rounded(self, stance: Stance, endings: Endings) -> Stance:
        """Wake up also when time alone may end the journey."""
        turn = endings.turns_at
        if turn is not None and (stance.waiting_for or stance.held_because):
            moment = self.clock.real_time(turn)
            stance = replace(stance, wakes_at=min(stance.wakes_at or moment, moment))
        if endings.goal_met_at is None:
            return stance
        return replace(stance, goal_met_at=endings.goal_met_at)

    async def _perform(self, effect: Effect, position: Position) -> Outcome | Stance:
        if isinstance(effect, Finish):
            return await self._finish(effect, position)
        if isinstance(effect, Wait):
            return await self._wait(effect, position)
        if self.passage.superseded:
            return Stance(position, look_again=True)
        if self.passage.paused:
            return self._held(position)
        arrived = self.passage.came_to(position)
        match effect:
            case Deliver():
                gone = await self._deliver(effect, position, arrived=arrived)
                return self._sent(gone, position)
            case Call():
                return self._sent(await self.touches.call(effect, arrived=arrived), position)
            case Ask():
                if put_off := await self.touches.may_ask(effect, position, arrived=arrived):
                    return self._sent(put_off, position)
                return await hand_over(
                    self.around, self.passage, self.journal, effect, position, self.now
                )
            case Update():
                return await self._update(effect)
            case Enroll():
                self.journal.write("enrolled", await self.around.enroll(effect), step=effect.step)
                return Done()
            case Decide():
                return await self._branch(effect, position)
            case Draw():
                return self._draw(effect)
            case PassOver():
                said = "Done before the journey was changed; it is not done again."
                self.journal.write("passed_over", said, step=effect.step)
                return Done()
            case GoOn():
                there = step_title(self.passage.journey, effect.to)
                self.journal.write("went_on", f"Goes on at “{there}”.", step=effect.step)
                return Done()
            case _:
                assert_never(effect)

    async def _deliver(
        self, effect: Deliver, position: Position, *, arrived: bool
    ) -> Delivered | Deferral | Outgoing:
        if to_several(self.passage, effect.touch):
            return await Several(self.touches).deliver(effect, position, arrived=arrived)
        return await self.touches.deliver(effect, position, arrived=arrived)

    # Coming to rest

    async def _finish(self, finish: Finish, position: Position) -> Stance:
        await self.around.close(finish.reason, tasks_that_end_with(self.passage.journey))
        evidence = finish.because.as_json() if finish.because else None
        self.journal.write(
            "ended",
            finish.reason,
            step=position.step,
            detail={"outcome": finish.outcome, "because": evidence, **by_event(finish.event_id)},
        )
        return Stance(position, ended=finish)

    async def _wait(self, wait: Wait, position: Position) -> Outcome | Stance:
        if self.passage.stopped:
            return self._held(position)
        seen = await Waits(self.around, self.passage, position, self.now).look(wait)
        if not isinstance(seen, Resting):
            held = self.passage.paused
            return self._held(position) if held else await self._come(wait, seen, position)
        if seen.reminds and not self.passage.paused:
            gone = await self._remind(wait, position, seen)
            if gone is not None:
                return gone
        return self._rest(wait, seen, position)

    async def _remind(
        self, wait: Wait, position: Position, resting: Resting
    ) -> Outcome | Stance | None:
        """Ask once more, unless they are to be moved first. While that is put off, an answer and
        the end of waiting for it are heard all the same."""
        if self.passage.superseded:
            return Stance(position, look_again=True)
        assert isinstance(wait.awaited, SurveyAnswer)
        gone = await Several(self.touches).remind(wait.awaited, position)
        match gone:
            case Outgoing():
                return Stance(position, outgoing=gone)
            case Deferral():
                until = min(gone.until, resting.wakes_at or gone.until)
                put_off = replace(resting, wakes_at=until)
                return replace(self._rest(wait, put_off, position), hears=gone.hears)
            case _:
                return Reminded()

    def _rest(self, wait: Wait, seen: Resting, position: Position) -> Stance:
        arrived = self.passage.came_to(position)
        if arrived or self.passage.waiting_for != seen.waiting_for or self.passage.held_because:
            said = f"Waiting for {seen.waiting_for}."
            self.journal.write("waiting", said, step=position.step)
        wakes_at = self.clock.real_time(seen.wakes_at) if seen.wakes_at else None
        # Nobody can have answered a task that is not there before this is kept.
        again = arrived and not isinstance(wait.awaited, TaskAnswer | None)
        return Stance(position, seen.waiting_for, wakes_at, look_again=again)

    async def _come(self, wait: Wait, seen: Come, position: Position) -> Outcome | Stance:
        """Write down that it has come; of an approval, also that silence has decided it."""
        silence = seen.silence
        if silence and not await self.around.settle_silence(wait.step, position.visit, silence):
            return await self._wait(wait, position)  # somebody answered a moment ago
        return say(seen, wait.step, self.journal)

    def _held(self, position: Position) -> Stance:
        """Stand still, whatever is due, until the journey is resumed."""
        reason = STOPPED if self.passage.stopped else PAUSED
        news = not self.passage.held_because
        if news:
            self.journal.write("held", f"Held: {reason}", step=position.step)
        return Stance(position, held_because=reason, look_again=news)

    def _sent(
        self, gone: Delivered | Asked | Deferral | Outgoing, position: Position
    ) -> Outcome | Stance:
        match gone:
            case Outgoing():
                return Stance(position, wakes_at=gone.not_before, outgoing=gone)
            case Deferral():
                return self._deferred(gone, position)
            case _:
                return gone

    def _deferred(self, deferral: Deferral, position: Position) -> Stance:
        """Stand before a touch that may not go out yet."""
        wakes_at = self.clock.real_time(deferral.until)
        when = in_words(deferral.until, self.passage.zone)
        waiting_for = f"the moment it may be sent, {when}"
        if self.passage.came_to(position) or self.passage.waiting_for != waiting_for:
            said = f"Put off until {when}: {deferral.reason}"
            why = {
                "reason": deferral.reason,
                "code": deferral.code,
                "until": deferral.until.isoformat(),
            }
            self.journal.write("deferred", said, step=position.step, detail=why)
        return Stance(position, waiting_for, wakes_at, hears=deferral.hears)

    # Going on

    async def _branch(self, effect: Decide, position: Position) -> Chosen:
        cases = effect.branch.cases
        facts = await self.around.facts([case.when for case in cases], position, None)
        seen: list[dict[str, object]] = []
        for case in cases:
            finding = evaluate(case.when, facts)
            seen.append({"case": case.id, "because": finding.as_json()})
            if finding.holds:
                return self._chose(effect, case.id, finding.text, seen)
        return self._chose(effect, "otherwise", "no case holds", seen)

    def _chose(self, effect: Decide, case: str, why: str, seen: list[dict[str, object]]) -> Chosen:
        self.journal.write(
            "chose", f"Took “{case}”: {why}.", step=effect.step, detail={"cases": seen}
        )
        return Chosen(case)

    def _draw(self, effect: Draw) -> Chosen:
        way = drawn(self.passage.journey, effect.step, effect.split, self.passage.who)
        said = f"Took “{way}”, which fell to this customer by lot."
        self.journal.write("chose", said, step=effect.step, detail={"way": way})
        return Chosen(way)

    async def _update(self, effect: Update) -> Done:
        given = await self.around.update(effect)
        self.passage = self.touches.passage = await updated(self.around, self.passage, given)
        said = changes(given, [path for path in effect.update.set if path not in given])
        self.journal.write("updated", said, step=effect.step, detail={"set": dict(given)})
        return Done()
