"""One walk: from the way in, by the choices made so far, to where the customer rests now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from engine.advancing.journal import Entry
from engine.definition.base import StepId
from engine.errors import BrokenJourney
from engine.interpreter import outlet_of
from engine.sentences import step_title
from engine.simulation.customers import Customer
from engine.simulation.happenings import Happening, LetIn
from engine.simulation.life import Life
from engine.simulation.runs import Run
from engine.simulation.setting import Setting
from engine.steering import ways_on
from engine.walking.choosing import Choice, Options, chosen
from engine.walking.messages import NOWHERE, Addresses, Reader
from engine.walking.outcome import Ended, Retold, Stopped, Waiting, Walk
from engine.walking.retelling import Walked, retold
from engine.walking.telling import Line, happened, lines_of, travelled, visited

MOST_CHOICES = 200
MOST_LOOKS = 5_000
"""More looks at the customer than this, and the journey goes round and round."""
MOST_WAKES = 100
"""So often a customer may be woken without going on before “time passes” gives up."""

_A_MOMENT = timedelta(seconds=1)


@dataclass
class Walker:
    """A walk while it is walked."""

    life: Life
    reader: Reader
    run: Run | None
    used: int = 0
    stopped: Stopped | None = None
    made: list[Happening] = field(default_factory=list)
    """What was chosen to happen."""
    unheard: list[tuple[int, Line]] = field(default_factory=list)
    """What was chosen and led to nothing yet, each with how many lines come before it."""
    forced: StepId | None = None
    """A step that was led on from although nothing brought that about."""

    @property
    def entered(self) -> Run:
        assert self.run is not None, "they have entered"
        return self.run


def walk(
    setting: Setting,
    customer: Customer,
    choices: Sequence[Choice],
    *,
    begins: datetime,
    addresses: Addresses = NOWHERE,
) -> Walk:
    """`begins` is aware UTC. The customer is let in by hand, if the audience admits them."""
    return told(walked(setting, customer, choices, begins=begins, addresses=addresses), begins)


def walked(
    setting: Setting,
    customer: Customer,
    choices: Sequence[Choice],
    *,
    begins: datetime,
    addresses: Addresses = NOWHERE,
) -> Walker:
    reader = Reader(addresses)
    entering = LetIn(begins, by="the walk-through")
    life = Life(
        setting,
        replace(customer, happenings=(*customer.happenings, entering)),
        begins,
        reader,
        begins=begins,
        patience=MOST_LOOKS,
    )
    reader.life = life
    walker = Walker(life, reader, None)
    try:
        life.live()
        walker.run = life.runs[-1] if life.runs else None
        _follow_all(walker, choices[:MOST_CHOICES])
    except BrokenJourney as error:
        walker.run = walker.run or (life.runs[-1] if life.runs else None)
        walker.stopped = Stopped(error.code, str(error))
    if life.exhausted:
        said = "The journey goes round and round without waiting."
        walker.stopped = Stopped("round_and_round", said)
    return walker


def _follow_all(walker: Walker, choices: Sequence[Choice]) -> None:
    if walker.run is None:
        decisions = walker.life.decisions
        code, said = (
            (decisions[-1].code, decisions[-1].reason)
            if decisions
            else ("not_entered", "Nothing let them in.")
        )
        walker.stopped = Stopped(code, said)
        return
    for choice in choices:
        walker.stopped = _follow(walker, walker.run, choice)
        if walker.stopped is not None:
            return
        walker.used += 1


def _follow(walker: Walker, run: Run, choice: Choice) -> Stopped | None:
    """Let happen what was chosen. Answers why that is not possible any more."""
    life = walker.life
    here = run.position.step if run.position else None
    if run.ended is not None or here is None:
        return Stopped("has_ended", "The journey has ended by then.")
    if here != choice.step:
        named = step_title(life.setting.journey, here)
        return Stopped("stands_elsewhere", f"They stand at “{named}” by then, and go another way.")
    options = Options(life, run, choice.at)
    offer = chosen(options, choice)
    if offer is None:
        return Stopped("cannot_happen", "That cannot happen here any more.")
    if choice.what == "time":
        _pass_time(life, run)
        return None
    at = offer.option.at
    if at < options.now:
        return Stopped("too_early", "That would be before they came here.")
    passing = options.time()
    if passing is not None and at >= passing.option.at:
        return Stopped("too_late", "Time is up before that.")
    stood = run.position and (run.position.step, run.position.visit)
    told_before = len(run.timeline)
    life.add(offer.makes)
    walker.made += offer.makes
    life.until = max(life.until, at + _A_MOMENT)
    life.live()
    now = run.position and (run.position.step, run.position.visit)
    if run.ended is None and now == stood and _must_lead_on(choice):
        _lead_on(life, run, at)
        walker.forced = here
    if len(run.timeline) == told_before:
        words = f"{offer.option.label}. They stay here."
        walker.unheard.append((told_before, happened(at, here, words)))
    return None


def _must_lead_on(choice: Choice) -> bool:
    """What a person wants to have come about has, also where nothing that could be made up makes it
    so. What they themselves said of an event is judged by its filter."""
    awaited = choice.what == "event" and choice.event is None and not choice.properties
    return choice.what == "holds" or awaited


def _lead_on(life: Life, run: Run, at: datetime) -> None:
    """As if it had happened."""
    assert run.position is not None, "who waits has come somewhere"
    passage = life.passage(run, at)
    ways = ways_on(life.setting.journey, run.position, passage.zone, passage.freezes, at)
    way = next((each for each in ways if each.name == "happened"), None)
    if way is None:
        return
    entry = Entry(
        "skipped_wait",
        f"Taken {way.words}.",
        step=run.position.step,
        detail={"way": way.name},
        visit=run.position.visit,
        outlet=outlet_of(life.setting.journey, run.position, way.outcome),
        left_at=way.position.entered_at,
    )
    life.place(run, way.position, entry, at)


def _pass_time(life: Life, run: Run) -> None:
    """Until the customer goes on; they may look up in between without that."""
    stood = run.position and (run.position.step, run.position.visit)
    for _ in range(MOST_WAKES):
        if run.wakes_at is None:
            return
        life.until = max(life.until, run.wakes_at + _A_MOMENT)
        life.live()
        now = run.position and (run.position.step, run.position.visit)
        if run.ended is not None or now != stood or life.exhausted:
            return


def told(walker: Walker, begins: datetime) -> Walk:
    life, run = walker.life, walker.run
    journey = life.setting.journey
    if run is None:
        zone = life.world.zone(None)
        nothing = Retold(None, "They do not enter, so nothing comes of it.")
        return Walk(
            life.customer.name,
            zone,
            False,
            begins,
            (),
            (),
            (),
            0,
            walker.stopped,
            None,
            None,
            nothing,
        )
    lines = lines_of(journey, run, walker.reader.seen, life.setting.names)
    ways = travelled(journey, lines)
    here = run.position.step if run.position and run.position.step in journey.steps else None
    zone = life.world.zone(life.world.people.get(run.contact) if run.contact else None)
    waiting = _waiting(walker)
    return Walk(
        customer=life.customer.name,
        zone=zone,
        entered=True,
        now=run.looked_at or begins,
        trace=_with_unheard(lines, walker.unheard),
        visited=visited(journey, ways, here),
        links=ways,
        used=walker.used,
        stopped=walker.stopped,
        waiting=waiting,
        ended=_ended(run),
        retold=_retold(walker, zone, lines, waiting),
    )


def _with_unheard(lines: Sequence[Line], unheard: Iterable[tuple[int, Line]]) -> tuple[Line, ...]:
    """Whoever chooses something is told that it happened, also where the story is silent on it."""
    trace = list(lines)
    for earlier, (before, line) in enumerate(unheard):
        trace.insert(before + earlier, line)
    return tuple(trace)


def _retold(walker: Walker, zone: str, lines: Sequence[Line], waiting: Waiting | None) -> Retold:
    if walker.stopped is not None:
        return Retold(None, f"The walk does not go to its end. {walker.stopped.said}")
    setting, forced = walker.life.setting, walker.forced
    return retold(
        Walked(
            walker.life.customer,
            walker.entered,
            zone,
            _done(walker),
            walker.entered.looked_at or walker.entered.enrolled_at,
            lines,
            waiting,
            step_title(setting.journey, forced) if forced is not None else None,
            setting,
        )
    )


def _done(walker: Walker) -> tuple[Happening, ...]:
    """What was chosen and could happen."""
    missed = [each.happening for each in walker.life.missed]
    return tuple(each for each in walker.made if each not in missed)


def _ended(run: Run) -> Ended | None:
    if run.ended is None or run.ended_at is None:
        return None
    converted = run.goal_met_at is not None
    return Ended(run.ended.outcome, run.ended.reason, run.ended_at, converted)


def _waiting(walker: Walker) -> Waiting | None:
    life, run = walker.life, walker.entered
    broken = walker.stopped is not None and walker.stopped.code == BrokenJourney.code
    if run.ended is not None or run.position is None or broken or life.exhausted:
        return None
    step = run.position.step
    return Waiting(
        step=step,
        title=step_title(life.setting.journey, step),
        since=run.position.entered_at,
        because=run.held_because or run.waiting_for,
        options=tuple(Options(life, run).shown()),
    )
