"""What each product sends, in the shape its documentation gives, and what is made of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import JsonValue

NOW = 1_790_000_000
"""Seconds since 1970 at which all of these are sent."""


@dataclass(frozen=True, kw_only=True)
class Sent:
    preset: str
    body: JsonValue | bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    event: str | None
    """Of the first item; None: no item."""
    message_id: str | None = None
    who: Mapping[str, JsonValue] = field(default_factory=dict)
    """Of the first item, as a part of it."""
    properties: Mapping[str, JsonValue] = field(default_factory=dict)
    """Of the first item, some of them."""


def _ids(**kinds: str) -> dict[str, JsonValue]:
    return {"externalIds": [{"type": kind, "id": value} for kind, value in kinds.items()]}


SENT = [
    Sent(
        preset="stripe",
        body={
            "id": "evt_1",
            "type": "invoice.payment_failed",
            "created": NOW - 5,
            "data": {
                "object": {
                    "id": "in_1",
                    "object": "invoice",
                    "customer": "cus_9",
                    "customer_email": "Billing@Acme.example",
                    "amount_due": 4900,
                    "currency": "eur",
                    "status": "open",
                    "attempt_count": 2,
                    "subscription_details": {"metadata": {"account_id": "acme"}},
                }
            },
        },
        event="payment.failed",
        message_id="evt_1",
        who={"context": {**_ids(email="billing@acme.example", stripe="cus_9"), "groupId": "acme"}},
        properties={"amount": 4900, "currency": "eur", "attempts": 2},
    ),
    Sent(
        preset="stripe",
        body={
            "id": "evt_2",
            "type": "customer.subscription.updated",
            "created": NOW,
            "data": {
                "object": {
                    "id": "sub_1",
                    "object": "subscription",
                    "customer": "cus_9",
                    "status": "active",
                    "items": {"data": [{"price": {"id": "price_pro"}, "quantity": 12}]},
                },
                "previous_attributes": {"items": {"data": [{"quantity": 10}]}},
            },
        },
        event="subscription.changed",
        message_id="evt_2",
        properties={
            "plan": "price_pro",
            "quantity": 12,
            "before": {"items": {"data": [{"quantity": 10}]}},
        },
    ),
    Sent(
        preset="standard-webhooks",
        headers={"webhook-id": "msg_1"},
        body={
            "type": "report.shared",
            "timestamp": "2026-09-21T14:13:20Z",
            "data": {"user_id": "ada", "account_id": "acme", "report": 7},
        },
        event="report.shared",
        message_id="msg_1",
        who={"userId": "ada", "timestamp": "2026-09-21T14:13:20Z"},
        properties={"report": 7},
    ),
    Sent(
        preset="cloudevents",
        headers={
            "ce-id": "1",
            "ce-source": "/orders",
            "ce-type": "com.acme.ordered",
            "ce-specversion": "1.0",
            "ce-subject": "ada%20l",
        },
        body={"total": 3},
        event="com.acme.ordered",
        message_id="/orders#1",
        who={"userId": "ada l"},
        properties={"total": 3},
    ),
    Sent(
        preset="cloudevents",
        body=[
            {
                "specversion": "1.0",
                "id": "2",
                "source": "/orders",
                "type": "com.acme.ordered",
                "time": "2026-09-21T14:13:20Z",
                "data": {"account_id": "acme"},
            }
        ],
        event="com.acme.ordered",
        message_id="/orders#2",
        who={"context": {"groupId": "acme"}},
    ),
    Sent(
        preset="segment",
        body={"type": "track", "event": "Report Shared", "userId": "ada", "messageId": "m1"},
        event="Report Shared",
        message_id="m1",
        who={"userId": "ada"},
    ),
    Sent(preset="segment", body={"type": "delete", "userId": "ada"}, event=None),
    Sent(
        preset="posthog",
        headers={"webhook-id": "msg_2"},
        body={
            "event": {
                "uuid": "0190",
                "event": "report shared",
                "distinct_id": "ada",
                "timestamp": "2026-09-21T14:13:20Z",
                "properties": {"$groups": {"company": "acme"}, "pages": 3},
            },
            "person": {"properties": {"email": "ada@acme.example"}},
        },
        event="report shared",
        message_id="0190",
        who={"userId": "ada", "groupId": "acme", "context": _ids(email="ada@acme.example")},
        properties={"pages": 3},
    ),
    Sent(
        preset="amplitude",
        body={
            "cohort_id": "c1",
            "cohort_name": "Power users",
            "in_cohort": True,
            "message_id": "m",
            "users": [{"user_id": "ada"}, {"user_id": ""}],
        },
        event=None,
    ),
    Sent(
        preset="mixpanel",
        body={
            "action": "members",
            "parameters": {
                "mixpanel_cohort_id": "7",
                "mixpanel_cohort_name": "At risk",
                "members": [{"mixpanel_distinct_id": "ada", "email": "ada@acme.example"}],
            },
        },
        event=None,
    ),
    Sent(
        preset="pendo",
        body={
            "event": "guideSeen",
            "visitorId": "ada",
            "accountId": "acme",
            "timestamp": NOW,
            "uniqueId": "p1",
            "properties": {"guide": "tour"},
        },
        event="pendo.guideSeen",
        message_id="p1",
        who={"userId": "ada", "context": {"groupId": "acme"}},
        properties={"guide": "tour"},
    ),
    Sent(
        preset="zendesk",
        body={
            "id": "z1",
            "type": "zen:event-type:ticket.status_changed",
            "time": "2026-09-21T14:13:20Z",
            "detail": {
                "id": "5158",
                "subject": "It is slow",
                "requester_id": "8447",
                "organization_id": "20",
                "status": "SOLVED",
                "priority": "URGENT",
            },
            "event": {"current": "SOLVED", "previous": "OPEN"},
        },
        event="ticket.solved",
        message_id="z1",
        who={"context": _ids(zendesk="8447", zendesk_organization="20")},
        properties={"ticket": "5158", "previous": "OPEN"},
    ),
    Sent(
        preset="zendesk",
        body={
            "id": "z2",
            "type": "zen:event-type:ticket.created",
            "time": "2026-09-21T14:13:20Z",
            "detail": {"id": "5159", "requester_id": "8447", "status": "NEW"},
            "event": {},
        },
        event="ticket.opened",
        message_id="z2",
    ),
    Sent(
        preset="zendesk",
        body={
            "id": "z3",
            "type": "zen:event-type:user.created",
            "time": "2026-09-21T14:13:20Z",
            "detail": {"id": "8447", "email": "ada@acme.example", "external_id": "ada"},
            "event": {},
        },
        event="zendesk.user.created",
        message_id="z3",
        who={"userId": "ada", "context": _ids(email="ada@acme.example", zendesk="8447")},
    ),
    Sent(
        preset="intercom",
        body={
            "type": "notification_event",
            "id": "notif_1",
            "topic": "conversation.user.created",
            "created_at": NOW,
            "data": {
                "item": {
                    "id": "c1",
                    "source": {"subject": "Hello", "author": {"email": "ada@acme.example"}},
                    "contacts": {"contacts": [{"id": "i1", "external_id": "ada"}]},
                }
            },
        },
        event="ticket.opened",
        message_id="notif_1",
        who={"userId": "ada", "context": _ids(email="ada@acme.example", intercom="i1")},
        properties={"ticket": "c1", "subject": "Hello"},
    ),
    Sent(preset="intercom", body={"topic": "ping", "data": {"item": {}}}, event=None),
    Sent(
        preset="freshdesk",
        body={
            "freshdesk_webhook": {
                "event": "solved",
                "ticket_id": 12,
                "ticket_subject": "It is slow",
                "ticket_contact_email": "ada@acme.example",
            }
        },
        event="ticket.solved",
        who={"context": _ids(email="ada@acme.example")},
        properties={"ticket": "12"},
    ),
    Sent(
        preset="hubspot",
        body=[
            {
                "eventId": 1,
                "subscriptionType": "company.propertyChange",
                "objectId": 99,
                "occurredAt": NOW * 1000,
                "propertyName": "plan",
                "propertyValue": "pro",
            }
        ],
        event="hubspot.company.propertyChange",
        message_id="1-99",
        who={"context": _ids(hubspot_company="99")},
        properties={"property": "plan", "value": "pro"},
    ),
    Sent(
        preset="salesforce",
        body=b"""<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>
<notifications xmlns="http://soap.sforce.com/2005/09/outbound">
<OrganizationId>00D1</OrganizationId><ActionId>04k1</ActionId><SessionId>secret</SessionId>
<Notification><Id>04l1</Id><sObject xsi:type="sf:Contact"
 xmlns:sf="urn:sobject.enterprise.soap.sforce.com"><sf:Id>003A</sf:Id><sf:AccountId>001A</sf:AccountId>
<sf:Email>ada@acme.example</sf:Email></sObject></Notification>
</notifications></soapenv:Body></soapenv:Envelope>""",
        event="salesforce.contact",
        message_id="00D1-04l1",
        who={
            "context": _ids(email="ada@acme.example", salesforce="003A", salesforce_account="001A")
        },
        properties={"Id": "003A"},
    ),
    Sent(
        preset="delighted",
        body={
            "event_type": "survey_response.created",
            "event_id": "d1",
            "event_data": {
                "id": "r1",
                "survey_type": "nps",
                "score": 3,
                "created_at": NOW,
                "person": {"id": "7", "email": "ada@acme.example"},
            },
        },
        event="survey.answered",
        message_id="d1",
        who={"context": _ids(email="ada@acme.example", delighted="7")},
        properties={"score": 3, "survey": "nps", "response": "r1"},
    ),
    Sent(
        preset="delighted",
        body={
            "event_type": "survey_response.updated",
            "event_id": "d2",
            "event_data": {
                "id": "r1",
                "score": 3,
                "comment": "Too slow",
                "updated_at": NOW,
                "person": {"id": "7", "email": "ada@acme.example"},
            },
        },
        event="survey.commented",
        message_id="d2",
        properties={"response": "r1", "comment": "Too slow"},
    ),
    Sent(
        preset="surveymonkey",
        body={
            "name": "Mine",
            "event_type": "response_completed",
            "event_id": "s1",
            "event_datetime": "2026-09-21T14:13:20Z",
            "object_type": "response",
            "object_id": "84",
            "resources": {"respondent_id": "84", "survey_id": "2", "user_id": "ada"},
        },
        event="survey.completed",
        message_id="s1",
        who={"userId": "ada"},
        properties={"response": "84", "survey_id": "2"},
    ),
    Sent(
        preset="surveymonkey",
        body={"event_type": "response_completed", "object_id": "84", "resources": {}},
        event=None,
    ),
    Sent(
        preset="discourse",
        headers={
            "x-discourse-event": "post_created",
            "x-discourse-event-type": "post",
            "x-discourse-event-id": "12",
            "x-discourse-instance": "https://community.acme.example",
        },
        body={"post": {"id": 3, "user_id": 5, "topic_title": "How to", "username": "ada"}},
        event="community.posted",
        message_id="https://community.acme.example#12",
        who={"context": _ids(discourse="5")},
        properties={"title": "How to", "id": "3"},
    ),
    Sent(
        preset="calendly",
        body={
            "event": "invitee.created",
            "created_at": "2026-09-21T14:13:20Z",
            "payload": {
                "uri": "https://calendly.example/invitees/1",
                "email": "ada@acme.example",
                "scheduled_event": {"name": "Call", "start_time": "2026-09-30T09:00:00Z"},
            },
        },
        event="meeting.booked",
        message_id="invitee.created-https://calendly.example/invitees/1",
        who={"context": _ids(email="ada@acme.example")},
        properties={"starts_at": "2026-09-30T09:00:00Z"},
    ),
    Sent(
        preset="calendly",
        body={
            "event": "invitee.canceled",
            "payload": {"invitee": {"uuid": "A", "email": "ada@acme.example"}},
        },
        event="meeting.cancelled",
        message_id="invitee.canceled-A",
        who={"context": _ids(email="ada@acme.example")},
    ),
    Sent(
        preset="zoom",
        body={
            "event": "webinar.participant_joined",
            "event_ts": NOW * 1000,
            "payload": {
                "object": {
                    "uuid": "w==",
                    "topic": "Reports",
                    "participant": {"email": "ada@acme.example"},
                }
            },
        },
        event="webinar.attended",
        message_id=f"webinar.participant_joined-w==-ada@acme.example-{NOW * 1000}",
        who={"context": _ids(email="ada@acme.example")},
        properties={"title": "Reports"},
    ),
    Sent(
        preset="zoom",
        body={"event": "endpoint.url_validation", "payload": {"plainToken": "abc"}},
        event=None,
    ),
    Sent(
        preset="skilljar",
        body={
            "event_type": "COURSE_COMPLETION",
            "user": {"id": "u1", "email": "ada@acme.example"},
            "course": {"id": "c1", "title": "Basics"},
        },
        event="course.completed",
        who={"context": _ids(email="ada@acme.example", skilljar="u1")},
        properties={"title": "Basics"},
    ),
    Sent(
        preset="customerio",
        body={
            "event_id": "01E",
            "object_type": "email",
            "metric": "clicked",
            "timestamp": NOW,
            "data": {"identifiers": {"id": "ada", "email": "ada@acme.example", "cio_id": "d9"}},
        },
        event="customerio.email.clicked",
        message_id="01E",
        who={"userId": "ada", "context": _ids(email="ada@acme.example", customerio="d9")},
    ),
]
