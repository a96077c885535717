"""Times that come again, in words."""

from datetime import date
from typing import Any

import pytest

from engine.definition.triggers import Schedule
from engine.sentences.schedules import schedule_sentence

STARTING = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("cron", "more", "said"),
    [
        ("0 9 * * *", {}, "every day at 09:00"),
        ("0 9 * * 1-5", {}, "every Monday to Friday at 09:00"),
        ("0 9 * * 0-7", {}, "every Monday to Sunday at 09:00"),
        ("0 9 * * mon#1", {}, "on the first Monday of every month at 09:00"),
        ("0 9 * * 5L", {}, "on the last Friday of every month at 09:00"),
        ("0 9 L * *", {}, "on the last day of every month at 09:00"),
        ("0 9 1 1,4,7,10 *", {}, "on day 1 of January, April, July and October at 09:00"),
        ("0 9 1 */3 *", {}, "on day 1 of January, April, July and October at 09:00"),
        ("0 9,15 1,15 * *", {}, "on days 1 and 15 of every month at 09:00 and 15:00"),
        ("0 9 * jan mon", {}, "every Monday in January at 09:00"),
        ("30 9-17 * * *", {}, "every hour from 09:30 to 17:30"),
        ("0 */2 * * *", {}, "every 2 hours from 00:00 to 22:00"),
        ("0 * * * *", {}, "every hour"),
        ("5 * * * mon", {}, "every Monday, every hour at minute 5"),
        ("0 9 * * tue", {"weeks": 2}, "every second Tuesday at 09:00, from 1 December 2026"),
        (
            "0 9 * * mon,thu",
            {"weeks": 3},
            "every third week on Monday, Thursday at 09:00, from 1 December 2026",
        ),
        ("0 9 * * tue", {"weeks": 6}, "every 6 weeks on Tuesday at 09:00, from 1 December 2026"),
    ],
)
def test_schedule_reads_as_people_say_it(cron: str, more: dict[str, Any], said: str) -> None:
    begins = {"starting": STARTING} if more else {}
    schedule = Schedule(cron=cron, **more, **begins)
    assert str(schedule_sentence(schedule)) == f"{said}, UTC"


def test_what_words_would_not_make_clearer_is_shown_as_it_is_written() -> None:
    schedule = Schedule(cron="0 9 last * *")
    assert str(schedule_sentence(schedule)) == "at the times 0 9 last * *, UTC"
