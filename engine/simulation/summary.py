"""A report in words, for those who read it: its figures, and what was counted by its reasons."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from engine.sentences.entering import REFUSALS
from engine.sentences.words import name_in_words
from engine.simulation.report import Counted, Counts, Figure, Report

OUTSIDE, AGAIN = "Did not enter", "Came again, and did not enter"
_FOR_THE_SECOND_TIME = ("already_running", "already_been", "too_soon")
"""What keeps out those who have entered before."""
_OWN_ENDS = {"goal": "reached the goal", "exited": "left early"}
"""Ends that no step of the journey names, as everywhere else."""


def in_words(report: Report) -> Report:
    """With both."""
    return report.model_copy(
        update={"figures": list(_figures(report)), "counts": list(_counts(report))}
    )


def _figures(report: Report) -> Iterator[Figure]:
    entries, goal, messages = report.entries, report.goal, report.messages
    yield _figure("Enter", entries.entered, report.among)
    if entries.held_out:
        yield _figure("Held out", entries.held_out, "to compare with")
    median = goal.median_days if goal else None
    yield Figure(
        name="Reach the goal",
        figure=_share(goal.rate) if goal else "–",
        more="" if median is None else f"after {median:.0f} days",
    )
    most = f"at most {messages.most_in_a_week} a week to one contact"
    yield _figure("Messages", messages.sent, most)
    if report.arbiter.crowded:
        yield _figure("No room", report.arbiter.crowded, "put off or left out under a cap")
    yield _figure("Tasks", report.tasks.handed_out)
    ends = f"after {report.days} days" if report.made_up else "when the record ends"
    yield _figure("Still inside", report.running, ends)


def _figure(name: str, count: int, more: str = "") -> Figure:
    return Figure(name=name, figure=f"{count:,}", more=more)


def _share(share: float) -> str:
    """Some are never said to be none."""
    percent = round(share * 100)
    return f"{percent} %" if percent or not share else "under 1 %"


def _counts(report: Report) -> Iterator[Counts]:
    entries = report.entries
    again = {code: count for code, count in entries.refused.items() if code in _FOR_THE_SECOND_TIME}
    ends = [
        (_OWN_ENDS.get(end) or name_in_words(end), count) for end, count in report.outcomes.items()
    ]
    arbiter = report.arbiter
    for title, found in (
        (OUTSIDE, _refused(entries.outside)),
        (AGAIN, _refused(again)),
        ("How it ended", ends),
        ("Messages put off", arbiter.deferred.items()),
        ("Messages left out", arbiter.skipped.items()),
        ("Messages that failed", arbiter.failed.items()),
    ):
        if found:
            yield Counts(title=title, counted=_most_first(found))


def _refused(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return [(REFUSALS.get(code, name_in_words(code)), count) for code, count in counts.items()]


def _most_first(found: Iterable[tuple[str, int]]) -> list[Counted]:
    """Ends that read alike, such as `well-done` and `well_done`, are counted together."""
    counts = Counter[str]()
    for words, count in found:
        counts[words] += count
    return [Counted(words=words, count=count) for words, count in counts.most_common()]
