"""Segments at work: what each listens for, whom an event concerns, and who is in."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from engine.definition.conditions import Condition
from engine.evaluation import evaluate
from engine.facts import Facts
from engine.listening import ZONE_TRAITS, keys_asked, trait_key
from engine.segments.written import segments_asked
from engine.turning import next_turn

SubjectKind = Literal["account", "contact"]

_OF_THE_ACCOUNT = trait_key("account.")
_OF_A_SEGMENT = trait_key("segment.")


@dataclass(frozen=True, eq=False)
class Standing:
    """A segment with a condition, in the wording it has now."""

    key: str
    revision: UUID
    """Another with every wording."""
    subject_kind: SubjectKind
    condition: Condition
    hears: frozenset[str]
    """The keys of `engine.listening` that may bring somebody in, or take somebody out."""
    needs: frozenset[str]
    """The segments it asks for, and itself."""


def standing(key: str, revision: UUID, subject_kind: SubjectKind, condition: Condition) -> Standing:
    zones = (f"{whose}.{name}" for whose in ("account", "contact") for name in ZONE_TRAITS)
    hears = {*keys_asked(condition), *map(trait_key, zones)}
    needs = {key, *segments_asked(condition)}
    return Standing(key, revision, subject_kind, condition, frozenset(hears), frozenset(needs))


@dataclass(frozen=True)
class Count:
    """Everybody is being looked at, in the order of their ids."""

    cursor: UUID | None
    """The last who has been. None: nobody yet."""

    def comes_to(self, subject: UUID) -> bool:
        """Whether the count has yet to look at them."""
        return self.cursor is None or subject > self.cursor


@dataclass(frozen=True)
class Board:
    """All segments at work, and the counts under way."""

    segments: tuple[Standing, ...] = ()
    counts: Mapping[str, Count] = field(default_factory=dict)
    by_key: Mapping[str, tuple[Standing, ...]] = field(default_factory=dict)
    """By what they listen for."""
    unreadable: frozenset[str] = frozenset()
    """The keys of those in whose conditions there is something that this code does not know."""

    def hearing(self, keys: Iterable[str]) -> dict[Standing, set[str]]:
        """The segments that listen for one of these, each with those it listens for."""
        heard: dict[Standing, set[str]] = {}
        for key in keys:
            for segment in self.by_key.get(key, ()):
                heard.setdefault(segment, set()).add(key)
        return heard

    def of_kind(self, kind: str) -> list[Standing]:
        return [segment for segment in self.segments if segment.subject_kind == kind]

    def is_left_to_count(self, segment: Standing, subject: UUID) -> bool:
        count = self.counts.get(segment.key)
        return count is not None and count.comes_to(subject)


def by_key(segments: Iterable[Standing]) -> dict[str, tuple[Standing, ...]]:
    index: dict[str, tuple[Standing, ...]] = {}
    for segment in segments:
        for key in segment.hears:
            index[key] = (*index.get(key, ()), segment)
    return index


def in_layers(segments: Iterable[Standing]) -> list[list[Standing]]:
    """So that none asks for another of its own layer or of a later one."""
    left, layers = list(segments), list[list[Standing]]()
    while left:
        keys = {segment.key for segment in left}
        free = [segment for segment in left if not keys & (segment.needs - {segment.key})]
        layers.append(free or left)  # in a circle there is no order
        left = [segment for segment in left if free and segment not in free]
    return layers


@dataclass(frozen=True)
class Concerned:
    """Whom an event concerns in one segment."""

    subject: UUID | None = None
    contacts_of: UUID | None = None
    """All contacts of this account."""


def concerned(
    segment: Standing, heard: Collection[str], account_id: UUID | None, contact_id: UUID | None
) -> Concerned:
    """What becomes of an account, or of its segments, is asked of each of its contacts too."""
    if segment.subject_kind == "account":
        return Concerned(account_id)
    of_account = any(
        key.startswith(_OF_THE_ACCOUNT) or (contact_id is None and key.startswith(_OF_A_SEGMENT))
        for key in heard
    )
    return Concerned(contact_id, account_id if of_account else None)


@dataclass(frozen=True)
class Verdict:
    inside: bool
    turns_at: datetime | None
    """When time alone may turn it. None: time changes nothing."""


def judge(condition: Condition, facts: Facts) -> Verdict:
    """What cannot be said counts as no, as everywhere."""
    return Verdict(bool(evaluate(condition, facts).holds), next_turn((condition,), facts))
