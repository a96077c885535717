"""What asks for a segment: live journeys, other segments, and scorecards."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.errors import BrokenJourney
from engine.segments.uses import segments_of
from engine.segments.written import readable, segments_asked
from engine.store.health.cards import list_cards
from engine.store.tables import Journey, JourneyVersion, Segment
from engine.store.versions import definition_of


@dataclass(frozen=True)
class Use:
    """What asks for a segment."""

    kind: Literal["journey", "segment", "scorecard"]
    key: str
    name: str

    def in_words(self) -> str:
        return f"the {self.kind} “{self.name}”"

    @property
    def page(self) -> str:
        """Its path."""
        return (
            f"/health/model/{self.key}" if self.kind == "scorecard" else f"/{self.kind}s/{self.key}"
        )


@dataclass
class Uses:
    by_segment: dict[str, list[Use]] = field(default_factory=dict)

    def of(self, key: str) -> Sequence[Use]:
        return self.by_segment.get(key, ())


async def uses(session: AsyncSession) -> Uses:
    """What asks for each segment: live and paused journeys, other segments, and scorecards."""
    found = Uses()
    journeys = await session.exec(
        select(Journey.key, Journey.name, JourneyVersion.id)
        .join(
            JourneyVersion,
            (col(JourneyVersion.journey_id) == col(Journey.id))
            & (col(JourneyVersion.number) == col(Journey.live_version)),
        )
        .where(col(Journey.status).in_(["live", "paused"]))
        .order_by(func.lower(Journey.name))
    )
    for key, name, version in journeys.all():
        with suppress(BrokenJourney):
            for segment in segments_of(await definition_of(session, version)):
                found.by_segment.setdefault(segment, []).append(Use("journey", key, name))
    segments = await session.exec(
        select(Segment)
        .where(col(Segment.condition).is_not(None), col(Segment.archived_at).is_(None))
        .order_by(func.lower(Segment.name))
    )
    for each in segments:
        if (condition := readable(each.condition)) is not None:
            for asked in segments_asked(condition):
                found.by_segment.setdefault(asked, []).append(Use("segment", each.key, each.name))
    for card in (each.card for each in await list_cards(session)):
        if card.segment is not None:
            for asked in segments_asked(card.segment):
                found.by_segment.setdefault(asked, []).append(Use("scorecard", card.key, card.name))
    return found
