"""A journey's own rules in words: who enters, what it is for, what takes a customer out."""

from engine.definition.journey import EventTrigger, Journey, LeavesAudience, ReentryAfter
from engine.definition.steps import Sending, Window
from engine.sentences.conditions import condition_sentence
from engine.sentences.steps import step_title
from engine.sentences.words import Piece, Sentence, joined, name_in_words, say, strong

_DAYS = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}


def trigger_sentences(journey: Journey) -> list[Sentence]:
    """What starts it: one sentence for each trigger."""
    return [_trigger(trigger).capitalized() for trigger in journey.entry.triggers]


def entry_sentence(journey: Journey) -> Sentence:
    """What starts it, all triggers in one sentence."""
    return joined(map(_trigger, journey.entry.triggers), "or").capitalized()


def _trigger(trigger: EventTrigger) -> Sentence:
    pieces: list[Piece] = ["when ", strong(trigger.event), " happens"]
    if trigger.where is not None:
        pieces += [" and ", condition_sentence(trigger.where)]
    return say(*pieces)


def audience_sentence(journey: Journey) -> Sentence:
    """Who of those may enter."""
    if journey.entry.audience is None:
        return say("All accounts" if journey.subject == "account" else "All contacts")
    said = condition_sentence(journey.entry.audience, lambda step: step_title(journey, step))
    return say("Only if ", said)


def reentry_sentence(journey: Journey) -> Sentence:
    """Whether somebody may enter again."""
    match journey.entry.reentry:
        case "never":
            return say("Once; never again")
        case "always":
            return say("Again, whenever a passage has ended")
        case ReentryAfter(after=after):
            return say("Again, ", strong(after.in_words()), " after a passage has ended")


def goal_sentence(journey: Journey) -> Sentence | None:
    """What it is for. None: it has no goal."""
    goal = journey.goal
    if goal is None:
        return None
    said = condition_sentence(goal.when, lambda step: step_title(journey, step))
    pieces: list[Piece] = [said]
    if goal.within is not None:
        pieces += [", within ", strong(goal.within.in_words()), " of entry"]
    pieces.append("; the journey then ends" if goal.exit else "; the journey goes on")
    return say(*pieces).capitalized()


def exit_sentences(journey: Journey) -> list[Sentence]:
    """What takes a customer out at once: one sentence for each rule."""
    found = []
    for rule in journey.exit:
        if isinstance(rule, LeavesAudience):
            why = f" ({rule.reason})" if rule.reason else ""
            found.append(say("As soon as the audience no longer describes them", why))
            continue
        said = condition_sentence(rule.when, lambda step: step_title(journey, step))
        because = f" ({rule.reason})" if rule.reason else ""
        found.append(say("As soon as ", said, because))
    return found


def sending_sentence(send: Sending) -> Sentence:
    """When messages may go out."""
    match send.window:
        case Window() as window:
            return say(
                strong(_days(window.days)),
                ", ",
                strong(f"{window.from_} to {window.to}"),
                f", {_zone(window.zone)}",
            )
        case _:
            return say("At any time")


def _zone(zone: str) -> str:
    if zone in ("contact", "account"):
        return f"on the {zone}’s clock"
    return f"on the clock of {name_in_words(zone).replace('/', ', ')}"


def _days(written: str) -> str:
    parts = [" to ".join(_DAYS[day] for day in part.split("-")) for part in written.split(",")]
    return ", ".join(parts)
