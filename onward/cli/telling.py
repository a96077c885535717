"""Simulations for people at a terminal."""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from engine.simulation.report import Day, Report, ScenarioOutcome, Trace, TraceLine
from engine.simulation.summary import AGAIN, OUTSIDE

_LINES = 12


def tell_report(console: Console, report: Report) -> None:
    """The whole report in a page or two."""
    console.print(
        f"[bold]{escape(report.journey)}[/bold]: {_count(report.customers, 'customer')}, "
        f"{report.days} days from {report.begins:%d %b %Y}."
    )
    console.print(f"\n{report.entries.entered} entered, {report.running} are still inside.")
    if report.entries.held_out:
        console.print(f"Held out: {report.entries.held_out}, to compare with.")
    for each in report.counts:
        if each.title in (OUTSIDE, AGAIN):
            _tell_counts(console, each.title, {one.words: one.count for one in each.counted})
    _tell_counts(console, "How it ended", report.exits)
    if report.goal is not None:
        days = report.goal.median_days
        after = f", half of them within {days:g} days" if days is not None else ""
        console.print(f"\nGoal: {report.goal.reached} reached it ({report.goal.rate:.0%}){after}.")
    _tell_messages(console, report)
    _tell_tasks(console, report)
    if report.arbiter.crowded:
        console.print(f"No room under a cap, at first or at all: {report.arbiter.crowded:,}")
    _tell_counts(console, "Put off", report.arbiter.deferred)
    _tell_counts(console, "Left out", report.arbiter.skipped)
    _tell_counts(console, "Could not go out", report.arbiter.failed)
    _tell_occupancy(console, report.occupancy)
    if report.opening:
        console.print(f"\n[bold]How this was reckoned[/bold]\n{escape(report.opening)}")
    for note in report.notes:
        console.print(f"[dim]{escape(note)}[/dim]")


def _tell_counts(console: Console, title: str, counts: Mapping[str, int]) -> None:
    if not counts:
        return
    console.print(f"\n{title}:")
    for what, times in counts.items():
        console.print(f"  {times:>6}  {escape(what)}", soft_wrap=True)


def _tell_messages(console: Console, report: Report) -> None:
    table = Table(
        "Step", "By", "Sent", "Left out", "Failed", title="Messages", title_justify="left"
    )
    for each in report.messages.by_step:
        row = (each.step, each.channel, str(each.sent), str(each.skipped), str(each.failed))
        table.add_row(*row)
    console.print()
    console.print(table)
    if report.messages.most_in_a_week:
        console.print(
            f"Nobody gets more than {_count(report.messages.most_in_a_week, 'message')} a week."
        )


def _tell_tasks(console: Console, report: Report) -> None:
    if not report.tasks.handed_out:
        return
    busiest = max(report.tasks.by_week, key=lambda each: each.tasks)
    whose = busiest.assignee or "nobody in particular"
    console.print(
        f"\nTasks: {report.tasks.handed_out} handed out, {report.tasks.done} done. The busiest "
        f"week is {whose}'s week {busiest.week}, with {busiest.tasks}."
    )


def _tell_occupancy(console: Console, days: Sequence[Day]) -> None:
    """Some days, evenly spread."""
    table = Table("Day", "Inside", "Ended", "Where most are", title="Over time")
    table.title_justify = "left"
    every = max(len(days) // _LINES, 1)
    for day in days[::every]:
        busiest = sorted(day.at.items(), key=lambda each: -each[1])[:3]
        where = ", ".join(f"{step} {count}" for step, count in busiest)
        table.add_row(str(day.day), str(day.inside), str(day.ended), where)
    console.print()
    console.print(table)


def tell_trace(console: Console, trace: Trace) -> None:
    """One customer's timeline, on their own clock."""
    console.print(f"\n[bold]{escape(trace.name)}[/bold] ({trace.time_zone})")
    _tell_lines(console, trace.lines, trace.time_zone)


def tell_scenarios(console: Console, scenarios: Sequence[ScenarioOutcome]) -> None:
    """Each with a mark; those that fail with why, and what happened."""
    for each in scenarios:
        mark = "[green]✓[/green]" if each.passed else "[red]✗[/red]"
        console.print(f"{mark} {escape(each.name)}")
        for failure in each.failures:
            console.print(f"  {escape(failure)}", soft_wrap=True)
        if not each.passed:
            _tell_lines(console, each.lines, each.time_zone)


def _tell_lines(console: Console, lines: Sequence[TraceLine], zone: str) -> None:
    for line in lines:
        when = line.at.astimezone(ZoneInfo(zone))
        console.print(f"  [dim]{when:%a %d %b, %H:%M}[/dim]  {escape(line.said)}", soft_wrap=True)


def _count(times: int, what: str) -> str:
    return f"{times} {what}{'' if times == 1 else 's'}"
