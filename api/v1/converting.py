"""`/api/v1/journeys/convert`: a definition from the one form into the other. Nothing is kept."""

import asyncio
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import JsonValue

from api.auth.keys import Reader
from api.errors import problem, told
from api.v1.definitions import BODY, written_in
from api.v1.revisions import Quiet
from engine.definition.document import dump_data, dump_yaml, from_reading, reading_of, to_json
from engine.errors import DefinitionError
from engine.tracking.inspecting import keepable

router = APIRouter(prefix="/journeys", tags=["Journeys"])


@dataclass(frozen=True)
class AsYaml:
    text: str


@dataclass(frozen=True)
class AsJson:
    definition: dict[str, Any]


@dataclass(frozen=True)
class Unread:
    """No readable journey."""

    definition: Any
    """What the text holds, if it is keys and values at least."""
    problems: list[dict[str, JsonValue]]


@router.post("/convert", openapi_extra=BODY, response_model=AsYaml | AsJson | Unread)
async def convert_definition(
    key: Reader,
    request: Request,
    to: Annotated[Literal["yaml", "json"], Query()],
    quiet: Quiet = False,
) -> AsYaml | AsJson | Unread | Response:
    """A definition as YAML, in `text`, or as JSON, in `definition`. Comments are lost.

    JSON that is no readable journey yet is written as YAML all the same, in its own order. Of a
    text that is none, the problems say the line and column; if it is keys and values at least,
    `definition` holds them beside the problems, so that it can be kept as a draft.
    With `quiet` they are answered with 200, and not with 422.
    """
    text, form = await written_in(request)
    data: Any = None
    try:
        reading = await asyncio.to_thread(reading_of, text, form)
        data = reading.data
        journey = await asyncio.to_thread(from_reading, reading)
    except DefinitionError as error:
        if to == "yaml" and form == "json" and data is not None:
            return AsYaml(await asyncio.to_thread(dump_data, data))
        if quiet:
            return Unread(keepable(data), [told(each) for each in error.problems])
        if data is None:
            raise
        return _refused(request, error, data)
    if to == "json":
        return AsJson(to_json(journey))
    return AsYaml(await asyncio.to_thread(dump_yaml, journey))


def _refused(request: Request, error: DefinitionError, definition: Any) -> Response:
    return problem(
        request,
        422,
        error.code,
        str(error),
        problems=[told(each) for each in error.problems],
        more={"definition": definition},
    )
