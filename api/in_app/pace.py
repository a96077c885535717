"""How often readers of a product may ask: each at a pace of their own, in one process."""

from collections import Counter
from datetime import datetime, timedelta

from engine.errors import TooMany

MOST_A_MINUTE = 300
"""Five a second: far more than a page with every component on it asks for."""
_MINUTE = timedelta(minutes=1)


class Pace:
    """Counts for a minute of the clock, and forgets."""

    def __init__(self, most: int = MOST_A_MINUTE) -> None:
        self._most = most
        self._minute: datetime | None = None
        self._asked: Counter[str] = Counter()

    def count(self, who: str, now: datetime) -> None:
        """Raises TooMany."""
        minute = now.replace(second=0, microsecond=0)
        if minute != self._minute:
            self._minute = minute
            self._asked.clear()
        self._asked[who] += 1
        if self._asked[who] > self._most:
            said = f"This is asked more than {self._most} times a minute. Open the stream instead."
            raise TooMany(said, wait=minute + _MINUTE - now)
