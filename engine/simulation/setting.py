"""What all customers of one simulation share: the journey, the organization, and what is worked out
once for all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from engine.advancing.passage import Colleague
from engine.arbiter import Policy
from engine.definition.base import StepId
from engine.definition.journey import Journey
from engine.definition.steps import (
    ApproveStep,
    AssignToOwner,
    AssignToRole,
    AssignToUser,
    TaskStep,
)
from engine.definition.times import Percentage
from engine.listening import listens
from engine.sentences import NO_NAMES, Names
from engine.simulation.writing import Writer


def named(journey: Journey) -> tuple[Colleague, ...]:
    """The users its steps name, as if all of them were there."""
    addresses: dict[str, None] = {}
    for step in journey.steps.values():
        if isinstance(step, TaskStep | ApproveStep):
            match step.assign:
                case (
                    AssignToUser(user=str(address))
                    | AssignToOwner(otherwise=str(address))
                    | AssignToRole(otherwise=str(address))
                ):
                    addresses[address.lower()] = None
                case _:
                    pass
    return tuple(
        Colleague(uuid5(NAMESPACE_URL, f"mailto:{address}"), address.partition("@")[0], address)
        for address in addresses
    )


@dataclass(frozen=True)
class Setting:
    journey: Journey
    time_zone: str = "UTC"
    """IANA name; for customers without a zone of their own."""
    organization: Mapping[str, Any] = field(default_factory=dict)
    """What templates see as `organization`."""
    colleagues: tuple[Colleague, ...] = ()
    """The users there are. None are made up: a task for somebody else goes to nobody."""

    names: Names = NO_NAMES
    """What pools are called, among others."""

    had: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Values that customers have of a trait, by its path, the most frequent first."""

    policy: Policy = field(default_factory=Policy)
    """What the organization has decided for every touch."""
    beside: tuple[Journey, ...] = ()
    """Other journeys that reach the same customers."""
    holds_out: bool = False
    """Whether customers are kept out to compare with, by lot of their ids, as for real."""
    everywhere: Percentage | None = None
    """The share of accounts that no journey reaches, where any are kept out."""

    @cached_property
    def writer(self) -> Writer:
        return Writer(self.journey)

    @cached_property
    def by_address(self) -> dict[str, Colleague]:
        return {each.email.lower(): each for each in self.colleagues}

    @cached_property
    def _listens(self) -> dict[StepId | None, frozenset[str]]:
        return {}

    def listens(self, step: StepId | None) -> frozenset[str]:
        """See `engine.listening.listens`."""
        if step not in self._listens:
            self._listens[step] = listens(self.journey, step)
        return self._listens[step]
