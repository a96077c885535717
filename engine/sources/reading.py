"""A verified delivery as what it says. Whatever was sent, this raises `Unreadable` or nothing."""

from xml.etree.ElementTree import Element

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from pydantic import JsonValue

from engine.sources import mapping
from engine.sources.delivery import Delivery, Unreadable
from engine.sources.items import Understood
from engine.sources.mapping import PayloadMapping
from engine.sources.preset import Preset
from engine.tracking.calls import BadItem
from engine.tracking.decoding import loads, unpack
from engine.tracking.inspecting import check_text

LARGEST = 500 * 1024
"""Of a body, in bytes."""
TOO_LARGE = f"The body is over {LARGEST // 1024} KB, and Onward takes none larger from a source."
_DEEPEST = 40
_MOST_ITEMS = 2_500
_MOST_MEMBERS = 10_000
"""Of cohorts: more than fit into a call of the largest size with all that products tell of them."""


def payload_of(delivery: Delivery, kind: str = "json") -> JsonValue:
    """The body as JSON, gzipped or not. Raises `Unreadable`."""
    body = text_of(delivery.body)
    if kind == "xml":
        return _xml(body)
    if kind == "any" and not body.strip():
        return None
    try:
        return loads(body)
    except BadItem as bad:
        raise Unreadable(bad.code, bad.reason) from None


def text_of(body: bytes) -> bytes:
    """The body unpacked, where it is gzipped. Raises `Unreadable`."""
    try:
        return unpack(body, LARGEST)
    except BadItem as bad:
        reason = TOO_LARGE if bad.code == "too_large" else bad.reason
        raise Unreadable(bad.code, reason) from None


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
    _check_cohorts(found)
    if len(found.items) > _MOST_ITEMS:
        raise Unreadable("too_many", f"There are more than {_MOST_ITEMS:,} events in it.")
    if sum(len(cohort.members) for cohort in found.cohorts) > _MOST_MEMBERS:
        raise Unreadable(
            "too_many",
            f"There are more than {_MOST_MEMBERS:,} members in it. Have the cohort sent in parts.",
        )
    return found


def _check_cohorts(found: Understood) -> None:
    """Who is in one is kept as it is, and not as an item that may be put aside."""
    try:
        for cohort in found.cohorts:
            check_text([cohort.id, cohort.name])
            check_text([each for who in cohort.members for each in (who.user, who.email) if each])
    except BadItem as bad:
        raise Unreadable(bad.code, bad.reason.replace("The call", "A cohort", 1)) from None


def _xml(body: bytes) -> JsonValue:
    try:
        root = ElementTree.fromstring(body, forbid_dtd=True)
    except ElementTree.ParseError as error:
        line, character = error.position
        where = f"line {line}, character {character + 1}"
        raise Unreadable(
            "not_xml", f"The body is not XML: it cannot be read from {where} on."
        ) from None
    except (DefusedXmlException, ValueError, LookupError):
        said = "The body cannot be read as XML: it declares a document type or an unknown encoding."
        raise Unreadable("not_xml", said) from None
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
