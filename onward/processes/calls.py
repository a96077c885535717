"""How this installation calls other systems, from its settings."""

from activities.calling.addresses import Guard
from activities.calling.http import HttpCalls
from engine.store.tables.columns import utc_now
from onward.settings import Settings


def calls(settings: Settings) -> HttpCalls:
    guard = Guard(allow_private=settings.allow_private_calls)
    return HttpCalls(guard, utc_now)
