"""Where it leads a customer that an event happens once more."""

from typing import Any

import pytest

from engine.segments.leaning import leaning
from engine.segments.written import condition_from

LOGIN = {"event": "Login", "within": "7d"}
TWICE, NEVER = {**LOGIN, "at_least": 2}, {**LOGIN, "at_most": 0}
PRO = {"trait": "account.plan", "is": "pro"}


@pytest.mark.parametrize(
    ("condition", "leads"),
    [
        (LOGIN, "in"),
        (TWICE, "in"),
        (NEVER, "out"),
        ({**LOGIN, "where": {"property": "via", "is": "sso"}}, "in"),
        ({"not": TWICE}, "out"),
        ({"not": {"not": NEVER}}, "out"),
        ({"all": [TWICE, {"any": [LOGIN, {"not": NEVER}]}]}, "in"),
        ({"any": [NEVER, {"not": TWICE}]}, "out"),
        ({**LOGIN, "exactly": 1}, None),
        ({"event": "Login", "within": "ever", "last": {"longer_ago_than": "7d"}}, None),
        ({**LOGIN, "where": PRO}, None),
        ({"all": [TWICE, NEVER]}, None),
        ({"all": [TWICE, PRO]}, None),
        ({"not": PRO}, None),
        (PRO, None),
    ],
)
def test_leaning(condition: Any, leads: str | None) -> None:
    assert leaning(condition_from(condition)) == leads
