"""`/onward.js`: the snippet that shows messages in a product. For everybody; it holds no secret."""

import hashlib
from functools import lru_cache

from fastapi import APIRouter, HTTPException, Request, Response

from api.files import file_answer
from frontend import STATIC

router = APIRouter(include_in_schema=False)

FRESH_FOR = "public, max-age=300, stale-while-revalidate=86400"


@lru_cache(maxsize=1)
def _script() -> tuple[bytes, str] | None:
    """The script and its tag, the same however it is sent. None: it has not been built."""
    found = STATIC / "builder" / "onward.js"
    if not found.is_file():
        return None
    content = found.read_bytes()
    return content, f'W/"{hashlib.sha256(content).hexdigest()[:16]}"'


@router.api_route("/onward.js", methods=["GET", "HEAD"])
def script(request: Request) -> Response:
    found = _script()
    if found is None:
        _script.cache_clear()
        raise HTTPException(404, "The snippet has not been built: python hatch_build.py build.")
    content, tag = found
    headers = {
        "ETag": tag,
        "Cache-Control": FRESH_FOR,
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "X-Content-Type-Options": "nosniff",
    }
    return file_answer(request, content, "text/javascript", headers)
