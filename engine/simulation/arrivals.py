"""What is going to happen to one customer, in the order in which it is heard of."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from heapq import heapify, heappop, heappush

from engine.simulation.happenings import Happening, arrival


class Arrivals:
    """Of several at one moment, those that were added first come first."""

    def __init__(self, happenings: Iterable[Happening]) -> None:
        self._queue = [(arrival(each), number, each) for number, each in enumerate(happenings)]
        heapify(self._queue)
        self._added = len(self._queue)

    @property
    def next_at(self) -> datetime | None:
        """When the next one comes, aware UTC. None: nothing does."""
        return self._queue[0][0] if self._queue else None

    def at(self, now: datetime) -> Iterator[Happening]:
        """All that come at the moment of the next one, if that is `now`."""
        below = [0]
        while below:
            place = below.pop()
            if place < len(self._queue) and self._queue[place][0] == now:
                yield self._queue[place][2]
                below += (2 * place + 1, 2 * place + 2)

    def add(self, happenings: Iterable[Happening]) -> None:
        for each in happenings:
            heappush(self._queue, (arrival(each), self._added, each))
            self._added += 1

    def pop(self) -> Happening:
        """The next one, which is to come no more. There must be one."""
        return heappop(self._queue)[2]
