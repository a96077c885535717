"""What docs/calls.md tells receivers to do works on what is really sent."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from activities.calling.signing import shareable, signing_key
from activities.calling.transport import Calling
from tests.calling.parts import SIGNING_KEY, local_calls
from tests.calling.server import web_server

DOCS = Path(__file__).parents[2] / "docs" / "calls.md"
[RECEIVER] = re.findall(r"^```python\n(.*?)^```", DOCS.read_text(), re.M | re.S)
SECRET = shareable(SIGNING_KEY)


async def test_a_receiver_can_tell_what_is_ours() -> None:
    receiver: dict[str, Any] = {}
    exec(RECEIVER, receiver)
    is_ours = receiver["is_ours"]
    async with web_server() as server:
        await local_calls().send(
            Calling(
                message_id=UUID(int=7),
                step="tell",
                visit=1,
                first_tried_at=datetime.now(UTC),
                kind="webhook",
                url=server.url,
                shown_as=server.url,
                body=b'{"type":"journey.step"}',
                keys=(signing_key(b"another secret, long enough too"), SIGNING_KEY),
            )
        )
    [request] = server.requests
    assert is_ours(request.headers, request.body, SECRET)
    assert not is_ours(request.headers, request.body + b" ", SECRET)
    old = replace(request, headers={**request.headers, "webhook-timestamp": "1700000000"})
    assert not is_ours(old.headers, old.body, SECRET)
    other = replace(request, headers={**request.headers, "webhook-id": "msg_other"})
    assert not is_ours(other.headers, other.body, SECRET)
