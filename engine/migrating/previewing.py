"""What a publish would do to the customers inside, worked out from where they stand. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from engine.definition.journey import Journey
from engine.definition.problems import Problem
from engine.differences import Difference, differences
from engine.interpreter import Position
from engine.migrating.checking import check_plan
from engine.migrating.comparing import Change, change_of_step
from engine.migrating.due import DueCount, DueDeed, DueKind, Gathering, Named
from engine.migrating.entering import Entering
from engine.migrating.fates import FateChoice, default_fate, fate_choices
from engine.migrating.forecast import Coming, Due, Horizon, ahead, due_of, messages
from engine.migrating.moving import Leaves, Moved, Stays, migrated
from engine.migrating.plan import Fate, Plan, fate_of
from engine.sentences import NO_NAMES, Names, step_kind, step_title, unnamed_sentence


@dataclass(frozen=True)
class StepPreview:
    """Those who stand at one step of one version."""

    version: int
    step: str
    title: str
    detail: str | None
    """What it does, where nobody has named it."""
    customers: int
    change: Change
    fate: Fate | None
    """None: the plan does not say, and must."""
    to: str | None
    """The step of the new version they will stand at. None: they do not come to it."""
    to_title: str | None
    choices: tuple[FateChoice, ...]
    """What may become of them, the usual first."""
    default: Fate
    """What does where the plan does not say, and what to suggest."""
    due_before: DueCount
    due_after: DueCount


@dataclass(frozen=True)
class TargetStep:
    """A step of the new version that customers may be moved to."""

    step: str
    title: str
    kind: str


@dataclass(frozen=True)
class Preview:
    customers: int
    """Inside, on another version than this; test runs aside."""
    moved: int
    """To another step."""
    staying: int
    """At their step, on the new version."""
    continuing: int
    leaving: int
    due_before: DueCount
    """Who gets a message within 24 hours."""
    due_after: DueCount
    kinds: tuple[DueKind, ...]
    """What is done within 24 hours, by kind: messages, tasks and whatever else."""
    deeds: tuple[DueDeed, ...]
    """Which those are, and for whom. Also which end they come to."""
    entering: Entering | None
    """Who comes in by the publish itself. Null: nobody, and it need not be said."""
    steps: tuple[StepPreview, ...]
    """Where somebody stands, and what else the plan must decide."""
    targets: tuple[TargetStep, ...]
    """Where they may be moved to."""
    changes: tuple[Difference, ...]
    """What is different from the live version, in words. Empty when there is none."""
    revision: int | None
    """Of the draft this is about: hand it in with the publish. Null: it is about something else."""
    problems: tuple[Problem, ...]
    """Of the plan. With any of them it cannot be carried out."""
    paused: bool = False
    """The journey is: nothing is done for anybody until it runs again."""
    warnings: tuple[Problem, ...] = ()
    """What this installation lacks for what goes out, and that it may go out at night: it can be
    carried out all the same."""


@dataclass(frozen=True)
class Inside:
    """One customer."""

    enrollment_id: UUID
    version: int
    position: Position
    wakes_at: datetime | None
    horizon: Horizon


@dataclass(frozen=True)
class About:
    """What is previewed."""

    plan: Plan
    new: Journey
    olds: Mapping[int, Journey]
    live: Journey | None
    revision: int | None
    called: Names = NO_NAMES
    """What pools, segments and others are called."""

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(check_plan(self.plan, self.olds, self.new))


def worked_out(
    about: About, customers: Iterable[Inside]
) -> tuple[tuple[StepPreview, ...], Gathering]:
    """What becomes of those at each step, and what is done for them soon."""
    olds = about.olds
    standing: dict[tuple[int, str], list[Inside]] = defaultdict(list)
    for each in customers:
        standing[each.version, each.position.step].append(each)
    for problem in about.problems:
        for number, old in olds.items():
            if problem.code == "plan_undecided_step" and problem.step in old.steps:
                standing.setdefault((number, problem.step), [])
    order = {(n, step): place for n, old in olds.items() for place, step in enumerate(old.steps)}
    due = Gathering()
    steps = tuple(
        _step(number, step, about, standing[number, step], due)
        for number, step in sorted(standing, key=lambda at: (-at[0], order.get(at, 0)))
    )
    return steps, due


def _step(
    number: int, step: str, about: About, there: Sequence[Inside], due: Gathering
) -> StepPreview:
    old, new = about.olds[number], about.new
    fate: Fate | None = fate_of(about.plan, step, new) if about.plan.everyone else "continue"
    change = change_of_step(step, old, new)
    before, after = DueCount(), DueCount()
    to: str | None = None
    for each in there:
        now = _coming(old, each, each.position, each.wakes_at)
        before += _count(now)
        due.before(each.enrollment_id, now)
        if fate is None or (fate == "retime" and change == "gone"):
            continue
        then: Sequence[Coming] = ()
        match _outcome(each, old, new, fate):
            case Stays():
                then = now
            case Moved(position=position):
                to = position.step
                same = change == "same" and position.step == step
                then = _coming(new, each, position, each.wakes_at if same else None)
            case Leaves() | None:
                pass
        after += _count(then)
        due.after(each.enrollment_id, then)
    return StepPreview(
        version=number,
        step=step,
        title=step_title(old, step),
        detail=unnamed_sentence(old, step, about.called),
        customers=len(there),
        change=change,
        fate=fate,
        to=to,
        to_title=step_title(new, to) if to else None,
        choices=fate_choices(step, old, new, number, about.called),
        default=default_fate(step, old, new),
        due_before=before,
        due_after=after,
    )


def _outcome(each: Inside, old: Journey, new: Journey, fate: Fate) -> Moved | Stays | Leaves | None:
    """None: the plan cannot be carried out for them, as its problems say."""
    target = getattr(fate, "move", None)
    if target is not None and target not in new.steps:
        return None
    return migrated(each.position, old, new, fate, each.horizon.now)


def _coming(
    whole: Journey, each: Inside, position: Position, wakes_at: datetime | None
) -> Sequence[Coming]:
    return ahead(whole, position, each.horizon, wakes_at=wakes_at)


def _count(coming: Sequence[Coming]) -> DueCount:
    """Whether they get a message."""
    match due_of(messages(coming)):
        case Due.YES:
            return DueCount(1, 1)
        case Due.PERHAPS:
            return DueCount(0, 1)
        case _:
            return DueCount()


def summed(
    about: About,
    steps: tuple[StepPreview, ...],
    due: Gathering,
    names: Mapping[UUID, Named],
    entering: Entering | None = None,
) -> Preview:
    """The whole of it. `names` are those of the customers whom `due` names."""

    def count(wanted: Iterable[StepPreview]) -> int:
        return sum(each.customers for each in wanted)

    return Preview(
        customers=count(steps),
        moved=count(each for each in steps if each.to not in (None, each.step)),
        staying=count(each for each in steps if each.to == each.step),
        continuing=count(each for each in steps if each.fate == "continue"),
        leaving=count(each for each in steps if hasattr(each.fate, "exit")),
        due_before=sum((each.due_before for each in steps), DueCount()),
        due_after=sum((each.due_after for each in steps), DueCount()),
        kinds=due.kinds(),
        deeds=due.told(about.new, about.olds.values(), names, about.called),
        entering=entering,
        steps=steps,
        targets=tuple(
            TargetStep(name, step_title(about.new, name), step_kind(step))
            for name, step in about.new.steps.items()
        ),
        changes=tuple(differences(about.live, about.new, about.called)) if about.live else (),
        revision=about.revision,
        problems=about.problems,
    )
