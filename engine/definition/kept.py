"""Keeping what is worked out from a definition: its parts never change once they are read."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

PartOfIt = TypeVar("PartOfIt")
Result = TypeVar("Result")

MOST_KEPT = 10_000


def kept(work: Callable[[PartOfIt], Result]) -> Callable[[PartOfIt], Result]:
    """The function, which from now on works each thing out once. Its results are shared: nobody may
    change them.

    Found by identity, since comparing parts would cost as much as the work. What was asked about is
    held on to, so that nothing else takes its identity; beyond `MOST_KEPT` all is forgotten.
    """
    known: dict[int, tuple[PartOfIt, Result]] = {}

    @wraps(work)
    def once(part: PartOfIt) -> Result:
        try:
            return known[id(part)][1]
        except KeyError:
            pass
        if len(known) >= MOST_KEPT:
            known.clear()
        result = work(part)
        known[id(part)] = part, result
        return result

    return once
