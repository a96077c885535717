"""Whom a step is for, in words: who gets a message, and whom a task is given to."""

from engine.definition.journey import Journey
from engine.definition.steps import Assignment, AssignToOwner, AssignToUser, Recipient, ToRole
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
    """`the account’s owner, else kim@example.com`."""
    match assign:
        case AssignToOwner(otherwise=other):
            return say(strong("the account’s owner"), f", else {other}" if other else "")
        case AssignToUser(user=user):
            return say(strong(user))
