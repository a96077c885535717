"""Whose work it was: processor time, which other programs on the machine disturb little."""

from collections.abc import Mapping

import psutil

Times = Mapping[str, float]
"""Seconds by part: Temporal, PostgreSQL, rendering, worker."""

PARTS = {"temporal": "Temporal", "postgres": "PostgreSQL"}


def used() -> Times:
    """What this process and all it started have used so far."""
    own = psutil.Process()
    times = {"worker": _of(own), "Temporal": 0.0, "PostgreSQL": 0.0, "rendering": 0.0}
    for child in own.children(recursive=True):
        try:
            times[PARTS.get(child.name(), "rendering")] += _of(child)
        except psutil.NoSuchProcess:
            continue
    return times


def since(before: Times) -> Times:
    now = used()
    return {part: now[part] - before[part] for part in before}


def _of(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system
