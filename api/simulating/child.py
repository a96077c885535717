"""The process of one simulation: a task on standard input, progress and the result on output.

Journeys are anybody's with an editor's role, and templates are really rendered. So memory and
processor time are limited here, and whoever started this may kill it at any moment.
"""

import pickle
import resource
import sys
import time

from engine.errors import OnwardError
from engine.simulation.orders import Task, carry_out

RESULT, FAILURE = "=", "!"
"""What a line begins with that holds the result as JSON, or the reason why there is none."""

MEMORY_BYTES = 2 * 1024**3
PROCESSOR_SECONDS = 600
_EVERY = 0.2
"""Seconds between two lines of progress."""


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    task: Task = pickle.load(sys.stdin.buffer)
    try:
        print(RESULT + _carried_out(task), flush=True)
    except OnwardError as error:
        print(FAILURE + " ".join(str(error).split()), flush=True)
    except MemoryError:
        print(FAILURE + "It took more memory than a simulation may.", flush=True)


def _carried_out(task: Task) -> str:
    work = carry_out(task)
    told = time.monotonic()
    while True:
        try:
            progress = next(work)
        except StopIteration as finished:
            return str(finished.value.model_dump_json(by_alias=True))
        if time.monotonic() - told > _EVERY:
            told = time.monotonic()
            print(progress, flush=True)


if __name__ == "__main__":
    main()
