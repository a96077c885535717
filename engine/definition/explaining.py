"""Why data is not a journey, in the words of whoever wrote it.

Validation libraries report every branch of every union in their own jargon. This walks the data
along the model instead, decides which alternative was meant, and says what is wrong with that one.
"""

import json
from collections.abc import Iterator
from difflib import get_close_matches
from functools import lru_cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import TypeAdapter, ValidationError

from engine.definition import wording
from engine.definition.base import Part
from engine.definition.problems import Problem
from engine.definition.spelling import likely
from engine.definition.text import Path, Reading, written

MOST_PROBLEMS = 100
"""Of one document, so many are told one by one."""
_TYPED = {"steps": "step", "components": "measure"}
"""What is told apart by its type, by the first key that leads to it; all else are blocks."""


def explain(model: type[Part], reading: Reading) -> list[Problem]:
    """What keeps the data from being such a model: the first hundred problems, and how many more
    there are; empty when nothing is found."""
    found = _Walk().into(model, reading.data, ())
    problems = [each.problem(reading) for each in found[:MOST_PROBLEMS]]
    if more := len(found) - len(problems):
        problems.append(Problem(code="more_problems", message=wording.more_problems(more)))
    return problems


class _Found:
    """One finding, before its place in the text is looked up."""

    def __init__(self, path: Path, code: str, message: str, hint: str | None = None) -> None:
        self.path, self.code, self.message, self.hint = path, code, message, hint

    def problem(self, reading: Reading) -> Problem:
        line, column = reading.place(self.path) or (None, None)
        in_step = len(self.path) > 1 and self.path[0] == "steps"
        return Problem(
            code=self.code,
            message=self.message,
            hint=self.hint,
            path=written(self.path),
            step=str(self.path[1]) if in_step else None,
            line=line,
            column=column,
        )


class _Walk:
    """One walk over one document. Keeps the validators it made on the way."""

    def __init__(self) -> None:
        self._adapters: dict[int, tuple[Any, TypeAdapter[Any]]] = {}

    def into(self, annotation: Any, value: Any, path: Path) -> list[_Found]:
        """What is wrong inside the value, else what is wrong with it as a whole."""
        return list(self._inside(annotation, value, path)) or list(
            self._whole(annotation, value, path)
        )

    def _inside(self, annotation: Any, value: Any, path: Path) -> Iterator[_Found]:
        alternatives = members(annotation)
        if len(alternatives) > 1:
            yield from self._one_of(alternatives, value, path)
            return
        only = _unwrapped(alternatives[0])
        origin = get_origin(only)
        if is_part(only):
            yield from self._part(only, value, path)
        elif origin is tuple and isinstance(value, list):
            for index, item in enumerate(value):
                yield from self.into(get_args(only)[0], item, (*path, index))
        elif origin is dict and isinstance(value, dict):
            of_key, of_value = get_args(only)
            for key, item in value.items():
                yield from self._whole(of_key, key, (*path, key))
                yield from self.into(of_value, item, (*path, key))

    def _whole(self, annotation: Any, value: Any, path: Path) -> Iterator[_Found]:
        try:
            self._adapter(annotation).validate_json(
                json.dumps(value), strict=True, by_alias=True, by_name=False
            )
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            yield _Found(path, *wording.of_error(first, value))

    def _adapter(self, annotation: Any) -> TypeAdapter[Any]:
        if id(annotation) not in self._adapters:
            self._adapters[id(annotation)] = (annotation, TypeAdapter(annotation))
        return self._adapters[id(annotation)][1]

    def _part(self, model: type[Part], value: Any, path: Path) -> Iterator[_Found]:
        if not isinstance(value, dict):
            if value is not None or path == ():
                yield _Found(path, "wrong_kind", *wording.not_a_map(value, keys(model)))
            return
        known = fields(model)
        misspelt: set[str] = set()
        for key in (each for each in value if each not in known):
            free = [name for name in known if name not in value]
            meant = likely(key, free)
            misspelt.update(meant)
            yield _Found((*path, key), "unknown_key", *wording.unknown_key(key, meant, list(known)))
        for key, item in value.items():
            if key in known and not (item is None and _may_be_none(known[key])):
                yield from self.into(known[key], item, (*path, key))
        for key in required(model):
            if key not in value and key not in misspelt:
                yield _Found((*path, key), "missing_key", *wording.missing_key(key))

    def _one_of(self, alternatives: list[Any], value: Any, path: Path) -> Iterator[_Found]:
        models = [each for each in alternatives if is_part(each)]
        if isinstance(value, dict) and models:
            yield from self._meant(models, value, path)
        elif value is not None and all(self._whole_fails(each, value) for each in alternatives):
            plain = [each for each in alternatives if not is_part(each)]
            is_text = isinstance(value, str) and _unwrapped(plain[0]) is str if plain else False
            if len(plain) == 1 and (is_text or not models):
                yield from self._whole(plain[0], value, path)
            else:
                yield _Found(
                    path, "unknown_value", *wording.none_of(value, plain, models_of(models))
                )

    def _whole_fails(self, annotation: Any, value: Any) -> bool:
        return any(True for _ in self._whole(annotation, value, ()))

    def _meant(
        self, models: list[type[Part]], value: dict[str, Any], path: Path
    ) -> Iterator[_Found]:
        by_type = {kind: model for model in models for kind in _kinds(model)}
        if by_type:
            kind = value.get("type")
            if isinstance(kind, str) and kind in by_type:
                yield from self._part(by_type[kind], value, path)
            elif "type" in value:
                yield _Found((*path, "type"), "unknown_type", *wording.unknown_word(kind, by_type))
            else:
                what = _TYPED.get(str(path[0]), "block") if path else "block"
                yield _Found((*path, "type"), "missing_key", *wording.missing_type(what, by_type))
            return
        meant = max(models, key=lambda model: _likeness(model, value))
        if _likeness(meant, value) <= 0:
            yield _Found(path, "unknown_shape", *wording.no_shape(models_of(models)))
        else:
            yield from self.into(meant, value, path)


def members(annotation: Any) -> list[Any]:
    """The alternatives of a union however wrapped, `None` left out; itself when it is none."""
    inner = _unwrapped(annotation)
    if get_origin(inner) not in (Union, UnionType):
        return [inner if is_part(inner) else annotation]
    return [found for each in get_args(inner) if each is not NoneType for found in members(each)]


def _unwrapped(annotation: Any) -> Any:
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    return annotation


def is_part(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Part)


@lru_cache(maxsize=256)
def fields(model: type[Part]) -> dict[str, Any]:
    """What each key of a model, by its written name, may hold."""
    return {
        field.alias or name: Annotated[field.annotation, *field.metadata]
        if field.metadata
        else field.annotation
        for name, field in model.model_fields.items()
    }


def keys(model: type[Part]) -> list[str]:
    return list(fields(model))


def required(model: type[Part]) -> list[str]:
    """The keys a model cannot do without."""
    return [
        field.alias or name for name, field in model.model_fields.items() if field.is_required()
    ]


def models_of(models: list[type[Part]]) -> list[list[str]]:
    """For each model, the keys that tell it apart: those it needs, or any it has."""
    return [required(model) or keys(model)[:2] for model in models]


def _may_be_none(annotation: Any) -> bool:
    inner = _unwrapped(annotation)
    return get_origin(inner) in (Union, UnionType) and NoneType in get_args(inner)


def _kinds(model: type[Part]) -> tuple[str, ...]:
    kind = fields(model).get("type")
    return get_args(kind) if get_origin(kind) is Literal else ()


def _likeness(model: type[Part], value: dict[str, Any]) -> float:
    """How much the data looks like this model: keys it has, and keys misspelt."""
    known, needed = keys(model), required(model)
    score = 0.0
    for key in value:
        if key in known:
            score += 2 if key in needed else 1
        elif get_close_matches(key, known, n=1):
            score += 0.5
    return score
