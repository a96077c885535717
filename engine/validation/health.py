"""Health that is asked for has been reckoned for somebody."""

import re
from collections.abc import Iterator
from urllib.parse import urlencode

from engine.definition.conditions import HealthIs
from engine.definition.journey import Journey
from engine.definition.problems import Link, Problem
from engine.definition.triggers import HealthTrigger
from engine.facts import HEALTH_TRAITS
from engine.sentences.words import name_in_words
from engine.validation.asked import asks
from engine.validation.finding import Path, warning
from engine.validation.known import Known

_HEALTH_PAGE = Link("Look at Health", "/health")
_HEALTH = re.compile(r"health", re.IGNORECASE)


def problems(journey: Journey, known: Known) -> Iterator[Problem]:
    count = known.without_health
    if not count:
        return
    whose = "The one account has" if count == 1 else f"None of the {count:,} accounts has"
    no = "no health band yet" if count == 1 else "a health band yet"
    hint, link = (
        "Fine if it will be reckoned later: look under Health why there is none.",
        _HEALTH_PAGE,
    )
    sent = _sent(known)
    if sent is not None:
        said = f" ({', '.join(known.other_bands[:5])})" if known.other_bands else ""
        hint += (
            f" Your product sends the trait “{sent}”{said}: a segment of it can let customers in,"
            " and a condition can ask for it."
        )
        name = name_in_words(sent).removeprefix("account ").capitalize()
        link = Link("Make a segment of it", f"/segments/new?{urlencode({'name': name})}")
    for path, so in _asked(journey):
        yield warning("unknown_health", path, f"{whose} {no}, so {so}.", hint, link)


def _asked(journey: Journey) -> Iterator[tuple[Path, str]]:
    """Where a health is needed, and what comes of there being none."""
    for number, trigger in enumerate(journey.entry.triggers):
        if isinstance(trigger, HealthTrigger):
            yield ("entry", "triggers", number, "health"), "nobody enters by this"
    for asked in asks(journey):
        leaf = asked.leaf
        if isinstance(leaf, HealthIs) and (leaf.exists, leaf.is_not, leaf.not_in) == (None,) * 3:
            yield (*asked.path, "health"), "this holds for nobody"


def _sent(known: Known) -> str | None:
    """A health that customers bring with them."""
    if known.other_bands:
        return f"account.{HEALTH_TRAITS['band']}"
    own = {f"account.{name}" for name in HEALTH_TRAITS.values()}
    return next((each for each in sorted(known.traits or ()) if _HEALTH.search(each)
                 and each not in own), None)  # fmt: skip
