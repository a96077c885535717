"""Amazon SES, API v2: `POST /v2/email/outbound-emails`, the mail raw.

Source: Amazon SES API v2 reference, SendEmail. Refusals are named by `x-amzn-ErrorType`, which the
body repeats only in part; so what is about the account is known by its words as well.
"""

from base64 import b64encode
from datetime import datetime
from typing import Any

import httpx

from activities.mail.message import Mail
from activities.mail.providers.address import ProviderAddress
from activities.mail.providers.asking import TAG, Asked, json_body, text_of
from activities.mail.providers.signing import aws_headers
from activities.receipts import NotTaken, TemporaryFailure

_OURS = ("not verified", "paused", "suspended", "rate exceeded", "limit", "quota", "throttl")
"""Words of refusals that are about our account and pass when it is in order."""


class Ses:
    name = "ses"
    called = "Amazon SES"

    def __init__(self, address: ProviderAddress) -> None:
        self._address = address
        base = address.base or f"https://email.{address.host}.amazonaws.com"
        self._url = f"{base}/v2/email/outbound-emails"

    def ask(self, mail: Mail, raw: bytes, now: datetime) -> Asked:
        content: dict[str, Any] = {
            "Destination": {"ToAddresses": [mail.recipient.wire_address]},
            "Content": {"Raw": {"Data": b64encode(raw).decode()}},
            "EmailTags": [{"Name": TAG, "Value": str(mail.message_id)}],
        }
        if chosen := self._address.options.get("configuration_set"):
            content["ConfigurationSetName"] = chosen
        body = json_body(content)
        headers = aws_headers(
            self._url,
            body,
            {"Content-Type": "application/json"},
            key=self._address.key,
            secret=self._address.secret,
            region=self._address.host,
            service="ses",
            now=now,
        )
        return Asked(self._url, body, headers)

    def taken(self, answer: httpx.Response) -> str:
        return text_of(answer, "MessageId")

    def refusal(self, status: int, said: Any, reason: str) -> NotTaken | None:
        if any(word in reason.lower() for word in _OURS):
            return TemporaryFailure(reason)
        return None
