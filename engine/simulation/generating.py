"""Making the customers of a population, one by one, each from a seed of its own."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from random import Random
from typing import Any, Literal, TypeVar, assert_never
from uuid import UUID

from engine.advancing.passage import Colleague
from engine.clock import after
from engine.coming import coming
from engine.definition.journey import Journey
from engine.definition.steps import NotifyStep, SurveyStep, WebhookStep
from engine.definition.times import Duration
from engine.definition.triggers import (
    DateTrigger,
    EventTrigger,
    HealthTrigger,
    ScheduleTrigger,
    SegmentTrigger,
    Trigger,
)
from engine.facts import HEALTH_CHANGED, HEALTH_TRAITS
from engine.schedules import next_time
from engine.simulation.customers import Customer, company, person
from engine.simulation.happenings import (
    Event,
    Happening,
    LetIn,
    MessageMarked,
    SegmentChanged,
    SurveyAnswered,
    TaskAnswered,
    Unsubscribed,
)
from engine.simulation.population import Doing, Population, Span, SurveyHabit, TaskHabit, Values
from engine.simulation.reactions import Reactions
from engine.simulation.runs import Handout, Letter
from engine.simulation.values import BANDS
from engine.surveys import scale_of

Choice = TypeVar("Choice")


@dataclass(frozen=True)
class Inhabitant:
    """A customer, and how they and their CSM react to what reaches them."""

    customer: Customer
    reactions: Reactions | None = None
    begins: datetime | None = None
    """What happened before is remembered, and lets nobody in; from then on the calendar does."""
    beside: Mapping[str, "Beside"] = field(default_factory=dict)
    """Other journeys by their keys."""


@dataclass(frozen=True)
class Beside:
    """What lets a customer into another journey, and how they react to it."""

    enters: tuple[Happening, ...] = ()
    reactions: Reactions | None = None


def csms(population: Population) -> tuple[Colleague, ...]:
    """Our people, as far as the population has any."""
    return tuple(
        Colleague(UUID(int=number), f"CSM {number}", f"csm-{number}@example.com")
        for number in range(1, population.csms + 1)
    )


def inhabitants(
    journey: Journey,
    population: Population,
    begins: datetime,
    until: datetime,
    others: Sequence[Journey] = (),
) -> Iterator[Inhabitant]:
    """The whole population. `begins` is when the first may enter, `until` when nobody looks any
    more; both aware UTC. `others` are journeys they are in beside it."""
    for number in range(1, population.accounts + 1):
        yield inhabitant(journey, population, number, begins, until, others)


def inhabitant(
    journey: Journey,
    population: Population,
    number: int,
    begins: datetime,
    until: datetime,
    others: Sequence[Journey] = (),
) -> Inhabitant:
    """One of them; the same whenever it is asked for."""
    rng = Random(f"{population.seed}/{number}")
    enters = begins + rng.random() * _length(population.enter_within, begins)
    zone = _weighted(rng, population.zones) if population.zones else None
    traits = _traits(rng, population.traits, enters)
    account = company(f"account-{number}", {"name": f"Account {number}", **traits["account"]})
    address = f"contact-{number}@example.com"
    described = {"name": f"Contact {number}", "email": address, **traits["contact"]}
    roles = [role for role, share in population.roles.items() if rng.random() < share]
    contact = person(f"contact-{number}", described, roles=roles)
    owners = csms(population)
    owner = rng.choice(owners) if owners and rng.random() < population.owned else None
    bounces = frozenset([address]) if rng.random() < population.bounce else frozenset[str]()
    failing = _calls(journey) if rng.random() < population.failing_calls else frozenset[str]()
    way = _way_in(journey, number)
    members = {name for name, share in population.segments.items() if rng.random() < share}
    inside = _inside_from(way, enters, traits, zone or "UTC")
    happenings = [
        *_entering(way, enters, contact.id),
        *(
            each
            for doing in population.does
            for each in _done(rng, doing, inside, until, contact.id)
        ),
    ]
    return Inhabitant(
        Customer(
            replace(account, time_zone=account.time_zone or zone),
            (replace(contact, time_zone=contact.time_zone or zone),),
            owner,
            tuple(happenings),
            segments=_segments_before(way, members),
            bounces=bounces,
            failing=failing,
        ),
        Habits(journey, population, rng),
        begins,
        {
            other.journey: _beside(other, population, number, enters, way, contact.id)
            for other in others
        },
    )


def _beside(
    other: Journey,
    population: Population,
    number: int,
    enters: datetime,
    way: "Trigger | ByHand",
    who: UUID,
) -> Beside:
    """Who enters one journey enters the others at the same time, unless they do so by the very same
    event."""
    theirs = _way_in(other, number)
    own = Habits(other, population, Random(f"{population.seed}/{number}/{other.journey}"))
    same = isinstance(theirs, EventTrigger) and isinstance(way, EventTrigger)
    if same and theirs.event == way.event:  # type: ignore[union-attr]
        return Beside((), own)
    return Beside(tuple(_entering(theirs, enters, who)), own)


def _calls(journey: Journey) -> frozenset[str]:
    return frozenset(
        name for name, step in journey.steps.items() if isinstance(step, WebhookStep | NotifyStep)
    )


def _traits(
    rng: Random, described: Mapping[str, Values], enters: datetime
) -> Mapping[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {"account": {}, "contact": {}}
    for path, values in described.items():
        whose, _, name = path.partition(".")
        if rng.random() < values.known:
            found[whose][name] = _value(rng, values, enters)
    return found


def _value(rng: Random, values: Values, enters: datetime) -> Any:
    if values.one_of is not None:
        return _weighted(rng, values.one_of)
    if values.number is not None:
        low, high = values.number
        whole = low == int(low) and high == int(high)
        return rng.randint(int(low), int(high)) if whole else round(rng.uniform(low, high), 2)
    first, last = values.date or (0, 0)
    return (enters + timedelta(days=rng.randint(first, last))).date().isoformat()


def _weighted(rng: Random, weights: Mapping[Choice, float]) -> Choice:
    return rng.choices(list(weights), list(weights.values()))[0]


ByHand = Literal["hand"]


def _way_in(journey: Journey, number: int) -> Trigger | ByHand:
    """By which trigger the customer of this number comes.

    All by the first event that lets just anybody in. Where there is none, by each of the others in
    turn.
    """
    triggers = journey.entry.triggers
    anybody = (each for each in triggers if isinstance(each, EventTrigger) and each.where is None)
    if (usual := next(anybody, None)) is not None:
        return usual
    ways = [each for each in triggers if not isinstance(each, EventTrigger)]
    return ways[number % len(ways)] if ways else "hand"


def _entering(way: Trigger | ByHand, enters: datetime, who: UUID) -> Iterator[Happening]:
    """What lets them in. Dates and schedules come by themselves."""
    match way:
        case "hand":
            yield LetIn(enters, who)
        case EventTrigger():
            yield Event(enters, way.event, contact=who)
        case SegmentTrigger():
            yield SegmentChanged(enters, way.segment, member=way.change == "enters")
        case HealthTrigger():
            to = way.bands[0]
            said = {"from": next(band for band in BANDS if band not in way.bands[:1]), "to": to}
            yield Event(
                enters, HEALTH_CHANGED, said, changes={f"account.{HEALTH_TRAITS['band']}": to}
            )
        case DateTrigger() | ScheduleTrigger():
            return
        case _:
            assert_never(way)


def _inside_from(
    way: Trigger | ByHand, enters: datetime, traits: Mapping[str, Mapping[str, Any]], zone: str
) -> datetime:
    """When the journey starts for somebody who is there from `enters` on: what they do, they do
    after that."""
    match way:
        case DateTrigger():
            found = coming(way, traits, zone, enters)
            return max(enters, found.at) if found is not None else enters
        case ScheduleTrigger():
            return next_time(way.schedule, enters) or enters
        case _:
            return enters


def _segments_before(way: Trigger | ByHand, members: Set[str]) -> frozenset[str]:
    """Whoever leaves a segment was in it, and whoever comes into one was not."""
    match way:
        case SegmentTrigger(segment=segment, change="leaves"):
            return frozenset(members | {segment})
        case SegmentTrigger(segment=segment):
            return frozenset(members - {segment})
        case _:
            return frozenset(members)


def _done(
    rng: Random, doing: Doing, enters: datetime, until: datetime, who: UUID
) -> Iterator[Happening]:
    if rng.random() >= doing.share:
        return
    name = doing.event or "identify"
    for at in _moments(rng, doing, enters, until):
        if doing.event or doing.changes:
            yield Event(at, name, doing.properties, who, doing.changes)
        for segment, member in doing.segments.items():
            yield SegmentChanged(at, segment, member)


def _moments(rng: Random, doing: Doing, enters: datetime, until: datetime) -> Iterator[datetime]:
    if doing.between is not None:
        yield enters + _within(rng, doing.between, enters)
        return
    assert doing.per_day is not None, "either between or per_day"
    at = enters
    while (at := at + timedelta(days=rng.expovariate(doing.per_day))) < until:
        yield at


def _length(duration: Duration, start: datetime) -> timedelta:
    return _length_from(duration, start.astimezone(UTC).weekday())


@lru_cache(maxsize=1024)
def _length_from(duration: Duration, weekday: int) -> timedelta:
    """In UTC all days are alike, but for whether they are business days."""
    start = datetime(2024, 1, 1 + weekday, tzinfo=UTC)
    return after(start, duration, "UTC") - start


def _within(rng: Random, span: Span, start: datetime) -> timedelta:
    first, last = (_length(each, start) for each in span)
    return first + rng.random() * max(last - first, timedelta())


class Habits:
    """Implements `engine.simulation.reactions.Reactions` by chance, as the population says."""

    def __init__(self, journey: Journey, population: Population, rng: Random) -> None:
        self.journey = journey
        self.population = population
        self.rng = rng

    def to_letter(self, letter: Letter, now: datetime) -> Iterator[Happening]:
        if letter.channel not in ("email", "in_app"):
            return
        for habit in self.population.messages:
            if self.rng.random() < habit.chance:
                at = now + _within(self.rng, habit.after, now)
                yield MessageMarked(at, letter.step, habit.was)
        if letter.channel == "email" and self.rng.random() < self.population.unsubscribe:
            step = self.journey.steps[letter.step]
            own = getattr(step, "send", None)
            topic = (own.topic if own else None) or self.journey.topic
            yield Unsubscribed(now + timedelta(hours=1), topic, letter.contact)
        step = self.journey.steps[letter.step]
        if isinstance(step, SurveyStep):
            yield from self._to_survey(step, letter, now)

    def _to_survey(self, step: SurveyStep, letter: Letter, now: datetime) -> Iterator[Happening]:
        habit = _meant(self.population.surveys, letter.step)
        if habit is None or self.rng.random() >= habit.chance:
            return
        scores = habit.scores or dict.fromkeys(scale_of(step.kind).scores, 1.0)
        at = now + _within(self.rng, habit.after, now)
        yield SurveyAnswered(at, letter.step, _weighted(self.rng, scores))

    def to_task(self, handout: Handout, now: datetime) -> Iterator[Happening]:
        habit = _meant(self.population.tasks, handout.step)
        if habit is None or self.rng.random() >= habit.chance:
            return
        at = now + _within(self.rng, habit.after, now)
        yield TaskAnswered(at, handout.step, self._outcome(habit, handout))

    def _outcome(self, habit: TaskHabit, handout: Handout) -> str | None:
        if not handout.outcomes:
            return None
        if habit.outcomes is not None:
            known = {key: each for key, each in habit.outcomes.items() if key in handout.outcomes}
            if sum(known.values()) > 0:
                return _weighted(self.rng, known)
        return "approved" if handout.kind == "approval" else self.rng.choice(handout.outcomes)


Habit = TypeVar("Habit", TaskHabit, SurveyHabit)


def _meant(habits: Iterable[Habit], step: str) -> Habit | None:
    """The habit that names the step, else the one that names none."""
    known = list(habits)
    own = (each for each in known if each.step == step)
    return next(own, next((each for each in known if each.step is None), None))
