"""Whose turn it is: by the pool's rule, past those who are away or have no room."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from engine.pooling import Member, PoolOf, Rule, turn
from engine.working import TimeOff, WorkingTime

NOW = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)
OFFICE = WorkingTime("UTC")
LEAVE = WorkingTime("UTC", off=(TimeOff(date(2026, 11, 30), date(2026, 12, 3)),))
ADA, BEA, CEM = (
    Member(UUID(int=number), name, OFFICE) for number, name in enumerate(("Ada", "Bea", "Cem"))
)
POOL = PoolOf("save", (ADA, BEA, CEM), last=ADA.id)


def pool(*members: Member, **changed: Any) -> PoolOf:
    return replace(POOL, members=members, **changed)


def test_it_goes_round_past_whoever_is_on_leave() -> None:
    chosen = turn(pool(ADA, replace(BEA, working=LEAVE), CEM), NOW)
    assert chosen.member is CEM
    assert chosen.because == "next in the pool “save”; Bea is on leave until 3 December"


@pytest.mark.parametrize(
    ("rule", "who", "because"),
    [
        ("round_robin", "Bea", "next in the pool “save”"),
        ("least_loaded", "Cem", "the least to do in the pool “save”, 1 open"),
        ("least_arr", "Ada", "the least ARR in the pool “save”"),
    ],
)
def test_each_rule_picks_its_own(rule: Rule, who: str, because: str) -> None:
    members = (
        replace(ADA, open=3, arr_minor=1),
        replace(BEA, open=2, arr_minor=3),
        replace(CEM, open=1, arr_minor=2),
    )
    chosen = turn(pool(*members, rule=rule), NOW)
    assert chosen.member is not None
    assert (chosen.member.name, chosen.because) == (who, because)


def test_whoever_has_no_room_is_passed_over_and_without_any_it_waits() -> None:
    full = pool(replace(ADA, minutes=590), replace(BEA, open=8), CEM, most_open=8, hours_a_week=10)
    assert turn(full, NOW, 30).because == (
        "next in the pool “save”; Bea has 8 open tasks, and takes 8 at most"
    )
    waits = turn(replace(full, members=full.members[:2]), NOW, 30)
    assert (waits.member, waits.anybody_here) == (None, True)
    assert waits.because == (
        "waits in the pool “save” until somebody has room;"
        " Bea has 8 open tasks, and takes 8 at most; Ada has 9.83 of 10 hours this week"
    )


@pytest.mark.parametrize(
    ("members", "because"),
    [
        ((), "nobody is in the pool “save”"),
        (
            (replace(ADA, working=LEAVE),),
            "nobody of the pool “save” is here; Ada is on leave until 3 December",
        ),
    ],
)
def test_nobody_is_here(members: tuple[Member, ...], because: str) -> None:
    found = turn(pool(*members), NOW)
    assert (found.member, found.anybody_here, found.because) == (None, False, because)


def test_a_hundred_go_round_evenly() -> None:
    given = Counter[str]()
    here = pool(ADA, replace(BEA, working=LEAVE), CEM)
    for _ in range(100):
        member = turn(here, NOW).member
        assert member is not None
        given[member.name] += 1
        here = replace(here, last=member.id)
    assert given == {"Ada": 50, "Cem": 50}
