"""Segment, as a webhook destination: its own calls, one at a time.

`X-Signature` is the hexadecimal HMAC-SHA1 of the body. Batches are signed for their first call
only, so they are refused: turn batching off, or send with a write key instead.
"""

from pydantic import JsonValue

from engine.sources.delivery import Delivery, Unreadable
from engine.sources.items import Understood, need
from engine.sources.looking import at, text_at
from engine.sources.preset import Preset
from engine.sources.schemes import Signature


def _read(delivery: Delivery, data: JsonValue) -> Understood:
    if isinstance(data, list) or isinstance(at(data, "batch"), list):
        raise Unreadable(
            "batched",
            "Segment signs only the first call of a batch. Turn batching off in the destination's"
            " settings.",
        )
    assert isinstance(data, dict)
    if need(text_at(data, "type"), "type") == "delete":
        return Understood(left_out="Segment asks to delete a user, which is done by hand here.")
    return Understood(items=(data,))


PRESET = Preset(
    key="segment",
    name="Segment",
    kind="analytics",
    scheme=Signature(header="x-signature", algorithm="sha1"),
    read=_read,
    setup="Connections, Destinations, Webhooks. Enter the address, and a secret of your own.",
)
