"""Changes of what messages say."""

from collections.abc import Iterator

from engine.definition.base import StepId
from engine.definition.journey import InAppTemplate, Journey, MailTemplate
from engine.definition.steps import Step
from engine.differences.difference import Difference, Kind, reworded

Template = MailTemplate | InAppTemplate


def differences(old: Journey, new: Journey) -> Iterator[Difference]:
    for key, template in new.templates.items():
        if key not in old.templates:
            text = f"The template “{key}” is new: “{_heading(template)}”."
            yield _difference("added", new, key, text)
        else:
            for part, text in _changes(key, old.templates[key], template):
                yield _difference("changed", new, key, text, part)
    for key, template in old.templates.items():
        if key not in new.templates:
            text = f"The template “{key}” is gone: “{_heading(template)}”."
            yield _difference("removed", old, key, text)


def _difference(kind: Kind, journey: Journey, key: str, text: str, part: str = "") -> Difference:
    path = f"templates.{key}{f'.{part}' if part else ''}"
    return Difference(kind=kind, what="template", path=path, step=_user(journey, key), text=text)


def _user(journey: Journey, key: str) -> StepId | None:
    """The step that sends the template, when there is one and no more."""
    users = [step for step, each in journey.steps.items() if key in _sent_by(each)]
    return users[0] if len(users) == 1 else None


def _sent_by(step: Step) -> tuple[str | None, ...]:
    missing = getattr(step, "missing", None)
    return getattr(step, "template", None), getattr(missing, "template", None)


def _heading(template: Template) -> str:
    return template.subject if isinstance(template, MailTemplate) else template.title


def _changes(key: str, old: Template, new: Template) -> Iterator[tuple[str, str]]:
    """What part of the template has changed, and how. No part: all of it."""
    if type(old) is not type(new):
        kind = "a mail" if isinstance(new, MailTemplate) else "an in-app message"
        yield "", f"The template “{key}” is now {kind}: “{_heading(new)}”."
        return
    before = _texts(old)
    for part, text in _texts(new).items():
        if text != before[part]:
            path = "action" if part == "button" else part
            yield path, reworded(f"The {part} of “{key}”", text, before[part])


def _texts(template: Template) -> dict[str, str | None]:
    match template:
        case MailTemplate(subject=subject, body=body):
            return {"subject": subject, "body": body}
        case InAppTemplate(title=title, body=body, action=action):
            button = f"{action.label} ({action.url})" if action else None
            return {"title": title, "body": body, "button": button}
