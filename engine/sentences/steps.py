"""Steps in words: what each does when a customer comes to it."""

from functools import partial
from typing import assert_never

from engine.definition.base import StepId
from engine.definition.conditions import (
    EventHappened,
    HealthIs,
    Leaf,
    MessageWas,
    NowIs,
    PropertyIs,
    SegmentIs,
    TaskWas,
    TraitIs,
    leaves,
)
from engine.definition.journey import Journey
from engine.definition.steps import (
    ApproveStep,
    BranchStep,
    EmailStep,
    EnrollStep,
    ExitStep,
    GoToStep,
    InAppStep,
    NotifyStep,
    Remind,
    SplitStep,
    Step,
    SurveyStep,
    TaskStep,
    TouchStep,
    UpdateStep,
    WaitStep,
    WebhookStep,
)
from engine.definition.templates import heading
from engine.sentences.names import NO_NAMES, Names
from engine.sentences.people import assignee_sentence, recipient_sentence
from engine.sentences.waits import limit_sentence, wait_sentence
from engine.sentences.words import (
    Piece,
    Run,
    Sentence,
    joined,
    name_in_words,
    plain_in_words,
    say,
    share_in_words,
    step_title,
    strong,
    template_in_words,
    text_in_words,
    trait_in_words,
    value_in_words,
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


def unnamed_sentence(journey: Journey, step_id: StepId, names: Names = NO_NAMES) -> str | None:
    """What the step does, where its title does not say so: nobody has named it. None: somebody has,
    or it is not there."""
    step = journey.steps.get(step_id)
    return None if step is None or step.name else str(step_sentence(journey, step_id, names))


def step_sentence(journey: Journey, step_id: StepId, names: Names = NO_NAMES) -> Sentence:
    """What the step does: “Wait until first login, at most 7 days”."""
    step = journey.steps[step_id]
    match step:
        case EmailStep() | InAppStep() | SurveyStep():
            return _touch(journey, step)
        case TaskStep():
            return _task(step, names)
        case ApproveStep():
            return _approve(journey, step, names)
        case WebhookStep():
            return say("Call ", strong(step.url))
        case NotifyStep():
            said = template_in_words(step.text)
            return say("Tell the channel ", strong(names.channel(step.channel)), f": “{said}”")
        case UpdateStep():
            return _update(step)
        case EnrollStep():
            return say("Let them into the journey ", strong(names.journey(step.journey)), " too")
        case SplitStep():
            return _split(journey, step)
        case GoToStep():
            return say("Go on at ", strong(step_title(journey, step.to)))
        case WaitStep():
            titles = partial(step_title, journey)
            return say("Wait ", wait_sentence(step, titles, names))
        case BranchStep():
            return say("Choose the way by ", joined(_looked_at(journey, step, names), "and"))
        case ExitStep():
            return say("The journey ends: ", strong(name_in_words(step.outcome)))
        case _:
            assert_never(step)


_SHOWN = {
    "feed": "Post ",
    "banner": "Show the banner ",
    "modal": "Open the window ",
    "tooltip": "Show the tooltip ",
    "tour": "Give the tour ",
    "checklist": "Show the checklist ",
}
_ASKED = {"nps": "how likely they are to recommend you", "csat": "how satisfied they are"}
_BY = {"email": "by mail", "in_app": "in the product"}


def _touch(journey: Journey, step: TouchStep) -> Sentence:
    whom = recipient_sentence(journey, step.to)
    match step:
        case EmailStep():
            return say("Send ", _template(journey, step), " to ", whom)
        case InAppStep():
            return say(_SHOWN[step.format], _template(journey, step), " to ", whom)
        case SurveyStep():
            asked, how = strong(_ASKED[step.kind]), _BY[step.channel]
            wait = limit_sentence(step.at_most)
            then = _reminder(step.remind) if step.remind else say()
            return say("Ask ", whom, f" {how} ", asked, "; wait ", wait, then)


def _reminder(remind: Remind) -> Sentence:
    return say(", and remind them after ", strong(remind.after.in_words()))


def _template(journey: Journey, step: EmailStep | InAppStep) -> Run:
    template = journey.templates.get(step.template)
    if template is None:
        return strong(f"“{name_in_words(step.template)}”")
    return strong(f"“{template_in_words(heading(template))}”")


def _task(step: TaskStep, names: Names) -> Sentence:
    whom = assignee_sentence(step.assign, names)
    comma = "," if ", else " in str(whom) else ""
    pieces: list[Piece] = ["Ask ", whom, f"{comma} to “{template_in_words(step.title)}”"]
    if step.due is not None:
        pieces += [", due in ", strong(step.due.in_words())]
    if step.levels:
        late = step.levels[0].after.in_words()
        pieces.append(f"; escalated when {late} late")
    if step.outcomes is not None:
        pieces.append(", and wait for the answer")
    return say(*pieces)


def _approve(journey: Journey, step: ApproveStep, names: Names) -> Sentence:
    whom = assignee_sentence(step.assign, names)
    comma = "," if ", else " in str(whom) else ""
    what = strong(f"“{step_title(journey, step.message)}”")
    then = "it goes out" if step.silence == "approved" else "it stays unsent"
    due = strong(step.due.in_words())
    return say("Have ", whom, f"{comma} approve ", what, " within ", due, f"; if silent, {then}")


def _update(step: UpdateStep) -> Sentence:
    given = [
        say(strong(trait_in_words(trait)), " to ", strong(_value(value)))
        for trait, value in step.set.items()
        if value is not None
    ]
    taken = [strong(trait_in_words(trait)) for trait, value in step.set.items() if value is None]
    pieces: list[Piece] = ["Set ", joined(given, "and")] if given else []
    if taken:
        pieces += ["; take away " if given else "Take away ", joined(taken, "and")]
    return say(*pieces)


def _value(value: bool | int | float | str) -> str:
    said = (
        plain_in_words(template_in_words(value))
        if isinstance(value, str)
        else value_in_words(value)
    )
    return text_in_words(said)


def _split(journey: Journey, step: SplitStep) -> Sentence:
    whole = sum(way.weight for way in step.ways)
    shares = (
        say(strong(name_in_words(way.id)), " ", share_in_words(way.weight, whole))
        for way in step.ways
    )
    return say(f"Part the {journey.subject}s by lot: ", joined(shares, "and"))


def _looked_at(journey: Journey, step: BranchStep, names: Names) -> list[Run]:
    found = [_subject(journey, leaf, names) for case in step.cases for leaf in leaves(case.when)]
    return [strong(subject) for subject in dict.fromkeys(found)]


def _subject(journey: Journey, leaf: Leaf, names: Names) -> str:
    match leaf:
        case TraitIs():
            return trait_in_words(leaf.trait)
        case EventHappened():
            return leaf.event
        case PropertyIs():
            return name_in_words(leaf.property)
        case MessageWas():
            return f"what became of “{step_title(journey, leaf.message)}”"
        case TaskWas():
            return f"what became of “{step_title(journey, leaf.task)}”"
        case HealthIs():
            return f"the health {leaf.health}"
        case SegmentIs():
            return f"the segment {names.segment(leaf.segment)}"
        case NowIs():
            return "the calendar"
        case _:
            assert_never(leaf)
