"""What has changed in a definition that is no readable journey yet: where, and no more."""

from collections.abc import Iterator, Mapping

from engine.differences.difference import Difference, Kind, What
from engine.differences.outline import Data, step_changes
from engine.sentences.words import name_in_words, template_in_words

_PARTS: Mapping[str, tuple[What, str]] = {
    "journey": ("journey", "The journey’s key"),
    "name": ("journey", "The journey’s name"),
    "description": ("journey", "The description"),
    "subject": ("journey", "What goes through the journey"),
    "entry": ("entry", "Who enters"),
    "goal": ("goal", "The goal"),
    "exit": ("exit", "Who leaves early"),
    "send": ("sending", "How its messages go out"),
    "start": ("start", "Where customers begin"),
    "scenarios": ("scenario", "A scenario"),
}
_STEPS = {
    "added": "“{}” is new.",
    "removed": "“{}” is gone.",
    "changed": "“{}” has changed.",
    "relinked": "“{}” leads elsewhere.",
}
_TEMPLATES: dict[Kind, str] = {
    "added": "The text “{}” is new.",
    "removed": "The text “{}” is gone.",
    "changed": "The text “{}” has changed.",
}


def rough_differences(old: Data, new: Data) -> list[Difference]:
    return [*_rules(old, new), *_steps(old, new), *_templates(old, new)]


def _rules(old: Data, new: Data) -> Iterator[Difference]:
    for key, (what, words) in _PARTS.items():
        kind = _kind(old, new, key)
        if kind is not None:
            yield Difference(kind=kind, what=what, path=key, text=f"{words} has changed.")


def _steps(old: Data, new: Data) -> Iterator[Difference]:
    for each in step_changes(old, new):
        kind: Kind = "changed" if each.change == "relinked" else each.change
        text = _STEPS[each.change].format(each.title)
        yield Difference(
            kind=kind, what="step", path=f"steps.{each.step}", step=each.step, text=text
        )


def _templates(old: Data, new: Data) -> Iterator[Difference]:
    before, now = _of(old), _of(new)
    for key in now | before:
        kind = _kind(before, now, key)
        if kind is not None:
            text = _TEMPLATES[kind].format(_called(key, now.get(key, before.get(key))))
            yield Difference(kind=kind, what="template", path=f"templates.{key}", text=text)


def _called(key: str, text: object) -> str:
    """By its subject or title, once it has one."""
    said = [text.get(part) for part in ("subject", "title")] if isinstance(text, Mapping) else []
    heading = next((each for each in said if isinstance(each, str) and each), None)
    return template_in_words(heading) if heading else name_in_words(key)


def _of(journey: Data) -> dict[str, object]:
    templates = journey.get("templates")
    return dict(templates) if isinstance(templates, Mapping) else {}


def _kind(old: Data, new: Data, key: str) -> Kind | None:
    if key not in old:
        return "added" if key in new else None
    if key not in new:
        return "removed"
    return "changed" if old[key] != new[key] else None
