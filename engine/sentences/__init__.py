"""Journeys said in plain words: steps, outlets, conditions and rules as sentences.

Whatever tells a person what a step does or what a condition asks says it with these words. A
sentence marks what matters in it; whoever shows it decides how emphasis looks.
"""

from engine.sentences.conditions import condition_sentence
from engine.sentences.rules import (
    audience_sentence,
    entry_sentence,
    exit_sentences,
    goal_sentence,
    reentry_sentence,
    sending_sentence,
    trigger_sentences,
)
from engine.sentences.steps import outlet_sentence, step_kind, step_sentence, step_title
from engine.sentences.words import Run, Sentence, say, strong

__all__ = [
    "Run",
    "Sentence",
    "audience_sentence",
    "condition_sentence",
    "entry_sentence",
    "exit_sentences",
    "goal_sentence",
    "outlet_sentence",
    "reentry_sentence",
    "say",
    "sending_sentence",
    "step_kind",
    "step_sentence",
    "step_title",
    "strong",
    "trigger_sentences",
]
