"""How this installation calls other systems, from its settings."""

from activities.calling.addresses import Guard
from activities.calling.http import HttpCalls
from activities.calling.signing import signing_key
from engine.store.tables.columns import utc_now
from onward.processes import requirements
from onward.settings import Settings


def calls(settings: Settings) -> HttpCalls:
    """Raises CannotStartError without a secret key: webhooks are signed with one made from it."""
    guard = Guard(allow_private=settings.allow_private_calls)
    return HttpCalls(signing_key(requirements.secret_key(settings)), guard, utc_now)
