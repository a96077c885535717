"""From a decoded body to the items in it."""

from datetime import datetime

from pydantic import JsonValue

from engine.tracking.calls import BadCall, BadItem, Call, CallType, JsonObject
from engine.tracking.inspecting import MAX_CALL_BYTES, inspect
from engine.tracking.reading import Envelope, read

MAX_BATCH_BYTES = 6 * 1024 * 1024
"""Segment's libraries keep to 500 KB; RudderStack's send 4 MB and PostHog's 5 MB at once, and one
event more."""
MAX_BATCH_ITEMS = 2500
_FOR_BODIES = 1024
"""What a single call's body may hold besides the call: the write key and the time of sending."""
CALL_TOO_LARGE = (
    f"The call is over {MAX_CALL_BYTES // 1024} KB. Send less with it, or a link to it."
)

_TRANSPORT = frozenset(("writeKey", "sentAt", "_metadata"))


def limit_for(call_type: CallType | None) -> int:
    """How many bytes the body of a single call, or of a batch (None), may have."""
    return MAX_CALL_BYTES + _FOR_BODIES if call_type else MAX_BATCH_BYTES


def items_of(
    body: JsonObject, call_type: CallType | None, received_at: datetime
) -> list[Call | BadCall]:
    """Every item, read. Raises BadItem when a batch is none."""
    if call_type:
        return [read(_bare(body), Envelope(received_at, body.get("sentAt"), type=call_type))]
    batch = body.get("batch")
    if not isinstance(batch, list):
        raise BadItem("bad_batch", 'The body needs a "batch": a list of calls.')
    if len(batch) > MAX_BATCH_ITEMS:
        raise BadItem(
            "too_many", f"The batch has {len(batch):,} calls; at most {MAX_BATCH_ITEMS:,} fit."
        )
    context = body.get("context")
    shared = context if isinstance(context, dict) else {}
    envelope = Envelope(received_at, body.get("sentAt"), shared, fault=_fault_of(shared))
    return [read(_bare(item), envelope) for item in batch]


def _fault_of(shared: JsonObject) -> BadItem | None:
    """Why a batch's context cannot be kept. Its items are then put aside, to be tried again.

    One over the limit is refused with its batch, as it would be kept once for each item.
    """
    try:
        inspect(shared)
    except BadItem as bad:
        fault = BadItem(bad.code, f"The context of the batch cannot be kept. {bad.reason}")
        if bad.code == "too_large":
            raise fault from None
        return fault
    return None


def _bare(item: JsonValue) -> JsonValue:
    """The call without what belongs to its transport, which differs from one try to the next."""
    if not isinstance(item, dict):
        return item
    return {key: value for key, value in item.items() if key not in _TRANSPORT}
