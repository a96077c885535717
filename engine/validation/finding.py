"""Shorthand for the rules: one function to report a problem, one to name what was meant."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any

from engine.definition.base import StepId
from engine.definition.journey import Journey
from engine.definition.problems import Link, Problem, Severity
from engine.sentences import step_title
from engine.sentences.words import joined

Path = tuple[object, ...]
"""Where in a definition: `("steps", "welcome", "on", "failed")`."""


def found(
    code: str,
    path: Iterable[object],
    message: str,
    hint: str | None = None,
    severity: Severity = "blocking",
    link: Link | None = None,
) -> Problem:
    """A problem at a path. What lies under `steps` is shown at its step."""
    parts = [str(part) for part in path]
    step: StepId | None = parts[1] if len(parts) > 1 and parts[0] == "steps" else None
    return Problem(
        code=code,
        severity=severity,
        step=step,
        path=".".join(parts),
        message=message,
        hint=hint,
        link=link,
    )


def warning(
    code: str,
    path: Iterable[object],
    message: str,
    hint: str | None = None,
    link: Link | None = None,
) -> Problem:
    return found(code, path, message, hint, "warning", link)


_NAMED = 3
"""So many steps are named; of more, how many there are."""


def named(journey: Journey, steps: Sequence[StepId], word: str) -> str:
    """`“Welcome”, “Tips” and 4 more`. Of many, the first few by their titles."""
    titles = [f"“{step_title(journey, name)}”" for name in steps[:_NAMED]]
    more = len(steps) - _NAMED
    return str(joined([*titles, f"{more} more"] if more > 0 else titles, word))


def no_segment(
    path: Iterable[object], key: str, known: Iterable[str], subject: str, so: str
) -> Problem:
    """There is none of this key. `so`: what comes of that, for as long as there is none."""
    page = f"/segments/new?key={key}&subject={subject}"
    message = f"There is no segment “{key}” here, so {so}."
    hint = meant(key, known, "Make it, or choose another.")
    return warning("unknown_segment", path, message, hint, Link("Make the segment", page))


_CLOSE = 0.8
"""How much of a name must be the same: short names share half of their letters by chance."""


def meant_trait(written: str, known: Iterable[str], otherwise: str) -> str:
    """The same for `account.plan`: what is called nearly so there, with letters that have changed
    places first, or just so elsewhere."""
    whose, _, name = written.partition(".")
    there = [each.partition(".") for each in known]
    names = [named for root, _, named in there if root == whose]
    close = [f"{whose}.{each}" for each in names if sorted(each) == sorted(name)]
    close += [f"{whose}.{each}" for each in get_close_matches(name, names, n=1, cutoff=_CLOSE)]
    close += [f"{root}.{named}" for root, _, named in there if named == name and root != whose]
    return f"Did you mean “{close[0]}”?" if close else otherwise


def meant(written: str, known: Iterable[Any], otherwise: str) -> str:
    """`Did you mean “…”?` when something close exists, else the hint given."""
    close = get_close_matches(written, [str(each) for each in known], n=1)
    return f"Did you mean “{close[0]}”?" if close else otherwise
