"""Whom a step is for, in words: who gets a message, and whom a task is given to."""

from typing import assert_never

from engine.definition.journey import Journey
from engine.definition.steps import (
    Assignment,
    AssignToOwner,
    AssignToPool,
    AssignToRole,
    AssignToUser,
    Recipient,
    ToRole,
)
from engine.sentences.words import Sentence, name_in_words, say, strong


def recipient_sentence(journey: Journey, to: Recipient) -> Sentence:
    """`the champion, else the primary contact`."""
    if journey.subject == "contact":
        return say("the contact")
    if isinstance(to, ToRole):
        instead = ", else the primary contact" if to.otherwise == "primary" else ""
        return say("the ", strong(name_in_words(to.role)), instead)
    return say("the ", strong("primary contact"))


def assignee_sentence(assign: Assignment) -> Sentence:
    """`the account’s owner, else kim@example.com`, `whoever is next in “save”`."""
    match assign:
        case AssignToOwner(otherwise=other):
            return say(strong("the account’s owner"), _else(other))
        case AssignToRole(otherwise=other):
            return say(strong("the owner’s manager"), _else(other))
        case AssignToPool(pool=pool):
            return say("whoever is next in ", strong(f"“{name_in_words(pool)}”"))
        case AssignToUser(user=user):
            return say(strong(user))
        case _:
            assert_never(assign)


def _else(other: str | AssignToPool | None) -> str:
    if isinstance(other, AssignToPool):
        return f", else whoever is next in “{name_in_words(other.pool)}”"
    return f", else {other}" if other else ""
