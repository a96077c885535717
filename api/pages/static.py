"""Static files, under an address that changes when any of them does: browsers may keep them."""

import hashlib
import mimetypes
from functools import cache
from importlib.resources.abc import Traversable

from fastapi import APIRouter, HTTPException, Request, Response

from api.files import file_answer
from frontend import STATIC

router = APIRouter(include_in_schema=False)

FOR_EVER = "public, max-age=31536000, immutable"
_TYPES = {".woff2": "font/woff2", ".js": "text/javascript", ".svg": "image/svg+xml"}


@cache
def _files() -> dict[str, bytes]:
    """Every static file by its path. They are few and small."""
    found: dict[str, bytes] = {}
    waiting: list[tuple[str, Traversable]] = [("", STATIC)]
    while waiting:
        path, folder = waiting.pop()
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
            if entry.is_dir():
                if path or entry.name != "builder":  # that is served by `api.pages.bundle`
                    waiting.append((f"{path}{entry.name}/", entry))
            else:
                found[f"{path}{entry.name}"] = entry.read_bytes()
    return found


@cache
def _fingerprint() -> str:
    digest = hashlib.sha256()
    for path, content in sorted(_files().items()):
        digest.update(path.encode() + b"\0" + content + b"\0")
    return digest.hexdigest()[:12]


def static(path: str) -> str:
    """The address of a static file. A file that does not exist is an error of ours."""
    if path not in _files():
        raise LookupError(f"There is no static file “{path}”.")
    return f"/static/{_fingerprint()}/{path}"


@router.api_route("/static/{fingerprint}/{path:path}", methods=["GET", "HEAD"])
def static_file(request: Request, fingerprint: str, path: str) -> Response:
    content = _files().get(path)
    if content is None:
        raise HTTPException(404, "There is no such file.")
    suffix = f".{path.rpartition('.')[2]}"
    kind = _TYPES.get(suffix) or mimetypes.guess_type(path)[0] or "text/plain"
    # An old address must not keep a new file for ever.
    lasting = FOR_EVER if fingerprint == _fingerprint() else "no-cache"
    headers = {"Cache-Control": lasting, "X-Content-Type-Options": "nosniff"}
    return file_answer(request, content, kind, headers)
