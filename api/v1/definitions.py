"""Definitions as bodies: JSON or YAML in, by Content-Type; JSON or YAML out, by `format`."""

import asyncio
from typing import Annotated, Any, Literal

from fastapi import Depends, HTTPException, Request, Response

from engine.definition.document import Format, dump_yaml, parse, reading_of, to_json
from engine.definition.journey import Journey
from engine.definition.text import LARGEST_TEXT

YAML = "application/yaml"
_TYPES: dict[str, Format] = {
    "application/json": "json",
    "application/yaml": "yaml",
    "application/x-yaml": "yaml",
    "text/yaml": "yaml",
    "text/x-yaml": "yaml",
}

BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"$ref": "/api/v1/schema/journey.json"}},
            YAML: {"schema": {"type": "string"}},
        },
    }
}
"""What a route that takes a definition says about its body."""

ANY_OBJECT: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"type": "object"}}},
    }
}
"""What a route says that takes a definition which need not be one yet."""


async def definition_in(request: Request) -> Journey:
    """The definition a request brings. Raises DefinitionError with every problem in it."""
    text, form = await written_in(request)
    return await asyncio.to_thread(parse, text, format=form)


async def object_in(request: Request) -> dict[str, Any]:
    """The JSON object a request brings, whatever it holds. Raises DefinitionError for anything
    else, and for what cannot be kept."""
    text, form = await written_in(request)
    if form != "json":
        raise HTTPException(415, "Send a draft as application/json.")
    found: dict[str, Any] = (await asyncio.to_thread(reading_of, text, "json")).data
    return found


async def written_in(request: Request) -> tuple[str, Format]:
    """The text a request brings, and what it is written in."""
    kind = request.headers.get("content-type", "application/json").partition(";")[0].strip()
    if kind.lower() not in _TYPES:
        raise HTTPException(415, f"Send a journey as application/json or {YAML}.")
    return (await _body(request)).decode("utf-8-sig"), _TYPES[kind.lower()]


async def _body(request: Request) -> bytes:
    """The body, as long as it may be and no longer."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_TEXT:
            raise HTTPException(413, "The definition is larger than 1 MB.")
    return bytes(body)


Definition = Annotated[Journey, Depends(definition_in)]

AnyObject = Annotated[dict[str, Any], Depends(object_in)]


def definition_out(journey: Journey, form: Literal["json", "yaml"]) -> Any:
    if form == "json":
        return to_json(journey)
    return Response(
        dump_yaml(journey),
        media_type=YAML,
        headers={"Content-Disposition": f'attachment; filename="{journey.journey}.yaml"'},
    )
