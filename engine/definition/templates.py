"""What messages say: mails, plain or designed, and what is shown in the product.

Every text is a template with `{{ variables }}`; `engine.templates` knows that language.
"""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from engine.definition.base import Part
from engine.definition.blocks import MOST_BLOCKS, Block, ColumnsBlock
from engine.definition.in_product import MOST_STEPS, ChecklistItem, TourStep

Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]
"""`#0b6b58`."""

Subject = Annotated[str, Field(min_length=1, max_length=500)]

Preheader = Annotated[str, Field(min_length=1, max_length=500)]
"""What an inbox shows beside the subject; else it is how the mail begins."""


class MailTemplate(Part):
    """A mail that looks as if somebody had typed it."""

    subject: Subject
    preheader: Preheader | None = None
    body: Annotated[str, Field(min_length=1, max_length=100_000)]
    """Markdown with `{{ variables }}`."""


class Theme(Part):
    """The colours of a designed mail; what is not said is the organization's."""

    accent: Colour | None = None
    """Buttons, links and numbers."""
    background: Colour | None = None
    """Around the sheet."""


class DesignedTemplate(Part):
    """A mail laid out in blocks."""

    subject: Subject
    preheader: Preheader | None = None
    theme: Theme | None = None
    blocks: Annotated[tuple[Block, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _are_not_too_many(self) -> Self:
        count = sum(
            1 + sum(map(len, block.columns)) if isinstance(block, ColumnsBlock) else 1
            for block in self.blocks
        )
        if count > MOST_BLOCKS:
            raise ValueError(f"There are {count} blocks here; {MOST_BLOCKS} fit.")
        return self


class Action(Part):
    label: Annotated[str, Field(min_length=1, max_length=100)]
    url: Annotated[str, Field(min_length=1, max_length=2_000)]


class InAppTemplate(Part):
    title: Annotated[str, Field(min_length=1, max_length=200)]
    body: Annotated[str, Field(min_length=1, max_length=20_000)]
    action: Action | None = None
    steps: Annotated[tuple[TourStep, ...], Field(min_length=1, max_length=MOST_STEPS)] | None = None
    """Of a tour. Title and body introduce it."""
    items: (
        Annotated[tuple[ChecklistItem, ...], Field(min_length=1, max_length=MOST_STEPS)] | None
    ) = None
    """Of a checklist."""

    @model_validator(mode="after")
    def _names_each_item_once(self) -> Self:
        ids = [item.id for item in self.items or ()]
        if twice := next((each for each in ids if ids.count(each) > 1), None):
            raise ValueError(f"Two items have the id “{twice}”. Give each an id of its own.")
        return self


AnyMail = MailTemplate | DesignedTemplate

Template = MailTemplate | DesignedTemplate | InAppTemplate
"""Which of them it is, its keys tell."""


def heading(template: Template) -> str:
    """What people know a message by: its subject or title."""
    return template.title if isinstance(template, InAppTemplate) else template.subject
