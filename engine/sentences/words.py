"""What a sentence is made of, and how names in a definition read as words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from engine.definition.base import Scalar, StepId
from engine.definition.journey import Journey
from engine.definition.steps import EmailStep, InAppStep, Step, TaskStep
from engine.definition.templates import heading


@dataclass(frozen=True)
class Run:
    """A stretch of text of one emphasis."""

    text: str
    strong: bool = False


@dataclass(frozen=True)
class Sentence:
    """Text with emphasis. `str()` gives the text alone."""

    runs: tuple[Run, ...]

    def __str__(self) -> str:
        return "".join(run.text for run in self.runs)

    def capitalized(self) -> "Sentence":
        """The same, beginning with a capital."""
        if not self.runs:
            return self
        first, *rest = self.runs
        return Sentence((Run(first.text[:1].upper() + first.text[1:], first.strong), *rest))

    def begun(self) -> "Sentence":
        """Of a condition: beginning with a capital, unless it does with the name of an event, which
        is written as the event is called."""
        return self if self.runs and self.runs[0].strong else self.capitalized()


Piece = str | Run | Sentence


def strong(text: str) -> Run:
    """Text that matters most in its sentence."""
    return Run(text, strong=True)


def say(*pieces: Piece) -> Sentence:
    """One sentence out of text, emphasised text and other sentences."""
    return Sentence(tuple(run for piece in pieces for run in _runs(piece) if run.text))


def _runs(piece: Piece) -> tuple[Run, ...]:
    match piece:
        case str():
            return (Run(piece),)
        case Run():
            return (piece,)
        case Sentence():
            return piece.runs


def joined(parts: Iterable[Piece], word: str) -> Sentence:
    """`a, b and c`; `word` goes before the last."""
    given = list(parts)
    pieces: list[Piece] = []
    for number, part in enumerate(given):
        if number:
            pieces.append(f" {word} " if number == len(given) - 1 else ", ")
        pieces.append(part)
    return say(*pieces)


def value_in_words(value: Scalar) -> str:
    """A literal as people say it: yes and no for booleans, no `.0` on whole numbers; a text that
    could be taken for a boolean in quotation marks."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return plain_in_words(value) if isinstance(value, str) else str(value)


def plain_in_words(text: str) -> str:
    return f"“{text}”" if text.lower() in _LIKE_BOOLEANS else text


_LIKE_BOOLEANS = frozenset(("yes", "no", "true", "false"))


def text_in_words(text: str) -> str:
    """What a definition gives as a value, and may leave empty: `…` then."""
    return text or "…"


def name_in_words(name: str) -> str:
    """`which-help` and `first_name` as `which help` and `first name`."""
    return re.sub(r"[_\-.\s]+", " ", name).strip()


def trait_in_words(path: str) -> str:
    """`account.billing.country` as `account billing country`."""
    return name_in_words(path)


_VARIABLE = re.compile(r"\{\{-?\s*([A-Za-z_]\w*+(?:\.[A-Za-z_]\w*+)*+)(?:[^{}]|\{(?!\{))*+\}\}")
"""What was read of it stands, and it ends before another begins: else much that is none takes for
ever."""
_OTHERWISE = re.compile(r"\{%-?\s*(?:else|elif)\b.*?\{%-?\s*endif\s*-?%\}", re.DOTALL)
_TAG = re.compile(r"\{%.*?%\}", re.DOTALL)


def template_in_words(source: str) -> str:
    """Variables named: `Hi {{ contact.first_name }} of {{ account.name }}` is `Hi [first name] of
    [account name]`. Of a choice the first way is shown."""
    return " ".join(_TAG.sub("", _OTHERWISE.sub("", variables_in_words(source))).split())


def variables_in_words(source: str) -> str:
    """The same of variables alone: everything else stays as it is."""
    return _VARIABLE.sub(lambda found: f"[{variable_in_words(found[1])}]", source)


def variable_in_words(path: str) -> str:
    """The reader's own things go without saying whose they are."""
    return name_in_words(path.removeprefix("contact."))


_ABBREVIATED = re.compile(r"\b(?:csat|csm|nps)\b", re.IGNORECASE)
"""What is written in capitals, also where an id says it in small letters."""


_GIVEN = re.compile(r"(?:email|in-app|tour|checklist|task)(?:-\d+)?")
"""Ids that the builder gives to what has a text of its own."""
_MOST = 60
"""So many letters of a text are enough to know a step by."""


def step_title(journey: Journey, step_id: StepId) -> str:
    """What people call the step, see `title`. Also of a step long gone."""
    step = journey.steps.get(step_id)
    return title(
        step_id,
        None if step is None else step.name,
        "" if step is None else _heading(journey, step),
    )


def title(step_id: StepId, name: str | None, text: str) -> str:
    """What people call a step: its name; else what its `text` begins with, where the builder has
    given it its id, which says no more than its kind; else that id as words."""
    if name:
        return name
    if _GIVEN.fullmatch(step_id) and (own := template_in_words(text)):
        return f"{own[:_MOST].rstrip()} …" if len(own) > _MOST else own
    return _ABBREVIATED.sub(lambda found: found[0].upper(), name_in_words(step_id).capitalize())


def _heading(journey: Journey, step: Step) -> str:
    match step:
        case TaskStep():
            return step.title
        case EmailStep() | InAppStep():
            template = journey.templates.get(step.template)
            return "" if template is None else heading(template)
        case _:
            return ""


def share_in_words(part: int, whole: int) -> str:
    """`30 %`, `33.3 %`."""
    percent = round(100 * part / whole, 1)
    return f"{percent:g} %" if percent else "less than 0.1 %"
