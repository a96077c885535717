"""Topics of mails that nobody has named: customers read their keys where they unsubscribe."""

from collections.abc import Container, Iterator

from engine.definition.journey import Journey
from engine.definition.problems import Link, Problem
from engine.definition.steps import TouchStep
from engine.sentences.words import name_in_words
from engine.validation.finding import warning
from engine.validation.touches import by_mail


def nameless_topics(journey: Journey, named: Container[str]) -> Iterator[Problem]:
    """One for each. `named`: the keys of topics that have a name. Those of messages in the product
    are left out: nobody unsubscribes from a message."""
    for key in dict.fromkeys(_of_mails(journey)):
        if key not in named:
            said = (
                f"Customers who unsubscribe read “{name_in_words(key)}”."
                " Give it a name for them under Topics."
            )
            link = Link("Name the topic", f"/topics/new?key={key}")
            yield warning("nameless_topic", (), said, link=link)


def _of_mails(journey: Journey) -> Iterator[str]:
    for step in journey.steps.values():
        if isinstance(step, TouchStep) and by_mail(step):
            yield (step.send and step.send.topic) or journey.topic
