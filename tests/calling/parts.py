"""The production way of calling, allowed to call this machine."""

from activities.calling.addresses import Guard
from activities.calling.http import HttpCalls
from activities.calling.signing import signing_key
from engine.store.tables.columns import utc_now

SIGNING_KEY = signing_key(b"a key for tests that is long enough")


def local_calls() -> HttpCalls:
    return HttpCalls(SIGNING_KEY, Guard(allow_private=True), utc_now)
