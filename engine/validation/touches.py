"""Messages can be written, and have somebody to go to."""

from collections.abc import Iterator

from engine.definition.base import StepId
from engine.definition.journey import Journey
from engine.definition.problems import Problem
from engine.definition.steps import (
    EmailStep,
    ExitStep,
    InAppStep,
    Remind,
    SurveyStep,
    ToRole,
    ToRoles,
    TouchStep,
    UseTemplate,
)
from engine.definition.templates import MAILS, InAppTemplate
from engine.definition.times import Duration
from engine.template_library import LIBRARY, Shelf, fits, whole
from engine.templates import Variable, variables
from engine.templates.texts import sources, texts
from engine.validation import in_product
from engine.validation.entrants import had_by_all
from engine.validation.finding import found, meant, warning
from engine.validation.known import Known
from engine.validation.library import unknown_partials
from engine.validation.texts import problems_of
from engine.validation.variables import given_by, nobody_has

RESERVED_OUTCOMES = ("goal", "exited", "failed")
"""How an enrollment ends that never reached an exit step."""


def problems(journey: Journey, known: Known) -> Iterator[Problem]:
    used: set[str] = set()
    for name, step in journey.steps.items():
        match step:
            case EmailStep() | InAppStep() | SurveyStep():
                used.add(step.template)
                if isinstance(step, SurveyStep) and step.remind and step.remind.template:
                    used.add(step.remind.template)
                if isinstance(step.missing, UseTemplate):
                    used.add(step.missing.template)
                yield from _touch(journey, known, name, step)
            case ExitStep() if step.outcome in RESERVED_OUTCOMES:
                message = f"“{step.outcome}” is what Onward calls an end of its own."
                path = ("steps", name, "outcome")
                yield found("reserved_outcome", path, message, "Choose another word.")
            case _:
                pass
    yield from _templates(journey, known, used)


def by_mail(step: TouchStep) -> bool:
    """Whether the message is a mail; else it is shown in the product."""
    match step:
        case EmailStep():
            return True
        case InAppStep():
            return False
        case SurveyStep():
            return step.channel == "email"


def _touch(journey: Journey, known: Known, name: StepId, step: TouchStep) -> Iterator[Problem]:
    path = ("steps", name)
    yield from _template_of(journey, known, step, (*path, "template"), step.template)
    if isinstance(step, InAppStep):
        yield from in_product.problems(whole(journey, known.library or Shelf()), path, step)
    match step.missing:
        case UseTemplate(template=other) if other == step.template:
            message = "This would use the same template again."
            hint = "Name one that needs less, or write “missing: skip”."
            yield found("same_template", (*path, "missing", "template"), message, hint)
        case UseTemplate(template=other):
            yield from _template_of(journey, known, step, (*path, "missing", "template"), other)
            where = (*path, "missing")
            then = "this message is left out all the same"
            yield from _needs(journey, known, step, where, other, then)
        case "fail":
            where = (*path, "missing")
            yield from _needs(journey, known, step, where, step.template, "this message fails")
        case "skip":
            # Who writes it down means it.
            if "missing" not in step.model_fields_set:
                where = (*path, "template")
                yield from _needs(
                    journey, known, step, where, step.template, "this message is left out"
                )
    if isinstance(step, SurveyStep) and step.remind is not None:
        yield from _reminder(journey, known, step, step.remind, (*path, "remind"))
    if isinstance(step.to, ToRole | ToRoles):
        yield from _roles(journey, known, (*path, "to"), step.to)


def _reminder(
    journey: Journey, known: Known, step: SurveyStep, remind: Remind, path: tuple[object, ...]
) -> Iterator[Problem]:
    if remind.template is not None:
        yield from _template_of(journey, known, step, (*path, "template"), remind.template)
    if not remind.after.amount:
        message = "This would ask twice at once."
        yield found("reminder_at_once", (*path, "after"), message, "Write “after: 3d”.")
    elif isinstance(step.at_most, Duration) and remind.after.days >= step.at_most.days:
        message = "No answer is waited for any longer by then, so nobody is ever reminded."
        hint = f"Remind sooner than after {step.at_most.in_words()}, or wait longer."
        yield warning("reminder_too_late", (*path, "after"), message, hint)


def _template_of(
    journey: Journey, known: Known, step: TouchStep, path: tuple[object, ...], name: str
) -> Iterator[Problem]:
    mail = by_mail(step)
    if name.startswith(LIBRARY):
        if known.library is not None:
            yield from _of_library(known.library, name.removeprefix(LIBRARY), mail, path)
        return
    wanted = MAILS if mail else (InAppTemplate,)
    fitting = [key for key, each in journey.templates.items() if isinstance(each, wanted)]
    if name not in journey.templates:
        hint = meant(name, fitting, "Add it under “templates:”.")
        yield found("unknown_template", path, f"There is no template “{name}”.", hint)
    elif name not in fitting:
        kind, needs = ("mail", "subject") if mail else ("in-app message", "title")
        message = f"“{name}” is not a template for a{'n' if not mail else ''} {kind}."
        hint = (
            f"A template for it has a {needs}{', and a body or blocks' if mail else ' and a body'}."
        )
        yield found("wrong_template", path, message, hint)


def _of_library(
    library: Shelf, key: str, mail: bool, path: tuple[object, ...]
) -> Iterator[Problem]:
    kind = library.kinds.get(key)
    if kind is None:
        fitting = [each for each, its in library.kinds.items() if fits(its, mail=mail)]
        hint = meant(key, fitting, "Make it under Templates, or write it in the journey.")
        said = f"There is no template “{key}” in the library."
        yield found("unknown_template", path, said, hint)
    elif not fits(kind, mail=mail):
        what = "a mail" if mail else "an in-app message"
        said = f"“{key}” of the library is not a template for {what}."
        yield found("wrong_template", path, said, f"Choose one that is {what}.")


def _needs(
    journey: Journey,
    known: Known,
    step: TouchStep,
    path: tuple[object, ...],
    name: str,
    then: str,
) -> Iterator[Problem]:
    template = journey.templates.get(name)
    if template is None and known.library is not None:
        template = known.library.templates.get(name.removeprefix(LIBRARY))
    if template is None:
        return
    needed = sorted(
        {
            variable.path
            for source in sources(template)
            for variable in variables(source)
            if not variable.optional and _may_lack(variable, mail=by_mail(step))
        }
        - had_by_all(journey)
    )
    if name in journey.templates:
        # Of what nobody has at all it is said where the text reads it.
        given = given_by(journey)
        needed = [each for each in needed if not nobody_has(each, known, given)]
    if needed:
        message = f"For a customer without {' or '.join(needed)}, {then}."
        hint = "Give each a default in the template: {{ … | default('there') }}."
        yield warning("needs_variables", path, message, hint)


def _may_lack(variable: Variable, *, mail: bool) -> bool:
    """Whether there may be a customer without it. A mail goes to an address, and you are you."""
    whose, _, name = variable.path.partition(".")
    is_there = mail and variable.path == "contact.email"
    return whose in ("account", "contact", "owner") and bool(name) and not is_there


def _roles(
    journey: Journey, known: Known, path: tuple[object, ...], to: ToRole | ToRoles
) -> Iterator[Problem]:
    roles = [to.role] if isinstance(to, ToRole) else to.roles
    if journey.subject == "contact":
        message = "In a contact’s journey, messages always go to that contact."
        yield warning("recipient_ignored", path, message, "Remove “to:”.")
    elif known.roles is not None and known.roles.isdisjoint(roles):
        said = " or ".join(role.replace("_", " ") for role in roles)
        then = "it goes to the primary contact" if to.otherwise == "primary" else "nobody gets it"
        message = f"No contact of any account is its {said} so far: {then}."
        yield warning("unknown_role", path, message, "Send roles with the contacts, or change it.")


def _templates(journey: Journey, known: Known, used: set[str]) -> Iterator[Problem]:
    for key, template in journey.templates.items():
        if key not in used:
            message = f"No step uses the template “{key}”."
            yield warning("unused_template", ("templates", key), message, "Remove it, or use it.")
        for text in texts(template):
            path = ("templates", key, *text.place)
            yield from problems_of(path, text)
            if known.library is not None:
                yield from unknown_partials(path, text.written, known.library.partials)
