"""SendGrid, API v3: `POST /v3/mail/send`.

Source: Twilio SendGrid, Mail Send. It answers 202 with `X-Message-Id`, and refuses with
`{"errors": [{"message", "field"}]}`. Events repeat `custom_args`.
"""

from datetime import datetime
from typing import Any

import httpx

from activities.mail.message import Mail, Person
from activities.mail.providers.address import ProviderAddress
from activities.mail.providers.asking import TAG, Asked, extra_headers, json_body
from activities.mail.providers.written import headers_of
from activities.mail.transport import AddressRejected
from activities.receipts import NotTaken


class SendGrid:
    name = "sendgrid"
    called = "SendGrid"

    def __init__(self, address: ProviderAddress) -> None:
        self._key = address.key
        usual = "api.eu.sendgrid.com" if address.options.get("region") == "eu" else None
        self._base = address.base or f"https://{usual or 'api.sendgrid.com'}"

    def ask(self, mail: Mail, raw: bytes, now: datetime) -> Asked:
        content: dict[str, Any] = {
            "personalizations": [
                {"to": [_person(mail.recipient)], "custom_args": {TAG: str(mail.message_id)}}
            ],
            "from": _person(mail.sender),
            "subject": headers_of(mail)["Subject"],
            "content": [
                {"type": "text/plain", "value": mail.text or " "},
                {"type": "text/html", "value": mail.html or " "},
            ],
            "headers": {
                **extra_headers(mail, headers_of(mail)),
                "Message-ID": mail.wire_message_id,
            },
            # Links to unsubscribe and to surveys must stay as they are.
            "tracking_settings": {
                "click_tracking": {"enable": False, "enable_text": False},
                "open_tracking": {"enable": False},
            },
        }
        match mail.answered_to:
            case [one]:
                content["reply_to"] = _person(one)
            case [*several] if several:
                content["reply_to_list"] = [_person(each) for each in several]
        headers = {"Authorization": f"Bearer {self._key}", "Content-Type": "application/json"}
        return Asked(f"{self._base}/v3/mail/send", json_body(content), headers)

    def taken(self, answer: httpx.Response) -> str:
        return str(answer.headers.get("x-message-id", ""))

    def refusal(self, status: int, said: Any, reason: str) -> NotTaken | None:
        errors = said.get("errors") if isinstance(said, dict) else None
        for error in errors if isinstance(errors, list) else []:
            field = error.get("field") if isinstance(error, dict) else None
            if isinstance(field, str) and ".to" in field:
                return AddressRejected(reason)
        return None


def _person(person: Person) -> dict[str, str]:
    found = {"email": person.wire_address}
    return {**found, "name": person.header.display_name} if person.name else found
