"""Steps and their outlets in words."""

from typing import assert_never

from engine.definition.base import StepId
from engine.definition.conditions import (
    EventHappened,
    HealthIs,
    MessageWas,
    NowIs,
    PropertyIs,
    SegmentIs,
    TaskWas,
    TraitIs,
    leaves,
)
from engine.definition.journey import InAppTemplate, Journey, MailTemplate
from engine.definition.steps import (
    ApproveStep,
    AssignToOwner,
    AssignToUser,
    BranchStep,
    EmailStep,
    EnrollStep,
    ExitStep,
    GoToStep,
    InAppStep,
    NotifyStep,
    Recipient,
    SplitStep,
    Step,
    SurveyStep,
    TaskStep,
    ToRole,
    UntilCondition,
    UntilDate,
    UntilEvent,
    UntilTime,
    UpdateStep,
    WaitStep,
    WebhookStep,
)
from engine.definition.times import DayOfJourney, Duration, Limit
from engine.sentences.conditions import condition_sentence
from engine.sentences.words import (
    Piece,
    Run,
    Sentence,
    joined,
    name_in_words,
    say,
    strong,
    template_in_words,
    trait_in_words,
)

_KINDS = {
    "email": "Email",
    "in_app": "In-app",
    "survey": "Survey",
    "task": "Task",
    "approve": "Approval",
    "webhook": "Webhook",
    "notify": "Notify",
    "update": "Update",
    "enroll": "Enroll",
    "split": "Split",
    "go_to": "Go to",
    "wait": "Wait",
    "branch": "Branch",
    "exit": "End",
}


def step_kind(step: Step) -> str:
    """What sort of step it is, in a word."""
    return _KINDS[step.type]


def step_title(journey: Journey, step_id: StepId) -> str:
    """What people call the step: its name, else its id as words. Also of a step long gone."""
    step = journey.steps.get(step_id)
    if step is not None and step.name:
        return step.name
    return name_in_words(step_id).capitalize()


def step_sentence(journey: Journey, step_id: StepId) -> Sentence:
    """What the step does: “Wait until first login, at most 7 days”."""
    step = journey.steps[step_id]
    match step:
        case EmailStep():
            return say("Send ", _template(journey, step), " to ", _recipient(journey, step.to))
        case InAppStep():
            return say(
                _shown[step.format], _template(journey, step), " to ", _recipient(journey, step.to)
            )
        case TaskStep():
            return _task(step)
        case SurveyStep():
            asked = (
                "how likely they are to recommend you" if step.kind == "nps" else "how satisfied"
            )
            return say("Ask ", _recipient(journey, step.to), " ", strong(asked))
        case ApproveStep():
            then = "goes out" if step.silence == "approved" else "stays unsent"
            what = strong(step_title(journey, step.message))
            return say(
                "Have ",
                what,
                " approved; unless somebody says so in ",
                strong(step.due.in_words()),
                f", it {then}",
            )
        case WebhookStep():
            return say("Call ", strong(step.url))
        case NotifyStep():
            return say("Tell ", strong(step.channel), f": “{template_in_words(step.text)}”")
        case UpdateStep():
            return say("Set ", joined((strong(trait_in_words(trait)) for trait in step.set), "and"))
        case EnrollStep():
            return say("Enter them into ", strong(name_in_words(step.journey)))
        case SplitStep():
            return say("Part the accounts by lot")
        case GoToStep():
            return say("Go on at ", strong(step_title(journey, step.to)))
        case WaitStep():
            return _wait(step)
        case BranchStep():
            return say("Choose the way by ", joined(_looked_at(step), "and"))
        case ExitStep():
            return say("The journey ends: ", strong(name_in_words(step.outcome)))
        case _:
            assert_never(step)


_shown = {"feed": "Post ", "banner": "Show the banner ", "modal": "Open the window "}


def _template(journey: Journey, step: EmailStep | InAppStep) -> Run:
    match journey.templates.get(step.template):
        case MailTemplate(subject=heading) | InAppTemplate(title=heading):
            return strong(f"“{template_in_words(heading)}”")
        case None:
            return strong(f"“{name_in_words(step.template)}”")


def _recipient(journey: Journey, to: Recipient) -> Sentence:
    if journey.subject == "contact":
        return say("the contact")
    if isinstance(to, ToRole):
        instead = ", else the primary contact" if to.otherwise == "primary" else ""
        return say("the ", strong(name_in_words(to.role)), instead)
    return say("the ", strong("primary contact"))


def _task(step: TaskStep) -> Sentence:
    pieces: list[Piece] = ["Ask "]
    match step.assign:
        case AssignToOwner(otherwise=other):
            pieces += [strong("the account’s owner"), f", else {other}," if other else ""]
        case AssignToUser(user=user):
            pieces.append(strong(user))
    pieces.append(f" to “{template_in_words(step.title)}”")
    if step.due is not None:
        pieces += [", due in ", strong(step.due.in_words())]
    return say(*pieces)


def _wait(step: WaitStep) -> Sentence:
    if step.for_ is not None:
        return say("Wait ", strong(step.for_.in_words()))
    match step.until:
        case DayOfJourney():
            return say("Wait until ", strong(step.until.in_words()))
        case UntilEvent():
            pieces: list[Piece] = ["Wait until ", strong(step.until.event)]
            if step.until.where is not None:
                pieces += [" (where ", condition_sentence(step.until.where), ")"]
            if step.at_most is not None:
                pieces += [", ", _limit(step.at_most)]
            return say(*pieces)
        case UntilTime():
            return say("Wait until ", strong(step.until.time))
        case UntilDate():
            trait = strong(trait_in_words(step.until.date.trait))
            offset = step.until.date.offset
            when = say(strong(offset.in_words()), " ", trait) if offset else say(trait)
            return say("Wait until ", when)
        case UntilCondition():
            pieces = ["Wait until ", condition_sentence(step.until.when)]
            if step.at_most is not None:
                pieces += [", ", _limit(step.at_most)]
            return say(*pieces)
        case None:
            return say("Wait")


def _limit(limit: Limit) -> Sentence:
    match limit:
        case Duration():
            return say("at most ", strong(limit.in_words()))
        case DayOfJourney():
            return say("at the latest ", strong(limit.in_words()))


def _looked_at(step: BranchStep) -> list[Run]:
    found: dict[str, None] = {}
    for case in step.cases:
        for leaf in leaves(case.when):
            match leaf:
                case TraitIs():
                    found[trait_in_words(leaf.trait)] = None
                case EventHappened():
                    found[leaf.event] = None
                case PropertyIs():
                    found[name_in_words(leaf.property)] = None
                case TaskWas():
                    found[f"what became of “{name_in_words(leaf.task)}”"] = None
                case HealthIs():
                    found["health"] = None
                case SegmentIs():
                    found[name_in_words(leaf.segment)] = None
                case NowIs():
                    found["the calendar"] = None
                case MessageWas():
                    found[f"what became of “{name_in_words(leaf.message)}”"] = None
    return [strong(subject) for subject in found]


def outlet_sentence(journey: Journey, step_id: StepId, outlet: str) -> Sentence | None:
    """What is written on a link. None for the ordinary next, which needs no words."""
    match outlet:
        case "next":
            return None
        case "skipped":
            return say("if skipped")
        case "failed":
            return say("if it fails")
        case "otherwise":
            return say("otherwise")
        case "happened":
            return say("as soon as it happens")
        case "timeout":
            return _timeout(journey.steps[step_id])
        case _:
            return _case(journey, step_id, outlet)


def _timeout(step: Step) -> Sentence:
    match step:
        case WaitStep(at_most=Duration() as limit):
            return say("not within ", limit.in_words())
        case WaitStep(at_most=DayOfJourney() as limit):
            return say("not by ", limit.in_words())
        case _:
            return say("too late")


def _case(journey: Journey, step_id: StepId, outlet: str) -> Sentence:
    step = journey.steps[step_id]
    if isinstance(step, BranchStep):
        for case in step.cases:
            if case.id == outlet:
                return condition_sentence(case.when, lambda step: step_title(journey, step))
    return say(name_in_words(outlet))
