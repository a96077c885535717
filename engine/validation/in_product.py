"""Messages in the product have what their format shows, and are put where it can be shown."""

from collections.abc import Iterator

from engine.definition.journey import Journey
from engine.definition.problems import Problem
from engine.definition.steps import InAppStep, UseTemplate
from engine.definition.templates import InAppTemplate
from engine.validation.finding import Path, found, warning

PARTS = (("tour", "steps", "its cards"), ("checklist", "items", "what there is to do"))
"""Which format shows which part of a template."""


def problems(journey: Journey, path: Path, step: InAppStep) -> Iterator[Problem]:
    selector = step.target.selector if step.target else None
    if step.format == "tooltip" and selector is None:
        message = "A tooltip points at something, and this one does not say at what."
        hint = "Add “target: {selector: '#new-project'}”."
        yield found("needs_target", (*path, "target"), message, hint)
    elif step.format != "tooltip" and selector is not None:
        message = "Only a tooltip points at something; the selector is not looked at here."
        hint = "Leave it out; the cards of a tour say themselves what they point at."
        yield warning("selector_ignored", (*path, "target", "selector"), message, hint)
    names = [step.template]
    if isinstance(step.missing, UseTemplate):
        names.append(step.missing.template)
    for name in names:
        template = journey.templates.get(name)
        if isinstance(template, InAppTemplate):
            yield from _of_template(path, step, name, template)


def _of_template(
    path: Path, step: InAppStep, name: str, template: InAppTemplate
) -> Iterator[Problem]:
    for form, part, what in PARTS:
        there = getattr(template, part) is not None
        if step.format == form and not there:
            message = f"The template “{name}” has no “{part}”: the {form} would be empty."
            yield found("needs_parts", (*path, "template"), message, f"Add “{part}:”, {what}.")
        elif step.format != form and there:
            message = f"“{name}” has “{part}”, and a {step.format} does not show them."
            hint = f"Write “format: {form}”, or leave “{part}” out."
            yield warning("parts_ignored", (*path, "format"), message, hint)
