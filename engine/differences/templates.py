"""Changes of what messages say."""

from collections.abc import Iterable, Iterator

from engine.definition.base import StepId
from engine.definition.journey import Journey
from engine.definition.steps import Step
from engine.definition.templates import (
    DesignedTemplate,
    InAppTemplate,
    MailTemplate,
    Template,
    Theme,
    heading,
)
from engine.differences.blocks import blocks_in_words
from engine.differences.difference import Difference, Kind, reworded


def differences(old: Journey, new: Journey) -> Iterator[Difference]:
    for key, template in new.templates.items():
        if key not in old.templates:
            text = f"The template “{key}” is new: “{heading(template)}”."
            yield _difference("added", new, key, text)
        elif template != (before := old.templates[key]):
            same = "", f"The template “{key}” is written otherwise, and reads as before."
            for part, text in list(_changes(key, before, template)) or [same]:
                yield _difference("changed", new, key, text, part)
    for key, template in old.templates.items():
        if key not in new.templates:
            text = f"The template “{key}” is gone: “{heading(template)}”."
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


_KINDS: dict[type[Template], str] = {
    MailTemplate: "a plain mail",
    DesignedTemplate: "a designed mail",
    InAppTemplate: "an in-app message",
}


def _changes(key: str, old: Template, new: Template) -> Iterator[tuple[str, str]]:
    """What part of the template has changed, and how. No part: all of it."""
    if type(old) is not type(new):
        yield "", f"The template “{key}” is now {_KINDS[type(new)]}: “{heading(new)}”."
        return
    before = _texts(old)
    for part, text in _texts(new).items():
        if text != before[part]:
            yield _PATHS.get(part, part), reworded(f"The {part} of “{key}”", text, before[part])


_PATHS = {"button": "action", "accent": "theme.accent", "background": "theme.background"}
"""Where the parts are that are told by another name."""


def _texts(template: Template) -> dict[str, str | None]:
    match template:
        case MailTemplate(subject=subject, preheader=preheader, body=body):
            return {"subject": subject, "preheader": preheader, "body": body}
        case DesignedTemplate(subject=subject, preheader=preheader, theme=theme, blocks=blocks):
            return {
                "subject": subject,
                "preheader": preheader,
                **_colours(theme or Theme()),
                "blocks": blocks_in_words(blocks),
            }
        case InAppTemplate(title=title, body=body, action=action, steps=steps, items=items):
            button = f"{action.label} ({action.url})" if action else None
            return {
                "title": title,
                "body": body,
                "button": button,
                "steps": _listed(f"{each.title}: {each.body or ''}" for each in steps or ()),
                "items": _listed(f"{each.title}: {each.body or ''}" for each in items or ()),
            }


def _listed(lines: Iterable[str]) -> str | None:
    return "\n".join(line.removesuffix(": ") for line in lines) or None


def _colours(theme: Theme) -> dict[str, str | None]:
    return {"accent": theme.accent, "background": theme.background}
