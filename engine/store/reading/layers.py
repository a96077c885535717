"""Whom a count on the canvas counts: those who are at a step, and those who went on from it.

`engine.store.reading.traffic` counts the same customers; test runs are in neither.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement
from sqlmodel import col, exists

from engine.definition.base import StepId
from engine.store.tables import Enrollment, JourneyVersion, TimelineEntry
from engine.validation.touches import RESERVED_OUTCOMES

Layer = Literal["here", "passed", "skipped", "failed", "converted", "left"]
"""`here`: they stand at the step now. `passed`: they went on from it, or ended there at an exit.
`skipped`, `failed`: so, and what it sends was left out, or could not be sent. `converted`: so, and
they reached the goal afterwards. `left`: the journey ended for them while they stood there."""


@dataclass(frozen=True)
class Of:
    """Which part of a layer."""

    layer: Layer
    step: StepId | None = None
    """None: any step."""
    outlet: str | None = None
    """Those who went on by this way."""
    version: int | None = None
    """On which they are, or were when they went on."""
    since: datetime | None = None
    until: datetime | None = None
    """When they went on, or left: from then on, and before then. Who is there now is, always."""


def counted(of: Of) -> list[ColumnElement[bool]]:
    """The conditions on enrollments joined with their versions."""
    match of.layer:
        case "here":
            return [col(Enrollment.status) != "ended", *_standing(of)]
        case "left":
            early = col(Enrollment.outcome).in_(RESERVED_OUTCOMES)
            return [early, *_standing(of), *_during(Enrollment.ended_at, of)]
        case _:
            return [_went(of)]


def _standing(of: Of) -> list[ColumnElement[bool]]:
    found = [] if of.step is None else [col(Enrollment.current_step) == of.step]
    return found if of.version is None else [*found, col(JourneyVersion.number) == of.version]


def _during(column: Any, of: Of) -> list[ColumnElement[bool]]:
    after = [] if of.since is None else [col(column) >= of.since]
    return after if of.until is None else [*after, col(column) < of.until]


def _went(of: Of) -> ColumnElement[bool]:
    """Whether they went on so, at least once."""
    entry = TimelineEntry
    wanted: list[ColumnElement[bool]] = [
        col(entry.enrollment_id) == col(Enrollment.id),
        col(entry.outlet).is_not(None),
    ]
    if of.step is not None:
        wanted.append(col(entry.step) == of.step)
    if of.outlet is not None:
        wanted.append(col(entry.outlet) == of.outlet)
    if of.version is not None:
        wanted.append(col(entry.version) == of.version)
    if of.layer in ("skipped", "failed"):
        wanted.append(col(entry.kind) == of.layer)
    if of.layer == "converted":
        wanted.append(col(entry.left_at) <= col(Enrollment.goal_met_at))
    return exists().where(*wanted, *_during(entry.left_at, of))
