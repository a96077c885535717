"""What a list may be asked for: a name that it does not know is refused, since without it the list
would be of everything, and taken for what was asked for."""

from collections.abc import Iterator

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from engine.errors import Invalid


def only_known(request: Request) -> None:
    """Of lists in pages. Raises Invalid."""
    route = request.scope.get("route")
    if request.method != "GET" or not isinstance(route, APIRoute):
        return
    known = dict.fromkeys(_names(route.dependant))
    unknown = next((each for each in request.query_params if each not in known), None)
    if unknown is not None and "limit" in known:
        raise Invalid(
            f"This list cannot be narrowed by “{unknown[:80]}”. It knows {', '.join(known)}.",
            code="unknown_parameter",
        )


def _names(dependant: Dependant) -> Iterator[str]:
    yield from (each.alias for each in dependant.query_params)
    for each in dependant.dependencies:
        yield from _names(each)
