"""Postmark: `POST /email`.

Source: Postmark developer docs, Email API and API error codes. Refusals are 422 with `ErrorCode`;
events repeat `Metadata`.
"""

from datetime import datetime
from typing import Any

import httpx

from activities.mail.message import Mail
from activities.mail.providers.address import ProviderAddress
from activities.mail.providers.asking import TAG, Asked, extra_headers, json_body, text_of
from activities.mail.providers.written import headers_of
from activities.mail.transport import AddressRejected
from activities.receipts import NotTaken, TemporaryFailure

_INACTIVE_RECIPIENT = 406
_OUR_ACCOUNT = frozenset({10, 100, 400, 401, 405, 412, 413, 701})
"""Key, maintenance, sender not confirmed, nothing left to send, account pending or not approved."""


class Postmark:
    name = "postmark"
    called = "Postmark"

    def __init__(self, address: ProviderAddress) -> None:
        self._token = address.key
        self._stream = address.options.get("stream", "outbound")
        self._base = address.base or "https://api.postmarkapp.com"

    def ask(self, mail: Mail, raw: bytes, now: datetime) -> Asked:
        written = headers_of(mail)
        # Without it Postmark writes a Message-ID of its own.
        own = {"Message-ID": mail.wire_message_id, "X-PM-KeepID": "true"}
        content = {
            "From": str(mail.sender.header),
            "To": str(mail.recipient.header),
            "Subject": written["Subject"],
            "TextBody": mail.text,
            "HtmlBody": mail.html,
            "MessageStream": self._stream,
            "Metadata": {TAG: str(mail.message_id)},
            "Headers": [
                {"Name": name, "Value": value}
                for name, value in {**extra_headers(mail, written), **own}.items()
            ],
            # Links to unsubscribe and to surveys must stay as they are.
            "TrackOpens": False,
            "TrackLinks": "None",
        }
        if mail.answered_to:
            content["ReplyTo"] = ", ".join(str(each.header) for each in mail.answered_to)
        headers = {"X-Postmark-Server-Token": self._token, "Content-Type": "application/json"}
        return Asked(f"{self._base}/email", json_body(content), headers)

    def taken(self, answer: httpx.Response) -> str:
        return text_of(answer, "MessageID")

    def refusal(self, status: int, said: Any, reason: str) -> NotTaken | None:
        code = said.get("ErrorCode") if isinstance(said, dict) else None
        if code == _INACTIVE_RECIPIENT:
            return AddressRejected(reason)
        return TemporaryFailure(reason) if code in _OUR_ACCOUNT else None
