"""What is said of a message in the product: that it is there is not yet that anybody saw it."""

from datetime import datetime

SEEN = "Seen"


def seen_in_words(
    now: datetime, *, is_test: bool, seen_at: datetime | None, expires_at: datetime | None
) -> str:
    """Whether anybody has seen it. What is made in a test run is in nobody's product."""
    if is_test:
        return "Test, shown to nobody"
    if seen_at is not None:
        return SEEN
    if expires_at is not None and expires_at <= now:
        return "Nobody saw it in time"
    return "Not seen yet"
