"""How long a call that was not taken waits for its next attempt.

After the schedule of Standard Webhooks: 0, 5 s, 5 m, 30 m, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h.
"""

from datetime import timedelta

PAUSES = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)


def pause_after(attempts: int) -> timedelta:
    """After so many attempts. The last one stays."""
    return PAUSES[min(attempts, len(PAUSES)) - 1]
