"""A journey's rules as rows: what a rule is about, and what it says."""

from dataclasses import dataclass

from engine.definition.journey import Journey
from engine.sentences import (
    NO_NAMES,
    Names,
    Sentence,
    audience_sentence,
    exit_sentences,
    goal_sentence,
    holdout_sentence,
    reentry_sentence,
    sending_sentence,
    trigger_sentences,
)


@dataclass(frozen=True)
class Rule:
    about: str
    says: tuple[Sentence, ...]


def rules_of(journey: Journey, names: Names = NO_NAMES) -> tuple[Rule, ...]:
    """In the order in which a customer meets them."""
    goal, kept_out = goal_sentence(journey, names), holdout_sentence(journey)
    rules = [
        Rule("Enters", tuple(trigger_sentences(journey, names))),
        Rule("Who", (audience_sentence(journey, names),)),
        Rule("Again?", (reentry_sentence(journey),)),
        Rule("Kept out", (kept_out,) if kept_out else ()),
        Rule("Goal", (goal,) if goal else ()),
        Rule("Leaves early", tuple(exit_sentences(journey, names))),
        Rule("Sends", (sending_sentence(journey.send),)),
    ]
    return tuple(rule for rule in rules if rule.says)
