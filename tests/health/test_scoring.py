"""The score: what it comes to, what is missing, in which band it lies, and how it is explained."""

from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from engine.health import DEFAULT, Level, Measured, Score, level_of, score
from engine.health.levels import LEVELS
from tests.health.parts import EXAMPLES, NOW, ago, of_parts, scored, values, worth

# What it comes to


def test_all_green_is_100_all_red_is_0_and_all_yellow_is_50() -> None:
    assert [(each.value, each.band) for each in (scored(level) for level in LEVELS)] == [
        (100, "green"),
        (50, "yellow"),
        (0, "red"),
    ]


def test_a_missing_nps_divides_by_95() -> None:
    result = scored("red", logins="green", nps=None)
    assert result.value == round(100 * 20 / 95, 1)
    assert {each.key: each.share for each in result.components}["logins"] == pytest.approx(20 / 95)
    assert sum(each.share or 0 for each in result.components) == pytest.approx(1)


def test_weights_are_kept_as_they_are_written() -> None:
    weights = [each.weight for each in scored().components]
    assert weights == [20, 20, 15, 10, 15, 10, 10, 10]
    assert sum(weights) == 110


def test_below_half_of_the_weight_there_is_no_score_and_no_band() -> None:
    result = scored(logins=None, features=None, active_users=None, payment="red", tickets=None)
    assert result.known == pytest.approx(45 / 110)
    assert (result.value, result.band, result.insufficient) == (None, None, True)
    assert {each.lost for each in result.components} == {None}
    assert result.sentence == (
        "Insufficient data: 40.9 % of the weight is known, 50 % are needed. "
        "No data: Login frequency, Feature adoption, Active users, Support tickets."
    )


def test_exactly_half_of_the_weight_is_enough() -> None:
    result = scored(logins=None, features=None, active_users=None)
    assert (result.known, result.value) == (0.5, 100)


def test_without_any_data_there_is_no_score_even_if_nothing_need_be_known() -> None:
    card = of_parts(least_known=0)
    nothing = dict.fromkeys([each.key for each in card.components])
    assert score(card, nothing, NOW).value is None
    assert score(card, nothing | {"part-0": Measured("bad")}, NOW).value == 0


# Levels


@pytest.mark.parametrize(
    ("key", "value", "level"),
    [
        *((key, value, level) for key, each in EXAMPLES.items() for level, value in each.items()),
        ("logins", 9, "yellow"), ("features", 4, "yellow"), ("active-users", 74.9, "yellow"),
        ("tickets", 0, "green"), ("tickets", 2, "yellow"), ("nps", 8, "yellow"),
        ("nps", "10", "green"), ("nps", 0, "red"), ("payment", "Failed", "red"),
        ("contract", "renewed", "green"),
        ("payment", "unheard of", None), ("logins", "many", None), ("logins", True, None),
    ],
)  # fmt: skip
def test_levels_of_the_default_scorecard(key: str, value: str | int, level: Level | None) -> None:
    (component,) = (each for each in DEFAULT.components if each.key == key)
    assert level_of(component.levels, value) == level


def test_a_value_no_level_knows_is_shown_and_does_not_count() -> None:
    result = scored("red", payment=Measured("on hold"))
    payment = result.components[5]
    assert (payment.value, payment.level, payment.share) == ("on hold", None, None)
    assert payment.sentence == (
        "Payment status is “on hold”, which none of its levels knows. Does not count."
    )
    assert result.known == pytest.approx(100 / 110)


# Bands

CARD = of_parts()


@pytest.mark.parametrize(
    ("points", "band"),
    [(70, "green"), (69.5, "yellow"), (40, "yellow"), (39.5, "red")],
)
def test_a_first_score_is_in_the_band_it_says(points: float, band: Level) -> None:
    assert worth(points, CARD).band == band


@pytest.mark.parametrize(
    ("before", "points", "band"),
    [
        (75, 67.5, "green"), (75, 67, "yellow"), (75, 39.5, "red"),
        (50, 72.5, "yellow"), (50, 73, "green"), (50, 37.5, "yellow"), (50, 37, "red"),
        (30, 42.5, "red"), (30, 43, "yellow"), (30, 69.5, "yellow"), (30, 70, "green"),
    ],
)  # fmt: skip
def test_a_band_is_left_at_once_only_three_points_beyond_its_threshold(
    before: float, points: float, band: Level
) -> None:
    assert worth(points, CARD, worth(before, CARD)).band == band


@pytest.mark.parametrize(
    ("start", "wavering", "left"),
    [(75, 69, "yellow"), (50, 71, "green"), (50, 39, "red"), (30, 41, "yellow")],
)
def test_a_band_is_left_when_two_scores_in_a_row_are_beyond(
    start: float, wavering: float, left: Level
) -> None:
    first = worth(start, CARD)
    held = worth(wavering, CARD, first)
    assert (held.band, held.leaning) == (first.band, left)
    assert worth(wavering, CARD, held).band == left


def test_a_score_that_wavers_does_not_change_the_band() -> None:
    result = worth(70, CARD)
    for points in (69, 71, 68, 70, 69.5, 72):
        result = worth(points, CARD, result)
        assert result.band == "green"


def test_above_and_then_below_are_not_two_in_a_row() -> None:
    above = worth(71, CARD, worth(50, CARD))
    assert worth(39, CARD, above).band == "yellow"


def test_a_band_that_is_held_is_said_to_be() -> None:
    held = worth(69, CARD, worth(75, CARD))
    assert held.sentence.startswith("69, still green (by itself it would be yellow): ")


def test_without_hysteresis_the_band_is_what_the_score_says() -> None:
    card = of_parts(hysteresis=0)
    assert worth(69.5, card, worth(70, card)).band == "yellow"


def test_after_insufficient_data_the_band_starts_afresh() -> None:
    nothing = score(CARD, dict.fromkeys([each.key for each in CARD.components]), NOW)
    assert worth(69.5, CARD, nothing).band == "yellow"


def test_the_score_of_another_scorecard_holds_no_band_and_explains_no_change() -> None:
    result = worth(69.5, CARD, scored("green"))
    assert (result.band, result.change, result.components[0].change) == ("yellow", None, None)


# Explaining


def test_each_component_says_what_was_found_what_is_asked_and_what_it_costs() -> None:
    result = scored("yellow", active_users="red", tickets=Measured(1), nps=None)
    assert [each.sentence for each in result.components] == [
        "3 logins in 30 days; green from 10. Costs 10.5 points.",
        "2 features in 30 days; green from 5. Costs 10.5 points.",
        "39.9 % of seats active in 30 days; green from 75 %. Costs 15.8 points.",
        "1 ticket in 90 days; green below 2.",
        "NPS is not known: none in 365 days. Does not count.",
        "Payment status is “manual”; green: auto_pay. Costs 5.3 points.",
        "Engagement is “occasional”; green: active. Costs 5.3 points.",
        "Contract status is “approaching_renewal”; green: renewed or expanded. Costs 5.3 points.",
    ]
    assert result.sentence == (
        "47.4, yellow: Active users costs 15.8 points, Login frequency 10.5, "
        "Feature adoption 10.5, 3 more 15.8. No data: NPS."
    )


def test_three_logins_cost_nine_points() -> None:
    logins = scored(logins="yellow").components[0]
    assert logins.sentence == "3 logins in 30 days; green from 10. Costs 9.1 points."
    assert logins.threshold == "green from 10, yellow from 3"
    assert (logins.source, logins.age) == ("product analytics", timedelta(days=1))


def test_where_nothing_is_lost_it_says_so() -> None:
    assert scored().sentence == "100, green: nothing is lost."


def test_a_share_is_never_said_to_reach_what_it_misses() -> None:
    said = scored(active_users=Measured(74.99)).components[2]
    assert said.level == "yellow"
    assert said.sentence.startswith("74.9 % of seats active")


def test_whoever_measured_may_say_where_from_and_since_when() -> None:
    said = scored(nps=Measured(9, ago(12), "Delighted")).components[4]
    assert (said.source, said.as_of, said.age) == ("Delighted", ago(12), timedelta(days=12))
    assert scored(nps=Measured(9, NOW + timedelta(1))).components[4].age == timedelta()


def test_what_moved_the_score_adds_up_to_how_far_it_moved() -> None:
    before = scored(nps=None)
    after = score(DEFAULT, values(nps="red", logins="yellow"), NOW, before)
    changes = {each.key: each.change for each in after.components if each.change}
    assert changes == {
        "logins": pytest.approx(-100 / 11),
        "nps": pytest.approx(-150 / 11),
    }
    assert after.change == pytest.approx(sum(changes.values()), abs=0.1)
    assert (after.components[0].was, after.components[4].was) == (10, None)


def test_a_first_score_has_not_changed() -> None:
    result = scored()
    assert (result.change, {each.change for each in result.components}) == (None, {None})


def test_what_costs_most_comes_first() -> None:
    result = scored(tickets="red", logins="yellow", nps="red")
    assert [each.key for each in result.losses] == ["nps", "logins", "tickets"]
    assert sum(each.lost or 0 for each in result.losses) == pytest.approx(
        100 - (result.value or 0), abs=0.1
    )


def test_a_score_survives_being_kept() -> None:
    kept: TypeAdapter[Score] = TypeAdapter(Score)
    result = score(DEFAULT, values("yellow", nps=None, payment="red"), NOW, scored())
    assert kept.validate_json(kept.dump_json(result)) == result


# What always holds

levels = st.sampled_from(["green", "yellow", "red", None])
accounts = st.fixed_dictionaries(dict.fromkeys(EXAMPLES, levels))
BETTER: dict[Level, Level] = {"red": "yellow", "yellow": "green", "green": "green"}


def of(account: dict[str, Level | None]) -> dict[str, Measured | None]:
    return {
        key: Measured(EXAMPLES[key][level]) if level else None for key, level in account.items()
    }


@given(accounts)
def test_a_score_lies_between_0_and_100(account: dict[str, Level | None]) -> None:
    result = score(DEFAULT, of(account), NOW)
    weights = {each.key: each.weight for each in DEFAULT.components}
    known = sum(weights[key] for key, level in account.items() if level)
    assert (result.value is None) == (known < 55)
    assert result.value is None or 0 <= result.value <= 100
    assert (result.band is None) == (result.value is None)


@given(accounts, accounts, st.sampled_from(sorted(EXAMPLES)))
def test_what_improves_never_lowers_the_score_or_the_band(
    before: dict[str, Level | None], account: dict[str, Level | None], key: str
) -> None:
    previous = score(DEFAULT, of(before), NOW)
    level = account[key]
    worse = score(DEFAULT, of(account), NOW, previous)
    better = score(DEFAULT, of(account | {key: BETTER[level] if level else None}), NOW, previous)
    if worse.value is not None and better.value is not None:
        assert better.value >= worse.value
        order = ("red", "yellow", "green")
        assert worse.band
        assert better.band
        assert order.index(better.band) >= order.index(worse.band)


@settings(deadline=None)
@given(
    accounts,
    st.permutations(DEFAULT.components),
    st.lists(st.floats(0.1, 9), min_size=8, max_size=8),
)
def test_the_order_of_the_components_is_all_the_same(
    account: dict[str, Level | None], shuffled: list[object], weights: list[float]
) -> None:
    written = DEFAULT.model_copy(
        update={
            "components": tuple(
                each.model_copy(update={"weight": weight})
                for each, weight in zip(DEFAULT.components, weights, strict=True)
            )
        }
    )
    by_key = {each.key: each for each in written.components}
    otherwise = written.model_copy(
        update={"components": tuple(by_key[getattr(each, "key")] for each in shuffled)}  # noqa: B009
    )
    one, other = (score(card, of(account), NOW) for card in (written, otherwise))
    assert (one.value, one.band, one.known) == (other.value, other.band, other.known)
    assert {each.key: each for each in one.components} == {
        each.key: each for each in other.components
    }


def test_every_level_of_every_component_moves_the_score_by_its_weight() -> None:
    for component, level in product(DEFAULT.components, ("yellow", "red")):
        lost = component.weight * (50 if level == "yellow" else 100) / 110
        result = scored(**{component.key.replace("-", "_"): level})  # type: ignore[arg-type]
        assert result.value == round(100 - lost, 1)
