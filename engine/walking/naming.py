"""What a walk is called when it is kept: what happened in it, and where that led."""

from collections.abc import Iterator, Sequence
from itertools import islice

from engine.sentences.words import name_in_words, trait_in_words
from engine.simulation.happenings import (
    Event,
    Happening,
    MessageMarked,
    SurveyAnswered,
    TaskAnswered,
)
from engine.simulation.runs import Run
from engine.walking.outcome import Waiting

_MOST_TOLD = 3
_LONGEST = 180
"""A scenario's name is at most 200 characters; some are for a number behind it."""


def name_of(made: Sequence[Happening], run: Run, rest: Waiting | None) -> str:
    """`Project Created happens, and they wait at “Rest”`. `made` is what was chosen to happen."""
    told = list(dict.fromkeys(_happened(made)))
    said = [*islice(told, _MOST_TOLD), *(["more happens"] if len(told) > _MOST_TOLD else [])]
    words = f"{', '.join(said) or 'nothing happens'}, and {_led_to(run, rest)}"
    words = words[:1].upper() + words[1:]
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST].rstrip()} …"


def _happened(made: Sequence[Happening]) -> Iterator[str]:
    for each in made:
        match each:
            case Event(changes=changes) if changes:
                for path, value in changes.items():
                    yield f"{trait_in_words(path)} becomes {value}"
            case Event(name=name):
                yield f"{name} happens"
            case MessageMarked(mark=mark):
                yield f"a message is {mark}"
            case TaskAnswered(outcome=outcome):
                said = name_in_words(outcome or "done")
                yield f"the CSM answers “{said}”"
            case SurveyAnswered(score=score):
                yield f"they answer {score}"
            case _:
                yield "something happens"


def _led_to(run: Run, rest: Waiting | None) -> str:
    if run.ended is None:
        return f"they wait at “{rest.title}”" if rest is not None else "they go on"
    match run.ended.outcome:
        case "goal":
            return "they reach the goal"
        case "exited":
            return "they leave early"
        case "completed":
            return "they come to the end"
        case outcome:
            return f"it ends as “{name_in_words(outcome)}”"
