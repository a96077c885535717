"""The population assumed where nobody describes one: read out of what the journey asks about."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Any

from engine.clock import after
from engine.coming import date_triggers
from engine.definition.base import EventName
from engine.definition.conditions import (
    Condition,
    EventHappened,
    HealthIs,
    Leaf,
    SegmentIs,
    TraitIs,
    leaves,
)
from engine.definition.journey import Journey
from engine.definition.steps import (
    BranchStep,
    EmailStep,
    InAppStep,
    SurveyStep,
    TaskStep,
    UntilCondition,
    UntilEvent,
    WaitStep,
    dates_of,
)
from engine.definition.times import Duration
from engine.definition.triggers import DateTrigger
from engine.entry import event_of
from engine.facts import HEALTH_TRAITS
from engine.needs import needs_of
from engine.simulation.deeds import TOLD_BY_US, deeds_for, ends_of, properties_for
from engine.simulation.population import Doing, Population, Values
from engine.templates import variables
from engine.templates.texts import sources

WITHIN_DAYS = 21
"""So long after entry what customers do is done."""
_SOON = (Duration.parse("1h"), Duration.parse(f"{WITHIN_DAYS}d"))
_RARELY = 0.05
_MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
_OWN = {
    "account.name", "account.external_id", "contact.name", "contact.email", "contact.first_name",
    "contact.last_name", "contact.external_id", "contact.time_zone",
}  # fmt: skip


def usual_population(journey: Journey, accounts: int = 500, seed: int = 1) -> Population:
    """Within three weeks half of the customers do each thing the journey looks for, and five in a
    hundred each thing that ends it. Traits it asks about take the values it asks for, and others;
    half of them are in each segment it asks about."""
    return Population(
        accounts=accounts,
        seed=seed,
        traits=_traits(journey),
        roles=dict.fromkeys(_roles(journey), 0.6),
        segments=dict.fromkeys(_segments(journey), 0.5),
        does=(*_doings(journey), *_ends(journey)),
    )


def _conditions(journey: Journey) -> Iterator[Condition]:
    """All but what ends the journey."""
    if journey.goal:
        yield journey.goal.when
    if journey.entry.audience is not None:
        yield journey.entry.audience
    for step in journey.steps.values():
        match step:
            case BranchStep():
                yield from (case.when for case in step.cases)
            case WaitStep(until=UntilCondition(when=when)):
                yield when
            case EmailStep() | InAppStep() | SurveyStep() | TaskStep() if step.skip_when:
                yield step.skip_when
            case _:
                pass


def _asked(journey: Journey) -> Iterator[Leaf]:
    return (leaf for condition in _conditions(journey) for leaf in leaves(condition))


def _doings(journey: Journey) -> Iterator[Doing]:
    entering = {event_of(trigger) for trigger in journey.entry.triggers} - {None}
    found: dict[str, tuple[Doing, int]] = {}

    def looked_for(event: EventName, where: Condition | None, times: int = 1) -> None:
        doing = Doing(event=event, properties=properties_for(where) or {}, share=0.5, between=_SOON)
        known = found.get(doing.model_dump_json(), (doing, 1))[1]
        found[doing.model_dump_json()] = doing, max(known, times)

    for leaf in _asked(journey):
        if isinstance(leaf, EventHappened):
            looked_for(leaf.event, leaf.where, leaf.at_least or leaf.exactly or 1)
    for step in journey.steps.values():
        if isinstance(step, WaitStep) and isinstance(step.until, UntilEvent):
            looked_for(step.until.event, step.until.where)
    for doing, times in found.values():
        if doing.event not in entering | TOLD_BY_US:
            yield from [doing] * min(times, 20)


def _ends(journey: Journey) -> Iterator[Doing]:
    """What takes customers out: as events, as traits that change, or as segments."""
    for when in ends_of(journey):
        for deed in deeds_for(when):
            yield Doing(**asdict(deed), share=_RARELY, between=_SOON)


def _traits(journey: Journey) -> dict[str, Values]:
    asked: dict[str, list[TraitIs | HealthIs]] = defaultdict(list)
    for leaf in _asked(journey):
        if isinstance(leaf, TraitIs):
            asked[leaf.trait].append(leaf)
        elif isinstance(leaf, HealthIs):
            asked[f"account.{HEALTH_TRAITS[leaf.health]}"].append(leaf)
    found = {path: _values(leaves_) for path, leaves_ in asked.items()}
    for step in journey.steps.values():
        for moving in dates_of(step):
            found[moving.trait] = Values(date=(0, 180), known=0.9)
    for trigger in date_triggers(journey):
        found[trigger.date.trait] = Values(date=_when(trigger), known=0.9)
    for path in sorted(_read(journey) - _OWN - set(found)):
        if path.startswith(("account.", "contact.")):
            found[path] = Values(one_of={f"some {path.rpartition('.')[2]}": 1}, known=0.9)
    return {path: values for path, values in found.items() if path not in _OWN}


DATES_WITHIN = 60
"""So many days after customers come the journey starts for them by a date."""


def _when(trigger: DateTrigger) -> tuple[int, int]:
    """So that the journey starts within two months of when they come."""
    offset = trigger.date.offset
    if offset is None:
        return 0, DATES_WITHIN
    length = ceil((after(_MONDAY, offset.duration, "UTC") - _MONDAY) / timedelta(days=1))
    return (length, length + DATES_WITHIN) if offset.before else (-length, DATES_WITHIN - length)


def _values(asked: list[TraitIs | HealthIs]) -> Values:
    numbers = [float(each) for leaf in asked for each in _listed(leaf) if _is_number(each)]
    if any(isinstance(leaf.expected, Duration) for leaf in asked):
        return Values(date=(-90, 90), known=0.9)
    if numbers:
        return Values(number=_around(numbers), known=0.95)
    texts = [str(each) for leaf in asked if leaf.operator != "exists" for each in _listed(leaf)]
    return Values(one_of={**dict.fromkeys(texts, 1.0), "something else": 1.0}, known=0.95)


def _around(numbers: list[float]) -> tuple[int, int]:
    """From well below what is asked for to well above it, on whichever side of nothing that is."""
    low, high = min(numbers), max(numbers)
    return int(low / 2 if low > 0 else low * 2), int(high * 2 if high > 0 else high / 2) or 1


def _listed(leaf: TraitIs | HealthIs) -> tuple[Any, ...]:
    return leaf.expected if isinstance(leaf.expected, tuple) else (leaf.expected,)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _roles(journey: Journey) -> dict[Any, None]:
    return dict.fromkeys(needs_of(journey).roles)


def _segments(journey: Journey) -> dict[str, None]:
    return dict.fromkeys(leaf.segment for leaf in _asked(journey) if isinstance(leaf, SegmentIs))


def _read(journey: Journey) -> set[str]:
    """The variables its texts read."""
    written = [each for template in journey.templates.values() for each in sources(template)]
    for step in journey.steps.values():
        if isinstance(step, TaskStep):
            written += [step.title, step.instructions]
    return {variable.path for source in written for variable in variables(source)}
