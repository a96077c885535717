"""What an update makes of a customer, for the steps that follow in the same stretch, and how it is
said."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from engine.advancing.passage import Passage, with_traits
from engine.advancing.surroundings import Surroundings
from engine.sentences.words import trait_in_words, value_in_words
from engine.tracking.traits import OWNER_TRAITS, owner_in

_OWNER_PATHS = frozenset(f"account.{name}" for name in OWNER_TRAITS)


async def updated(around: Surroundings, passage: Passage, given: Mapping[str, Any]) -> Passage:
    """The passage after an update. An owner who is no user changes nothing."""
    passage = with_traits(passage, given)
    if passage.account is None or _OWNER_PATHS.isdisjoint(given):
        return passage
    address = owner_in(dict(passage.account.traits))
    owner = await around.colleague(address) if address else None
    return replace(passage, owner=owner or (passage.owner if address else None))


def changes(given: Mapping[str, Any], unknown: Sequence[str]) -> str:
    """What an update set, and what it left as it was since its text could not be filled in."""
    said: list[str] = []
    if given:
        values = (
            f"{trait_in_words(path)} to {'nothing' if value is None else value_in_words(value)}"
            for path, value in given.items()
        )
        said.append(f"Set {', '.join(values)}.")
    if unknown:
        names = ", ".join(map(trait_in_words, unknown))
        said.append(f"Left {names} as it was: not all that its text names is known.")
    return " ".join(said)
