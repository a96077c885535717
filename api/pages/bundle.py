"""The builder's program as its build has left it: what a page must load, and the files themselves.

The build names files by their content and lists them in `manifest.json`, so that browsers may keep
them for ever. Whoever works on the builder builds it again and again: nothing is remembered here.
"""

import mimetypes
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, HTTPException, Request, Response

from api.files import file_answer
from api.pages.static import FOR_EVER
from frontend import STATIC

router = APIRouter(include_in_schema=False)

BUILDER, SEGMENT_CONDITION = "src/main.tsx", "src/segments/main.tsx"
LIBRARY_TEXTS = "src/library/main.tsx"
"""Programs that pages may load."""

_ADDRESS = "/static/builder/"


@dataclass(frozen=True)
class Bundle:
    """Addresses."""

    script: str
    preloads: tuple[str, ...]
    """Scripts it imports, to be fetched beside it."""
    styles: tuple[str, ...]


def builder_directory() -> Traversable:
    """Where the build leaves its files. They may not be there."""
    return STATIC / "builder"


Directory = Annotated[Traversable, Depends(builder_directory)]


def bundle_in(directory: Traversable, program: str = BUILDER) -> Bundle | None:
    """None: nobody has built it, or somebody is at it."""
    try:
        manifest = orjson.loads((directory / "manifest.json").read_bytes())
        first, *others = _imported(manifest, program, set())
        return Bundle(
            script=_ADDRESS + first["file"],
            preloads=tuple(_ADDRESS + chunk["file"] for chunk in others),
            styles=tuple(
                _ADDRESS + style for chunk in (first, *others) for style in chunk.get("css", ())
            ),
        )
    except (OSError, ValueError, LookupError):
        return None


def _imported(manifest: Mapping[str, Any], name: str, seen: set[str]) -> Iterator[Any]:
    """A chunk and, once each, those it cannot do without."""
    if name in seen:
        return
    seen.add(name)
    yield manifest[name]
    for other in manifest[name].get("imports", ()):
        yield from _imported(manifest, other, seen)


@router.api_route(_ADDRESS + "{path:path}", methods=["GET", "HEAD"])
def bundle_file(request: Request, directory: Directory, path: str) -> Response:
    content = _read(directory, path)
    if content is None:
        raise HTTPException(404, "There is no such file. Reload the page: it may be a newer one.")
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    lasting = FOR_EVER if path.startswith("assets/") else "no-cache"
    headers = {"Cache-Control": lasting, "X-Content-Type-Options": "nosniff"}
    return file_answer(request, content, kind, headers)


def _read(directory: Traversable, path: str) -> bytes | None:
    """A file of the directory. None: there is none by this name, which may be longer than names of
    files are, and there may be none any more by the time it is read."""
    parts = path.split("/")
    if any(part in ("", ".", "..") or "\\" in part or "\0" in part for part in parts):
        return None
    file = directory.joinpath(*parts)
    try:
        return file.read_bytes() if file.is_file() else None
    except OSError:
        return None
