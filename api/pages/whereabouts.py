"""What steps are called, when customers are on several versions of a journey."""

from collections.abc import Callable, Iterable

from engine.definition.base import StepId
from engine.definition.journey import Journey
from engine.errors import BrokenJourney
from engine.sentences import step_title
from engine.sentences.words import name_in_words
from engine.store.database import Session
from engine.store.reading.journeys import definition
from engine.store.tables.journeys import TRIED

NameOfStep = Callable[[StepId, int | None], str]
"""What a version calls a step. None: the live one, or the latest that has it."""


async def names_in(
    session: Session, key: str, live: Journey | None, versions: Iterable[int]
) -> NameOfStep:
    """The names of steps in those versions of the journey."""
    known: dict[int, Journey] = {}
    for version in sorted(set(versions) - {TRIED}, reverse=True):
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
