"""Health that nobody has yet is told of wherever a journey asks for it."""

from dataclasses import replace

import pytest

from tests.validation.journeys import KNOWN, SEATS, changed

NOBODY = replace(KNOWN, without_health=40)
SENT = replace(NOBODY, traits=(KNOWN.traits or frozenset()) | {"account.health"})
HINT = "Fine if it will be reckoned later: look under Health why there is none."


@pytest.mark.parametrize(
    ("before", "after", "path", "so"),
    [
        (
            "[{event: Account Created}]",
            "[{health: red}]",
            "entry.triggers.0.health",
            "nobody enters by this",
        ),
        (
            SEATS,
            "{health: band, is: red}",
            "steps.which.cases.0.when.health",
            "this holds for nobody",
        ),
    ],
)
def test_it_is_said_where_it_is_asked_for(before: str, after: str, path: str, so: str) -> None:
    """**How it broke:** a journey for accounts that turn red was published without a word, and
    never started: all accounts had insufficient data."""
    for known, hint in (
        (NOBODY, HINT),
        (SENT, f"{HINT} Your product sends the trait “account.health”: a segment of it can let"
         " customers in, and a condition can ask for it."),
    ):  # fmt: skip
        [told] = [e for e in changed(before, after, known=known) if e.code == "unknown_health"]
        page = "/segments/new?name=Health" if known is SENT else "/health"
        assert told.link is not None
        assert told.link.page == page
        assert (told.severity, told.path, told.hint) == ("warning", path, hint)
        assert told.message == f"None of the 40 accounts has a health band yet, so {so}."


def test_bands_by_other_words_are_named() -> None:
    """**How it broke:** accounts came with the health “good” or “poor”, and “the health turns to
    red” let nobody in, without a word."""
    other = replace(NOBODY, other_bands=("good", "poor"))
    [told] = changed("[{event: Account Created}]", "[{health: red}]", known=other)
    assert (told.code, "the trait “account.health_band” (good, poor)" in f"{told.hint}") == (
        "unknown_health",
        True,
    )


def test_nothing_is_said_once_one_account_has_a_band() -> None:
    told = changed("[{event: Account Created}]", "[{health: red}]", known=KNOWN)
    assert "unknown_health" not in {each.code for each in told}
