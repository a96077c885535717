"""Postmark's events: nothing is signed, so Basic it is; the kind is `RecordType`.

Source: Postmark developer docs, Webhooks. There is no id of events, so it is made of what they say.
"""

from collections.abc import Sequence

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
from engine.mailing.reporting import Reporter, Token, check_by
from engine.mailing.secrets import check_pair
from engine.sources.delivery import Delivery, Refused
from engine.sources.looking import at, text_at
from engine.sources.schemes import Secret

SCHEME = Secret(form="basic")

_KINDS: dict[str, Kind] = {
    "Delivery": "delivered",
    "Bounce": "bounced",
    "SpamComplaint": "complained",
    "Open": "opened",
    "Click": "clicked",
    "SubscriptionChange": "unsubscribed",
}
_BOUNCES: dict[str, Kind] = {"SpamNotification": "complained", "SpamComplaint": "complained",
                             "Unsubscribe": "unsubscribed"}  # fmt: skip
_HARD = ("HardBounce", "BadEmailAddress")
_NO_FIT = Refused(
    "bad_signature",
    "The user and password do not fit. See that Postmark's webhook (Basic auth) has the ones that"
    " ONWARD_MAIL_EVENTS names, as postmark=user:password.",
)


def _verify(secrets: Sequence[str], delivery: Delivery, data: JsonValue) -> Token | None:
    check_by(SCHEME, secrets, delivery, _NO_FIT)
    return None


def _read(delivery: Delivery, data: JsonValue) -> list[MailEvent]:
    record = text_at(data, "RecordType") or ""
    kind = _KINDS.get(record)
    message_id = message_named(text_at(data, f"Metadata.{TAG}"))
    if kind is None or message_id is None or not _is_news(record, data):
        return []
    sort = text_at(data, "Type") or ""
    kind = _BOUNCES.get(sort, kind) if record == "Bounce" else kind
    bounce: Bounce = "hard" if sort in _HARD else "soft"
    at_ = instant_at(data, "DeliveredAt", "BouncedAt", "ReceivedAt", "ChangedAt")
    named = text_at(data, "ID") or text_at(data, "MessageID") or ""
    link = text_at(data, "OriginalLink")
    return [
        MailEvent(
            message_id=message_id,
            key="/".join([record, named, at_.isoformat() if at_ else "", link or ""])[:500],
            kind=kind,
            at=at_,
            bounce=bounce if kind == "bounced" else None,
            detail=detail_at(data, "Details", "Description"),
            url=link,
            agent=detail_at(data, "UserAgent"),
        )
    ]


def _is_news(record: str, data: JsonValue) -> bool:
    """Of changes of a subscription only a reader's own: of the others the bounce tells."""
    return record != "SubscriptionChange" or (
        at(data, "SuppressSending") is True
        and text_at(data, "SuppressionReason") == "ManualSuppression"
    )


REPORTER = Reporter(
    key="postmark",
    name="Postmark",
    verify=_verify,
    read=_read,
    check=check_pair,
    secret="the user:password you put into the webhook's address",
)
