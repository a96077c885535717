"""Definitions as bodies: JSON or YAML in, by Content-Type; JSON or YAML out, by `format`."""

import asyncio
from typing import Annotated, Any, Literal

from fastapi import Depends, HTTPException, Request, Response

from engine.definition.document import Format, dump_yaml, parse, to_json
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


async def definition_in(request: Request) -> Journey:
    """The definition a request brings. Raises DefinitionError with every problem in it."""
    kind = request.headers.get("content-type", "application/json").partition(";")[0].strip()
    if kind.lower() not in _TYPES:
        raise HTTPException(415, f"Send a journey as application/json or {YAML}.")
    text = (await _body(request)).decode("utf-8-sig")
    return await asyncio.to_thread(parse, text, format=_TYPES[kind.lower()])


async def _body(request: Request) -> bytes:
    """The body, as long as it may be and no longer."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_TEXT:
            raise HTTPException(413, "The definition is larger than 1 MB.")
    return bytes(body)


Definition = Annotated[Journey, Depends(definition_in)]


def definition_out(journey: Journey, form: Literal["json", "yaml"]) -> Any:
    if form == "json":
        return to_json(journey)
    return Response(
        dump_yaml(journey),
        media_type=YAML,
        headers={"Content-Disposition": f'attachment; filename="{journey.journey}.yaml"'},
    )
