"""Addresses of lists: every filter, order and place in a list is part of the URL."""

from urllib.parse import urlencode

from fastapi import Request


def address(request: Request, fragment: str = "", **changes: str | None) -> str:
    """This page's address with other parameters; None and empty take one away.

    Any change but of the page begins at the first page again.
    """
    query = {name: value for name, value in request.query_params.items() if value}
    if "after" not in changes:
        query.pop("after", None)
    for name, value in changes.items():
        if value:
            query[name] = value
        else:
            query.pop(name, None)
    written = f"?{urlencode(query)}" if query else ""
    return f"{request.url.path}{written}{f'#{fragment}' if fragment else ''}"
