"""Passages: customers walked through journeys by the interpreter, with dice for the world."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from engine.clock import in_words
from engine.definition.conditions import Condition, EventHappened, leaves
from engine.definition.steps import UntilEvent
from engine.effects import Ask, Chosen, Decide, Deliver, Finish, Happened, Outcome, Passed, Wait
from engine.evaluation import evaluate
from engine.facts import Facts, Occurrences
from engine.identifiers import enrollment_id
from engine.interpreter import END, Position, advance, begin, effect_of, outlet_of
from engine.store.tables import Enrollment, Event, Source, TimelineEntry
from tests.browser.seed.customers import Customer
from tests.browser.seed.journeys import Published
from tests.browser.seed.rows import Rows
from tests.browser.seed.touches import ask, deliver


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
        Walk(rows, dice, chosen, customer, source, now, number).go()


@dataclass
class Walk:
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
        self.note("entered", "Entered by “Account Created”.")
        self._event("Account Created", self.at)
        position = begin(self.journey.definition, self.at)
        while (outcome := self._step(row, position)) is not None:
            self._leave(position, outlet_of(self.journey.definition, position, outcome))
            position = advance(self.journey.definition, position, outcome, self.at)
        if row.status == "ended":
            self._leave(position, END)
        row.position = position.model_dump(mode="json")
        row.current_step = position.step
        row.entries = len(self.entries)
        row.updated_at = self.at
        self._trouble_and_goal(row)
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
                return deliver(self, effect)
            case Ask():
                return ask(self, effect)
            case Decide():
                return self._decide(effect)
            case Wait():
                return self._wait(row, effect)
            case Finish():
                row.status, row.outcome = "ended", effect.outcome
                row.end_reason, row.ended_at = effect.reason, self.at
                self.note("ended", effect.reason, position.step)
                return None
            case other:
                raise AssertionError(f"{other} is in none of the journeys shown")

    def _leave(self, position: Position, outlet: str | None) -> None:
        """What was told last says by which way the step was left."""
        if outlet is not None:
            last = self.entries[-1]
            last.outlet, last.visit, last.left_at = outlet, position.visit, self.at

    # What happens

    def _decide(self, effect: Decide) -> Outcome:
        seen: list[dict[str, Any]] = []
        chosen = "otherwise"
        for case in effect.branch.cases:
            finding = evaluate(case.when, self._facts(case.when))
            seen.append({"case": case.id, "because": finding.as_json()})
            if finding.holds:
                chosen = case.id
                break
        why = seen[-1]["because"]["text"] if chosen != "otherwise" else "no case holds"
        self.note("chose", f"Took “{chosen}”: {why}.", effect.step, {"cases": seen})
        return Chosen(chosen)

    def _facts(self, condition: Condition) -> Facts:
        counted = [leaf for leaf in leaves(condition) if isinstance(leaf, EventHappened)]
        return Facts(
            now=self.at,
            traits={"account": self.customer.account.traits, "contact": {}},
            occurrences={leaf: Occurrences(self.dice.choice((0, 0, 2))) for leaf in counted},
        )

    def _wait(self, row: Enrollment, effect: Wait) -> Outcome | None:
        until = effect.until or self.at + timedelta(days=300)
        when = in_words(until, self.zone)
        event = effect.awaited.event if isinstance(effect.awaited, UntilEvent) else None
        waiting = f"“{event}”, until {when} at the latest" if event else when
        if until > self.at:
            self.note("waiting", f"Waiting for {waiting}.", effect.step)
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
            self.note("happened", f"“{event}” happened.", effect.step)
            return Happened(1, self.at)
        self.note(
            "timed_out",
            f"“{event}” did not happen in time." if event else "The time came.",
            effect.step,
        )
        return Passed(self.at)

    def _trouble_and_goal(self, row: Enrollment) -> None:
        if row.status != "ended" and self.number % 41 == 7:
            row.trouble = {
                "since": (self.now - timedelta(minutes=12)).isoformat(),
                "attempt": 6,
                "error": "The mail server cannot be reached: connection refused.",
            }
        goal = self.journey.definition.goal
        if goal is None or self.dice.random() < 0.6:
            return
        if not goal.exit:
            row.goal_met_at = self.at
        elif row.status == "ended":
            row.goal_met_at, row.outcome = row.ended_at, "goal"
            row.end_reason = "Reached the goal: Report Viewed has happened since entry."

    def note(
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
                journey_id=self.journey.row.id,
                version=self.journey.version.number,
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
