"""Scorecards as people write them: kept as written, chosen by segment, refused with a reason."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from engine.definition.conditions import EventHappened
from engine.errors import DefinitionError
from engine.facts import Facts, Occurrences
from engine.health import DEFAULT, card_for, from_data, parse, to_json, windows
from tests.health.parts import NOW, card_of

PAGE = (Path(__file__).parents[2] / "docs" / "health.md").read_text()
EXAMPLES = re.findall(r"^```yaml\n(key:.*?)^```", PAGE, re.M | re.S)


def card(**others: Any) -> dict[str, Any]:
    return to_json(DEFAULT) | others


def with_first(**others: Any) -> dict[str, Any]:
    """The default scorecard with its first component, a count, written otherwise."""
    data = card()
    data["components"][0] |= others
    return data


# Kept as written


def test_the_default_survives_as_json() -> None:
    assert from_data(json.loads(json.dumps(to_json(DEFAULT)))) == DEFAULT
    assert parse(json.dumps(to_json(DEFAULT))) == DEFAULT


def test_the_page_shows_the_default_as_it_is() -> None:
    assert parse(EXAMPLES[0]) == DEFAULT


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_is_kept_as_it_is_written(example: str) -> None:
    written = parse(example)
    assert from_data(to_json(written)) == written


def test_what_was_not_written_is_not_dumped() -> None:
    assert set(to_json(DEFAULT)) == {"key", "name", "components"}
    assert to_json(from_data(card(hysteresis=5)))["hysteresis"] == 5


def test_what_holds_unless_it_is_written() -> None:
    assert (DEFAULT.bands.green, DEFAULT.bands.yellow) == (70, 40)
    assert (DEFAULT.hysteresis, DEFAULT.least_known) == (3, 0.5)


# Chosen


def test_the_first_scorecard_that_holds_for_the_account_is_taken() -> None:
    strategic = from_data(
        card(key="strategic", segment={"trait": "account.arr", "at_least": 100_000})
    )
    trial = from_data(card(key="trial", segment={"not": {"event": "Paid", "within": "ever"}}))
    assert trial.segment is not None
    cards = [strategic, trial, DEFAULT]

    def chosen(arr: int | None, paid: int) -> str | None:
        leaf = EventHappened(event="Paid", within="ever")
        facts = Facts(NOW, traits={"account": {"arr": arr}}, occurrences={leaf: Occurrences(paid)})
        found = card_for(cards, facts)
        return found.key if found else None

    assert chosen(250_000, 0) == "strategic"
    assert chosen(9_000, 0) == "trial"
    assert chosen(None, 1) == "default"
    assert card_for([strategic], Facts(NOW)) is None


# What it must hear of


def test_it_is_known_what_changes_which_component() -> None:
    heard = windows(DEFAULT)
    assert heard.feeds["event:Login"] == {"logins", "active-users"}
    assert heard.feeds["event:Feature Used"] == {"features", "active-users"}
    assert heard.feeds["trait:account.seats"] == {"active-users"}
    assert heard.feeds["event:Survey Answered"] == {"nps"}
    assert "event:Message Opened" not in heard.feeds
    assert heard.at_first == {"logins", "features", "active-users", "tickets"}
    assert {key: str(period) for key, period in heard.periods.items()} == {
        "logins": "30d", "features": "30d", "active-users": "30d", "tickets": "90d", "nps": "365d",
    }  # fmt: skip
    assert heard.choosing == frozenset()


def test_a_trait_in_a_filter_and_what_the_segment_asks_are_heard_too() -> None:
    where = {"trait": "account.billing.plan", "is": "pro"}
    count = card_of({"type": "count", "events": ["Login"], "within": "1w", "where": where})
    assert windows(count).feeds["trait:account.billing"] == {"one"}
    segment = {"any": [{"trait": "account.arr", "at_least": 1}, {"segment": "vip"}]}
    heard = windows(from_data(card(segment=segment)))
    assert heard.choosing == {"trait:account.arr", "trait:segment.vip"}


# Refused

COUNT = {"type": "count", "events": ["Login"], "within": "30d"}
NAMED = {"green": ["a"], "yellow": [], "red": ["b"]}


@pytest.mark.parametrize(
    ("data", "where", "what"),
    [
        ([], "scorecard", "A group of keys belongs here"),
        (card(colour="red"), "colour", "“colour” is not known here."),
        (card(key="Not a key"), "key", "cannot be a name here"),
        (card(components=[]), "components", "at least one entry"),
        (card(components=card()["components"][:1] * 2), "components", "are called “logins”"),
        (card(bands={"green": 40}), "bands", "40 is not above 40"),
        (card(bands={"green": 101}), "bands.green", "at most 100"),
        (card(hysteresis=-1), "hysteresis", "at least 0"),
        (card(least_known=50), "least_known", "at most 1"),
        (card(segment={"health": "band", "is": "red"}), "segment", "cannot hang on the health"),
        (card(segment={"now": "weekday", "is": "mon"}), "segment", "the day or the hour"),
        (card(segment={"trait": "contact.title", "is": "CEO"}), "segment", "is of a contact"),
        (card(segment={"event": "Paid"}), "segment", "within: ever"),
        (card(segment={"message": "hi", "was": "sent"}), "segment", "Nobody is in a journey"),
        (with_first(weight=0), "components.0.weight", "more than 0, not 0"),
        (with_first(weight="20"), "components.0.weight", "a number"),
        (with_first(levels=NAMED), "components.0", "“count” measures a number"),
        (with_first(measure={}), "components.0.measure.type", "one of count, distinct, share"),
        (with_first(measure={"type": "sum"}), "components.0.measure.type", "is not known here"),
        (with_first(measure=COUNT | {"within": "30 days"}), "components.0.measure.within", "30d"),
        (with_first(measure=COUNT | {"within": "12h"}), "components.0.measure.within", "a window"),
        (with_first(measure=COUNT | {"within": "0d"}), "components.0.measure.within", "a window"),
        (with_first(measure=COUNT | {"events": []}), "components.0.measure.events", "one entry"),
        (
            with_first(measure=COUNT | {"where": {"event": "Login"}}),
            "components.0.measure.where",
            "only the event's properties",
        ),
        (
            with_first(measure=COUNT | {"where": {"property": "due", "within_next": "3d"}}),
            "components.0.measure.where",
            "within_next cannot stand here",
        ),
        (
            with_first(measure=COUNT | {"type": "share", "of": "contact.seats"}),
            "components.0.measure.of",
            "is of a contact",
        ),
        (
            with_first(levels={"direction": "at_least", "green": 3, "yellow": 10}),
            "components.0.levels",
            "green begins at a higher number",
        ),
        (
            with_first(levels={"direction": "less_than", "green": 5, "yellow": 2}),
            "components.0.levels",
            "green ends at a lower number",
        ),
        (
            with_first(levels={"green": 3, "yellow": 10}),
            "components.0.levels.direction",
            "“direction” is missing",
        ),
        (
            with_first(levels={"green": ["Paid"], "yellow": [], "red": ["paid"]}),
            "components.0.levels",
            "“paid” is both green and red",
        ),
    ],
)
def test_what_is_wrong_is_said_and_where(data: Any, where: str, what: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        from_data(data)
    (problem,) = caught.value.problems
    assert problem.path == where
    assert what in problem.in_words()


def test_every_mistake_is_told_with_its_line() -> None:
    with pytest.raises(DefinitionError) as caught:
        parse("key: mine\nname: Mine\ncolour: red\ncomponents: []\n")
    assert [(each.line, each.path) for each in caught.value.problems] == [
        (3, "colour"),
        (4, "components"),
    ]
    assert str(caught.value).startswith("The scorecard cannot be read. line 3, colour: ")
