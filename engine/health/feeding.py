"""What a scorecard must hear of: which events and traits change which components."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.definition.base import Key
from engine.definition.times import Duration
from engine.health.card import Component, Scorecard
from engine.health.measures import Count, Distinct, Share, Trait
from engine.listening import event_key, first_level, keys_asked, trait_key


@dataclass(frozen=True)
class Windows:
    """What makes components of a scorecard worth measuring again."""

    feeds: Mapping[str, frozenset[Key]]
    """By what is heard, as `engine.listening` has it (`event:Login`, `trait:account.seats`): the
    components it may change."""
    at_first: frozenset[Key]
    """Components of which there are data only once anything has been heard from the account: its
    first event, whatever it is, changes them."""
    periods: Mapping[Key, Duration]
    """How far back the components look that time alone changes: a value may change when an event
    it counts becomes this old. `engine.health.turns` says when."""
    choosing: frozenset[str]
    """What, as it is heard, may change whether the scorecard holds for the account at all."""


def windows(card: Scorecard) -> Windows:
    feeds = defaultdict[str, set[Key]](set)
    for component in card.components:
        for key in _keys(component):
            feeds[key].add(component.key)
    return Windows(
        feeds={key: frozenset(fed) for key, fed in feeds.items()},
        at_first=frozenset(
            each.key
            for each in card.components
            if isinstance(each.measure, Count | Distinct | Share)
        ),
        periods={
            each.key: each.measure.within
            for each in card.components
            if not isinstance(each.measure, Trait)
        },
        choosing=frozenset(keys_asked(card.segment)) if card.segment is not None else frozenset(),
    )


def _keys(component: Component) -> Iterator[str]:
    measure = component.measure
    if isinstance(measure, Trait):
        yield trait_key(first_level(measure.trait))
        return
    yield from (event_key(name) for name in measure.events)
    if measure.where is not None:
        yield from keys_asked(measure.where)
    if isinstance(measure, Share):
        yield trait_key(first_level(measure.of))
