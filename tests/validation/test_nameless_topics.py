"""Of which topics it is said what customers read where they unsubscribe."""

import pytest

from engine.definition.document import parse
from engine.validation.nameless_topics import nameless_topics

JOURNEY = """
journey: first_days
name: Trial
entry: {triggers: [{event: Login}]}
JOURNEYS
start: hello
steps:
  hello: {type: STEP, template: t, OWN next: again}
  again: {type: email, template: mail, next: done}
  done: {type: exit}
templates: {t: {SUBJECT: Hello, body: Hello}, mail: {subject: Hello, body: Hello}}
"""


@pytest.mark.parametrize(
    ("step", "own", "of_journey", "named", "said"),
    [
        ("email", "", "", (), ["first_days"]),
        ("email", "", "", ("first_days",), []),
        ("email", "", "about-us", (), ["about-us"]),
        ("email", "news", "about-us", (), ["news", "about-us"]),
        ("email", "news", "about-us", ("about-us",), ["news"]),
        ("survey, kind: nps, at_most: 7d", "news", "", ("first_days",), ["news"]),
        ("survey, kind: nps, channel: in_app, at_most: 7d", "news", "", ("first_days",), []),
        ("in_app", "news", "", ("first_days",), []),
    ],
)
def test_each_topic_of_a_mail_that_nobody_has_named_is_told(
    step: str, own: str, of_journey: str, named: tuple[str, ...], said: list[str]
) -> None:
    sent = f"send: {{topic: {own}}}," if own else ""
    written = JOURNEY.replace("STEP", step).replace("OWN", sent)
    written = written.replace("SUBJECT", "title" if "in_app" in step else "subject")
    journeys = f"send: {{topic: {of_journey}}}" if of_journey else ""
    journey = parse(written.replace("JOURNEYS", journeys), format="yaml")
    told = list(nameless_topics(journey, named))
    pages = [each.link.page for each in told if each.link]
    assert pages == [f"/topics/new?key={key}" for key in said]
    assert all(
        key.replace("-", " ").replace("_", " ") in each.message
        for key, each in zip(said, told, strict=True)
    )


def test_a_key_is_told_in_words_as_customers_read_it() -> None:
    written = JOURNEY.replace("STEP", "email").replace("OWN", "").replace("JOURNEYS", "")
    written = written.replace("SUBJECT", "subject")
    [told] = nameless_topics(parse(written, format="yaml"), ())
    assert (told.code, told.severity, told.path) == ("nameless_topic", "warning", "")
    assert told.message.startswith("Customers who unsubscribe read “first days”.")
