"""Whose work it was: processor time, which other programs on the machine disturb little."""

from collections.abc import Mapping

import psutil

Times = Mapping[str, float]
"""Seconds by part: Temporal, PostgreSQL, rendering, worker."""

Used = Mapping[int, tuple[str, float]]
"""By the id of the process: its part, and its seconds so far."""

PARTS = {"temporal": "Temporal", "postgres": "PostgreSQL"}


def used() -> Used:
    """What this process and all it started have used so far."""
    own = psutil.Process()
    times = {own.pid: ("worker", _of(own))}
    for child in own.children(recursive=True):
        try:
            times[child.pid] = (PARTS.get(child.name(), "rendering"), _of(child))
        except psutil.NoSuchProcess:
            continue
    return times


def since(before: Used) -> Times:
    """Of those that are there now: what the others used meanwhile is not known any more."""
    times = {"worker": 0.0, "Temporal": 0.0, "PostgreSQL": 0.0, "rendering": 0.0}
    for process, (part, seconds) in used().items():
        _, earlier = before.get(process, (part, 0.0))
        times[part] += seconds - earlier
    return times


def _of(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system
