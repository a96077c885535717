"""Messages as products are handed them."""

import hashlib
from datetime import datetime
from typing import Any

import orjson

from engine.store.in_app.feed import Feed, Shown


def feed_answer(feed: Feed) -> bytes:
    """The same feed is the same bytes."""
    return orjson.dumps(
        {
            "messages": [message(each) for each in feed.messages],
            "next": feed.next,
            "unread": feed.unread,
            "unseen": feed.unseen,
            "over": [message(each) for each in feed.over],
        },
        option=orjson.OPT_UTC_Z,
    )


def tag_of(body: bytes) -> str:
    """What tells one answer from another: an ETag, and a stream's event id."""
    return hashlib.sha256(body).hexdigest()[:24]


def message(shown: Shown) -> dict[str, Any]:
    content = shown.content
    items = content.get("items")
    return {
        "id": shown.id,
        "type": shown.format,
        "journey": shown.journey,
        "step": shown.step,
        "sent_at": shown.sent_at,
        "content": {"title": shown.title, "html": shown.html, "text": shown.text},
        "action": content.get("action"),
        "target": content.get("target"),
        "dismissible": content.get("dismissible", True),
        "priority": content.get("priority", "normal"),
        "frequency": content.get("frequency", "until_dismissed"),
        "expires_at": _instant(content.get("expires_at")),
        "steps": content.get("steps"),
        "items": [{**item, "done": item["id"] in shown.done} for item in items] if items else None,
        "survey": content.get("survey"),
        "states": shown.states,
    }


def _instant(written: object) -> datetime | None:
    return datetime.fromisoformat(written) if isinstance(written, str) else None
