"""What waits for approval, as the customer would read it: stored with the approval."""

from pydantic import JsonValue

from activities.advancing.addressing import seen_by_templates
from activities.advancing.writing import Links, Unwritable, write
from activities.ports import Ports
from engine.advancing.passage import Passage
from engine.advancing.recipients import Nobody, recipient
from engine.advancing.surroundings import Surroundings
from engine.definition.base import StepId
from engine.definition.steps import EmailStep, InAppStep, SurveyStep
from engine.templates import RenderedMessage


async def preview_of(
    around: Surroundings, passage: Passage, step: StepId, ports: Ports
) -> dict[str, JsonValue]:
    """`{"to", "subject", "text", "contact"}`, or `{"note"}` that says why it cannot be shown.

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
    who = str(whom.person.id)
    return {"to": whom.person.called, "subject": subject, "text": text, "contact": who}
