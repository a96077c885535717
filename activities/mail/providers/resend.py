"""Resend: `POST /emails`.

Source: Resend API reference, Send Email and Errors. The same `Idempotency-Key` within a day sends
once; it names the very content, since another content under one key is refused. Events repeat
`tags`.
"""

from datetime import datetime
from hashlib import sha256
from typing import Any

import httpx

from activities.mail.message import Mail
from activities.mail.providers.address import ProviderAddress
from activities.mail.providers.asking import TAG, Asked, extra_headers, json_body, text_of
from activities.mail.providers.written import headers_of
from activities.mail.transport import AddressRejected
from activities.receipts import NotTaken, TemporaryFailure


class Resend:
    name = "resend"
    called = "Resend"

    def __init__(self, address: ProviderAddress) -> None:
        self._key = address.key
        self._base = address.base or "https://api.resend.com"

    def ask(self, mail: Mail, raw: bytes, now: datetime) -> Asked:
        written = headers_of(mail)
        content: dict[str, Any] = {
            "from": str(mail.sender.header),
            "to": [str(mail.recipient.header)],
            "subject": written["Subject"],
            "text": mail.text,
            "html": mail.html,
            "headers": extra_headers(mail, written),
            "tags": [{"name": TAG, "value": str(mail.message_id)}],
        }
        if answered := [str(each.header) for each in mail.answered_to]:
            content["reply_to"] = answered if len(answered) > 1 else answered[0]
        body = json_body(content)
        headers = {
            "Authorization": f"Bearer {self._key}",
            "Content-Type": "application/json",
            "Idempotency-Key": f"{mail.message_id}/{sha256(body).hexdigest()[:16]}",
        }
        return Asked(f"{self._base}/emails", body, headers)

    def taken(self, answer: httpx.Response) -> str:
        return text_of(answer, "id")

    def refusal(self, status: int, said: Any, reason: str) -> NotTaken | None:
        name = said.get("name") if isinstance(said, dict) else None
        message = said.get("message") if isinstance(said, dict) else None
        if name == "concurrent_idempotent_requests":
            return TemporaryFailure(reason)
        if isinstance(message, str) and "`to` field" in message:
            return AddressRejected(reason)
        return None
