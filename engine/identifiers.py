"""Identifiers made from what they identify, so that doing a thing twice names the same thing."""

from uuid import UUID, uuid5

_NAMESPACE = UUID("6b1d5b0e-4d0c-5f0e-9a53-6f6e77617264")


def account_id(external_id: str) -> UUID:
    """The id of the account a customer's systems call `external_id`."""
    return uuid5(_NAMESPACE, f"account/{external_id}")


def contact_id(kind: str, value: str) -> UUID:
    """The id given to a contact first seen under this identity."""
    return uuid5(_NAMESPACE, f"contact/{kind}/{value}")


def enrollment_id(journey_key: str, subject_id: UUID, entry_key: str) -> UUID:
    """The same trigger for the same subject is the same enrollment, whatever crashes.

    `entry_key` is empty for journeys entered once in a lifetime, else names the entry: the event's
    id, or the idempotency key of a request.
    """
    return uuid5(_NAMESPACE, f"enrollment/{journey_key}/{subject_id}/{entry_key}")


def message_id(
    enrollment_id: UUID,
    step: str,
    visit: int,
    contact_id: UUID | None,
    *,
    is_reminder: bool = False,
) -> UUID:
    """One message per enrollment, step, visit and contact, and one that reminds of it."""
    kind = "reminder" if is_reminder else "message"
    return uuid5(enrollment_id, f"{kind}/{step}/{visit}/{contact_id}")


def task_id(enrollment_id: UUID, step: str, visit: int) -> UUID:
    """One task per enrollment, step and visit."""
    return uuid5(enrollment_id, f"task/{step}/{visit}")


def workflow_id(enrollment_id: UUID) -> str:
    """The Temporal workflow that carries an enrollment."""
    return f"enrollment/{enrollment_id}"
