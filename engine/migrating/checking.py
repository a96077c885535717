"""What is wrong with a plan, said before anybody is moved."""

from collections.abc import Iterator, Mapping, Set

from engine.definition.base import StepId
from engine.definition.journey import Journey
from engine.definition.problems import Problem
from engine.definition.steps import ExitStep
from engine.migrating.plan import Move, Plan, TakeOut
from engine.validation.finding import meant


def check_plan(plan: Plan, olds: Mapping[int, Journey], new: Journey) -> list[Problem]:
    """Every problem, all of them blocking. `olds` are the versions customers are on, by number."""
    if not plan.everyone:
        return list(_moves_nobody(plan))
    known = {step for old in olds.values() for step in old.steps}
    return [
        *_other_subject(olds, new),
        *_unknown(plan, known),
        *_undecided(plan, olds, new),
        *_impossible(plan, known, new),
        *_chains(plan),
    ]


def _problem(code: str, step: StepId, message: str, hint: str) -> Problem:
    return Problem(code=code, step=step, path=f"fates.{step}", message=message, hint=hint)


def _moves_nobody(plan: Plan) -> Iterator[Problem]:
    if plan.fates:
        yield Problem(
            code="plan_moves_nobody",
            path="everyone",
            message="The plan says what becomes of customers, but is for new entrants only.",
            hint="Write everyone: true, or leave the fates out.",
        )


def _other_subject(olds: Mapping[int, Journey], new: Journey) -> Iterator[Problem]:
    for number, old in olds.items():
        if old.subject != new.subject:
            yield Problem(
                code="plan_other_subject",
                path="everyone",
                message=f"Version {number} is about {old.subject}s, this one about "
                f"{new.subject}s: nobody can be moved from one to the other.",
                hint="Publish for new entrants only.",
            )


def _unknown(plan: Plan, known: Set[StepId]) -> Iterator[Problem]:
    for step in plan.fates:
        if step not in known:
            yield _problem(
                "plan_unknown_step",
                step,
                f"No customer can be at “{step}”: no version they are on has such a step.",
                meant(step, sorted(known), "Leave it out."),
            )


def _undecided(plan: Plan, olds: Mapping[int, Journey], new: Journey) -> Iterator[Problem]:
    """Also of steps where nobody stands now: by the time it is carried out, somebody may."""
    for number, old in olds.items():
        for step, inside in old.steps.items():
            nobody_stays = isinstance(inside, ExitStep)
            if step not in new.steps and step not in plan.fates and not nobody_stays:
                yield _problem(
                    "plan_undecided_step",
                    step,
                    f"“{step}” of version {number} is gone. What becomes of those who stand there?",
                    "Let them continue, move to a step, or exit.",
                )


def _impossible(plan: Plan, known: Set[StepId], new: Journey) -> Iterator[Problem]:
    for step, fate in plan.fates.items():
        if step not in known:
            continue
        match fate:
            case "retime" if step not in new.steps:
                yield _problem(
                    "plan_step_gone",
                    step,
                    f"Nobody can stay at “{step}”: the new version does not have it.",
                    meant(step, new.steps, "Let them continue, move to a step, or exit."),
                )
            case Move(move=target) if target not in new.steps:
                yield _problem(
                    "plan_no_target",
                    step,
                    f"Nobody can be moved to “{target}”: the new version has no such step.",
                    meant(target, new.steps, "Name a step of the new version."),
                )
            case Move(move=target) if target == step:
                yield _problem(
                    "plan_moves_onto_itself",
                    step,
                    f"“{step}” is moved onto itself.",
                    "Write retime to have them stay there.",
                )
            case _:
                pass


def _chains(plan: Plan) -> Iterator[Problem]:
    """Each customer is moved once. A plan that reads as if they went on would mislead."""
    for step, fate in plan.fates.items():
        if not isinstance(fate, Move) or fate.move == step:
            continue
        following = plan.fates.get(fate.move)
        if not isinstance(following, Move | TakeOut):
            continue
        if isinstance(following, Move) and following.move == step:
            message = f"“{step}” and “{fate.move}” are moved to each other."
        else:
            message = f"“{step}” is moved to “{fate.move}”, whose own customers go elsewhere."
        yield _problem("plan_chain", step, message, "Say where each of them ends up.")
