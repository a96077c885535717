"""The production way of calling, allowed to call this machine."""

import ssl
from functools import cache

import httpx

from activities.calling.addresses import Guard
from activities.calling.http import HttpCalls
from activities.calling.signing import signing_key
from engine.reach import Reach
from engine.store.tables.columns import utc_now

SIGNING_KEY = signing_key(b"a key for tests that is long enough")


def local_calls() -> HttpCalls:
    return HttpCalls(Guard(Reach(private=True)), utc_now, tls=_authorities())


@cache
def _authorities() -> ssl.SSLContext:
    """Those that calls trust by themselves. Read once: reading takes longer than most tests."""
    return httpx.create_ssl_context()
