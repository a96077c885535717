"""How this installation calls other systems, from its settings."""

from activities.calling.addresses import Guard
from activities.calling.http import HttpCalls
from engine.reach import Reach
from engine.store.tables.columns import utc_now
from onward.settings import Settings


def calls(settings: Settings) -> HttpCalls:
    return HttpCalls(Guard(reach(settings)), utc_now)


def reach(settings: Settings) -> Reach:
    """How far calls go."""
    return Reach.read(settings.allowed_calls, private=settings.allow_private_calls)
