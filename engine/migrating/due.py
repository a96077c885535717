"""What is done soon, gathered over many customers: for how many, and for whom."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self
from uuid import UUID

from engine.definition.base import StepId
from engine.definition.journey import Journey
from engine.definition.steps import EmailStep, InAppStep, SurveyStep
from engine.definition.templates import heading
from engine.migrating.forecast import Coming, Kind
from engine.sentences import NO_NAMES, Names, step_title, unnamed_sentence
from engine.sentences.words import template_in_words

SAMPLE = 5
"""So many of those it is done for are named."""

_KINDS: Mapping[Kind, tuple[str, str, str]] = {
    "message": ("Get a message", "gets a message", "get a message"),
    "task": ("Get a task", "gets a task", "get a task"),
    "notice": ("Told to your team", "is told to your team", "are told to your team"),
    "call": ("Sent to another system", "is sent to another system", "are sent to another system"),
    "update": ("Have fields changed", "has fields changed", "have fields changed"),
    "entry": ("Enter another journey", "enters another journey", "enter another journey"),
    "end": ("Finish the journey", "finishes the journey", "finish the journey"),
}
"""In the order in which they are told: as a heading, of one customer, of several."""


@dataclass(frozen=True)
class DueCount:
    """For how many customers something is done within 24 hours, if nothing happens meanwhile."""

    certain: int = 0
    at_most: int = 0
    """With those for whom it is if they take that way at a branch or a split."""

    def __add__(self, other: "DueCount") -> "DueCount":
        return DueCount(self.certain + other.certain, self.at_most + other.at_most)


@dataclass(frozen=True)
class Named:
    """What a customer is called, and their page."""

    name: str
    """The account's, or the contact's in a contact's journey."""
    page: str
    """`/enrollments/…` of one who is inside."""


@dataclass(frozen=True)
class Recipient:
    """Somebody for whom it is done, for example."""

    name: str
    page: str
    at: datetime
    certain: bool


@dataclass(frozen=True)
class DueDeed:
    """One thing that is done, and for whom within 24 hours."""

    step: StepId
    kind: Kind
    title: str
    heading: str | None
    """A message's subject or title. Null: it is none, or no more."""
    detail: str | None
    """What tells it from others that are called alike: that subject, or what a step does that
    nobody has named."""
    before: DueCount
    """As it is now."""
    after: DueCount
    """With this plan."""
    sample: Sequence[Recipient]
    """The first few of those for whom it is done with this plan; where it is for nobody, of those
    for whom it would be without it."""


@dataclass(frozen=True)
class DueKind:
    """For how many customers something of a kind is done, once or more often."""

    kind: Kind
    words: str
    before: DueCount
    after: DueCount

    def in_words(self) -> str:
        """With the plan: `3 get a task`."""
        _, one, several = _KINDS[self.kind]
        low, high = self.after.certain, self.after.at_most
        if low == high:
            return f"{high:,} {one if high == 1 else several}"
        return f"{low:,} to {high:,} {several}" if low else f"up to {high:,} {several}"


@dataclass
class _Due:
    before: list[tuple[UUID, Coming]] = field(default_factory=list)
    after: list[tuple[UUID, Coming]] = field(default_factory=list)

    def sampled(self) -> list[tuple[UUID, Coming]]:
        return sorted(self.after or self.before, key=lambda each: each[1].at)[:SAMPLE]

    def __iadd__(self, other: "_Due") -> Self:
        self.before += other.before
        self.after += other.after
        return self


class Gathering:
    """What is done for everybody, by step."""

    def __init__(self) -> None:
        self._due: dict[tuple[StepId, Kind], _Due] = {}

    def before(self, who: UUID, coming: Iterable[Coming]) -> None:
        for each in coming:
            self._of(each).before.append((who, each))

    def after(self, who: UUID, coming: Iterable[Coming]) -> None:
        for each in coming:
            self._of(each).after.append((who, each))

    def _of(self, coming: Coming) -> _Due:
        return self._due.setdefault((coming.step, coming.kind), _Due())

    def named(self) -> set[UUID]:
        """Who is named as an example."""
        return {who for due in self._due.values() for who, _ in due.sampled()}

    def told(
        self,
        new: Journey,
        olds: Iterable[Journey],
        names: Mapping[UUID, Named],
        called: Names = NO_NAMES,
    ) -> tuple[DueDeed, ...]:
        """In the order of the new version's steps, those that are gone last."""
        order = list(new.steps)
        versions = [new, *olds]
        steps = sorted(
            self._due, key=lambda at: order.index(at[0]) if at[0] in order else len(order)
        )
        return tuple(_told(*at, self._due[at], versions, names, called) for at in steps)

    def kinds(self) -> tuple[DueKind, ...]:
        """For how many each kind is done; messages always."""
        found: dict[Kind, _Due] = {"message": _Due()}
        for (_, kind), due in self._due.items():
            found[kind] = found.get(kind, _Due())
            found[kind] += due
        return tuple(
            DueKind(kind, words[0], _customers(found[kind].before), _customers(found[kind].after))
            for kind, words in _KINDS.items()
            if kind in found
        )


def _told(
    step: StepId,
    kind: Kind,
    due: _Due,
    versions: Sequence[Journey],
    names: Mapping[UUID, Named],
    called: Names,
) -> DueDeed:
    having = next(journey for journey in versions if step in journey.steps)
    subject = next((said for each in versions if (said := _heading(each, step))), None)
    return DueDeed(
        step=step,
        kind=kind,
        title=step_title(having, step),
        heading=subject,
        detail=f"“{subject}”" if subject else unnamed_sentence(having, step, called),
        before=_customers(due.before),
        after=_customers(due.after),
        sample=[
            Recipient(named.name, named.page, coming.at, coming.certain)
            for who, coming in due.sampled()
            if (named := names.get(who)) is not None
        ],
    )


def _customers(due: Sequence[tuple[UUID, Coming]]) -> DueCount:
    """Each counts once, however often it is done for them."""
    certain = {who for who, coming in due if coming.certain}
    return DueCount(len(certain), len({who for who, _ in due}))


def _heading(journey: Journey, step_id: StepId) -> str | None:
    step = journey.steps.get(step_id)
    if not isinstance(step, EmailStep | InAppStep | SurveyStep):
        return None
    template = journey.templates.get(step.template)
    return template_in_words(heading(template)) if template is not None else None
