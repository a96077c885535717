"""Lets an audience into a journey, some at a time, no faster than it was told to.

Safe to run any number of times: what one transaction has done, the next goes on from.
"""

from time import monotonic

from temporalio import activity

from activities.enrolling import TAKE_SOME, AudienceRef, Step
from activities.ports import Ports
from engine.store.audiences import Taken, take_some

AT_A_TIME = 100
"""Customers in one transaction."""
SECONDS = 10
"""About how long one call goes on, so that a history of an audience of thousands stays short."""
STUCK_SECONDS = 60


class EnrollActivity:
    """Holds what the activity reaches; one per worker process."""

    def __init__(self, ports: Ports) -> None:
        self.ports = ports

    @activity.defn(name=TAKE_SOME)
    async def take_some_of_audience(self, ref: AudienceRef) -> Step:
        """Let some in, and say when the next may come."""
        began, enrolled = monotonic(), 0
        while True:
            taken = await self._take(ref)
            activity.heartbeat()
            if taken.is_stuck:
                return Step(rest_seconds=STUCK_SECONDS)
            enrolled += taken.enrolled
            spent = monotonic() - began
            rest = enrolled * 60 / taken.per_minute - spent
            if taken.done or rest > 1 or spent > SECONDS:
                return Step(done=taken.done, rest_seconds=0 if taken.done else max(rest, 0))

    async def _take(self, ref: AudienceRef) -> Taken:
        async with self.ports.database.transaction() as session:
            zone = self.ports.organization.time_zone
            return await take_some(session, ref.run_id, AT_A_TIME, self.ports.clock(), zone)
