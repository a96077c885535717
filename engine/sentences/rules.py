"""A journey's own rules in words: who enters, what it is for, what takes a customer out."""

from collections.abc import Iterator

from engine.definition.conditions import Condition
from engine.definition.journey import Exit, Journey, LeavesAudience, ReentryAfter
from engine.definition.steps import Sending, Window
from engine.sentences.calendar import days_in_words
from engine.sentences.conditions import condition_sentence
from engine.sentences.entering import trigger_sentence
from engine.sentences.names import NO_NAMES, Names
from engine.sentences.words import (
    Piece,
    Sentence,
    joined,
    name_in_words,
    say,
    step_title,
    strong,
)

_BY_HAND = "By hand, by the API, or from another journey"


def trigger_sentences(journey: Journey, names: Names = NO_NAMES) -> list[Sentence]:
    """What starts it: one sentence for each trigger, or one that says that nothing does."""
    if not journey.entry.triggers:
        return [say(_BY_HAND)]
    return [trigger_sentence(trigger, names).capitalized() for trigger in journey.entry.triggers]


def entry_sentence(journey: Journey, names: Names = NO_NAMES) -> Sentence:
    """What starts it, all triggers in one sentence."""
    if not journey.entry.triggers:
        return say(_BY_HAND)
    said = (trigger_sentence(trigger, names) for trigger in journey.entry.triggers)
    return joined(said, "or").capitalized()


def audience_sentence(journey: Journey, names: Names = NO_NAMES) -> Sentence:
    """Who of those may enter."""
    if journey.entry.audience is None:
        return say("All accounts" if journey.subject == "account" else "All contacts")
    said = _said(journey, journey.entry.audience, names)
    return say("Only if ", said)


def reentry_sentence(journey: Journey) -> Sentence:
    """Whether somebody may enter again."""
    match journey.entry.reentry:
        case "never":
            return say("Once; never again")
        case "always":
            return say("Again, whenever a passage has ended")
        case ReentryAfter(after=after):
            return say("Again, ", strong(after.in_words()), " after they last entered")


def holdout_sentence(journey: Journey) -> Sentence | None:
    """Who is kept out to compare with. None: nobody."""
    share = journey.entry.holdout
    if share is None:
        return None
    return say(strong(f"{share}"), " of accounts are kept out, to compare with")


def goal_sentence(journey: Journey, names: Names = NO_NAMES) -> Sentence | None:
    """What it is for. None: it has no goal."""
    goal = journey.goal
    if goal is None:
        return None
    pieces: list[Piece] = [_said(journey, goal.when, names)]
    if goal.within is not None:
        pieces += [", within ", strong(goal.within.in_words()), " of entry"]
    pieces.append("; the journey then ends" if goal.exit else "; the journey goes on")
    return say(*pieces).begun()


def exit_sentences(journey: Journey, names: Names = NO_NAMES) -> list[Sentence]:
    """What takes a customer out at once: one sentence for each rule."""
    return [
        say("As soon as ", _exit(journey, rule, names), f" ({rule.reason})" if rule.reason else "")
        for rule in journey.exit
    ]


def _exit(journey: Journey, rule: Exit | LeavesAudience, names: Names) -> Sentence:
    match rule:
        case Exit():
            return _said(journey, rule.when, names)
        case LeavesAudience() if journey.entry.audience is not None:
            return say("this no longer holds: ", _said(journey, journey.entry.audience, names))
        case LeavesAudience():
            return say("the audience no longer describes them")


def _said(journey: Journey, condition: Condition, names: Names) -> Sentence:
    return condition_sentence(condition, lambda step: step_title(journey, step), names)


def sending_sentence(send: Sending) -> Sentence:
    """When messages may go out, and what becomes of them where there is no room for all."""
    return say(*_when(send), *_where_crowded(send))


def _when(send: Sending) -> Iterator[Piece]:
    match send.window:
        case Window() as window:
            yield strong(days_in_words(window.days))
            yield ", "
            yield strong(f"{window.from_} to {window.to}")
            yield f", {_zone(window.zone)}"
            yield _holidays(window.holidays)
        case _:
            yield "At any time"


def _holidays(holidays: str | None) -> str:
    match holidays:
        case None:
            return ""
        case "none":
            return ", on public holidays too"
        case "account":
            return ", not on public holidays"
        case region:
            return f", not on public holidays of {region}"


def _where_crowded(send: Sending) -> Iterator[Piece]:
    if send.priority is not None:
        yield "; priority "
        yield strong(f"{send.priority}")
    if send.capped is not None:
        yield "; left out" if send.capped == "skip" else "; waits"
        yield " where there is no room"
    if send.patience is not None:
        yield "; left out after waiting "
        yield strong(send.patience.in_words())


def _zone(zone: str) -> str:
    if zone in ("contact", "account"):
        return f"on the {zone}’s clock"
    return f"on the clock of {name_in_words(zone).replace('/', ', ')}"
