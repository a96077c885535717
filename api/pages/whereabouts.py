"""Where a journey's customers stand when they are on several of its versions."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from engine.definition.base import StepId
from engine.definition.journey import Journey
from engine.errors import BrokenJourney
from engine.sentences import step_title
from engine.sentences.words import name_in_words
from engine.store.database import Session
from engine.store.reading.journeys import Standing, definition

NameOfStep = Callable[[StepId, int | None], str]
"""What a version calls a step. None: the live one, or the latest that has it."""


@dataclass(frozen=True)
class Gone:
    """A step somebody stands at that the live version no longer has."""

    version: int
    step: StepId
    title: str
    customers: int


@dataclass(frozen=True)
class Whereabouts:
    here: Mapping[StepId, int]
    """Who stands at each step, whatever version they are on."""
    earlier: Mapping[StepId, int]
    """Those of them who are not on the live version."""
    versions: Mapping[int, int]
    """How many are on each version."""
    gone: Sequence[Gone]

    @property
    def scattered(self) -> bool:
        """Whether the drawing of the live version does not tell all."""
        return bool(self.gone or self.earlier) or len(self.versions) > 1


def whereabouts(
    standing: Sequence[Standing], live: Journey, number: int | None, name_of: NameOfStep
) -> Whereabouts:
    """`number` is the live version's."""
    here, earlier, versions = Counter[StepId](), Counter[StepId](), Counter[int]()
    gone = []
    for each in standing:
        versions[each.version] += each.customers
        if each.step is None:
            continue
        if each.step not in live.steps:
            title = name_of(each.step, each.version)
            gone.append(Gone(each.version, each.step, title, each.customers))
            continue
        here[each.step] += each.customers
        if each.version != number:
            earlier[each.step] += each.customers
    return Whereabouts(here, earlier, versions, gone)


async def names_in(
    session: Session, key: str, live: Journey | None, versions: Iterable[int]
) -> NameOfStep:
    """The names of steps in those versions of the journey."""
    known: dict[int, Journey] = {}
    for version in sorted(set(versions), reverse=True):
        try:
            known[version] = await definition(session, key, version=version)
        except BrokenJourney:  # told by its id instead
            continue

    def name_of(step: StepId, version: int | None) -> str:
        first = known.get(version) if version is not None else live
        candidates = [first, *known.values()] if first is not None else list(known.values())
        having = next((each for each in candidates if each and step in each.steps), None)
        return step_title(having, step) if having else name_in_words(step).capitalize()

    return name_of
