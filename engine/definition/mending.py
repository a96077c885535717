"""As much of a part as can be made out of data that is not one yet, for showing it meanwhile.

What is wrong with the data, `explaining` says. Here what is missing is left empty, what fits
nowhere is left out, and what is chosen from a list is as it is when nobody chooses.
"""

import json
from typing import Any, Literal, get_args, get_origin

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from engine.definition.base import Part
from engine.definition.explaining import fields, is_part, members

_NOTHING = object()
_LONGEST = 20_000
"""Characters of a text that is too long."""


def mended(model: type[Part], data: Any) -> Part:
    """Such a part, unchecked where it is text, and sound in everything else."""
    given = data if isinstance(data, dict) else {}
    annotations = fields(model)
    values = {}
    for name, field in model.model_fields.items():
        key = field.alias or name
        found = _mended(annotations[key], given.get(key, _NOTHING))
        values[name] = _without(field, annotations[key]) if found is _NOTHING else found
    return model.model_construct(**values)


def _mended(annotation: Any, value: Any) -> Any:
    if value is _NOTHING:
        return _NOTHING
    try:
        return TypeAdapter(annotation).validate_json(
            json.dumps(value), strict=True, by_alias=True, by_name=False
        )
    except ValidationError:
        pass
    alternatives = members(annotation)
    parts = [each for each in alternatives if is_part(each)]
    if parts and isinstance(value, dict):
        meant = _meant(parts, value)
        return mended(meant, value) if meant else _NOTHING
    if isinstance(value, list) and (items := _items(alternatives)) is not None:
        found = (_mended(items, each) for each in value)
        return tuple(each for each in found if each is not _NOTHING)
    if isinstance(value, dict) and (named := _named(alternatives)) is not None:
        of_key, of_value = named
        entries = ((_mended(of_key, key), _mended(of_value, each)) for key, each in value.items())
        return {key: each for key, each in entries if _NOTHING not in (key, each)}
    if isinstance(value, str) and any(_is_free_text(each) for each in alternatives):
        return value[:_LONGEST]
    return _NOTHING


def _meant(parts: list[Any], value: dict[str, Any]) -> type[Part] | None:
    if len(parts) == 1:
        only: type[Part] = parts[0]
        return only
    kind = value.get("type")
    return next((each for each in parts if kind in get_args(fields(each).get("type"))), None)


def _items(alternatives: list[Any]) -> Any:
    """What a list holds; None: none of them is a list."""
    bare = (_bare(each) for each in alternatives)
    return next((get_args(each)[0] for each in bare if get_origin(each) is tuple), None)


def _named(alternatives: list[Any]) -> Any:
    """What names and what it names, of a map; None: none of them is one."""
    bare = (_bare(each) for each in alternatives)
    return next((get_args(each) for each in bare if get_origin(each) is dict), None)


def _bare(annotation: Any) -> Any:
    while hasattr(annotation, "__metadata__"):
        annotation = get_args(annotation)[0]
    return annotation


def _is_free_text(annotation: Any) -> bool:
    """Text of any form, only perhaps too short or too long."""
    schema = TypeAdapter(annotation).json_schema()
    return schema.get("type") == "string" and not {"pattern", "enum", "const"} & schema.keys()


def _without(field: FieldInfo, annotation: Any) -> Any:
    """What stands where nothing is given."""
    if not field.is_required():
        return field.get_default(call_default_factory=True)
    (bare,) = {_bare(each) for each in members(annotation)[:1]}
    if get_origin(bare) is Literal:
        return get_args(bare)[0]
    if get_origin(bare) is tuple:
        return ()
    least = next((each.ge for each in field.metadata if hasattr(each, "ge")), 0)
    return "" if bare is str else least
