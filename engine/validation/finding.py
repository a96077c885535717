"""Shorthand for the rules: one function to report a problem, one to name what was meant."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from engine.definition.base import StepId
from engine.definition.problems import Problem, Severity

Path = tuple[object, ...]
"""Where in a definition: `("steps", "welcome", "on", "failed")`."""


def found(
    code: str,
    path: Iterable[object],
    message: str,
    hint: str | None = None,
    severity: Severity = "blocking",
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
    )


def warning(code: str, path: Iterable[object], message: str, hint: str | None = None) -> Problem:
    return found(code, path, message, hint, "warning")


def meant(written: str, known: Iterable[Any], otherwise: str) -> str:
    """`Did you mean “…”?` when something close exists, else the hint given."""
    close = get_close_matches(written, [str(each) for each in known], n=1)
    return f"Did you mean “{close[0]}”?" if close else otherwise
