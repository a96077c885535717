"""What Amazon SES tells by SNS: the `Message` is JSON once more.

Source: Amazon SES developer guide, “Event data that Amazon SES publishes to Amazon SNS”. Its older
notifications say `notificationType` in place of `eventType`.
"""

import orjson
from pydantic import JsonValue

from engine.mailing.happening import (
    TAG,
    Bounce,
    Kind,
    MailEvent,
    detail_at,
    instant_at,
    message_named,
)
from engine.sources.delivery import Delivery, Unreadable
from engine.sources.looking import list_at, text_at

_KINDS: dict[str, Kind] = {
    "Send": "sent",
    "Delivery": "delivered",
    "Bounce": "bounced",
    "Complaint": "complained",
    "Reject": "rejected",
    "Open": "opened",
    "Click": "clicked",
    "DeliveryDelay": "deferred",
    "Rendering Failure": "failed",
    "Subscription": "unsubscribed",
}
_PART: dict[str, str] = {"DeliveryDelay": "deliveryDelay", "Rendering Failure": "failure"}


def read(delivery: Delivery, data: JsonValue) -> list[MailEvent]:
    """What a notification says. Raises `Unreadable`."""
    try:
        said: JsonValue = orjson.loads(text_at(data, "Message") or "")
    except orjson.JSONDecodeError:
        if text_at(data, "Message"):
            return []  # What SES writes to a new topic to try it out is no JSON.
        raise Unreadable("no_message", "The notification has no Message.") from None
    kind_said = text_at(said, "eventType", "notificationType") or ""
    kind = _KINDS.get(kind_said)
    message_id = message_named(_tag(said))
    if kind is None or message_id is None:
        return []
    part = _PART.get(kind_said, kind_said.lower())
    bounce: Bounce = "hard" if text_at(said, "bounce.bounceType") == "Permanent" else "soft"
    return [
        MailEvent(
            message_id=message_id,
            key=(text_at(data, "MessageId") or "")[:500],
            kind=kind,
            at=instant_at(said, f"{part}.timestamp", "mail.timestamp"),
            bounce=bounce if kind == "bounced" else None,
            detail=detail_at(
                said,
                "bounce.bouncedRecipients.0.diagnosticCode",
                f"{part}.smtpResponse",
                f"{part}.delayedRecipients.0.diagnosticCode",
                f"{part}.complaintFeedbackType",
                f"{part}.errorMessage",
                f"{part}.reason",
                "bounce.bounceSubType",
                f"{part}.delayType",
            ),
            url=text_at(said, "click.link"),
            agent=detail_at(said, f"{part}.userAgent"),
        )
    ]


def _tag(said: JsonValue) -> str | None:
    """Our message's id, from the tags or the headers of the mail."""
    headers = list_at(said, "mail.headers")
    named = (each for each in headers if (text_at(each, "name") or "").lower() == _HEADER)
    return text_at(said, f"mail.tags.{TAG}.0") or next(
        (text_at(each, "value") for each in named), None
    )


_HEADER = "x-onward-message"
