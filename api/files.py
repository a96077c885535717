"""Files of the site as browsers fetch them: gzipped, a third of the size, for whoever takes it."""

import gzip
from collections.abc import Mapping
from functools import lru_cache

from fastapi import Request, Response

_TEXTS = ("text/", "application/javascript", "application/json", "image/svg+xml")
_WORTH = 1_000
"""Bytes; less than that goes in one packet anyway."""


def file_answer(
    request: Request, content: bytes, kind: str, headers: Mapping[str, str]
) -> Response:
    """`content` of media type `kind`, in the encoding that this browser takes; nothing of it where
    the browser has it already, by the `ETag` among the headers."""
    if not kind.startswith(_TEXTS) or len(content) < _WORTH:
        return Response(content, media_type=kind, headers=headers)
    told = {**headers, "Vary": "Accept-Encoding"}
    if _has_it(request, headers.get("ETag")):
        return Response(status_code=304, headers=told)
    if not _takes_gzip(request.headers.get("accept-encoding", "")):
        return Response(content, media_type=kind, headers=told)
    told["Content-Encoding"] = "gzip"
    return Response(_gzipped(content), media_type=kind, headers=told)


def _takes_gzip(accepted: str) -> bool:
    """By `Accept-Encoding`: a weight of 0 refuses what it is given to."""
    for offered in accepted.lower().split(","):
        coding, *parameters = (part.strip() for part in offered.split(";"))
        if coding in ("gzip", "x-gzip"):
            weights = (part[2:] for part in parameters if part.startswith("q="))
            return next(weights, "1").strip("0.") != ""
    return False


def _has_it(request: Request, tag: str | None) -> bool:
    """Whether the request names this version among those it has. What lies between may have made a
    weak tag of it, or a strong one."""
    named = request.headers.get("if-none-match", "").split(",")
    return tag is not None and tag.removeprefix("W/") in (
        each.strip().removeprefix("W/") for each in named
    )


@lru_cache(maxsize=128)
def _gzipped(content: bytes) -> bytes:
    """Worked out once for each file: some 20 ms for the largest."""
    return gzip.compress(content, mtime=0)
