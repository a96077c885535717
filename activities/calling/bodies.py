"""What other systems are sent, as JSON. The shape of a webhook is a promise: see docs/calls.md.

Only adds to it, never changes what is there.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, assert_never

from activities.calling.transport import Kind

WEBHOOK_TYPE = "journey.step"


def webhook_text(data: Mapping[str, Any], at: datetime) -> str:
    """A Standard Webhooks payload. `at` is when the step was reached."""
    return _json({"type": WEBHOOK_TYPE, "timestamp": at.isoformat(), "data": data})


def body(kind: Kind, text: str) -> bytes:
    """The bytes of a call whose text, or JSON for a webhook, is stored."""
    match kind:
        case "webhook":
            return text.encode()
        case "slack":
            return _json({"text": _for_slack(text)}).encode()
        case "teams":
            return _json(_card(text)).encode()
        case _:
            assert_never(kind)


def _for_slack(text: str) -> str:
    """Slack reads <…> as links and mentions: a customer's name must not call everybody."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _card(text: str) -> dict[str, Any]:
    """A message with one Adaptive Card, as the workflow behind a Teams address expects it."""
    paragraphs = [part.strip() for part in text.split("\n\n") if part.strip()]
    blocks = [{"type": "TextBlock", "text": _for_teams(part), "wrap": True} for part in paragraphs]
    return {
        "type": "message",
        "attachments": [
            {
                "contentType": "application/vnd.microsoft.card.adaptive",
                "contentUrl": None,
                "content": {
                    "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
                    "type": "AdaptiveCard",
                    "version": "1.4",
                    "body": blocks,
                },
            }
        ],
    }


def _for_teams(text: str) -> str:
    """Cards read Markdown: a customer's name must not become a link that says something else."""
    return text.replace("[", "\\[").replace("]", "\\]")


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
