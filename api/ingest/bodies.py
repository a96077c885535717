"""Reading a body, never more of it than is kept."""

from fastapi import Request

from engine.tracking.decoding import check_size

_DRAIN_BYTES = 4 * 1024 * 1024
"""How much of an oversized body is read and dropped, so that its sender gets to see the answer
instead of a broken connection, which SDKs would take for a fault and try again."""


async def read_body(request: Request, limit: int) -> bytes:
    """At most `limit` bytes. Raises BadItem when there are more."""
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= limit:
            chunks.append(chunk)
        elif size > limit + _DRAIN_BYTES:
            break
        else:
            chunks.clear()
    check_size(size, limit)
    return b"".join(chunks)
