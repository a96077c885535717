"""What a drawing shows of a change: which steps are new, gone or other, and which links.

Works on plain data, so that a draft which is no readable journey yet can be drawn as well.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import orjson

from engine.sentences.words import title

Data = Mapping[str, Any]
Change = Literal["added", "removed", "changed", "relinked"]


@dataclass(frozen=True)
class StepChange:
    """A step that is not the same in both. Steps that are the same have none."""

    step: str
    change: Change
    """`relinked`: it does as before, and leads elsewhere. `changed`: it does, or says, something
    else."""
    title: str
    """What people call it now; of one that is gone, what they called it."""
    relinked: bool
    """Whether it leads elsewhere, whatever else has changed."""


@dataclass(frozen=True)
class LinkChange:
    """An outlet, of a step that is there in both, that is new, gone or leads elsewhere."""

    step: str
    """Empty: the way in, whose outlet is `next`."""
    outlet: str
    before: str | None
    """The step it led to. None: there was no such outlet."""
    after: str | None
    gone: tuple[str, ...] = ()
    """What the steps are called to which it led, one by the other, and that are there no more: the
    first 20."""


def step_changes(old: Data, new: Data) -> Iterator[StepChange]:
    """In the order of the new definition, those that are gone last."""
    before, now = steps_of(old), steps_of(new)
    for name, step in now.items():
        if name not in before:
            yield StepChange(name, "added", title_of(name, new), False)
            continue
        relinked = links_of(before[name]) != links_of(step)
        if _doing(before[name], old) != _doing(step, new):
            yield StepChange(name, "changed", title_of(name, new), relinked)
        elif relinked:
            yield StepChange(name, "relinked", title_of(name, new), True)
    for name in before:
        if name not in now:
            yield StepChange(name, "removed", title_of(name, old), False)


def link_changes(old: Data, new: Data) -> Iterator[LinkChange]:
    before, now = steps_of(old), steps_of(new)
    kept = {name: (links_of(before[name]), links_of(now[name])) for name in now if name in before}
    for name, (was, is_) in {_WAY_IN: (_start_of(old), _start_of(new)), **kept}.items():
        for outlet in is_ | was:
            led, leads = was.get(outlet), is_.get(outlet)
            if led != leads:
                yield LinkChange(name, outlet, led, leads, _gone(old, now, led))


_WAY_IN = ""
_MOST_GONE = 20


def _start_of(journey: Data) -> dict[str, str]:
    start = journey.get("start")
    return {"next": start} if isinstance(start, str) else {}


def _gone(old: Data, now: Mapping[str, Data], step: str | None) -> tuple[str, ...]:
    before = steps_of(old)
    found: dict[str, str] = {}
    coming = [step] if step is not None else []
    while coming and len(found) < _MOST_GONE:
        name = coming.pop()
        if name in before and name not in now and name not in found:
            found[name] = title_of(name, old)
            coming += reversed(list(links_of(before[name]).values()))
    return tuple(found.values())


def steps_of(journey: Data) -> dict[str, Data]:
    steps = journey.get("steps")
    if not isinstance(steps, Mapping):
        return {}
    return {name: step if isinstance(step, Mapping) else {} for name, step in steps.items()}


def title_of(name: str, journey: Data) -> str:
    step = steps_of(journey).get(name, {})
    text = _said(step, journey)
    own = text if isinstance(text, Mapping) else step
    return title(name, _text(step.get("name")), _text(own.get("subject") or own.get("title")))


def _said(step: Data, journey: Data) -> Any:
    """Its template, if that is there and can be found."""
    templates, named = journey.get("templates"), step.get("template")
    return isinstance(templates, Mapping) and isinstance(named, str) and templates.get(named)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def links_of(step: Data) -> dict[str, str]:
    """Where a step leads, by outlet, as far as that can be made out."""
    found = {
        "next": step.get("next"),
        **{_id(way): way.get("next") for way in _ways(step)},
        "otherwise": step.get("otherwise"),
    }
    if step.get("type") == "go_to":
        found["to"] = step.get("to")
    on = step.get("on")
    found |= on if isinstance(on, Mapping) else {}
    return {outlet: target for outlet, target in found.items() if isinstance(target, str)}


def _ways(step: Data) -> list[Data]:
    ways = [*_list(step.get("cases")), *_list(step.get("ways"))]
    return [way for way in ways if isinstance(way, Mapping)]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _id(way: Data) -> str:
    return str(way.get("id", ""))


def _doing(step: Data, journey: Data) -> bytes:
    """What a step does and says, wherever it leads."""
    leading = {"next", "otherwise", "on", *(["to"] if step.get("type") == "go_to" else [])}
    rest = {key: value for key, value in step.items() if key not in leading}
    for key in ("cases", "ways"):
        if isinstance(rest.get(key), list):
            rest[key] = [
                {part: value for part, value in way.items() if part != "next"}
                if isinstance(way, Mapping)
                else way
                for way in rest[key]
            ]
    # As text, since for Python alone true is 1.
    return orjson.dumps([rest, _said(step, journey)], option=orjson.OPT_SORT_KEYS)
