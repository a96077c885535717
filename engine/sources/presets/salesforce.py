"""Salesforce outbound messages: SOAP notifications, each with an `Id` and an `sObject`.

Nothing is signed: the address is the secret. The answer is an `Ack`, or all of it is sent again.
The session's id, which would open the sender's account, is never kept.
"""

import re
from collections.abc import Sequence

from pydantic import JsonValue

from engine.sources.delivery import Delivery, Reply
from engine.sources.items import Understood, Who, need, track
from engine.sources.looking import at, object_at, text_at
from engine.sources.preset import Preset
from engine.sources.schemes import Address
from engine.tracking.calls import JsonObject

_ACK = b"""<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>
<notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>true</Ack>
</notificationsResponse></soapenv:Body></soapenv:Envelope>"""

_SESSION = re.compile(
    rb"(<(?:[\w.-]+:)?SessionId\b[^>]*>)(?:<!\[CDATA\[.*?(?:\]\]>|\Z)|[^<])*", re.DOTALL
)


def _read(delivery: Delivery, data: JsonValue) -> Understood:
    sent = object_at(data, "Body.notifications")
    organization = need(text_at(sent, "OrganizationId"), "OrganizationId")
    given = at(sent, "Notification")
    notifications = given if isinstance(given, list) else [given]
    return Understood(items=tuple(_item(each, organization) for each in notifications))


def _item(notification: JsonValue, organization: str) -> JsonObject:
    fields = object_at(notification, "sObject")
    kind = need(text_at(fields, "@type"), "sObject's type").rpartition(":")[2]
    thing = need(text_at(fields, "Id"), "Id")
    account = text_at(fields, "AccountId") or (thing if kind == "Account" else None)
    return track(
        f"salesforce.{kind.lower()}",
        Who(
            email=text_at(fields, "Email"),
            other={
                name: value
                for name, value in (
                    ("salesforce", thing if kind in ("Contact", "Lead") else None),
                    ("salesforce_account", account),
                )
                if value
            },
        ),
        message_id=f"{organization}-{need(text_at(notification, 'Id'), 'Id')}",
        at=text_at(fields, "LastModifiedDate", "SystemModstamp"),
        properties={name: value for name, value in fields.items() if name != "@type"},
    )


def _answer(delivery: Delivery, data: JsonValue, secrets: Sequence[str]) -> Reply:
    return Reply(_ACK, "text/xml")


def _redact(body: bytes) -> bytes:
    return _SESSION.sub(rb"\1(not kept)", body)


PRESET = Preset(
    key="salesforce",
    name="Salesforce",
    kind="crm",
    scheme=Address(),
    read=_read,
    answer=_answer,
    body="xml",
    redact=_redact,
    setup="Setup, Workflow Actions, Outbound Messages. Enter the address; do not send the session.",
)
