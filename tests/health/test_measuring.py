"""Each measure: what it counts, in which window, at its edges, and what counts as no data."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.health import DEFAULT, Event, Measured, measured, score, turns
from tests.health.parts import NOW, ago, card_of, one
from tests.parts import tries

COUNT = {"type": "count", "events": ["Login", "Logged In"], "within": "30d"}
FEATURES = {
    "type": "distinct",
    "events": ["Feature Used"],
    "property": "feature",
    "within": "30d",
}
SHARE = {"type": "share", "events": ["Login"], "within": "30d", "of": "account.seats"}
NPS = {
    "type": "latest",
    "events": ["survey.answered"],
    "property": "score",
    "within": "90d",
    "where": {"property": "survey", "is": "nps"},
}
SECOND = timedelta(seconds=1)


def used(feature: Any, days: float = 1) -> Event:
    return Event("Feature Used", ago(days), "ada", {"feature": feature})


def answered(score: Any, days: float = 1, survey: str = "nps") -> Event:
    return Event("survey.answered", ago(days), "ada", {"score": score, "survey": survey})


# Counting


def test_events_of_every_name_on_the_list_are_counted_for_all_contacts() -> None:
    events = [Event("Login", ago(1), "ada"), Event("Logged In", ago(2), "bob"), used("x")]
    assert one(COUNT, *events) == 2


def test_an_event_leaves_the_window_when_it_is_as_old_as_that() -> None:
    edge = ago(30)
    assert one(COUNT, Event("Login", edge + SECOND)) == 1
    assert one(COUNT, Event("Login", edge)) == 0


def test_what_is_dated_later_than_now_has_not_happened_yet() -> None:
    assert one(COUNT, used("x"), Event("Login", NOW)) == 1
    assert one(COUNT, used("x"), Event("Login", NOW + SECOND)) == 0


def test_none_is_zero_once_anything_has_been_heard_and_else_unknown() -> None:
    assert one(COUNT, used("x", days=400)) == 0
    assert one(COUNT) is None


def test_what_onward_itself_tells_is_not_hearing_from_the_account() -> None:
    told = ["Message Opened", "Segment Entered", "Traits Updated", "Survey Answered"]
    assert one(COUNT, *(Event(name, ago(1)) for name in told)) is None


def test_a_list_of_customers_says_of_nobody_that_they_do_nothing() -> None:
    """**Invariant:** only what happens in an account is hearing from it. **How it broke:** of 2,000
    accounts that were imported from a list most were red within minutes, for want of logins."""
    assert one(COUNT, *(Event(name, ago(1)) for name in ("group", "identify", "alias"))) is None
    assert one(COUNT, Event("Pricing", ago(1))) == 0


def test_none_is_zero_only_where_somebody_has_ever_sent_any() -> None:
    """**Invariant:** a 0 says that it is not done, not that it is not told. **How it broke:** in an
    installation that nobody sent logins to, everybody had “0 logins”."""
    for measure in (COUNT, FEATURES, SHARE):
        assert one(measure, Event("Pricing", ago(1)), sent=["Pricing"], seats=4) is None
    assert one(COUNT, Event("Pricing", ago(1)), sent=["Logged In"]) == 0
    assert one(COUNT, Event("Login", ago(90)), sent=[]) == 0


def test_why_there_are_no_data_is_said() -> None:
    card = card_of(COUNT)
    values = measured(card, [Event("Pricing", ago(1))], {}, NOW, sent=[])
    (said,) = score(card, values, NOW).components
    assert said.sentence == "Nobody has sent Login or Logged In yet. Does not count."
    assert (said.value, said.level, said.as_of) == (None, None, None)


def test_a_filter_asks_for_properties_of_the_event_and_traits_of_the_account() -> None:
    where = {"all": [{"property": "device", "is": "web"}, {"trait": "account.plan", "is": "pro"}]}
    events = [Event("Login", ago(1), properties={"device": each}) for each in ("web", "phone")]
    assert one(COUNT | {"where": where}, *events, plan="pro") == 1
    assert one(COUNT | {"where": where}, *events, plan="free") == 0
    assert one(COUNT | {"where": where}, *events) == 0


# Telling apart


def test_values_of_a_property_count_once_whatever_their_capitals() -> None:
    assert one(FEATURES, used("Reports"), used("reports"), used("Export"), used(7)) == 3


def test_events_without_the_property_count_for_nothing() -> None:
    assert one(FEATURES, used(None), used(["a", "b"]), Event("Feature Used", ago(1))) == 0
    assert one(FEATURES) is None


def test_without_a_property_the_names_of_the_list_are_told_apart() -> None:
    measure = {"type": "distinct", "events": ["Exported", "Shared"], "within": "30d"}
    assert one(measure, *(Event("Exported", ago(day)) for day in (1, 2, 3))) == 1
    assert one(measure, Event("Exported", ago(1)), Event("Shared", ago(1))) == 2


# Share


def test_contacts_who_did_it_are_taken_in_percent_of_the_seats() -> None:
    events = [Event("Login", ago(day), f"contact-{day % 3}") for day in range(6)]
    assert one(SHARE, *events, seats=4) == 75
    assert one(SHARE, *events, seats="4") == 75
    assert one(SHARE, *events, seats=2) == 150


@pytest.mark.parametrize("seats", [None, 0, -3, 0.5, "many", [4], True])
def test_without_a_number_of_seats_there_is_no_share(seats: Any) -> None:
    assert one(SHARE, Event("Login", ago(1), "ada"), seats=seats) is None


def test_who_is_nobody_in_particular_takes_no_seat() -> None:
    assert one(SHARE, Event("Login", ago(1)), seats=4) == 0
    assert one(SHARE, seats=4) is None


# Traits and answers


def test_a_trait_is_what_it_is_also_deep_inside_and_unknown_if_it_is_no_single_value() -> None:
    measure = {"type": "trait", "trait": "account.billing.status"}
    assert one(measure, billing={"status": "failed"}) == "failed"
    assert one(measure, billing={"status": 0}) == 0
    assert one(measure, billing={"status": ["failed"]}) is None
    assert one(measure) is None


def test_the_latest_answer_counts_also_when_it_is_zero() -> None:
    assert one(NPS, answered(0, days=1), answered(9, days=2)) == 0


def test_of_two_answers_at_once_the_later_in_the_list_counts() -> None:
    assert one(NPS, answered(3), answered(9)) == 9


def test_answers_to_other_surveys_without_a_score_or_too_old_are_none() -> None:
    others = [answered(2, survey="csat"), answered(None), answered(10, days=90)]
    assert one(NPS, *others) is None
    assert one(NPS, *others, answered(8, days=30)) == 8


def test_answers_to_surveys_of_onward_and_of_other_products_are_both_nps() -> None:
    own = Event("Survey Answered", ago(1), "ada", {"kind": "nps", "score": 9})
    for event in (own, answered(9)):
        assert measured(DEFAULT, [event], {}, NOW)["nps"] == Measured(9, ago(1), "survey")


# Since when


def test_a_value_is_as_old_as_the_newest_datum_behind_it() -> None:
    card = card_of(COUNT)
    events = [Event("Login", ago(3)), Event("Login", ago(2)), used("x", days=1)]
    assert measured(card, events, {}, NOW)["one"] == Measured(2, ago(2), "product analytics")
    assert measured(card, events[2:], {}, NOW)["one"] == Measured(0, ago(1), "product analytics")


def test_of_traits_somebody_else_must_say_since_when_they_are() -> None:
    card = card_of({"type": "trait", "trait": "account.seats"})
    assert measured(card, [], {"seats": 3}, NOW)["one"] == Measured(3, None, "product analytics")
    told = measured(card, [], {"seats": 3}, NOW, set_at={"account.seats": ago(4)})["one"]
    assert told == Measured(3, ago(4), "product analytics")


# What time alone changes


def test_a_count_falls_when_its_oldest_event_leaves_the_window() -> None:
    events = [Event("Login", ago(3)), Event("Login", ago(29)), Event("Login", ago(31))]
    assert turns(card_of(COUNT), events, {}, NOW) == {"one": NOW + timedelta(days=1)}


def test_a_feature_is_forgotten_when_its_last_use_leaves_the_window() -> None:
    events = [used("a", days=29), used("a", days=2), used("b", days=5)]
    assert turns(card_of(FEATURES), events, {}, NOW) == {"one": NOW + timedelta(days=25)}


def test_time_alone_changes_no_trait_and_nothing_that_never_happened() -> None:
    assert turns(card_of({"type": "trait", "trait": "account.plan"}), [], {"plan": 1}, NOW) == {}
    assert turns(card_of(COUNT), [], {}, NOW) == {}


happenings = st.builds(
    Event,
    st.sampled_from(["Login", "Logged In", "Feature Used", "survey.answered", "ticket.opened"]),
    st.integers(-48, 24 * 400).map(lambda hours: NOW - timedelta(hours=hours)),
    st.sampled_from(["ada", "bob", None]),
    st.fixed_dictionaries(
        {
            "feature": st.sampled_from(["a", "b", None]),
            "survey": st.just("nps"),
            "score": st.sampled_from([None, 0, 7, 10]),
        }
    ),
)


def found(history: list[Event], hours: float) -> dict[str, Any]:
    measures = measured(DEFAULT, history, {"seats": 3}, NOW + timedelta(hours=hours))
    return {key: each and each.value for key, each in measures.items()}


@settings(deadline=None, max_examples=tries(150))
@given(st.lists(happenings, max_size=8), st.integers(1, 24 * 100))
def test_nothing_changes_before_it_is_said_to(history: list[Event], hours: int) -> None:
    turn = turns(DEFAULT, history, {"seats": 3}, NOW)
    now, later = found(history, 0), found(history, hours)
    for key in DEFAULT_KEYS:
        if key not in turn or turn[key] > NOW + timedelta(hours=hours):
            assert later[key] == now[key]


@settings(deadline=None)
@given(
    st.lists(happenings, max_size=8).flatmap(
        lambda each: st.tuples(st.just(each), st.permutations(each))
    )
)
def test_the_order_in_which_events_are_told_is_all_the_same(
    both: tuple[list[Event], list[Event]],
) -> None:
    told, otherwise = both
    if len({event.at for event in told}) == len(told):
        assert found(told, 0) == found(otherwise, 0)


DEFAULT_KEYS = [each.key for each in DEFAULT.components]
