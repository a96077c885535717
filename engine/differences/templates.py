"""Changes of what messages say."""

from collections.abc import Iterator

from engine.definition.journey import InAppTemplate, Journey, MailTemplate
from engine.differences.difference import Difference, reworded

Template = MailTemplate | InAppTemplate


def differences(old: Journey, new: Journey) -> Iterator[Difference]:
    for key, template in new.templates.items():
        if key not in old.templates:
            text = f"The template “{key}” is new: “{_heading(template)}”."
            yield Difference(kind="added", what="template", text=text)
        else:
            for text in _changes(key, old.templates[key], template):
                yield Difference(kind="changed", what="template", text=text)
    for key, template in old.templates.items():
        if key not in new.templates:
            text = f"The template “{key}” is gone: “{_heading(template)}”."
            yield Difference(kind="removed", what="template", text=text)


def _heading(template: Template) -> str:
    return template.subject if isinstance(template, MailTemplate) else template.title


def _changes(key: str, old: Template, new: Template) -> Iterator[str]:
    if type(old) is not type(new):
        kind = "a mail" if isinstance(new, MailTemplate) else "an in-app message"
        yield f"The template “{key}” is now {kind}: “{_heading(new)}”."
        return
    before = _texts(old)
    for part, text in _texts(new).items():
        if text != before[part]:
            yield reworded(f"The {part} of “{key}”", text, before[part])


def _texts(template: Template) -> dict[str, str | None]:
    match template:
        case MailTemplate(subject=subject, body=body):
            return {"subject": subject, "body": body}
        case InAppTemplate(title=title, body=body, action=action):
            button = f"{action.label} ({action.url})" if action else None
            return {"title": title, "body": body, "button": button}
