"""The record of who did what, written in the transaction that does it."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import JsonValue
from sqlmodel.ext.asyncio.session import AsyncSession

from engine.store.tables import AuditEntry


@dataclass(frozen=True)
class Actor:
    """Who asks for a change, as far as it is known."""

    name: str
    """A user's address, `key:<id>`, `command line`, or `bundled` for what comes with Onward."""
    address: str | None = None
    """The network address the request came from."""
    request_id: str | None = None


def record(
    session: AsyncSession,
    actor: Actor,
    action: str,
    object_id: object,
    *,
    before: Mapping[str, JsonValue] | None = None,
    after: Mapping[str, JsonValue] | None = None,
) -> None:
    """Add to the audit. `action` is object and verb, such as `journey.publish`."""
    session.add(
        AuditEntry(
            actor=actor.name,
            action=action,
            object_id=str(object_id),
            before=dict(before) if before is not None else None,
            after=dict(after) if after is not None else None,
            address=actor.address,
            request_id=actor.request_id,
        )
    )
