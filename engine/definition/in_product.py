"""What tours and checklists consist of, and where in the product things are shown."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from engine.definition.base import Key, Part
from engine.definition.conditions import EventHappened, TraitIs

Selector = Annotated[str, StringConstraints(min_length=1, max_length=300)]
"""A CSS selector, such as `#new-project` or `[data-tour=invite]`."""

PagePattern = Annotated[str, StringConstraints(min_length=1, max_length=500)]
"""Pages of the product: a path as `/projects/*`, where `*` stands for anything, or an address with
its host as `https://app.example.com/*`."""

MOST_STEPS = 20
"""In one tour or one checklist."""

Title = Annotated[str, Field(min_length=1, max_length=200)]
Words = Annotated[str, Field(min_length=1, max_length=5_000)]
Address = Annotated[str, Field(min_length=1, max_length=2_000)]


class Place(Part):
    """Where in the product."""

    selector: Selector | None = None
    """The element it points at; the first that matches and can be seen."""
    url: PagePattern | None = None
    """On which pages. None: on all."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.selector is None and self.url is None:
            raise ValueError("Say where: with a selector, a url, or both.")
        return self


class TourStep(Part):
    """One card of a tour."""

    title: Title
    body: Words | None = None
    target: Place | None = None
    """What it points at. None: it stands in the middle of the page."""


class ChecklistItem(Part):
    """Something to do."""

    id: Key
    title: Title
    body: Words | None = None
    url: Address | None = None
    """Where it is done: an address, or a path of the product, as `/projects`."""
    done_when: EventHappened | TraitIs | None = None
    """What ticks it, counted from when the customer entered the journey. None: its reader does."""
