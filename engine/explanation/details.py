"""What there is to know of a step beside what it does: what it says, and when it does not."""

from collections.abc import Iterator

from engine.definition.base import StepId
from engine.definition.journey import Journey
from engine.definition.steps import (
    EmailStep,
    InAppStep,
    Sending,
    Step,
    SurveyStep,
    TaskStep,
    UseTemplate,
    WebhookStep,
)
from engine.definition.templates import heading
from engine.explanation.messages import message_text
from engine.explanation.parts import MessageText
from engine.sentences import (
    NO_NAMES,
    Names,
    Sentence,
    condition_sentence,
    say,
    sending_sentence,
    step_title,
)
from engine.sentences.texts import body_in_words
from engine.sentences.words import joined, name_in_words, template_in_words, value_in_words


def message_of(journey: Journey, step: Step) -> MessageText | None:
    """What the step's message says. None: it sends none, or its template is missing."""
    if not isinstance(step, EmailStep | InAppStep | SurveyStep):
        return None
    template = journey.templates.get(step.template)
    return message_text(template) if template is not None else None


def instructions_of(step: Step) -> str | None:
    """What a colleague is told to do."""
    if isinstance(step, TaskStep) and step.instructions:
        return body_in_words(step.instructions)
    return None


def more_of(journey: Journey, step: Step, names: Names = NO_NAMES) -> Iterator[Sentence]:
    """What else there is to know, each in a sentence."""

    def name_of(other: StepId) -> str:
        return step_title(journey, other)

    match step:
        case EmailStep() | InAppStep() | SurveyStep():
            if step.skip_when is not None:
                yield say("Left out if ", condition_sentence(step.skip_when, name_of, names))
            yield from _missing(journey, step.missing)
            yield from _when(step.send)
        case TaskStep():
            if step.skip_when is not None:
                yield say("Left out if ", condition_sentence(step.skip_when, name_of, names))
            if step.ends_with_journey:
                yield say("Called off when the customer leaves the journey")
            if step.outcomes:
                buttons = joined((f"“{name_in_words(each)}”" for each in step.outcomes), "or")
                yield say("The answers to choose from: ", buttons)
        case WebhookStep() if step.data:
            data = (
                f"{name_in_words(name)}: "
                + (template_in_words(value) if isinstance(value, str) else value_in_words(value))
                for name, value in step.data.items()
            )
            yield say("It is told ", joined(data, "and"))
        case _:
            pass


def _missing(journey: Journey, missing: object) -> Iterator[Sentence]:
    match missing:
        case UseTemplate(template=template):
            other = journey.templates.get(template)
            said = template_in_words(heading(other)) if other else name_in_words(template)
            yield say(f"If something it names is not known, “{said}” goes out instead")
        case "fail":
            yield say("If something it names is not known, it counts as failed")
        case _:
            pass


def _when(send: Sending | None) -> Iterator[Sentence]:
    if send is None:
        return
    if send != Sending(topic=send.topic):
        yield say("Goes out ", _lower(sending_sentence(send)))
    if send.topic is not None:
        yield say(f"Its topic, to unsubscribe from, is {name_in_words(send.topic)}")


def _lower(said: Sentence) -> Sentence:
    first, *rest = said.runs
    if first.strong:
        return said
    lowered = type(first)(first.text[:1].lower() + first.text[1:], first.strong)
    return Sentence((lowered, *rest))
