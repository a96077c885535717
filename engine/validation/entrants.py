"""What every customer has who comes in: nobody is to be warned of those who never enter."""

from engine.definition.conditions import AllOf, Condition, TraitIs
from engine.definition.journey import Journey
from engine.definition.triggers import DateTrigger


def had_by_all(journey: Journey) -> frozenset[str]:
    """Traits: the date that starts the journey, when nothing else does, and what the audience
    compares. A comparison with what is missing never holds."""
    triggers = journey.entry.triggers
    dates = {each.date.trait for each in triggers if isinstance(each, DateTrigger)}
    is_alone = len(dates) == 1 and all(isinstance(each, DateTrigger) for each in triggers)
    had = frozenset(dates if is_alone else ()) | _compared(journey.entry.audience)
    # In an account's journey, a message may go to another contact than the one who was compared.
    whose = "account." if journey.subject == "account" else ""
    return frozenset(trait for trait in had if trait.startswith(whose))


def _compared(condition: Condition | None) -> frozenset[str]:
    match condition:
        case AllOf(all=parts):
            return frozenset().union(*map(_compared, parts))
        case TraitIs(exists=None | True, trait=trait):
            return frozenset((trait,))
        case _:
            return frozenset()
