"""Tasks and approvals can be read, belong to somebody, and come in time."""

from collections.abc import Iterator

from engine.definition.journey import Journey
from engine.definition.problems import Problem
from engine.definition.steps import (
    ApproveStep,
    Assignment,
    AssignToOwner,
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
                yield from _assigned(path, step.assign, known, "task")
            case ApproveStep():
                yield from _approval(path, step, journey)
                yield from _assigned(path, step.assign, known, "approval")
            case _:
                pass


def _assigned(path: Path, assign: Assignment, known: Known, what: str) -> Iterator[Problem]:
    user = assign.user if isinstance(assign, AssignToUser) else assign.otherwise
    if isinstance(assign, AssignToOwner) and user is None:
        message = f"For an account without an owner, this {what} belongs to nobody."
        hint = "Say who gets it then: assign: {owner: account, else: someone@yourcompany.com}."
        yield warning("task_for_nobody", (*path, "assign"), message, hint)
    if user is not None and known.users is not None and user.lower() not in known.users:
        hint = meant(user, known.users, "Add the user, or name another one.")
        message = f"There is no user {user} here."
        yield warning("unknown_user", (*path, "assign"), message, hint)


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
