"""Health that is asked for has been reckoned for somebody."""

import re
from collections.abc import Iterator

from engine.definition.conditions import HealthIs
from engine.definition.journey import Journey
from engine.definition.problems import Problem
from engine.definition.triggers import HealthTrigger
from engine.facts import HEALTH_TRAITS
from engine.validation.asked import asks
from engine.validation.finding import Path, warning
from engine.validation.known import Known

_HEALTH = re.compile(r"health", re.IGNORECASE)


def problems(journey: Journey, known: Known) -> Iterator[Problem]:
    count = known.without_health
    if not count:
        return
    whose = "The one account has" if count == 1 else f"None of the {count:,} accounts has"
    no = "no health band yet" if count == 1 else "a health band yet"
    hint = "Fine if it will be reckoned later: look under Health why there is none."
    sent = _sent(known)
    if sent is not None:
        hint += (
            f" Your product sends the trait “{sent}”: a segment of it can let customers in, and a"
            " condition can ask for it."
        )
    for path, so in _asked(journey):
        yield warning("unknown_health", path, f"{whose} {no}, so {so}.", hint)


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
    own = {f"account.{name}" for name in HEALTH_TRAITS.values()}
    return next((each for each in sorted(known.traits or ()) if _HEALTH.search(each)
                 and each not in own), None)  # fmt: skip
