"""Mailgun: `POST /v3/{domain}/messages.mime`, the mail raw.

Source: Mailgun API reference, Messages. The body is a form in parts; events repeat the variables
whose names begin with `v:`.
"""

from base64 import b64encode
from datetime import datetime
from typing import Any
from urllib.parse import quote

import httpx

from activities.mail.message import Mail
from activities.mail.providers.address import ProviderAddress
from activities.mail.providers.asking import TAG, Asked, text_of
from activities.mail.transport import AddressRejected
from activities.receipts import NotTaken


class Mailgun:
    name = "mailgun"
    called = "Mailgun"

    def __init__(self, address: ProviderAddress) -> None:
        usual = "api.eu.mailgun.net" if address.options.get("region") == "eu" else "api.mailgun.net"
        base = address.base or f"https://{usual}"
        self._url = f"{base}/v3/{quote(address.host, safe='')}/messages.mime"
        self._proof = b64encode(f"api:{address.key}".encode()).decode()

    def ask(self, mail: Mail, raw: bytes, now: datetime) -> Asked:
        # In quoted-printable no line of a mail can begin with this.
        border = f"=_form_{mail.message_id.hex}"
        fields = {
            "to": mail.recipient.wire_address,
            f"v:{TAG}": str(mail.message_id),
            # Links to unsubscribe and to surveys must stay as they are.
            "o:tracking": "no",
        }
        parts = [
            f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        ]
        parts.append(
            f'--{border}\r\nContent-Disposition: form-data; name="message";'
            ' filename="message.eml"\r\nContent-Type: message/rfc822\r\n\r\n'
        )
        body = "".join(parts).encode() + raw + f"\r\n--{border}--\r\n".encode()
        headers = {
            "Authorization": f"Basic {self._proof}",
            "Content-Type": f'multipart/form-data; boundary="{border}"',
        }
        return Asked(self._url, body, headers)

    def taken(self, answer: httpx.Response) -> str:
        return text_of(answer, "id")

    def refusal(self, status: int, said: Any, reason: str) -> NotTaken | None:
        message = said.get("message") if isinstance(said, dict) else None
        if isinstance(message, str) and "to parameter is not a valid" in message.lower():
            return AddressRejected(reason)
        return None
