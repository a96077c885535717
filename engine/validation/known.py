"""What an installation holds, as far as a journey can refer to it."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.arbiter import Cap
from engine.reach import Reach
from engine.template_library.shelf import Shelf

Kinds = Mapping[str, frozenset[str]]
MOST_VALUES = 20
"""Different ones, by which customers are told apart; a field that has had more is free text."""


@dataclass(frozen=True)
class Field:
    """A trait, or a property of an event, that is compared for being equal to a text."""

    name: str
    """`account.plan`, or what the property is called."""
    event: str | None = None
    """None: it is a trait."""


Values = Mapping[Field, Mapping[str, int]]
"""How often each value of a field has been had, the most frequent first. A field that has had
anything but texts, or too many of them, is left out."""


@dataclass(frozen=True)
class Known:
    """None: not known, and then nothing is said about it."""

    traits: frozenset[str] | None = None
    """`account.plan`, `contact.title`: what has been seen on at least one customer."""
    kinds: Kinds | None = None
    """What values of those traits have been, as JSON calls it: `account.churned`: `boolean`."""
    values: Values | None = None
    """Of the fields that the journey compares with texts."""
    events: frozenset[str] | None = None
    """Names of all that ever came in, and of those that Onward tells itself."""
    users: frozenset[str] | None = None
    """Addresses of people tasks can be assigned to, in lower case."""
    roles: frozenset[str] | None = None
    """Roles at least one contact holds."""
    journeys: frozenset[str] | None = None
    """Keys of journeys that customers can be let into."""
    itself: str | None = None
    """The key the journey is kept by. A draft may call itself something else."""
    starting: Mapping[str, tuple[tuple[str, str], ...]] | None = None
    """The live journeys, key and name, that an event starts."""
    channels: frozenset[str] | None = None
    """Keys of the channels of Slack and Teams that have been set up."""
    segments: frozenset[str] | None = None
    """Keys of the segments there are."""
    library: Shelf | None = None
    """Templates and partials there are beside the journey's own."""
    caps: tuple[Cap, ...] | None = None
    """How much may reach a customer over all journeys."""
    pools: frozenset[str] | None = None
    """Keys of the pools tasks can be given out by."""
    reach: Reach | None = None
    """How far calls go."""
    without_health: int | None = None
    """How many accounts there are, where none of them has a health band. None: some have one."""
    other_bands: tuple[str, ...] = ()
    """What comes in as a band there instead, and is none of ours."""
