"""What a step does otherwise than before, setting by setting. Its links are told elsewhere."""

from collections.abc import Callable, Iterator
from typing import Any

from engine.definition.base import StepId
from engine.definition.conditions import Condition
from engine.definition.in_product import Place
from engine.definition.journey import Journey
from engine.definition.steps import (
    BranchStep,
    Escalation,
    Missing,
    Sending,
    SplitStep,
    SurveyStep,
    UpdateStep,
    UseTemplate,
    WaitStep,
)
from engine.definition.templates import heading
from engine.definition.times import Duration
from engine.differences.difference import became, reworded
from engine.sentences import (
    Names,
    assignee_sentence,
    condition_sentence,
    limit_sentence,
    outlet_sentence,
    recipient_sentence,
    sending_sentence,
    step_title,
    wait_sentence,
)
from engine.sentences.waits import limit_in_words
from engine.sentences.words import (
    joined,
    name_in_words,
    share_in_words,
    template_in_words,
    trait_in_words,
    value_in_words,
)

Says = Callable[[Journey, Any], str]


def doing(old: Journey, new: Journey, step: StepId, names: Names) -> Iterator[str]:
    """The changes of a step that is of one type in both journeys."""
    before, now = old.steps[step], new.steps[step]
    title = f"“{step_title(new, step)}”"
    match before, now:
        case WaitStep(), WaitStep():
            yield from _waiting(old, new, before, now, title, names)
        case BranchStep(), BranchStep():
            yield from _cases(old, new, step, title, names)
        case SplitStep(), SplitStep():
            yield from _ways(before, now, title)
        case UpdateStep(), UpdateStep():
            yield from _traits(before.set, now.set, title)
        case _:
            pass
    yield from _settings(old, new, step, title, names)


def _settings(old: Journey, new: Journey, step: StepId, title: str, names: Names) -> Iterator[str]:
    before, now = old.steps[step], new.steps[step]
    by_name = {} if isinstance(now, SurveyStep) else _BY_NAME  # its channel is one of two words
    for field in type(now).model_fields:
        was, is_ = getattr(before, field), getattr(now, field)
        if was == is_ or (field == "at_most" and isinstance(now, WaitStep)):
            continue
        if field in _TEXTS:
            about = _TEXTS[field].format(title)
            yield reworded(about, is_, was, markdown=field == "instructions")
        elif field in by_name:
            label, called = by_name[field]
            yield became(
                label.format(title), called(names, is_) or None, called(names, was) or None
            )
        elif field in _SETTINGS:
            label, says = _SETTINGS[field]
            said, told = says(new, is_) or None, says(old, was) or None
            yield became(label.format(title), said, told)


def _waiting(
    old: Journey, new: Journey, before: WaitStep, now: WaitStep, title: str, names: Names
) -> Iterator[str]:
    if (before.for_, before.until) == (now.for_, now.until):
        if before.at_most != now.at_most:
            is_, was = _limit(now), _limit(before)
            yield f"{title} waits {is_} instead of {was}."
        return
    is_ = str(wait_sentence(now, _titles(new), names))
    was = str(wait_sentence(before, _titles(old), names))
    if is_ != was:
        yield f"{title} waits {is_} instead of {was}."
    if getattr(before.until, "passed", "now") != getattr(now.until, "passed", "now"):
        skips = getattr(now.until, "passed", "now") == "skip"
        then = "now goes its own way" if skips else "no longer goes its own way"
        yield f"{title}: who comes when the date has passed {then}."


def _limit(step: WaitStep) -> str:
    return "for ever, if it must," if step.at_most is None else str(limit_sentence(step.at_most))


def _cases(old: Journey, new: Journey, step: StepId, title: str, names: Names) -> Iterator[str]:
    before, now = old.steps[step], new.steps[step]
    assert isinstance(before, BranchStep)
    assert isinstance(now, BranchStep)
    if before.cases == now.cases:
        return
    asked = {case.id: case.when for case in before.cases}
    for case in now.cases:
        if case.id in asked and asked[case.id] != case.when:
            is_, was = (outlet_sentence(each, step, case.id, names) for each in (new, old))
            yield f"{title} takes the way {_way(case.id)} if {is_}; it was if {was}."
    both = [case.id for case in now.cases if case.id in asked]
    if both != [case.id for case in before.cases if case.id in both]:
        order = str(joined((_way(case.id) for case in now.cases), "and"))
        yield f"{title} asks its ways in another order: {order}."


def _ways(before: SplitStep, now: SplitStep, title: str) -> Iterator[str]:
    shares, was = _shares(now), _shares(before)
    for way, share in shares.items():
        if way in was and was[way] != share:
            yield f"{title} sends {share} by {_way(way)} instead of {was[way]}."


def _way(name: str) -> str:
    return f"“{name_in_words(name)}”"


def _shares(step: SplitStep) -> dict[str, str]:
    whole = sum(way.weight for way in step.ways)
    return {way.id: share_in_words(way.weight, whole) for way in step.ways}


def _traits(before: dict[str, Any], now: dict[str, Any], title: str) -> Iterator[str]:
    for trait, value in now.items():
        if trait not in before:
            yield f"{title} now sets {trait_in_words(trait)} to {_value(value)}."
        elif before[trait] != value:
            was = _value(before[trait])
            yield f"{title} sets {trait_in_words(trait)} to {_value(value)} instead of {was}."
    for trait in before:
        if trait not in now:
            yield f"{title} no longer sets {trait_in_words(trait)}."


def _value(value: bool | int | float | str | None) -> str:
    match value:
        case None:
            return "nothing"
        case str():
            return f"“{value}”"
        case _:
            return value_in_words(value)


def _titles(journey: Journey) -> Callable[[StepId], str]:
    return lambda step: step_title(journey, step)


def _recipient(journey: Journey, to: Any) -> str:
    return str(recipient_sentence(journey, to))


def _condition(journey: Journey, when: Condition | None) -> str:
    return "" if when is None else f"“{condition_sentence(when, _titles(journey))}”"


def _missing(journey: Journey, missing: Missing) -> str:
    if isinstance(missing, UseTemplate):
        return f"to send {_text(journey, missing.template)} instead"
    return {"skip": "to leave the message out", "fail": "to fail"}[missing]


def _text(journey: Journey, template: str) -> str:
    """By its subject or title; one of the library by its name there."""
    own = journey.templates.get(template)
    return f"“{template_in_words(heading(own)) if own else name_in_words(template)}”"


def _send(_: Journey, send: Sending | None) -> str:
    if send is None:
        return "the journey’s"
    own = send != Sending(topic=send.topic)
    when = str(sending_sentence(send)) if own else "when the journey sends"
    return f"{when}{f', topic “{send.topic}”' if send.topic else ''}"


def _due(_: Journey, due: Duration | None) -> str:
    return "" if due is None else f"within {due.in_words()}"


def _escalated(names: Names, late: Escalation | tuple[Escalation, ...] | None) -> str:
    levels = (late,) if isinstance(late, Escalation) else late or ()
    return str(
        joined(
            (
                f"{level.after.in_words()} late to {assignee_sentence(level.to, names)}"
                for level in levels
            ),
            "and",
        )
    )


def _named(_: Journey, name: Any) -> str:
    return f"“{name_in_words(str(name))}”"


def _place(_: Journey, place: Place | None) -> str:
    said = [place.selector, f"on {place.url}" if place.url else None] if place else []
    return " ".join(filter(None, said))


def _buttons(_: Journey, outcomes: tuple[str, ...] | None) -> str:
    return str(joined((f"“{name_in_words(each)}”" for each in outcomes or ()), "and"))


def _data(_: Journey, data: dict[str, Any]) -> str:
    return str(joined((f"{key}: {_value(value)}" for key, value in data.items()), "and"))


_TEXTS = {
    "note": "The note of {}",
    "title": "The title of {}",
    "instructions": "The instruction of {}",
    "text": "The text of {}",
}
_SETTINGS: dict[str, tuple[str, Says]] = {
    "to": ("The recipient of {}", _recipient),
    "template": ("The text of {}", _text),
    "skip_when": ("What leaves {} out", _condition),
    "missing": ("What to do at {} when something is missing", _missing),
    "send": ("The sending of {}", _send),
    "format": ("The format of {}", _named),
    "target": ("Where {} is shown", _place),
    "dismissible": ("Whether {} can be put away", lambda _, can: "yes" if can else "no"),
    "priority": ("The priority of {}", _named),
    "frequency": ("How often {} is shown", _named),
    "expires": ("How long {} is shown", lambda _, expires: expires.in_words() if expires else ""),
    "kind": ("The question of {}", lambda _, kind: {"nps": "NPS", "csat": "CSAT"}[kind]),
    "channel": ("The channel of {}", _named),
    "at_most": ("How long {} waits for an answer", lambda _, limit: limit_in_words(limit)),
    "remind": (
        "The reminder of {}",
        lambda _, remind: "" if remind is None else f"after {remind.after.in_words()}",
    ),
    "due": ("How soon {} is due", _due),
    "ends_with_journey": (
        "Whether {} ends with the journey",
        lambda _, ends: "yes" if ends else "no",
    ),
    "takes": ("How much work {} is", lambda _, takes: takes.in_words() if takes else ""),
    "checklist": (
        "The checklist of {}",
        lambda _, items: ", ".join(f"“{each}”" for each in items or ()),
    ),
    "outcomes": ("The list of answers of {}", _buttons),
    "message": (
        "The message that {} is about",
        lambda journey, step: f"“{step_title(journey, step)}”",
    ),
    "silence": ("What silence counts for at {}", _named),
    "url": ("The address of {}", lambda _, url: url),
    "data": ("The data of {}", _data),
    "outcome": ("The outcome of {}", _named),
}
"""By field: what a setting is called, and how its value is said; nothing for none."""
_BY_NAME: dict[str, tuple[str, Callable[[Names, Any], str]]] = {
    "assign": (
        "The assignee of {}",
        lambda names, assign: str(assignee_sentence(assign, names)),
    ),
    "escalate": ("What becomes of {} when it is late", _escalated),
    "channel": ("The channel of {}", lambda names, key: f"“{names.channel(key)}”"),
    "journey": ("The journey that {} lets into", lambda names, key: f"“{names.journey(key)}”"),
}
"""Settings that name something by its key."""
