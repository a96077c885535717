"""Journeys said in plain words: steps, outlets, conditions and rules as sentences.

Whatever tells a person what a step does or what a condition asks says it with these words. A
sentence marks what matters in it; whoever shows it decides how emphasis looks.
"""

from engine.sentences.conditions import condition_sentence
from engine.sentences.names import NO_NAMES, Names
from engine.sentences.outlets import outlet_sentence
from engine.sentences.people import assignee_sentence, recipient_sentence
from engine.sentences.rules import (
    audience_sentence,
    entry_sentence,
    exit_sentences,
    goal_sentence,
    holdout_sentence,
    reentry_sentence,
    sending_sentence,
    trigger_sentences,
)
from engine.sentences.steps import step_kind, step_sentence, unnamed_sentence
from engine.sentences.waits import limit_sentence, wait_sentence
from engine.sentences.words import Run, Sentence, say, step_title, strong

__all__ = [
    "NO_NAMES",
    "Names",
    "Run",
    "Sentence",
    "assignee_sentence",
    "audience_sentence",
    "condition_sentence",
    "entry_sentence",
    "exit_sentences",
    "goal_sentence",
    "holdout_sentence",
    "limit_sentence",
    "outlet_sentence",
    "recipient_sentence",
    "reentry_sentence",
    "say",
    "sending_sentence",
    "step_kind",
    "step_sentence",
    "step_title",
    "strong",
    "trigger_sentences",
    "unnamed_sentence",
    "wait_sentence",
]
