"""Tasks and approvals can be read, belong to somebody, and come in time."""

from collections.abc import Iterator

from engine.definition.journey import Journey
from engine.definition.problems import Problem
from engine.definition.steps import (
    ApproveStep,
    Assignment,
    AssignToOwner,
    AssignToPool,
    AssignToRole,
    AssignToUser,
    EmailStep,
    InAppStep,
    SurveyStep,
    TaskStep,
)
from engine.validation.finding import Path, found, meant, warning
from engine.validation.graph import graph_of, reachable
from engine.validation.known import Known
from engine.validation.texts import text_problems


def problems(journey: Journey, known: Known) -> Iterator[Problem]:
    for name, step in journey.steps.items():
        path: Path = ("steps", name)
        match step:
            case TaskStep():
                yield from text_problems((*path, "title"), step.title)
                yield from text_problems((*path, "instructions"), step.instructions)
                yield from _assigned((*path, "assign"), step.assign, known, "task")
                yield from _written(path, step)
                yield from _escalated(path, step, known)
            case ApproveStep():
                yield from _approval(path, step, journey)
                yield from _assigned((*path, "assign"), step.assign, known, "approval")
            case _:
                pass


def _written(path: Path, step: TaskStep) -> Iterator[Problem]:
    for number, item in enumerate(step.checklist or ()):
        yield from text_problems((*path, "checklist", number), item)


def _escalated(path: Path, step: TaskStep, known: Known) -> Iterator[Problem]:
    one = not isinstance(step.escalate, tuple)
    for number, level in enumerate(step.levels):
        where = (*path, "escalate") if one else (*path, "escalate", number)
        yield from _there((*where, "to"), level.to, known)


def _assigned(path: Path, assign: Assignment, known: Known, what: str) -> Iterator[Problem]:
    if isinstance(assign, AssignToOwner) and assign.otherwise is None:
        message = f"For an account without an owner, this {what} belongs to nobody."
        hint = "Say who gets it then: assign: {owner: account, else: someone@yourcompany.com}."
        yield warning("task_for_nobody", (*path, "else"), message, hint)
    if isinstance(assign, AssignToRole) and assign.otherwise is None:
        message = f"For an account whose owner has no manager, this {what} belongs to nobody."
        hint = "Say who gets it then: assign: {role: manager, else: someone@yourcompany.com}."
        yield warning("task_for_no_manager", (*path, "else"), message, hint)
    yield from _there(path, assign, known)


def _there(path: Path, assign: Assignment, known: Known) -> Iterator[Problem]:
    """Whoever is named is here."""
    whom: str | AssignToPool | None
    match assign:
        case AssignToUser(user=whom) | AssignToOwner(otherwise=whom) | AssignToRole(otherwise=whom):
            pass
        case AssignToPool():
            whom = assign
    if isinstance(whom, AssignToPool):
        if known.pools is not None and whom.pool not in known.pools:
            hint = meant(whom.pool, known.pools, "Add the pool under Team, or name another one.")
            message = f"There is no pool “{whom.pool}” here."
            yield warning("unknown_pool", path, message, hint)
    elif whom is not None and known.users is not None and whom.lower() not in known.users:
        hint = meant(whom, known.users, "Add the user, or name another one.")
        message = f"There is no user {whom} here."
        yield warning("unknown_user", path, message, hint)


def _approval(path: Path, step: ApproveStep, journey: Journey) -> Iterator[Problem]:
    where = (*path, "message")
    messages = [
        name
        for name, each in journey.steps.items()
        if isinstance(each, EmailStep | InAppStep | SurveyStep)
    ]
    if step.message not in messages:
        message = f"“{step.message}” is not a step that sends a message."
        hint = meant(step.message, messages, "Name a step of type email, in_app or survey.")
        yield found("not_a_message", where, message, hint)
    elif step.message not in reachable(graph_of(journey), step.on.approved):
        message = f"“{step.message}” does not come after it is approved here."
        hint = "Lead “approved:” to it, so that what is read is what goes out."
        yield warning("approval_of_another", where, message, hint)
