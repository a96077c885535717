"""Whom a step is for, in words: who gets a message, and whom a task is given to."""

from collections.abc import Sequence
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
    ToRoles,
    UntilEvent,
)
from engine.sentences.names import NO_NAMES, Names
from engine.sentences.words import Piece, Sentence, name_in_words, say, strong


def recipient_sentence(journey: Journey, to: Recipient) -> Sentence:
    """`the champion, else the primary contact`."""
    if journey.subject == "contact":
        return say("the contact")
    if isinstance(to, ToRole):
        instead = ", else the primary contact" if to.otherwise == "primary" else ""
        return say("the ", strong(name_in_words(to.role)), instead)
    if isinstance(to, ToRoles):
        instead = ", else the primary contact" if to.otherwise == "primary" else ""
        limit = f", {to.at_most} at most" if to.at_most else ""
        return say("every ", _roles(to.roles, "and"), limit, instead)
    return say("the ", strong("primary contact"))


def by_whom(until: UntilEvent) -> Sentence:
    """` by every champion and admin`. Follows on the event; empty where it may be anybody."""
    if until.roles is None:
        return say() if until.by == "any" else say(" by ", strong("everybody there"))
    if until.by == "any":
        return say(" by the ", _roles(until.roles, "or"))
    return say(" by every ", _roles(until.roles, "and"))


def _roles(roles: Sequence[str], joined: str) -> Sentence:
    *first, last = [strong(name_in_words(role)) for role in roles]
    pieces: list[Piece] = []
    for number, each in enumerate(first):
        pieces += [", " if number else "", each]
    return say(*pieces, f" {joined} " if first else "", last)


def assignee_sentence(assign: Assignment, names: Names = NO_NAMES) -> Sentence:
    """`the account’s owner, else Kim Visser`, `whoever is next in “Save”`."""
    match assign:
        case AssignToOwner(otherwise=other):
            return say(strong("the account’s owner"), _else(other, names))
        case AssignToRole(otherwise=other):
            return say(strong("the owner’s manager"), _else(other, names))
        case AssignToPool(pool=pool):
            return say("whoever is next in ", strong(_pool(pool, names)))
        case AssignToUser(user=user):
            return say(strong(names.colleague(user)))
        case _:
            assert_never(assign)


def _pool(key: str, names: Names) -> str:
    return f"“{names.pool(key)}”"


def _else(other: str | AssignToPool | None, names: Names) -> str:
    if isinstance(other, AssignToPool):
        return f", else whoever is next in {_pool(other.pool, names)}"
    return f", else {names.colleague(other)}" if other else ""
