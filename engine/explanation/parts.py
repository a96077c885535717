"""What an explanation is made of."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.definition.base import StepId
from engine.sentences import Sentence


@dataclass(frozen=True)
class Rule:
    """One of the journey's own rules."""

    about: str
    says: Sequence[Sentence]


@dataclass(frozen=True)
class MessageText:
    """What a message says, with names in brackets where it depends on the customer."""

    heading: str
    """A mail's subject, the title of a message in the product."""
    body: str
    """Markdown."""
    preheader: str | None = None
    """What an inbox shows beside the subject."""
    action: str | None = None
    """What its button says."""


@dataclass(frozen=True)
class Reference:
    """Another step, by its number in this explanation."""

    step: StepId
    number: int
    title: str
    back: bool
    """It comes before: from there on it is the same again."""


@dataclass(frozen=True)
class Way:
    """One of several ways on from a step."""

    words: Sentence
    """`If account seats is less than 10`."""
    story: Sequence["Told"]
    """What happens on this way alone."""
    goes_on: Reference | None
    """Where it leads when nothing happens on it alone."""


@dataclass(frozen=True)
class Told:
    """One step of the story."""

    step: StepId
    number: int
    kind: str
    title: str
    sentence: Sentence
    """What happens."""
    more: Sequence[Sentence]
    """What else there is to know: when it is left out, when it may go out."""
    message: MessageText | None
    instructions: str | None
    """What a colleague is told to do. Markdown."""
    ways: Sequence[Way]
    """Where customers part, or where not all goes as it should."""
    goes_on: Reference | None
    """Where it goes on, when that is not what is told next."""
    is_end: bool


@dataclass(frozen=True)
class Explanation:
    key: str
    name: str
    description: str | None
    subject: str
    """account or contact."""
    version: int | None
    """None: it is a draft."""
    rules: Sequence[Rule]
    story: Sequence[Told]
    beside: Sequence[Told]
    """Steps nobody comes to."""
