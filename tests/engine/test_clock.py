"""A customer's days and hours, in their zone, also when the clocks change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.clock import (
    JourneyClock,
    after,
    before,
    day_of_journey,
    known_zone,
    limit,
    next_opening,
    zone_of_customer,
)
from engine.definition.steps import Window
from engine.definition.times import WEEKDAYS, DayOfJourney, Duration, Unit
from engine.working import office

AMSTERDAM, LOS_ANGELES = "Europe/Amsterdam", "America/Los_Angeles"
TOKYO, KATHMANDU = "Asia/Tokyo", "Asia/Kathmandu"


def local(written: str, zone: str, *, fold: int = 0) -> datetime:
    """The instant at which the clocks of a zone show this."""
    return datetime.fromisoformat(written).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


def utc(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


def shown(instant: datetime, zone: str) -> str:
    return f"{instant.astimezone(ZoneInfo(zone)):%a %Y-%m-%d %H:%M}"


# Days


@pytest.mark.parametrize(
    ("zone", "friday", "monday"),
    [
        (AMSTERDAM, "2026-03-27T09:00", "Mon 2026-03-30 09:00"),
        (AMSTERDAM, "2026-10-23T09:00", "Mon 2026-10-26 09:00"),
        (LOS_ANGELES, "2026-03-06T09:00", "Mon 2026-03-09 09:00"),
        (LOS_ANGELES, "2026-10-30T09:00", "Mon 2026-11-02 09:00"),
    ],
)
def test_nine_o_clock_is_nine_o_clock_on_both_sides_of_a_clock_change(
    zone: str, friday: str, monday: str
) -> None:
    start = local(friday, zone)
    come = after(start, Duration.parse("3d"), zone)
    assert shown(come, zone) == monday
    assert come - start != timedelta(days=3)


@pytest.mark.parametrize("zone", [TOKYO, KATHMANDU])
def test_where_clocks_never_change_three_days_are_72_hours(zone: str) -> None:
    for month in range(1, 13):
        start = local(f"2026-{month:02}-27T09:00", zone)
        assert after(start, Duration.parse("3d"), zone) == start + timedelta(hours=72)


def test_hours_are_exact_whatever_the_clocks_do() -> None:
    start = local("2026-03-28T20:00", AMSTERDAM)
    come = after(start, Duration.parse("12h"), AMSTERDAM)
    assert shown(come, AMSTERDAM) == "Sun 2026-03-29 09:00"


def test_a_local_time_that_spring_skips_comes_an_hour_later_on_the_clock() -> None:
    start = local("2026-03-28T02:30", AMSTERDAM)
    come = after(start, Duration.parse("1d"), AMSTERDAM)
    assert shown(come, AMSTERDAM) == "Sun 2026-03-29 03:30"


def test_a_local_time_that_autumn_repeats_is_the_first_of_the_two() -> None:
    start = local("2026-10-24T02:30", AMSTERDAM)
    come = after(start, Duration.parse("1d"), AMSTERDAM)
    assert come == local("2026-10-25T02:30", AMSTERDAM, fold=0)
    assert come != local("2026-10-25T02:30", AMSTERDAM, fold=1)


def test_days_run_over_the_end_of_a_month_and_over_a_leap_day() -> None:
    assert after(utc("2028-02-28T09:00"), Duration.parse("1d"), "UTC") == utc("2028-02-29T09:00")
    assert after(utc("2028-01-31T09:00"), Duration.parse("30d"), "UTC") == utc("2028-03-01T09:00")
    assert after(utc("2027-02-28T09:00"), Duration.parse("1d"), "UTC") == utc("2027-03-01T09:00")


def test_business_days_leave_the_weekend_out() -> None:
    friday, saturday = utc("2026-09-04T15:00"), utc("2026-09-05T15:00")
    two = Duration.parse("2 business days")
    assert shown(after(friday, two, "UTC"), "UTC") == "Tue 2026-09-08 15:00"
    assert shown(after(saturday, two, "UTC"), "UTC") == "Tue 2026-09-08 15:00"
    assert shown(before(utc("2026-09-08T15:00"), two, "UTC"), "UTC") == "Fri 2026-09-04 15:00"


def test_it_is_the_customer_s_weekday_that_counts() -> None:
    sunday_evening = utc("2026-09-06T20:00")
    one = Duration.parse("1 business day")
    assert shown(sunday_evening, TOKYO) == "Mon 2026-09-07 05:00"
    assert shown(after(sunday_evening, one, TOKYO), TOKYO) == "Tue 2026-09-08 05:00"
    assert shown(after(sunday_evening, one, "UTC"), "UTC") == "Mon 2026-09-07 20:00"


# Days of the journey


def test_day_one_is_the_local_day_of_entry() -> None:
    entered = utc("2026-09-06T20:00")
    third = DayOfJourney(day=3, at="09:00")
    assert shown(day_of_journey(entered, third, TOKYO), TOKYO) == "Wed 2026-09-09 09:00"
    assert shown(day_of_journey(entered, third, "UTC"), "UTC") == "Tue 2026-09-08 09:00"


def test_an_hour_of_day_one_that_is_over_lies_in_the_past() -> None:
    entered = utc("2026-09-07T15:00")
    assert day_of_journey(entered, DayOfJourney(day=1, at="09:00"), "UTC") < entered


def test_a_limit_is_a_day_of_the_journey_or_a_time_since_the_wait_began() -> None:
    entered, since = utc("2026-09-07T15:00"), utc("2026-09-10T12:00")
    by_day = limit(DayOfJourney(day=7), enrolled_at=entered, since=since, zone="UTC")
    by_duration = limit(Duration.parse("2d"), enrolled_at=entered, since=since, zone="UTC")
    assert by_day == utc("2026-09-13T09:00")
    assert by_duration == utc("2026-09-12T12:00")


# Windows


def test_an_open_window_is_open_now_and_a_closed_one_opens_next_morning() -> None:
    office = Window()
    at_noon, in_the_evening = utc("2026-09-08T12:00"), utc("2026-09-08T17:00")
    assert next_opening(office, at_noon, "UTC") == at_noon
    assert next_opening(office, in_the_evening, "UTC") == utc("2026-09-09T09:00")


def test_saturday_s_mail_goes_out_on_the_customer_s_monday() -> None:
    saturday_in_tokyo = utc("2026-09-04T20:00")
    opens = next_opening(Window(), saturday_in_tokyo, TOKYO)
    assert shown(opens, TOKYO) == "Mon 2026-09-07 09:00"


def test_a_window_over_midnight_belongs_to_the_day_it_opens() -> None:
    night = Window.model_validate({"days": "fri", "from": "22:00", "to": "06:00"})
    saturday_early, saturday_late = utc("2026-09-05T03:00"), utc("2026-09-05T23:00")
    assert next_opening(night, saturday_early, "UTC") == saturday_early
    assert next_opening(night, saturday_late, "UTC") == utc("2026-09-11T22:00")


def test_a_range_of_days_may_run_over_the_weekend() -> None:
    long_weekend = Window(days="sat-mon")
    assert next_opening(long_weekend, utc("2026-09-08T10:00"), "UTC") == utc("2026-09-12T09:00")
    monday = utc("2026-09-07T10:00")
    assert next_opening(long_weekend, monday, "UTC") == monday


def test_a_window_that_a_clock_change_swallows_opens_a_week_later() -> None:
    """**Invariant:** a window's next opening is inside the window.

    **How it broke:** of a window from 02:45 to 03:15 the night the clocks go forward leaves
    nothing: 02:45 comes at 03:45, after its end. It was said to open at 03:45 all the same."""
    night = Window.model_validate({"days": "sun", "from": "02:45", "to": "03:15"})
    opens = next_opening(night, local("2026-03-23T12:00", AMSTERDAM), AMSTERDAM)
    assert shown(opens, AMSTERDAM) == "Sun 2026-04-05 02:45"


# Properties

instants = st.integers(0, 15 * 365 * 24 * 60).map(
    lambda minutes: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
zones = st.sampled_from(
    [AMSTERDAM, LOS_ANGELES, TOKYO, KATHMANDU, "Australia/Lord_Howe", "Africa/Casablanca", "UTC"]
)
hours = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
days = st.lists(st.sampled_from(WEEKDAYS), min_size=1, max_size=4).map(",".join)
windows = st.builds(
    lambda days, opens, closes: Window.model_validate({"days": days, "from": opens, "to": closes}),
    days,
    hours,
    hours,
)
durations = st.builds(Duration, st.integers(0, 400), st.sampled_from(list(Unit)))


@given(windows, instants, zones)
def test_a_next_opening_is_never_past_and_is_open(window: Window, now: datetime, zone: str) -> None:
    opens = next_opening(window, now, zone)
    assert opens >= now
    assert next_opening(window, opens, zone) == opens


@given(windows, instants, zones)
def test_a_next_opening_is_within_the_window_s_days_and_hours(
    window: Window, now: datetime, zone: str
) -> None:
    wall = next_opening(window, now, zone).astimezone(ZoneInfo(zone))
    clock, yesterday = f"{wall:%H:%M}", (wall - timedelta(days=1)).weekday()
    today_open = WEEKDAYS[wall.weekday()] in window.days and clock >= window.from_
    if window.from_ < window.to:
        assert today_open
        assert clock < window.to or wall.fold or _change_near(wall)
    else:
        assert today_open or (WEEKDAYS[yesterday] in window.days and clock < window.to)


def _change_near(wall: datetime) -> bool:
    """Whether the clocks change within hours, when what is shown and what is meant part ways."""
    return (wall - timedelta(hours=4)).utcoffset() != (wall + timedelta(hours=4)).utcoffset()


@given(instants, durations, zones)
def test_no_duration_leads_backwards_by_more_than_a_repeated_hour(
    start: datetime, duration: Duration, zone: str
) -> None:
    assert after(start, duration, zone) >= start - timedelta(hours=1)


@given(instants, st.integers(0, 400), st.sampled_from(list(Unit)))
def test_before_undoes_after_where_clocks_do_not_change(
    start: datetime, amount: int, unit: Unit
) -> None:
    if unit is Unit.BUSINESS_DAYS and start.astimezone(ZoneInfo(TOKYO)).weekday() >= 5:
        start += timedelta(days=2)
    if unit is Unit.BUSINESS_HOURS:
        start = office(TOKYO).hours_after(start, 0.5)
    duration = Duration(amount, unit)
    assert before(after(start, duration, TOKYO), duration, TOKYO) == start


@given(instants, st.timedeltas(timedelta(0), timedelta(days=365)), st.floats(0.01, 86400))
def test_compressed_time_and_back_is_the_same_to_a_moment(
    start: datetime, later: timedelta, seconds_per_day: float
) -> None:
    clock = JourneyClock(start, seconds_per_day)
    back = clock.journey_time(clock.real_time(start + later))
    # A microsecond of real time is so much of the journey's.
    assert abs(back - (start + later)) <= timedelta(microseconds=2 * 86400 / seconds_per_day + 2)


def test_compressed_time_makes_a_day_of_a_second() -> None:
    start = utc("2026-09-07T15:00")
    clock = JourneyClock(start, seconds_per_day=1)
    assert clock.real_time(start + timedelta(days=30)) == start + timedelta(seconds=30)
    assert JourneyClock(start).real_time(start) is start


def test_the_first_zone_that_exists_is_taken() -> None:
    assert known_zone(None, "", "Mars/Olympus", TOKYO, "UTC") == TOKYO
    assert known_zone("../../etc/passwd", None) == "UTC"


@pytest.mark.parametrize(
    ("subject", "account", "contact", "found"),
    [
        ("contact", "Europe/Paris", TOKYO, TOKYO),
        ("contact", "Europe/Paris", None, "Europe/Paris"),
        ("account", "Europe/Paris", TOKYO, "Europe/Paris"),
        ("account", None, TOKYO, TOKYO),
        ("account", None, None, "Europe/Oslo"),
    ],
)
def test_a_customer_s_own_zone_comes_first(
    subject: str, account: str | None, contact: str | None, found: str
) -> None:
    assert zone_of_customer(subject, account, contact, "Europe/Oslo") == found


def test_every_unit_can_be_written() -> None:
    assert {
        Duration.parse(text).unit
        for text in ("1m", "1h", "1d", "1w", "1 business day", "1 business hour")
    } == set(Unit)


def test_a_compressed_clock_left_alone_for_months_stops_instead_of_failing() -> None:
    """**Invariant:** a test run can always be ended. **How it broke:** a second for a day ran out
    of calendar after a month, and every look at the enrollment failed from then on."""
    start = datetime(2026, 11, 22, tzinfo=UTC)
    clock = JourneyClock(start, seconds_per_day=0.1)
    assert clock.journey_time(start + timedelta(days=400)).year == 9000
