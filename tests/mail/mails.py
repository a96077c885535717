"""Mails to send in tests."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from activities.mail.message import Mail, Person

MESSAGE_ID = UUID("6f1c9c0e-7c39-5a0f-9a57-0c8f5a8f3c11")


def mail(**changes: Any) -> Mail:
    parts: dict[str, Any] = {
        "message_id": MESSAGE_ID,
        "sender": Person("priya@acme.example", "Priya at Acme"),
        "recipient": Person("zoe@harbour.example", "Zoë"),
        "subject": "Willkommen, Zoë ✨",
        "text": "Grüße,\nPriya\n.\nthe end\n",
        "html": "<p>Grüße,<br>Priya</p>",
        "sent_at": datetime(2026, 11, 30, 9, 0, tzinfo=UTC),
    }
    return Mail(**{**parts, **changes})
