"""Who comes in by a date has it: nobody is warned of customers who never enter."""

import pytest

from tests.validation.journeys import BASE, Row, changed

_ENTRY = """entry: {triggers: [{event: Account Created}]}
exit: [{when: {trait: account.status, is: churned}}]
start: welcome
steps:
"""


def _entering(by: str) -> str:
    """The same journey, which first waits for the date."""
    entry = _ENTRY.replace("{triggers: [{event: Account Created}]}", by)
    wait = "until: {date: {trait: account.seats}}, next: welcome"
    return f"{entry.replace('start: welcome', 'start: due')}  due: {{type: wait, {wait}}}\n"


_DATE = "{date: {trait: account.seats, offset: -90d}}"
HAVING = [
    f"{{triggers: [{_DATE}]}}",
    f"{{triggers: [{_DATE}, {_DATE.replace('-90d', '-30d')}]}}",
    "{triggers: [{event: A}], audience: {trait: account.seats, at_least: 5}}",
    "{triggers: [{event: A}], audience: {all: [{event: B}, {trait: account.seats, exists: true}]}}",
]
"""Whoever comes in has it."""
LACKING = [
    "{triggers: [{event: A}]}",
    f"{{triggers: [{_DATE}, {{event: A}}]}}",
    f"{{triggers: [{_DATE}, {{date: {{trait: account.plan}}}}]}}",
    "{triggers: [{event: A}], audience: {trait: account.seats, exists: false}}",
    "{triggers: [{event: A}], audience: {any: [{event: B}, {trait: account.seats, is: 5}]}}",
]
"""Somebody may come in without it."""
ROWS: list[Row] = [
    (_ENTRY, _entering(by), code, None)
    for code, several in (("dated", HAVING), ("date_unknown", LACKING))
    for by in several
]


def _codes(by: str) -> list[str]:
    return [each.code for each in changed(_ENTRY, _entering(by))]


@pytest.mark.parametrize("by", HAVING)
def test_a_date_that_all_have_who_enter_may_be_waited_for(by: str) -> None:
    """**How it broke:** a renewal that begins by its date warned of accounts without one, as of
    something to be mended; they never enter."""
    assert "date_unknown" not in _codes(by)


@pytest.mark.parametrize("by", LACKING)
def test_a_date_that_somebody_may_lack_is_warned_of(by: str) -> None:
    assert "date_unknown" in _codes(by)


@pytest.mark.parametrize(
    ("by", "warned"),
    [*((by, False) for by in HAVING), *((by, True) for by in LACKING)],
)
def test_a_text_may_name_what_all_have_who_enter(by: str, warned: bool) -> None:
    text = BASE.replace("contact.first_name | default('there')", "account.seats")
    found = [each.code for each in changed(_ENTRY, _entering(by), text)]
    assert ("needs_variables" in found) is warned


def test_another_contact_than_the_one_compared_may_get_the_mail() -> None:
    by = "{triggers: [{event: A}], audience: {trait: contact.last_name, exists: true}}"
    text = BASE.replace("contact.first_name | default('there')", "contact.last_name")
    assert "needs_variables" in [each.code for each in changed(_ENTRY, _entering(by), text)]
