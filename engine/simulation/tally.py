"""Counting what came of each customer, one after the other, so that none need be kept."""

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from statistics import median
from uuid import UUID

from engine.definition.base import StepId
from engine.definition.journey import Journey
from engine.drawing.graph import graph_of
from engine.simulation import report as told
from engine.simulation.life import Life
from engine.simulation.runs import Letter, Run

_DAY = timedelta(days=1)
_MOST_REASONS = 50
OTHER_REASONS = "other reasons"
HELD_OUT = ("holdout", "global_holdout")


class Tally:
    """`begins` is aware UTC; `days` how long was watched."""

    def __init__(self, journey: Journey, begins: datetime, days: int) -> None:
        self.journey = journey
        self.begins = begins
        self.days = days
        self.customers = self.steps = self.entered = self.running = self.given_up = 0
        self.handed = self.done = 0
        self.held_out = 0
        self.crowded = 0
        self.refused = Counter[str]()
        self.outside = Counter[str]()
        self.outcomes = Counter[str]()
        self.exits = Counter[str]()
        self.deferred = Counter[str]()
        self.left_out: dict[str, Counter[str]] = {"skipped": Counter(), "failed": Counter()}
        self.fates: dict[tuple[StepId, str], Counter[str]] = defaultdict(Counter)
        self.received: dict[int, Counter[UUID]] = defaultdict(Counter)
        self.tasks = Counter[tuple[int, str | None, str | None]]()
        self.tasks_by_step = Counter[StepId]()
        self.goal_days: list[float] = []
        self.changes: dict[int, Counter[StepId]] = defaultdict(Counter)
        """By day: how many more, or fewer, rest at a step from then on."""
        self.ended_on = Counter[int]()
        self.entered_on = Counter[int]()

    def add(self, life: Life) -> None:
        self.customers += 1
        self.given_up += life.exhausted
        self.held_out += len(life.held_out)
        for decision in life.decisions:
            if decision.code not in ("enrolled", *HELD_OUT):
                self.refused[decision.code] += 1
        self.outside.update(life.outside())
        for run in life.runs:
            self._run(run)

    def _run(self, run: Run) -> None:
        self.entered += 1
        self.steps += run.performed
        self._whereabouts(run)
        if run.ended is None:
            self.running += 1
        else:
            self.outcomes[run.ended.outcome] += 1
            self.exits[_reason(run.ended.reason)] += 1
        if run.goal_met_at is not None:
            self.goal_days.append((run.goal_met_at - run.enrolled_at) / _DAY)
        for letter in run.sent:
            self._letter(letter)
        crowded = set[tuple[StepId | None, int | None]]()
        for noted in run.timeline:
            if noted.entry.kind == "deferred":
                self.deferred[str(noted.entry.detail.get("reason", noted.entry.summary))] += 1
            if noted.entry.detail.get("code") == "cap":
                crowded.add((noted.entry.step, noted.entry.visit))
        self.crowded += len(crowded)
        for handout in run.handed:
            self.handed += 1
            self.tasks[self._week(handout.at), handout.assignee, handout.pool] += 1
            self.tasks_by_step[handout.step] += 1
        self.done += sum(task.status == "done" for task in run.tasks.values())

    def _whereabouts(self, run: Run) -> None:
        """Only where they stood at the end of a day counts."""
        here: StepId | None = None
        moves = [(self._day(stay.at), stay.step) for stay in run.stays]
        self.entered_on[self._day(run.enrolled_at)] += 1
        for day, step in moves:
            if here is not None:
                self.changes[day][here] -= 1
            self.changes[day][step] += 1
            here = step
        if run.ended_at is not None and here is not None:
            day = self._day(run.ended_at)
            self.changes[day][here] -= 1
            self.ended_on[day] += 1

    def _letter(self, letter: Letter) -> None:
        self.fates[letter.step, letter.channel][letter.fate] += 1
        if letter.fate != "sent":
            self.left_out[letter.fate][letter.reason or "no reason given"] += 1
        elif letter.contact is not None:
            self.received[self._week(letter.at)][letter.contact] += 1

    def _day(self, moment: datetime) -> int:
        return min((moment - self.begins).days + 1, self.days)

    def _week(self, moment: datetime) -> int:
        return (moment - self.begins).days // 7 + 1

    # The report

    def report(self, notes: list[str]) -> told.Report:
        return told.Report(
            journey=self.journey.journey,
            customers=self.customers,
            begins=self.begins,
            days=self.days,
            entries=told.Entries(
                entered=self.entered,
                refused=_most(self.refused),
                held_out=self.held_out,
                outside=_most(self.outside),
            ),
            running=self.running,
            outcomes=_most(self.outcomes),
            exits=_most(self.exits),
            goal=self._goal(),
            messages=self._messages(),
            tasks=self._tasks(),
            arbiter=self._arbiter(),
            occupancy=self._occupancy(),
            steps=self.steps,
            given_up=self.given_up,
            notes=notes,
        )

    def _goal(self) -> told.GoalReached | None:
        if self.journey.goal is None:
            return None
        reached = len(self.goal_days)
        return told.GoalReached(
            reached=reached,
            rate=round(reached / self.entered, 4) if self.entered else 0.0,
            median_days=round(median(self.goal_days), 1) if self.goal_days else None,
        )

    def _messages(self) -> told.Messages:
        order = self._order()
        by_step = [
            told.StepMessages(
                step=step,
                channel=channel,
                sent=fates["sent"],
                skipped=fates["skipped"],
                failed=fates["failed"],
            )
            for (step, channel), fates in sorted(
                self.fates.items(), key=lambda each: order.get(each[0][0], len(order))
            )
        ]
        weeks = [
            told.Week(
                week=week,
                contacts=dict(sorted(Counter(received.values()).items())),
                sent=sum(received.values()),
                most=max(received.values()),
            )
            for week, received in sorted(self.received.items())
        ]
        return told.Messages(
            sent=sum(week.sent for week in weeks),
            by_step=by_step,
            by_week=weeks,
            most_in_a_week=max((week.most for week in weeks), default=0),
        )

    def _order(self) -> dict[StepId, int]:
        """Which comes how late on the way."""
        return {step: number for number, step in enumerate(graph_of(self.journey).order)}

    def _tasks(self) -> told.Tasks:
        order = self._order()
        by_week = [
            told.TasksOfWeek(week=week, assignee=assignee, pool=pool, tasks=count)
            for (week, assignee, pool), count in sorted(
                self.tasks.items(),
                key=lambda each: (each[0][0], each[0][1] or "", each[0][2] or ""),
            )
        ]
        return told.Tasks(
            handed_out=self.handed,
            done=self.done,
            by_step=dict(
                sorted(self.tasks_by_step.items(), key=lambda each: order.get(each[0], len(order)))
            ),
            by_week=by_week,
        )

    def _arbiter(self) -> told.Arbiter:
        return told.Arbiter(
            sent=sum(fates["sent"] for fates in self.fates.values()),
            crowded=self.crowded,
            deferred=_most(self.deferred),
            skipped=_most(self.left_out["skipped"]),
            failed=_most(self.left_out["failed"]),
        )

    def _occupancy(self) -> list[told.Day]:
        at = Counter[StepId]()
        entered = ended = 0
        days: list[told.Day] = []
        for day in range(1, self.days + 1):
            at.update(self.changes.get(day, {}))
            entered += self.entered_on[day]
            ended += self.ended_on[day]
            days.append(
                told.Day(
                    day=day,
                    date=(self.begins + (day - 1) * _DAY).date(),
                    inside=entered - ended,
                    ended=ended,
                    at={step: at[step] for step in self.journey.steps if at[step]},
                )
            )
        return days


def _reason(said: str) -> str:
    """A reason without what is one customer's alone."""
    return said.rstrip(".")


def _most(counted: Counter[str]) -> dict[str, int]:
    """The most frequent first; the rest together."""
    found = dict(counted.most_common(_MOST_REASONS))
    if rest := counted.total() - sum(found.values()):
        found[OTHER_REASONS] = rest
    return found
