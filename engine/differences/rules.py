"""Changes of a journey's own rules: its name, who enters, what it is for, how it sends."""

from collections.abc import Iterator

from engine.definition.journey import Exit, Goal, Journey, LeavesAudience
from engine.definition.steps import Sending
from engine.differences.difference import Difference, What, became, reworded
from engine.sentences import (
    NO_NAMES,
    Names,
    audience_sentence,
    entry_sentence,
    exit_sentences,
    goal_sentence,
    holdout_sentence,
    reentry_sentence,
    sending_sentence,
    step_title,
)


def differences(old: Journey, new: Journey, names: Names = NO_NAMES) -> Iterator[Difference]:
    yield from _told("journey", _names(old, new))
    yield from _told("entry", _entry(old, new, names))
    yield from _goal(old, new, names)
    yield from _exits(old, new, names)
    yield from _told("sending", _sending(old, new))
    if old.start != new.start:
        there, here = step_title(new, new.start), step_title(old, old.start)
        text = f"Customers now begin at “{there}” instead of “{here}”."
        yield Difference(kind="changed", what="start", path="start", text=text)


Told = tuple[str, str]
"""A path, and what has changed there."""


def _told(what: What, found: Iterator[Told]) -> Iterator[Difference]:
    for path, text in found:
        yield Difference(kind="changed", what=what, path=path, text=text)


def _names(old: Journey, new: Journey) -> Iterator[Told]:
    if old.journey != new.journey:
        yield "journey", became("The journey’s key", new.journey, old.journey)
    if old.name != new.name:
        yield "name", reworded("The journey’s name", new.name, old.name)
    if old.description != new.description:
        yield "description", reworded("The description", new.description, old.description)
    if old.subject != new.subject:
        said = became("What goes through the journey", _a(new.subject), _a(old.subject))
        yield "subject", said


def _a(subject: str) -> str:
    return "an account" if subject == "account" else "a contact"


def _entry(old: Journey, new: Journey, names: Names) -> Iterator[Told]:
    if old.entry.triggers != new.entry.triggers:
        starts, started = (_lower(str(entry_sentence(each, names))) for each in (new, old))
        yield "entry.triggers", f"Customers now enter {starts}; they entered {started}."
    if old.entry.audience != new.entry.audience:
        may, might = _audience(new, names), _audience(old, names)
        yield "entry.audience", became("Who may enter", may, might)
    if old.entry.reentry != new.entry.reentry:
        said = became("How often somebody may enter", _reentry(new), _reentry(old))
        yield "entry.reentry", said
    if old.entry.holdout != new.entry.holdout:
        yield "entry.holdout", became("Who is kept out", _holdout(new), _holdout(old))


def _audience(journey: Journey, names: Names) -> str:
    return f"“{_lower(str(audience_sentence(journey, names)))}”"


def _reentry(journey: Journey) -> str:
    return f"“{_lower(str(reentry_sentence(journey)))}”"


def _holdout(journey: Journey) -> str:
    said = holdout_sentence(journey)
    return f"“{said}”" if said else "nobody"


def _lower(said: str) -> str:
    return said[:1].lower() + said[1:]


def _goal(old: Journey, new: Journey, names: Names) -> Iterator[Difference]:
    if old.goal == new.goal:
        return
    said, before = goal_sentence(new, names), goal_sentence(old, names)
    match old.goal, new.goal:
        case None, Goal():
            text = f"The journey has a goal now: {said}."
            yield Difference(kind="added", what="goal", path="goal", text=text)
        case Goal(), None:
            text = f"The journey has no goal any more; it was: {before}."
            yield Difference(kind="removed", what="goal", path="goal", text=text)
        case _:
            text = f"The goal is now: {said}. It was: {before}."
            yield Difference(kind="changed", what="goal", path="goal", text=text)


def _exits(old: Journey, new: Journey, names: Names) -> Iterator[Difference]:
    before, now = _exits_of(old, names), _exits_of(new, names)
    for number, (rule, said) in enumerate(now.items()):
        if rule not in before:
            text = f"Customers now leave {said}."
            yield Difference(kind="added", what="exit", path=f"exit.{number}", text=text)
    for number, (rule, said) in enumerate(before.items()):
        if rule not in now:
            text = f"Customers no longer leave {said}."
            yield Difference(kind="removed", what="exit", path=f"exit.{number}", text=text)


def _exits_of(journey: Journey, names: Names) -> dict[Exit | LeavesAudience, str]:
    said = (_lower(str(sentence)) for sentence in exit_sentences(journey, names))
    return dict(zip(journey.exit, said, strict=True))


def _sending(old: Journey, new: Journey) -> Iterator[Told]:
    if old.topic != new.topic:
        yield "send.topic", became("The topic of its messages", _topic(new), _topic(old))
    if _window(old.send) != _window(new.send):
        said = became("When its messages go out", _window(new.send), _window(old.send))
        yield "send.window", said


def _topic(journey: Journey) -> str:
    return f"“{journey.topic}”"


def _window(send: Sending) -> str:
    return _lower(str(sending_sentence(send)))
