"""Revisions of drafts as ETags, so that nobody overwrites a colleague unseen."""

import re
from typing import Annotated

from fastapi import Header, HTTPException, Query

IfMatch = Annotated[
    str | None,
    Header(description="The ETag of the draft you edited; a later save by others answers 412."),
]

Quiet = Annotated[
    bool,
    Query(
        description="Answer with 200 what goes wrong in the ordinary course of editing: a browser"
        " writes every other answer into its console, as an error."
    ),
]


def etag(revision: int) -> str:
    return f'"{revision}"'


def revision_in(if_match: str | None) -> int | None:
    """The revision that was edited. None: whatever is there."""
    if if_match is None or if_match == "*":
        return None
    found = re.fullmatch(r'(?:W/)?"(\d{1,9})"', if_match)
    if found is None:
        raise HTTPException(400, "If-Match must be the ETag this journey was answered with.")
    return int(found[1])


def required_revision(if_match: str | None) -> int | None:
    """As `revision_in`, for what nobody may overwrite without saying so."""
    if if_match is None:
        said = "Send the ETag of what you edited as If-Match, or * to overwrite whatever is there."
        raise HTTPException(428, said)
    return revision_in(if_match)
