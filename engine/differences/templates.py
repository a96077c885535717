"""Changes of what messages say."""

from collections.abc import Iterable, Iterator

from engine.definition.base import StepId
from engine.definition.journey import Journey
from engine.definition.steps import Step
from engine.definition.templates import (
    DesignedTemplate,
    DesignedTexts,
    HtmlTemplate,
    HtmlTexts,
    InAppTemplate,
    InAppTexts,
    MailTemplate,
    MailTexts,
    Template,
    Theme,
    heading,
)
from engine.differences.blocks import blocks_in_words
from engine.differences.difference import Difference, Kind, reworded
from engine.sentences import step_title
from engine.sentences.words import template_in_words


def differences(old: Journey, new: Journey) -> Iterator[Difference]:
    for key, template in new.templates.items():
        if key not in old.templates:
            if not _goes_without_saying(new, key, old):
                yield _difference("added", new, key, f"{_the(template)} is new.")
        elif template != (before := old.templates[key]):
            called = _called(new, key)
            same = "", f"The text of “{called}” is written otherwise, and reads as before."
            for part, text in list(changes(called, before, template)) or [same]:
                yield _difference("changed", new, key, text, part)
    for key, template in old.templates.items():
        if key not in new.templates and not _goes_without_saying(old, key, new):
            yield _difference("removed", old, key, f"{_the(template)} is gone.")


def _the(template: Template) -> str:
    what = "in-app message" if isinstance(template, InAppTemplate) else "mail"
    return f"The text of the {what} “{template_in_words(heading(template))}”"


def _called(journey: Journey, key: str) -> str:
    """What people know it by: the step whose message it is, else its subject or title."""
    step = _user(journey, key)
    if step is None or getattr(journey.steps[step], "template", None) != key:
        return template_in_words(heading(journey.templates[key]))
    return step_title(journey, step)


def _goes_without_saying(journey: Journey, key: str, other: Journey) -> bool:
    """Whether the other journey lacks the step as well that sends it: then that is said."""
    step = _user(journey, key)
    return step is not None and step not in other.steps


def _difference(kind: Kind, journey: Journey, key: str, text: str, part: str = "") -> Difference:
    path = f"templates.{key}{f'.{part}' if part else ''}"
    return Difference(kind=kind, what="template", path=path, step=_user(journey, key), text=text)


def _user(journey: Journey, key: str) -> StepId | None:
    """The step that sends the template, when there is one and no more."""
    users = [step for step, each in journey.steps.items() if key in _sent_by(each)]
    return users[0] if len(users) == 1 else None


def _sent_by(step: Step) -> tuple[str | None, ...]:
    others = (getattr(step, part, None) for part in ("missing", "remind"))
    return getattr(step, "template", None), *(getattr(each, "template", None) for each in others)


_KINDS: dict[type[Template], str] = {
    MailTemplate: "a plain mail",
    DesignedTemplate: "a designed mail",
    HtmlTemplate: "a mail in HTML",
    InAppTemplate: "an in-app message",
}


def changes(called: str, old: Template, new: Template) -> Iterator[tuple[str, str]]:
    """What part of the template has changed, and how. No part: all of it."""
    if type(old) is not type(new):
        yield "", f"“{called}” is now {_KINDS[type(new)]}: “{heading(new)}”."
        return
    before = _texts(old)
    for part, text in _texts(new).items():
        if text != before[part]:
            whose = f"The {part} of “{called}”"
            said = reworded(whose, text, before[part], markdown=part in _IN_MARKDOWN)
            yield _PATHS.get(part, part), said
    yield from _languages(called, old, new)


def _languages(called: str, old: Template, new: Template) -> Iterator[tuple[str, str]]:
    for language, said in new.locales.items():
        if language not in old.locales:
            yield f"locales.{language}", f"“{called}” can be read in {language} now."
            continue
        before = _texts(old.locales[language])
        for part, text in _texts(said).items():
            if text != before[part]:
                where = f"locales.{language}.{_PATHS.get(part, part)}"
                whose = f"The {part} of “{called}” in {language}"
                yield where, reworded(whose, text, before[part], markdown=part in _IN_MARKDOWN)
    for language in old.locales.keys() - new.locales.keys():
        yield f"locales.{language}", f"“{called}” can no longer be read in {language}."


_IN_MARKDOWN = ("body", "blocks", "steps", "items")
_PATHS = {
    "button": "action",
    "HTML": "html",
    "accent": "theme.accent",
    "background": "theme.background",
}
"""Where the parts are that are told by another name."""


def _texts(
    said: Template | MailTexts | DesignedTexts | HtmlTexts | InAppTexts,
) -> dict[str, str | None]:
    match said:
        case MailTexts(subject=subject, preheader=preheader, body=body):
            return {"subject": subject, "preheader": preheader, "body": body}
        case DesignedTexts() | DesignedTemplate():
            theme = said.theme if isinstance(said, DesignedTemplate) else None
            return {
                "subject": said.subject,
                "preheader": said.preheader,
                **_colours(theme or Theme()),
                "blocks": blocks_in_words(said.blocks),
            }
        case HtmlTexts(subject=subject, preheader=preheader, html=html, text=text):
            return {"subject": subject, "preheader": preheader, "HTML": html, "text": text}
        case InAppTexts(title=title, body=body, action=action, steps=steps, items=items):
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
