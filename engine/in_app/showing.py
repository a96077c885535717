"""A message in the product that is kept, shown again: in a product that stands for any."""

from collections.abc import Mapping
from typing import Any, cast

from engine.definition.in_product import Place
from engine.definition.steps import InAppFormat
from engine.surveys import Scale
from engine.templates import RenderedInApp
from engine.templates.in_product import Format, in_product
from engine.templates.render import RenderedAction, RenderedItem, RenderedTourStep


def shown_in_product(
    title: str, html: str, content: Mapping[str, Any], organization: Mapping[str, Any]
) -> str:
    """A whole document. `content` is as `content_of` has made it, of whatever age."""
    action = content.get("action")
    kept = RenderedInApp(
        title=title,
        text="",
        html=html,
        action=RenderedAction(**action) if action else None,
        steps=tuple(map(_step, content.get("steps", ()))),
        items=tuple(RenderedItem(**item) for item in content.get("items", ())),
    )
    return in_product(kept, _format(content), {"organization": organization})


def _step(step: Mapping[str, Any]) -> RenderedTourStep:
    target = step["target"]
    place = Place.model_validate(target) if target else None
    return RenderedTourStep(step["title"], step["html"], place)


def _format(content: Mapping[str, Any]) -> Format:
    survey = content.get("survey")
    if not survey:
        return cast(InAppFormat, content["format"])
    said = ("kind", "lowest", "highest", "worst", "best")
    return Scale(**{name: survey[name] for name in said})
