"""A story with every kind of entry, decided by the engine on made-up facts."""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from engine.clock import in_words
from engine.definition.conditions import Condition, EventHappened, leaves
from engine.definition.journey import Journey
from engine.definition.steps import BranchStep, UntilCondition, WaitStep, links
from engine.evaluation import Finding, evaluate
from engine.facts import Facts, MessageState, Occurrences, TaskState
from engine.interpreter import waits_for_answer
from engine.store.tables import TimelineEntry

if TYPE_CHECKING:
    from tests.browser.seed.showcase import Passage

DAYS_AGO = 58
WRITE = "jonas@northwind.test"


def told(passage: "Passage", journey: Journey) -> None:
    """Write the story, and the row that stands at its end."""
    story = _Story(passage, journey)
    story.beginning()
    story.middle()
    story.end()
    wakes = passage.now + timedelta(days=11, hours=3)
    waiting = f"{in_words(wakes, 'Europe/Amsterdam')}, by renewal"
    passage.row("renewal", 3, waiting, wakes, story.start, story.number)


STAYS = ("waiting", "deferred", "held", "entered", "goal", "migrated")


def left_by(journey: Journey, step_id: str, kind: str, detail: Mapping[str, Any]) -> str | None:
    """The way out that an entry tells of. None: the customer stays."""
    step = journey.steps[step_id]
    ways = links(step)
    if kind in STAYS or (kind in ("sent", "asked") and waits_for_answer(step)):
        return None
    late = "overdue" if step.type == "task" else "timeout"
    named = detail.get("way") or detail.get("outcome") or (late if kind == "timed_out" else kind)
    return named if named in ways else next(iter(ways))


class _Story:
    def __init__(self, passage: "Passage", journey: Journey) -> None:
        self.passage = passage
        self.journey = journey
        self.start = self.at = passage.now - timedelta(days=DAYS_AGO)
        self.number = 0
        self.step: str | None = None
        self.visits = Counter[str]()

    def beginning(self) -> None:
        self.tell("entered", None, "Entered by “Account Created”.")
        why = "Outside the sending window, Monday to Friday, 09:00 to 17:00."
        self.tell("deferred", "welcome", f"Put off until Mon 28 Sep 2026, 09:00: {why}", hours=1)
        title = f"{self.passage.first}, shall we make a plan?"
        sent = self.message("welcome", "email", title)
        email = self.passage.customer.contact.email
        self.tell("sent", "welcome", f"Sent “{title}” to {email}.", message=sent, hours=40)
        self.tell("waiting", "settle", "Waiting for Wed 30 Sep 2026, 09:00.")
        self.tell("timed_out", "settle", "Time came.", days=2)
        moved = {"migration_id": str(UUID(int=0)), "fate": "move", "not_again": ["welcome"]}
        there = "from “After the workshop” to “Welcome”"
        self.tell("migrated", "welcome", f"Moved to version 3: {there}.", moved, days=1)
        done = "Done before the journey was changed; it is not done again."
        self.tell("passed_over", "welcome", done)
        by_lot = "Took “checklist”, which fell to this customer by lot."
        self.tell("chose", "lot", by_lot, {"way": "checklist"}, days=1)
        shared = self.journey.steps["checklist"].skip_when  # type: ignore[union-attr]
        assert shared is not None
        found = self.found(shared)
        because = {"because": found.as_json()}
        self.tell("skipped", "checklist", f"Left out: {found.text}.", because)

    def middle(self) -> None:
        self.tell("waiting", "plan", "Waiting for “Report Shared”, until Sun 11 Oct 2026, 09:30.")
        self.tell("held", "plan", "Held: The journey is paused.", days=10)
        self.tell("timed_out", "plan", "“Report Shared” did not happen in time.", hours=5)
        self.branch("which")
        self.ask("call", 1, "Call: no report yet", status="done", completed_by=WRITE)
        self.tell("timed_out", "call", "Overdue.", {"outcome": "overdue"}, days=2)
        said = f"The call with {self.passage.customer.account.name} is overdue."
        told = self.message("nudge-owner", "notify", said, to_address="customer-success")
        self.tell("called", "nudge-owner", f"Told customer-success: “{said}”", message=told)
        self.ask("review", 1, "Approve: A personal check-in", status="done", completed_by=WRITE)
        self.tell("answered", "review", "Answered: approved.", {"outcome": "approved"}, hours=4)
        reason = "550 5.1.1 The mailbox does not exist."
        failed = self.message("check-in", "email", "How is it?", status="failed", reason=reason)
        self.tell("failed", "check-in", f"Could not be sent: {reason}", message=failed)
        self.ask("call", 2, "Call: no report yet", status="done", completed_by=WRITE)
        self.tell("answered", "call", "Answered: unblocked.", {"outcome": "unblocked"}, days=1)

    def end(self) -> None:
        self.tell("happened", "plan", "“Report Shared” happened.", days=3)
        given = {"account.adopted": True, "account.stage": "adoption"}
        said = "Set account adopted to yes, account stage to adoption."
        self.tell("updated", "mark", said, {"set": given})
        where = "https://crm.northwind.test/hooks/adopted"
        called = self.message("sync", "webhook", "Tell the CRM", to_address=where)
        self.tell("called", "sync", f"Called {where}.", message=called)
        step = self.journey.steps["healthy"]
        assert isinstance(step, WaitStep)
        assert isinstance(step.until, UntilCondition)
        holds = self.found(step.until.when)
        because = {"because": holds.as_json()}
        self.tell("happened", "healthy", f"It holds: {holds.text}.", because, days=4)
        asked = self.message("ask", "survey", f"One question, {self.passage.first}")
        self.tell("sent", "ask", "Sent “One question” to the primary contact.", message=asked)
        self.tell("answered", "ask", "Answered: promoter.", {"outcome": "promoter"}, days=1)
        self.tell("enrolled", "advocate", "Entered into “Win back silent accounts”.")
        goal = self.journey.goal
        assert goal is not None
        reached = self.found(goal.when)
        because = {"because": reached.as_json()}
        said = f"Reached the goal: {reached.text}. The journey goes on."
        self.tell("goal", None, said, because, days=2)
        self.tell("waiting", "renewal", "Waiting for the renewal, sixty days before it.", days=3)

    # How it is told

    def tell(
        self,
        kind: str,
        step: str | None,
        summary: str,
        detail: Mapping[str, Any] | None = None,
        *,
        message: UUID | None = None,
        task: UUID | None = None,
        days: float = 0,
        hours: float = 0,
    ) -> None:
        self.at += timedelta(days=days, hours=hours, seconds=2)
        self.number += 1
        if step is not None and step != self.step:
            self.visits[step] += 1
            self.step = step
        outlet = left_by(self.journey, step, kind, detail or {}) if step else None
        customer = self.passage.customer
        self.passage.rows.add(
            TimelineEntry(
                enrollment_id=self.passage.id,
                number=self.number,
                account_id=customer.account.id,
                contact_id=customer.contact.id,
                at=self.at,
                journey_at=self.at,
                kind=kind,
                step=step,
                visit=self.visits[step] if step else None,
                outlet=outlet,
                left_at=self.at if outlet else None,
                journey_id=self.passage.versions[3].journey_id,
                version=3,
                summary=summary,
                detail=dict(detail or {}),
                message_id=message,
                task_id=task,
            )
        )

    def message(self, step: str, channel: str, title: str, **more: Any) -> UUID:
        return self.passage.message(step, 1, channel, self.at, title, **more)

    def ask(self, step: str, visit: int, title: str, **more: Any) -> None:
        more |= {"completed_at": self.at + timedelta(hours=4)}
        task = self.passage.task(step, self.at, visit, **more)
        self.tell("asked", step, f"Asked Maya Lindqvist (the account’s owner): {title}.", task=task)

    def branch(self, name: str) -> None:
        step = self.journey.steps[name]
        assert isinstance(step, BranchStep)
        cases = [(case.id, self.found(case.when)) for case in step.cases]
        seen = [{"case": case, "because": each.as_json()} for case, each in cases]
        chosen, why = cases[-1]
        self.tell("chose", name, f"Took “{chosen}”: {why.text}.", {"cases": seen, "way": chosen})

    def found(self, condition: Condition) -> Finding:
        counted = [leaf for leaf in leaves(condition) if isinstance(leaf, EventHappened)]
        long_ago = Occurrences(4, self.at - timedelta(days=25), self.at - timedelta(days=9))
        facts = Facts(
            now=self.at,
            zone="Europe/Amsterdam",
            enrolled_at=self.start,
            traits={"account": {"renewal": "2027-02-01", "status": "active"}, "contact": {}},
            occurrences=dict.fromkeys(counted, long_ago),
            messages={
                "welcome": MessageState("sent", frozenset({"delivered", "opened"})),
                "check-in": None,
            },
            tasks={"call": TaskState("done", outcome="unblocked")},
            health={"band": "green"},
        )
        return evaluate(condition, facts)
