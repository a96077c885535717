"""What waits for approval, as the customer would read it: stored with the approval."""

from typing import Any

from pydantic import JsonValue

from activities.advancing.addressing import seen_by_templates
from activities.advancing.writing import Links, Unwritable, Written, write
from activities.ports import Ports, Renderer
from engine.advancing.passage import Passage
from engine.advancing.recipients import Nobody, recipient, recipients, to_several
from engine.advancing.surroundings import Surroundings
from engine.definition.base import StepId
from engine.definition.steps import EmailStep, InAppStep, SurveyStep, ToRoles, TouchStep
from engine.definition.templates import InAppTemplate, MailTemplate, Template
from engine.templates import RenderedMessage, TemplateError


async def preview_of(
    around: Surroundings, passage: Passage, step: StepId, ports: Ports
) -> dict[str, JsonValue]:
    """`{"to", "subject", "text", "contact"}`, with the text as `markdown` where it can be told and
    the `points` of a tour or checklist, or `{"note"}` that says why it cannot be shown. For several
    people it is as the first of them would read it, and `people`, how many they are, stands in
    place of `contact`.

    It is what would go out now. When it does go out, it is written anew.
    """
    touch = passage.journey.steps.get(step)
    if not isinstance(touch, EmailStep | InAppStep | SurveyStep):
        return {"note": f"“{step}” is no message, so there is nothing to read."}
    whom = await recipient(around, passage, touch.to)
    if isinstance(whom, Nobody):
        return {"note": f"It would go to nobody: {whom.reason}"}
    values = seen_by_templates(passage, whom.person, ports)
    writing = await write(ports.renderer, passage.journey, touch, values, Links())
    if isinstance(writing, Unwritable):
        return {"note": f"It would not go out to {whom.person.called}: {writing.reason}"}
    written = writing.written
    subject = written.subject if isinstance(written, RenderedMessage) else written.title
    text = written.text.partition("\n-- \n")[0].strip()
    shown: dict[str, JsonValue] = {"to": whom.person.called, "subject": subject, "text": text}
    words = await _as_markdown(
        ports.renderer, passage.journey.templates.get(writing.template), values
    )
    shown |= {"markdown": words} if words is not None else {}
    shown |= {"points": list[JsonValue](points)} if (points := _points(written)) else {}
    if not to_several(passage, touch):
        return shown | {"contact": str(whom.person.id)}
    return shown | {"people": await _how_many(around, passage, touch)}


def _points(written: Written) -> list[str]:
    """What a tour goes through, or a checklist asks for: it is in the text, and not in its
    Markdown."""
    if isinstance(written, RenderedMessage):
        return []
    return [each.title for each in written.steps] + [each.title for each in written.items]


async def _as_markdown(
    renderer: Renderer, template: Template | None, values: dict[str, Any]
) -> str | None:
    """None where it cannot be told, or not in the time there is."""
    if not isinstance(template, MailTemplate | InAppTemplate):
        return None
    try:
        return await renderer.words(template, values)
    except TemplateError:
        return None


async def _how_many(around: Surroundings, passage: Passage, touch: TouchStep) -> int:
    those = await recipients(around, passage, touch.to)
    found = 0 if isinstance(those, Nobody) else len(those)
    at_most = touch.to.at_most if isinstance(touch.to, ToRoles) else None
    return min(found, at_most or found)
