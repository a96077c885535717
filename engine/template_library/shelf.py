"""What the library holds at a moment, and journeys made whole with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.definition.journey import Journey
from engine.definition.kept import kept
from engine.definition.steps import EmailStep, InAppStep, SurveyStep, UseTemplate
from engine.definition.templates import Template
from engine.template_library.items import LIBRARY, Kind, Partial
from engine.template_library.partials import named, with_partials
from engine.templates.texts import texts


@dataclass(frozen=True)
class Borrowed:
    """What a journey has from the library."""

    templates: frozenset[str]
    """Keys of templates, of those too that stand in for others."""
    partials: frozenset[str]
    """Names its own templates use."""

    def __bool__(self) -> bool:
        return bool(self.templates or self.partials)


@dataclass(frozen=True)
class Shelf:
    """The current version of everything."""

    templates: Mapping[str, Template] = field(default_factory=dict)
    partials: Mapping[str, Partial] = field(default_factory=dict)
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    """Which version each is."""


@kept
def borrowed(journey: Journey) -> Borrowed:
    names = set()
    for step in journey.steps.values():
        if isinstance(step, EmailStep | InAppStep | SurveyStep):
            names.add(step.template)
            if isinstance(step.missing, UseTemplate):
                names.add(step.missing.template)
            if isinstance(step, SurveyStep) and step.remind and step.remind.template:
                names.add(step.remind.template)
    return Borrowed(
        frozenset(each.removeprefix(LIBRARY) for each in names if each.startswith(LIBRARY)),
        frozenset(
            partial
            for key, template in journey.templates.items()
            if not key.startswith(LIBRARY)
            for text in texts(template)
            for partial in named(text.written)
        ),
    )


def is_whole(journey: Journey) -> bool:
    """Whether each template its steps name is there."""
    return all(LIBRARY + key in journey.templates for key in borrowed(journey).templates)


def whole(journey: Journey, shelf: Shelf) -> Journey:
    """The journey with what it has from the library among its templates, and partials in them.

    Never kept: as it is written, a journey only names what it has from there. What there is not
    stays missing.
    """
    has = borrowed(journey)
    if not has:
        return journey
    own = {key: with_partials(each, shelf.partials) for key, each in journey.templates.items()}
    lent = {
        LIBRARY + key: with_partials(shelf.templates[key], shelf.partials)
        for key in sorted(has.templates & shelf.templates.keys())
    }
    return journey.model_copy(update={"templates": {**own, **lent}})
