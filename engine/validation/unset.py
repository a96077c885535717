"""Messages that name something of ours, such as the company, which nobody has set."""

from collections.abc import Collection

from engine.definition.journey import Journey
from engine.definition.steps import TouchStep, UseTemplate
from engine.sentences import step_title
from engine.sentences.words import joined
from engine.templates import variables
from engine.templates.texts import sources


def left_out_without(journey: Journey, values: Collection[str]) -> str | None:
    """Which of its messages go to nobody, as a sentence with what to do. `values`: what is set of
    `organization`. None: all can go out. Texts of the library are looked at where the journey has
    been made whole with them."""
    unset, steps = set[str](), list[str]()
    for name, step in journey.steps.items():
        if not isinstance(step, TouchStep) or isinstance(step.missing, UseTemplate):
            continue
        if lacking := _lacking(journey, step.template, values):
            unset |= lacking
            steps.append(f"“{step_title(journey, name)}”")
    if not steps:
        return None
    one = len(steps) == 1
    return (
        f"{joined(steps, 'and')} {'goes' if one else 'go'} to nobody:"
        f" {joined(sorted(unset), 'and')} {'is' if len(unset) == 1 else 'are'} not set. Give"
        f" {'it' if len(unset) == 1 else 'each'} a default in the text, such as"
        f" {{{{ {min(unset)} | default('…') }}}}."
    )


def _lacking(journey: Journey, key: str, values: Collection[str]) -> set[str]:
    template = journey.templates.get(key)
    read = (each for source in sources(template) for each in variables(source)) if template else ()
    return {
        each.path
        for each in read
        if not each.optional
        and each.path.startswith("organization.")
        and each.path.removeprefix("organization.") not in values
    }
