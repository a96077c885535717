"""Passages: customers walked through journeys by the interpreter itself, with dice for the world."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from engine.clock import in_words
from engine.definition.steps import EmailStep, ExitStep, UntilEvent
from engine.effects import Ask, Asked, Chosen, Decide, Deliver, Delivered, Finish, Happened
from engine.effects import Outcome, Passed, Wait
from engine.evaluation import Finding
from engine.facts import Fate
from engine.identifiers import enrollment_id, message_id, task_id
from engine.interpreter import Position, advance, begin, effect_of
from engine.sentences.words import template_in_words
from engine.store.tables import Enrollment, Event, Message, Source, Task, TimelineEntry
from tests.browser.seed.customers import Customer
from tests.browser.seed.journeys import Published
from tests.browser.seed.rows import Rows

MAIL = """<!doctype html><html><body style="margin:0;background:#f4f4f2;font-family:sans-serif">
<table width="100%" cellpadding="0" cellspacing="0"><tr><td align="center" style="padding:24px">
<table width="100%" style="max-width:560px;background:#ffffff;border-radius:8px"><tr>
<td style="padding:32px;color:#222222;font-size:16px;line-height:1.6"><p>Hi {first},</p>
<p>One thing for today, and ten minutes are enough: create a project from work that is on your desk
anyway. Something real beats a test.</p>
<p><a href="https://app.northwind.test" style="display:inline-block;padding:12px 20px;
background:#1f5f4a;color:#ffffff;border-radius:6px;text-decoration:none">Create a project</a></p>
<p>All the best,<br>Maya</p></td></tr></table></td></tr></table></body></html>"""
TEXT = """Hi {first},

One thing for today, and ten minutes are enough: create a project from work that is on your desk
anyway. Something real beats a test.

All the best,
Maya"""


def make_passages(
    rows: Rows,
    dice: random.Random,
    count: int,
    journeys: list[Published],
    customers: list[Customer],
    source: Source,
    now: datetime,
) -> None:
    taken: set[tuple[UUID, UUID]] = set()
    for number in range(count):
        # Most are in the first two journeys, as most journeys of a team are small.
        chosen = journeys[number % 2] if number % 3 else journeys[number % len(journeys)]
        customer = customers[number % len(customers)]
        if (chosen.row.id, customer.account.id) in taken:
            continue
        taken.add((chosen.row.id, customer.account.id))
        _Walk(rows, dice, chosen, customer, source, now, number).go()


@dataclass
class _Walk:
    rows: Rows
    dice: random.Random
    journey: Published
    customer: Customer
    source: Source
    now: datetime
    number: int
    entries: list[TimelineEntry] = field(default_factory=list)

    def go(self) -> None:
        row = self._row()
        self._note("entered", "Entered by “Account Created”.")
        self._event("Account Created", self.at)
        position = begin(self.journey.definition, self.at)
        while (step := self._step(row, position)) is not None:
            position = advance(self.journey.definition, position, step, self.at)
        row.position = position.model_dump(mode="json")
        row.current_step = position.step
        row.entries = len(self.entries)
        row.updated_at = self.at
        self._trouble(row)
        self.rows.add(row)
        for entry in self.entries:
            self.rows.add(entry)

    def _row(self) -> Enrollment:
        self.at = self.now - timedelta(
            days=self.dice.randint(0, 40), seconds=self.dice.randint(60, 80_000)
        )
        account = self.customer.account
        self.zone = account.time_zone or "Europe/Amsterdam"
        self.id = enrollment_id(self.journey.row.key, account.id, "")
        return Enrollment(
            id=self.id,
            journey_id=self.journey.row.id,
            version_id=self.journey.version.id,
            subject_kind="account",
            subject_id=account.id,
            account_id=account.id,
            contact_id=self.customer.contact.id,
            entry_key="",
            entered_by={"by": "event", "name": "Account Created"},
            status="running",
            moves=self.number % 7,
            time_zone=self.zone,
            enrolled_at=self.at,
        )

    def _step(self, row: Enrollment, position: Position) -> Outcome | None:
        effect = effect_of(self.journey.definition, position, self.zone)
        match effect:
            case Deliver():
                return self._deliver(effect)
            case Ask():
                return self._ask(effect)
            case Decide():
                return self._decide(effect)
            case Wait():
                return self._wait(row, effect)
            case Finish():
                row.status, row.outcome = "ended", effect.outcome
                row.end_reason, row.ended_at = effect.reason, self.at
                self._note("ended", effect.reason, position.step)
                return None

    # What happens

    def _deliver(self, effect: Deliver) -> Outcome:
        self.at += timedelta(seconds=2)
        dice = self.dice.random()
        fate: Fate = "sent" if dice < 0.86 else "skipped" if dice < 0.97 else "failed"
        contact = self.customer.contact
        first = (contact.name or "there").split()[0]
        template = self.journey.definition.templates[effect.touch.template]
        heading = template_in_words(getattr(template, "subject", None) or template.title)  # type: ignore[union-attr]
        heading = heading.replace("[first name]", first).replace(
            "[name]", self.customer.account.name or "Your account"
        )
        identifier = message_id(self.id, effect.step, effect.visit, contact.id)
        mail = isinstance(effect.touch, EmailStep)
        reason = {
            "sent": None,
            "skipped": "The contact wants no mail on “onboarding”.",
            "failed": "550 5.1.1 The mailbox does not exist.",
        }[fate]
        self.rows.add(
            Message(
                id=identifier,
                enrollment_id=self.id,
                journey_id=self.journey.row.id,
                account_id=self.customer.account.id,
                contact_id=contact.id,
                step=effect.step,
                visit=effect.visit,
                channel=effect.touch.type,
                template=effect.touch.template,
                topic=self.journey.definition.topic,
                status=fate,
                reason=reason,
                to_address=contact.email if mail else None,
                from_name="Maya Lindqvist" if mail else None,
                subject=heading if fate != "skipped" else None,
                text=TEXT.format(first=first) if fate != "skipped" else None,
                html=MAIL.format(first=first) if fate != "skipped" else None,
                wire_message_id=f"<{identifier}@northwind.test>" if mail else None,
                provider_response="250 2.0.0 Ok: queued" if mail and fate == "sent" else None,
                attempts=1,
                created_at=self.at,
                sent_at=self.at if fate == "sent" else None,
            )
        )
        said = {
            "sent": f"Sent “{heading}” to {contact.email}.",
            "skipped": f"Left out: {reason}",
            "failed": f"Could not be sent to {contact.email}: {reason}",
        }[fate]
        because = {}
        if fate == "skipped":
            finding = Finding(text="“Project Created” at least once since entering", holds=True, actual=2)
            because = {"because": finding.model_dump(mode="json")}
        self._note(fate, said, effect.step, because, message=identifier)
        return Delivered(fate)

    def _ask(self, effect: Ask) -> Outcome:
        contact = self.customer.contact
        title = template_in_words(effect.task.title).replace(
            "[first name]", (contact.name or "the main contact").split()[0]
        )
        title = title.replace("[name]", self.customer.account.name or "this account")
        identifier = task_id(self.id, effect.step, effect.visit)
        done = self.dice.random() < 0.4
        self.rows.add(
            Task(
                id=identifier,
                enrollment_id=self.id,
                journey_id=self.journey.row.id,
                account_id=self.customer.account.id,
                contact_id=contact.id,
                step=effect.step,
                visit=effect.visit,
                title=title,
                instructions=template_in_words(effect.task.instructions),
                assignee_id=self.customer.account.owner_id,
                assigned_because="the account’s owner"
                if self.customer.account.owner_id
                else "the account has no owner",
                due_at=self.at + timedelta(days=2),
                status="done" if done else "open",
                completed_at=self.at + timedelta(hours=5) if done else None,
                completed_by="jonas@northwind.test" if done else None,
                note="They had no time so far. We start on Monday." if done else None,
                created_at=self.at,
            )
        )
        self._note("asked", f"Asked Maya (the account’s owner): {title}.", effect.step)
        return Asked()

    def _decide(self, effect: Decide) -> Outcome:
        ways = [case.id for case in effect.branch.cases] + ["otherwise"]
        chosen = self.dice.choice(ways)
        seen = []
        for case in effect.branch.cases:
            holds = case.id == chosen
            parts = (
                Finding(text="account.plan is enterprise", holds=True, actual="enterprise"),
                Finding(text="account.seats is at least 100", holds=holds, actual=120 if holds else 25),
                Finding(text="account.industry is known", holds=None),
            )
            whole = Finding(text="all of", holds=holds, parts=parts[: 2 + self.dice.randint(0, 1)])
            single = Finding(text="account.seats is less than 10", holds=holds, actual=8 if holds else 25)
            finding = whole if len(effect.branch.cases) > 1 and case.id in ("large", "building") else single
            seen.append({"case": case.id, "because": finding.model_dump(mode="json")})
            if holds:
                break
        self._note("chose", f"Took “{chosen}”.", effect.step, {"cases": seen})
        return Chosen(chosen)

    def _wait(self, row: Enrollment, effect: Wait) -> Outcome | None:
        until = effect.until or self.at + timedelta(days=300)
        when = in_words(until, self.zone)
        event = effect.event.event if isinstance(effect.event, UntilEvent) else None
        waiting = f"“{event}”, until {when} at the latest" if event else when
        if until > self.at:
            self._note("waiting", f"Waiting for {waiting}.", effect.step)
        happened = event is not None and self.dice.random() < 0.5
        moment = until
        if happened and event:
            moment = self.at + (until - self.at) * self.dice.random()
        if moment > self.now:
            row.waiting_for, row.wakes_at = waiting, until
            if self.journey.row.status == "paused":
                row.held_because = "The journey is paused."
            return None
        self.at = max(moment, self.at)
        if happened and event:
            self._event(event, self.at)
            self._note("happened", f"“{event}” happened.", effect.step)
            return Happened(1)
        self._note("timed_out", f"“{event}” did not happen in time." if event else "Time came.", effect.step)
        return Passed()

    def _trouble(self, row: Enrollment) -> None:
        if row.status != "ended" and self.number % 41 == 7:
            row.trouble = {
                "since": (self.now - timedelta(minutes=12)).isoformat(),
                "attempt": 6,
                "error": "The mail server cannot be reached: connection refused.",
            }
        step = self.journey.definition.steps.get(row.current_step or "")
        if row.status == "ended" and isinstance(step, ExitStep) and self.number % 3 == 0:
            row.goal_met_at, row.outcome = row.ended_at, "goal"
            row.end_reason = "Reached the goal: “Report Shared” at least once."

    def _note(
        self,
        kind: str,
        summary: str,
        step: str | None = None,
        detail: dict[str, Any] | None = None,
        message: UUID | None = None,
    ) -> None:
        self.entries.append(
            TimelineEntry(
                enrollment_id=self.id,
                number=len(self.entries) + 1,
                account_id=self.customer.account.id,
                contact_id=self.customer.contact.id,
                at=self.at,
                journey_at=self.at,
                kind=kind,
                step=step,
                summary=summary,
                detail=detail or {},
                message_id=message,
            )
        )

    def _event(self, name: str, at: datetime) -> None:
        self.rows.add(
            Event(
                source_id=self.source.id,
                message_id=f"{self.number}-{name}-{at.isoformat()}-{self.journey.row.key}",
                type="track",
                name=name,
                account_id=self.customer.account.id,
                contact_id=self.customer.contact.id,
                properties={"plan": "team", "seats": 25, "from": {"page": "/start"}},
                occurred_at=at,
                received_at=at,
                dispatched_at=at,
            )
        )
