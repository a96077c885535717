"""When the journey is paused, and when its clock stood still."""

from datetime import datetime

from engine.reckoning import Freeze
from engine.simulation.happenings import Paused


class Pauses:
    """Changes as the journey is paused and resumed."""

    def __init__(self) -> None:
        self._paused: Paused | None = None
        self._over: list[Freeze] = []

    @property
    def paused(self) -> bool:
        return self._paused is not None

    @property
    def stopped_since(self) -> datetime | None:
        """Since when the clock stands still, aware UTC. None: it runs."""
        paused = self._paused
        return paused.at if paused is not None and paused.stops_clock else None

    def pause(self, happening: Paused) -> None:
        self._paused = happening

    def resume(self, now: datetime) -> None:
        since = self.stopped_since
        self._paused = None
        if since is not None:
            self._over.append(Freeze(since, now))

    def freezes(self, now: datetime) -> tuple[Freeze, ...]:
        """When the clock stood still; what is going on still ends now."""
        since = self.stopped_since
        return (*self._over, Freeze(since, now)) if since is not None else tuple(self._over)
