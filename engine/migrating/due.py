"""The messages that come due soon, gathered over many customers: how many get which, and who."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from engine.definition.base import StepId
from engine.definition.journey import Journey
from engine.definition.steps import EmailStep, InAppStep, SurveyStep
from engine.definition.templates import heading
from engine.migrating.forecast import Coming
from engine.sentences import step_title
from engine.sentences.words import template_in_words

SAMPLE = 5
"""So many who get a message are named."""


@dataclass(frozen=True)
class DueCount:
    """How many customers get a message within 24 hours, if nothing happens meanwhile."""

    certain: int = 0
    at_most: int = 0
    """With those who get one if they take that way at a branch or a split."""

    def __add__(self, other: "DueCount") -> "DueCount":
        return DueCount(self.certain + other.certain, self.at_most + other.at_most)


@dataclass(frozen=True)
class Recipient:
    """Somebody who gets a message, for example."""

    enrollment_id: UUID
    name: str
    """The account's, or the contact's in a contact's journey."""
    at: datetime
    certain: bool


@dataclass(frozen=True)
class DueMessage:
    """One message, and who gets it within 24 hours."""

    step: StepId
    title: str
    heading: str | None
    """Its subject or title; null where the step has become something else."""
    before: DueCount
    """As it is now."""
    after: DueCount
    """With this plan."""
    sample: Sequence[Recipient]
    """The first few of those who get it with this plan; where nobody does, of those who would
    without it."""


@dataclass
class _Due:
    before: list[tuple[UUID, Coming]] = field(default_factory=list)
    after: list[tuple[UUID, Coming]] = field(default_factory=list)

    def sampled(self) -> list[tuple[UUID, Coming]]:
        return sorted(self.after or self.before, key=lambda each: each[1].at)[:SAMPLE]


class Gathering:
    """Everybody's messages, by step."""

    def __init__(self) -> None:
        self._due: dict[StepId, _Due] = {}

    def before(self, who: UUID, coming: Iterable[Coming]) -> None:
        for each in coming:
            self._of(each).before.append((who, each))

    def after(self, who: UUID, coming: Iterable[Coming]) -> None:
        for each in coming:
            self._of(each).after.append((who, each))

    def _of(self, coming: Coming) -> _Due:
        return self._due.setdefault(coming.step, _Due())

    def named(self) -> set[UUID]:
        """Who is named as an example."""
        return {who for due in self._due.values() for who, _ in due.sampled()}

    def told(
        self, new: Journey, olds: Iterable[Journey], names: dict[UUID, str]
    ) -> tuple[DueMessage, ...]:
        """In the order of the new version's steps, those that are gone last."""
        order = list(new.steps)
        versions = [new, *olds]
        steps = sorted(
            self._due, key=lambda step: order.index(step) if step in order else len(order)
        )
        return tuple(_told(step, self._due[step], versions, names) for step in steps)


def _told(
    step: StepId, due: _Due, versions: Sequence[Journey], names: dict[UUID, str]
) -> DueMessage:
    having = next(journey for journey in versions if step in journey.steps)
    return DueMessage(
        step=step,
        title=step_title(having, step),
        heading=next((said for each in versions if (said := _heading(each, step))), None),
        before=_counted(due.before),
        after=_counted(due.after),
        sample=[
            Recipient(who, names.get(who, "Unnamed"), coming.at, coming.certain)
            for who, coming in due.sampled()
        ],
    )


def _counted(due: Sequence[tuple[UUID, Coming]]) -> DueCount:
    return DueCount(sum(coming.certain for _, coming in due), len(due))


def _heading(journey: Journey, step_id: StepId) -> str | None:
    step = journey.steps.get(step_id)
    if not isinstance(step, EmailStep | InAppStep | SurveyStep):
        return None
    template = journey.templates.get(step.template)
    return template_in_words(heading(template)) if template is not None else None
