"""A house that keeps segments up to date: dispatchers and recurring jobs on a clock of the test."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import col, select

from engine.segments.standing import SubjectKind
from engine.segments.written import condition_from
from engine.store.audit import Actor
from engine.store.segmenting.counting import count_page
from engine.store.segments import put_segment
from engine.store.tables import (
    Event,
    Segment,
    SegmentChange,
    SegmentCount,
    SegmentMember,
    SegmentTurn,
)
from tests.world import World
from workflows.dispatcher import Dispatcher
from workflows.recurring import Recurring

NOW = datetime(2026, 9, 7, 12, 0, tzinfo=UTC)
KIM = Actor("kim@example.com")


class House:
    def __init__(self, world: World) -> None:
        self.world, self.now = world, NOW
        self.dispatcher = self.another_dispatcher()
        self.recurring = Recurring(world.database, lambda: self.now)

    def another_dispatcher(self) -> Dispatcher:
        return Dispatcher(self.world.database, time_zone="UTC", clock=lambda: self.now)

    async def put(
        self, key: str, condition: Any, kind: SubjectKind = "account", *, tells: bool = False
    ) -> None:
        """Have there be a segment; it is not counted yet."""
        async with self.world.database.transaction() as session:
            await put_segment(
                session,
                key,
                name=key,
                subject_kind=kind,
                condition=condition_from(condition),
                tells=tells,
                by=KIM,
                now=self.now,
            )

    async def settle(self) -> None:
        """All events are dispatched, everything due has been looked at, and all counts are done."""
        await self.recurring.count_segments()
        while await self.dispatcher.dispatch():
            pass
        await self.recurring.look_again_at_segments()
        while await self.dispatcher.dispatch():
            pass

    async def count_pages(self, number: int) -> dict[str, int]:
        """Count so many pages. Returns how many each unfinished count has looked at by then."""
        for _ in range(number):
            async with self.world.database.transaction() as session:
                await count_page(session, self.now, "UTC")
        async with self.world.database.transaction() as session:
            counts = select(SegmentCount).where(col(SegmentCount.finished_at).is_(None))
            return {each.segment_key: each.done for each in await session.exec(counts)}

    async def rewrite(self, key: str, condition: Any) -> None:
        """As a newer version might have written it, or an older one reads it again."""
        async with self.world.database.transaction() as session:
            segment = await session.get_one(Segment, key)
            segment.condition, segment.revision = condition, uuid4()

    async def turns(self, key: str) -> list[tuple[UUID, datetime]]:
        """When whom time may bring in or take out."""
        async with self.world.database.transaction() as session:
            found = select(SegmentTurn).where(SegmentTurn.segment_key == key)
            return [(each.subject_id, each.due_at) for each in await session.exec(found)]

    async def members(self, key: str) -> set[UUID]:
        async with self.world.database.transaction() as session:
            found = select(SegmentMember.subject_id).where(SegmentMember.segment_key == key)
            return set(await session.exec(found))

    async def told(self) -> list[tuple[str, str]]:
        """Which changes were told as events, in order."""
        async with self.world.database.transaction() as session:
            found = await session.exec(
                select(Event).where(col(Event.name).like("Segment %")).order_by(col(Event.id))
            )
            return [(each.name, str(each.properties["segment"])) for each in found]

    async def history(self, key: str) -> list[tuple[bool, str]]:
        async with self.world.database.transaction() as session:
            found = await session.exec(
                select(SegmentChange)
                .where(SegmentChange.segment_key == key)
                .order_by(col(SegmentChange.id))
            )
            return [(each.entered, each.cause) for each in found]
