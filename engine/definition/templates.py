"""What messages say: mails, plain, designed or in HTML, and what is shown in the product.

Every text is a template with `{{ variables }}`; `engine.templates` knows that language. A template
may be written in several languages: its texts as they stand, and under `locales` what is read
instead of all of them where a contact's language is known.
"""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from engine.definition.base import Part
from engine.definition.blocks import MOST_BLOCKS, Block, ColumnsBlock
from engine.definition.in_product import MOST_STEPS, ChecklistItem, TourStep

Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]
"""`#0b6b58`."""

Subject = Annotated[str, Field(min_length=1, max_length=500)]

Preheader = Annotated[str, Field(min_length=1, max_length=500)]
"""What an inbox shows beside the subject; else it is how the mail begins."""


Language = Annotated[
    str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$")
]
"""A language, perhaps of a country: `de`, `de-AT`, `zh-Hant`."""

MOST_LANGUAGES = 40


class MailTexts(Part):
    subject: Subject
    preheader: Preheader | None = None
    body: Annotated[str, Field(min_length=1, max_length=100_000)]
    """Markdown with `{{ variables }}`."""


class MailTemplate(MailTexts):
    """A mail that looks as if somebody had typed it."""

    locales: Annotated[dict[Language, MailTexts], Field(max_length=MOST_LANGUAGES)] = Field(
        default_factory=dict
    )


class Theme(Part):
    """The colours of a designed mail; what is not said is the organization's."""

    accent: Colour | None = None
    """Buttons, links and numbers."""
    background: Colour | None = None
    """Around the sheet."""


def _that_fit(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    count = sum(
        1 + sum(map(len, block.columns)) if isinstance(block, ColumnsBlock) else 1
        for block in blocks
    )
    if count > MOST_BLOCKS:
        raise ValueError(f"There are {count} blocks here; {MOST_BLOCKS} fit.")
    return blocks


Blocks = Annotated[tuple[Block, ...], Field(min_length=1), AfterValidator(_that_fit)]


class DesignedTexts(Part):
    subject: Subject
    preheader: Preheader | None = None
    blocks: Blocks


class DesignedTemplate(Part):
    """A mail laid out in blocks."""

    subject: Subject
    preheader: Preheader | None = None
    theme: Theme | None = None
    blocks: Blocks
    locales: Annotated[dict[Language, DesignedTexts], Field(max_length=MOST_LANGUAGES)] = Field(
        default_factory=dict
    )


class HtmlTexts(Part):
    subject: Subject
    preheader: Preheader | None = None
    html: Annotated[str, Field(min_length=1, max_length=100_000)]
    """Made safe when it is sent: nothing that runs is left in it."""
    text: Annotated[str, Field(min_length=1, max_length=100_000)] | None = None
    """Read where HTML is not shown. None: what the HTML says."""


class HtmlTemplate(HtmlTexts):
    """A mail whose HTML comes from elsewhere."""

    locales: Annotated[dict[Language, HtmlTexts], Field(max_length=MOST_LANGUAGES)] = Field(
        default_factory=dict
    )


class Action(Part):
    label: Annotated[str, Field(min_length=1, max_length=100)]
    url: Annotated[str, Field(min_length=1, max_length=2_000)]


class InAppTexts(Part):
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


class InAppTemplate(InAppTexts):
    """What is shown in the product."""

    locales: Annotated[dict[Language, InAppTexts], Field(max_length=MOST_LANGUAGES)] = Field(
        default_factory=dict
    )

    @model_validator(mode="after")
    def _ticks_the_same_in_each_language(self) -> Self:
        own = [item.id for item in self.items or ()]
        for language, said in self.locales.items():
            if [item.id for item in said.items or ()] != own:
                raise ValueError(f"The items in {language} need the same ids in the same order.")
        return self


AnyMail = MailTemplate | DesignedTemplate | HtmlTemplate

Template = MailTemplate | DesignedTemplate | HtmlTemplate | InAppTemplate
"""Which of them it is, its keys tell."""

MAILS = (MailTemplate, DesignedTemplate, HtmlTemplate)


def heading(template: Template) -> str:
    """What people know a message by: its subject or title."""
    return template.title if isinstance(template, InAppTemplate) else template.subject
