"""What is kept of a message in the product: all that is needed to show it, whatever its journey
becomes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, assert_never

from engine.definition.conditions import Condition
from engine.definition.steps import InAppStep, TouchStep
from engine.definition.templates import InAppTemplate
from engine.listening import keys_asked
from engine.templates import RenderedInApp
from engine.templates.render import RenderedItem, RenderedTourStep


@dataclass(frozen=True)
class Item:
    """An item of a checklist, as it is followed."""

    id: str
    position: int
    done_when: Condition | None
    """None: its reader ticks it."""
    keys: tuple[str, ...]
    """What may tick it is heard as these."""


def content_of(
    touch: TouchStep, shown: RenderedInApp, expires_at: datetime | None
) -> dict[str, Any]:
    """As it is stored beside title and text, and handed to products."""
    action = shown.action
    content: dict[str, Any] = {
        "format": "survey",
        "action": {"label": action.label, "url": action.url} if action else None,
    }
    if not isinstance(touch, InAppStep):
        return content
    content |= {
        "format": touch.format,
        "dismissible": touch.dismissible,
        "priority": touch.priority,
        "frequency": touch.frequency,
    }
    if touch.target is not None:
        content["target"] = touch.target.model_dump(exclude_none=True)
    if expires_at is not None:
        content["expires_at"] = expires_at.isoformat()
    match touch.format:
        case "tour":
            content["steps"] = [_step(step) for step in shown.steps]
        case "checklist":
            content["items"] = [_item(item) for item in shown.items]
        case "banner" | "modal" | "tooltip" | "feed":
            pass
        case _:
            assert_never(touch.format)
    return content


def _step(step: RenderedTourStep) -> dict[str, Any]:
    target = step.target.model_dump(exclude_none=True) if step.target else None
    return {"title": step.title, "html": step.html, "target": target}


def _item(item: RenderedItem) -> dict[str, Any]:
    return {
        "id": item.id,
        "title": item.title,
        "html": item.html,
        "url": item.url,
        "by_reader": item.by_reader,
    }


def items_of(touch: TouchStep, template: object) -> Iterator[Item]:
    """What is to be followed; nothing for what is no checklist."""
    if not isinstance(touch, InAppStep) or touch.format != "checklist":
        return
    if not isinstance(template, InAppTemplate):
        return
    for position, item in enumerate(template.items or ()):
        keys = tuple(sorted(set(keys_asked(item.done_when)))) if item.done_when else ()
        yield Item(item.id, position, item.done_when, keys)
