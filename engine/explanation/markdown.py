"""An explanation as Markdown."""

import re
from collections.abc import Iterator, Sequence

from engine.explanation.parts import Explanation, Reference, Told, Way
from engine.sentences import Sentence

_GAP = re.compile(r"\n{3,}")
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|])")


def as_markdown(explanation: Explanation) -> str:
    """Headings, numbered steps, ways as nested lists, messages as quotations."""
    lines = [f"# {_escaped(explanation.name)}", ""]
    if explanation.description:
        lines += [_escaped(explanation.description), ""]
    state = "Draft" if explanation.version is None else f"Version {explanation.version}"
    lines += [f"*{state} of the journey “{_escaped(explanation.key)}”*", ""]
    for rule in explanation.rules:
        lines += [f"## {rule.about}", ""]
        lines += [*(f"- {_stopped(sentence)}" for sentence in rule.says), ""]
    lines += ["## What happens, step by step", "", *_story(explanation.story, "")]
    if explanation.beside:
        lines += ["## Steps nobody comes to", "", *_story(explanation.beside, "")]
    text = "\n".join(line.rstrip() for line in lines).rstrip() + "\n"
    return _GAP.sub("\n\n", text)


def _story(story: Sequence[Told], indent: str) -> Iterator[str]:
    for told in story:
        yield from _step(told, indent)


def _step(told: Told, indent: str) -> Iterator[str]:
    bullet = f"- **{told.number}. {_stop(_escaped(told.title))}** "
    inner = f"{indent}  "
    yield f"{indent}{bullet}{_stopped(told.sentence)}"
    yield from (f"{inner}{_stopped(sentence)}" for sentence in told.more)
    yield from _quoted(_words_of(told), inner)
    for way in told.ways:
        yield ""
        yield from _way(way, inner)
    if told.goes_on is not None:
        yield ""
        yield f"{inner}{_reference(told.goes_on)}"
    yield ""


def _words_of(told: Told) -> str | None:
    """What the step says to whom it reaches."""
    message = told.message
    if message is None:
        return told.instructions
    button = f"\n\nButton: {_escaped(message.action)}" if message.action else ""
    beside = f"\n\n*{_escaped(message.preheader)}*" if message.preheader else ""
    return f"**{_escaped(message.heading)}**{beside}\n\n{message.body}{button}"


def _quoted(text: str | None, indent: str) -> Iterator[str]:
    if text is not None:
        yield ""
        yield from (f"{indent}> {line}" for line in text.split("\n"))


def _way(way: Way, indent: str) -> Iterator[str]:
    if way.goes_on is not None:
        yield f"{indent}- {_said(way.words)}: {_lower(_reference(way.goes_on))}"
        return
    yield f"{indent}- {_said(way.words)}:"
    yield ""
    yield from _story(way.story, f"{indent}  ")


def _reference(to: Reference) -> str:
    back = "Back to" if to.back else "On with"
    return f"{back} step {to.number}, “{_escaped(to.title)}”."


def _lower(said: str) -> str:
    return said[:1].lower() + said[1:]


def _said(sentence: Sentence) -> str:
    return "".join(
        f"**{_escaped(run.text)}**" if run.strong and run.text.strip() else _escaped(run.text)
        for run in sentence.runs
    )


def _stopped(sentence: Sentence) -> str:
    return _stop(_said(sentence))


def _stop(text: str) -> str:
    """With a full stop, unless it ends in one or the like."""
    return text if text.rstrip("”)*").endswith(("?", "!", ".", "…")) else f"{text}."


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
