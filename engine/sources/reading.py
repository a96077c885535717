"""A verified delivery as what it says. Whatever was sent, this raises `Unreadable` or nothing."""

from xml.etree.ElementTree import Element

import orjson
from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from pydantic import JsonValue

from engine.sources import mapping
from engine.sources.delivery import Delivery, Unreadable
from engine.sources.items import Understood
from engine.sources.mapping import PayloadMapping
from engine.sources.preset import Preset

LARGEST = 500 * 1024
"""Of a body, in bytes."""
_DEEPEST = 40
_MOST_ITEMS = 2_500
_MOST_MEMBERS = 10_000
"""Of cohorts: more than fit into a call of the largest size with all that products tell of them."""


def payload_of(delivery: Delivery, kind: str = "json") -> JsonValue:
    """The body as JSON. Raises `Unreadable`."""
    if len(delivery.body) > LARGEST:
        raise Unreadable("too_large", f"The body is over {LARGEST // 1024} KB.")
    if kind == "xml":
        return _xml(delivery.body)
    if kind == "any" and not delivery.body.strip():
        return None
    try:
        return orjson.loads(delivery.body)  # type: ignore[no-any-return]
    except orjson.JSONDecodeError as error:
        raise Unreadable("not_json", f"The body is not JSON: {error}.") from None


def understood(
    preset: Preset | None, own: PayloadMapping | None, delivery: Delivery, data: JsonValue
) -> Understood:
    """What it says: by the source's own mapping if it has one, else by the preset's."""
    if own is not None:
        found = mapping.read(own, data)
    elif preset is not None:
        if preset.body != "any" and not isinstance(data, dict | list):
            raise Unreadable("not_an_object", "The body is neither a JSON object nor a list.")
        found = preset.read(delivery, data)
    else:
        found = Understood(left_out="Nobody has said yet where in it things are.")
    if len(found.items) > _MOST_ITEMS:
        raise Unreadable("too_many", f"There are more than {_MOST_ITEMS:,} events in it.")
    if sum(len(cohort.members) for cohort in found.cohorts) > _MOST_MEMBERS:
        raise Unreadable(
            "too_many",
            f"There are more than {_MOST_MEMBERS:,} members in it. Have the cohort sent in parts.",
        )
    return found


def _xml(body: bytes) -> JsonValue:
    try:
        root = ElementTree.fromstring(body, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise Unreadable("not_xml", f"The body cannot be read as XML: {error}.") from None
    return _element(root, 0)


def _element(element: Element, depth: int) -> JsonValue:
    """Children by their names without namespaces; several of one name are a list. `@type` is the
    type that `xsi:type` names."""
    if depth > _DEEPEST:
        raise Unreadable("too_deep", "The body is nested too deeply.")
    found: dict[str, JsonValue] = {}
    for child in element:
        name = child.tag.rpartition("}")[2]
        if name == "SessionId":
            continue
        value = _element(child, depth + 1)
        before = found.get(name)
        if isinstance(before, list):
            before.append(value)
        else:
            found[name] = value if name not in found else [before, value]
    for name, kind in element.attrib.items():
        if name.rpartition("}")[2] == "type":
            found["@type"] = kind
    return found or (element.text or "").strip()
