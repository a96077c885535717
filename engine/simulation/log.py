"""The events of one subject, kept so that questions about them are answered by looking up."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.listening import event_key, trait_key


@dataclass(frozen=True)
class Logged:
    """An event that has come in."""

    id: int
    at: datetime
    name: str
    properties: Mapping[str, Any]
    contact: UUID | None
    changed: tuple[str, ...]
    """Paths of the traits it changed."""

    @property
    def keys(self) -> set[str]:
        """What it is heard as: see `engine.listening`."""
        return {event_key(self.name), *(trait_key(path) for path in self.changed)}


@dataclass
class Named:
    """The events of one name as they happened, and when."""

    times: list[datetime] = field(default_factory=list)
    events: list[Logged] = field(default_factory=list)


_NONE = Named()


class Log:
    def __init__(self) -> None:
        self._named: dict[str, Named] = {}
        self._heard: dict[str, list[datetime]] = {}

    def add(self, event: Logged) -> None:
        """Of two that happened at once, the one that came in first is the first."""
        named = self._named.setdefault(event.name, Named())
        place = bisect_right(named.times, event.at)
        named.times.insert(place, event.at)
        named.events.insert(place, event)
        for key in event.keys:
            times = self._heard.setdefault(key, [])
            times.insert(bisect_right(times, event.at), event.at)

    def named(self, name: str) -> Named:
        return self._named.get(name, _NONE)

    def last_heard(
        self, keys: Collection[str], since: datetime, before: datetime | None = None
    ) -> datetime | None:
        """When the latest event after `since`, and before `before`, came that is heard by any of
        the keys."""
        latest: datetime | None = None
        for times in (self._heard[key] for key in keys if key in self._heard):
            end = len(times) if before is None else bisect_left(times, before)
            if end and times[end - 1] > since and (latest is None or times[end - 1] > latest):
                latest = times[end - 1]
        return latest
