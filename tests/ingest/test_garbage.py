"""Whatever is sent, the answer is never a 5xx, and nothing that was answered 200 is lost."""

import asyncio
import gzip
import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.store.tables.columns import utc_now
from engine.tracking.calls import BadCall
from engine.tracking.decoding import decode
from engine.tracking.reading import Envelope, as_item, read
from tests.ingest.parts import Edge
from tests.parts import tries

KEYS = st.sampled_from(
    ["type", "userId", "anonymousId", "groupId", "previousId", "event", "name", "traits",
     "properties", "context", "timestamp", "originalTimestamp", "sentAt", "messageId", "batch",
     "email", "role", "roles", "arr", "currency", "renewal_date", "owner", "timezone", "locale",
     "account_name", "writeKey", "category", "externalIds", "id"]
)  # fmt: skip
WORDS = st.sampled_from(
    ["identify", "group", "track", "page", "screen", "alias", "u1", "u2", "a1", "acme", "\0",
     "\ud800", "Account Created", "2026-01-01T00:00:00Z", "10000-01-01", "Europe/Paris", "../etc",
     "é" * 200, "x" * 300, "", " ", "ada@acme.test", "champion", "EUR"]
)  # fmt: skip
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS
    | st.text(max_size=20) | st.text(alphabet="\0\ud800\udfff'\"\\%", max_size=5)
)  # fmt: skip
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS | WORDS, inner, max_size=6),
    max_leaves=20,
)
EXTERNAL_IDS = st.lists(
    st.fixed_dictionaries(
        {
            "type": st.sampled_from(["email", "stripe", "zendesk", "Zendesk "]) | SCALARS,
            "id": st.sampled_from(["ada@acme.test", "Ada@Acme.test", "cus_1", 55]) | SCALARS,
        }
    )
    | VALUES,
    max_size=4,
)
CALLS = st.fixed_dictionaries(
    {"type": st.sampled_from(["identify", "group", "track", "page", "screen", "alias"])},
    optional={
        "userId": st.sampled_from(["u1", "u2", 7, None]) | SCALARS,
        "anonymousId": st.sampled_from(["a1", "a2", None]) | SCALARS,
        "groupId": st.sampled_from(["acme", "globex"]) | SCALARS,
        "previousId": st.sampled_from(["a1", "u2"]) | SCALARS,
        "event": st.sampled_from(["Account Created", "Account Removed User"]) | SCALARS,
        "name": SCALARS,
        "traits": st.dictionaries(KEYS, VALUES, max_size=6) | VALUES,
        "properties": st.dictionaries(KEYS, VALUES, max_size=4) | VALUES,
        "context": st.dictionaries(KEYS, VALUES, max_size=4)
        | st.fixed_dictionaries({"externalIds": EXTERNAL_IDS})
        | VALUES,
        "timestamp": SCALARS,
        "messageId": st.sampled_from(["m1", "m2"]) | SCALARS,
        "sentAt": SCALARS,
    },
)
BODIES = (
    st.binary(max_size=200)
    | st.binary(max_size=100).map(lambda raw: b"\x1f\x8b" + raw)
    | st.binary(max_size=100).map(gzip.compress)
    | VALUES.map(lambda value: json.dumps(value).encode())
    | st.lists(CALLS | VALUES, max_size=6).map(lambda batch: json.dumps({"batch": batch}).encode())
)


@given(item=CALLS | VALUES, sent_at=SCALARS)
@settings(max_examples=tries(200), deadline=None)
def test_every_item_is_a_call_or_says_why_not(item: Any, sent_at: Any) -> None:
    item = decode(json.dumps({"item": item}).encode(), 10**6)["item"]
    envelope = Envelope(utc_now(), sent_at)
    call = read(item, envelope)
    if isinstance(call, BadCall):
        assert call.code
        assert call.reason.endswith((".", "kept."))
        json.dumps(call.payload).encode()
    else:
        assert call.occurred_at <= envelope.received_at
        assert read(as_item(call), Envelope(call.occurred_at)) == call


async def test_garbage_is_never_a_5xx(edge: Edge) -> None:
    loop = asyncio.get_running_loop()

    def send(path: str, body: bytes) -> int:
        sent = asyncio.run_coroutine_threadsafe(edge.send(path, body), loop)
        return sent.result().status_code

    @given(path=st.sampled_from(["batch", "identify", "group", "track", "alias"]), body=BODIES)
    @settings(
        max_examples=tries(80),
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        database=None,
    )
    def answers(path: str, body: bytes) -> None:
        assert send(path, body) in (200, 400)

    await asyncio.to_thread(answers)
    assert "cannot_store" not in await edge.reasons()
