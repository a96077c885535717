"""A journey with every kind of step, customers on two of its versions, and one who met it all."""

import json
from copy import deepcopy
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from ruamel.yaml import YAML

from engine.definition.journey import Journey
from engine.identifiers import enrollment_id, message_id, task_id
from engine.interpreter import Position
from engine.store import tables
from engine.store.tables import Enrollment, Event, Message, Migration, MigrationResult, Source, Task
from tests.browser.seed.customers import Customer
from tests.browser.seed.long_story import told
from tests.browser.seed.rows import Rows
from tests.browser.seed.touches import MAIL, TEXT

WRITTEN: dict[str, Any] = YAML(typ="safe").load(
    Path(__file__).with_name("showcase.yaml").read_text("utf-8")
)
WORKSHOP = {"type": "wait", "name": "After the workshop", "for": "21d", "next": "morning"}
"""A step of the version before."""

STANDING = [
    ("workshop", 2, 9, True),
    ("call", 3, -1, False),
    ("review", 3, 1, False),
    ("workshop", 2, 4, True),
    ("plan", 2, 6, True),
    ("plan", 3, 8, True),
    ("healthy", 3, 17, True),
    ("ask", 3, 12, False),
    ("plan", 3, 3, True),
    ("review", 3, 1, False),
    ("settle", 2, 1, True),
    ("renewal", 3, None, True),
]
"""Where customers stand: step, version, in how many days they wake, whether they rest there."""


def make_showcase(
    rows: Rows, customers: list[Customer], source: Source, count: int, now: datetime
) -> None:
    """One customer with a long story, and `count` others on both versions."""
    versions = _publish(rows, now)
    Passage(rows, versions, customers[0], now).whole()
    for number, customer in enumerate(customers[1 : count + 1]):
        entered = now - timedelta(days=5, minutes=count - number)
        Passage(rows, versions, customer, now).at(*STANDING[number % len(STANDING)], entered)
    _moved(rows, versions[3], customers[: count + 1], now)
    for number, customer in enumerate(customers[:2]):
        rows.add(_set_aside(customer, source, number, now))


def _publish(rows: Rows, now: datetime) -> dict[int, tables.JourneyVersion]:
    row = rows.add(
        tables.Journey(
            key=WRITTEN["journey"],
            name=WRITTEN["name"],
            status="live",
            live_version=3,
            draft=_draft(),
            draft_revision=2,
            created_at=now - timedelta(days=200),
            updated_at=now - timedelta(days=30),
        )
    )
    before = deepcopy(WRITTEN)
    before["steps"] = {"workshop": WORKSHOP, **before["steps"]}
    before["steps"]["settle"]["next"] = "workshop"
    found = {}
    for number, written, days in ((2, before, 120), (3, WRITTEN, 30)):
        definition = Journey.model_validate(written)
        found[number] = rows.add(
            tables.JourneyVersion(
                journey_id=row.id,
                number=number,
                definition=definition.model_dump(mode="json", by_alias=True, exclude_unset=True),
                published_at=now - timedelta(days=days),
                published_by="maya@northwind.test",
            )
        )
    return found


def _draft() -> dict[str, Any]:
    """An edit in the making: another wait in place of the one for good health."""
    text = json.dumps(WRITTEN).replace('"healthy"', '"weekly"')
    draft: dict[str, Any] = json.loads(text)
    draft["steps"]["weekly"] = {
        "type": "wait",
        "name": "Do they come every week?",
        "until": {"event": "Logged In"},
        "at_most": "14d",
        "on": {"happened": "ask", "timeout": "ask"},
    }
    draft["steps"]["settle"]["for"] = "3 business days"
    return draft


class Passage:
    """One customer in the journey."""

    def __init__(
        self,
        rows: Rows,
        versions: dict[int, tables.JourneyVersion],
        customer: Customer,
        now: datetime,
    ) -> None:
        self.rows = rows
        self.versions = versions
        self.customer = customer
        self.now = now
        self.id = enrollment_id(WRITTEN["journey"], customer.account.id, "")
        self.first = (customer.contact.name or "there").split()[0]

    def whole(self) -> None:
        """The customer who has been everywhere."""
        told(self, Journey.model_validate(WRITTEN))

    def at(self, step: str, version: int, days: int | None, rests: bool, entered: datetime) -> None:
        """Somebody who has just come to a step. No two entered at once: lists are in that order."""
        wakes = None if days is None else self.now + timedelta(days=days)
        name = (WRITTEN["steps"] | {"workshop": WORKSHOP})[step]["name"]
        waiting = "the renewal to be known, however long it takes" if days is None else None
        if wakes is not None:
            waiting = (
                f"{wakes:%a} {wakes.day} {wakes:%b %Y, %H:%M}" if rests else f"“{name}” to be done"
            )
        self.row(step, version, waiting, wakes, since=entered)
        if step in ("call", "review"):
            self.task(step, self.now - timedelta(days=3), due_at=wakes)

    def row(
        self,
        step: str,
        version: int,
        waiting: str | None,
        wakes: datetime | None,
        since: datetime,
        entries: int = 0,
    ) -> Enrollment:
        account = self.customer.account
        stood = Position(
            step=step, visits={step: 1}, enrolled_at=since, entered_at=since, asked_at=since
        )
        return self.rows.add(
            Enrollment(
                id=self.id,
                entries=entries,
                journey_id=self.versions[3].journey_id,
                version_id=self.versions[version].id,
                subject_kind="account",
                subject_id=account.id,
                account_id=account.id,
                contact_id=self.customer.contact.id,
                entry_key="",
                entered_by={"by": "event", "name": "Account Created"},
                status="running",
                position=stood.model_dump(mode="json"),
                current_step=step,
                waiting_for=waiting,
                wakes_at=wakes,
                moves=12,
                time_zone=account.time_zone or "Europe/Amsterdam",
                enrolled_at=since,
                updated_at=since,
            )
        )

    def message(
        self, step: str, visit: int, channel: str, at: datetime, title: str, **more: Any
    ) -> UUID:
        contact = self.customer.contact
        identifier = message_id(self.id, step, visit, contact.id)
        called = channel in ("webhook", "notify")
        body: dict[str, Any] = {"html": MAIL.format(first=self.first)}
        body["text"] = TEXT.format(first=self.first)
        if called:
            body = {"text": '{"stage": "adopted"}' if channel == "webhook" else title}
        status = more.get("status", "sent")
        self.rows.add(
            Message(
                id=identifier,
                enrollment_id=self.id,
                journey_id=self.versions[3].journey_id,
                account_id=self.customer.account.id,
                contact_id=None if called else contact.id,
                step=step,
                visit=visit,
                channel=channel,
                template="" if called else step,
                topic="success-plan",
                subject=title,
                created_at=at,
                sent_at=at if status == "sent" else None,
                wire_message_id=f"<{identifier}@northwind.test>",
                attempts=1,
                **({"status": "sent", "to_address": contact.email, **body} | more),
            )
        )
        return identifier

    def task(self, step: str, at: datetime, visit: int = 1, **more: Any) -> UUID:
        review = step == "review"
        identifier = task_id(self.id, step, visit)
        preview = {
            "to": self.first,
            "subject": f"How is it going, {self.first}?",
            "text": f"Hi {self.first}, shall we talk?",
        }
        asked: dict[str, Any] = {
            "kind": "approval" if review else "task",
            "title": "Approve: A personal check-in" if review else f"Call {self.first}: no report",
            "instructions": "" if review else "Ask what stands in the way. Listen first.",
            "outcomes": ["approved", "cancelled"]
            if review
            else WRITTEN["steps"]["call"]["outcomes"],
            "preview": preview if review else None,
        }
        self.rows.add(
            Task(
                id=identifier,
                enrollment_id=self.id,
                journey_id=self.versions[3].journey_id,
                account_id=self.customer.account.id,
                contact_id=self.customer.contact.id,
                step=step,
                visit=visit,
                assignee_id=self.customer.account.owner_id,
                assigned_because="the account’s owner",
                created_at=at,
                due_since=at,
                **(asked | more),
            )
        )
        return identifier


def _moved(
    rows: Rows, version: tables.JourneyVersion, customers: list[Customer], now: datetime
) -> None:
    """The day version 3 was published, those inside were brought along; one could not be."""
    then = now - timedelta(days=30)
    migration = rows.add(
        Migration(
            id=uuid5(version.id, "moved"),
            journey_id=version.journey_id,
            to_version_id=version.id,
            plan={"everyone": True, "fates": {"workshop": "continue"}},
            status="done",
            requested_by="maya@northwind.test",
            created_at=then,
            finished_at=then + timedelta(seconds=40),
        )
    )
    for number, customer in enumerate(customers):
        wrong = number == 1
        rows.add(
            MigrationResult(
                migration_id=migration.id,
                enrollment_id=enrollment_id(WRITTEN["journey"], customer.account.id, ""),
                status="failed" if wrong else "continues" if number % 4 == 0 else "moved",
                error="The button that was pressed leads nowhere in version 3." if wrong else None,
                from_version=2,
                from_step="workshop" if wrong else "settle",
                to_step=None if wrong else "settle",
                at=then + timedelta(seconds=30),
            )
        )


def _set_aside(customer: Customer, source: Source, number: int, now: datetime) -> Event:
    at = now - timedelta(hours=2 + number)
    return Event(
        source_id=source.id,
        message_id=f"aside-{number}",
        type="track",
        name=("Report Shared", "Plan Changed")[number % 2],
        account_id=customer.account.id,
        contact_id=customer.contact.id,
        properties={"rows": 12, "report": "Weekly numbers"},
        occurred_at=at,
        received_at=at,
        dispatch_attempts=4,
        dispatch_error="The published version of “idea” cannot be read by this version of Onward:"
        " 2 of its parts are not as they should be.",
        dispatch_again_at=now + timedelta(minutes=24),
    )
