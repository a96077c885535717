"""Files that are sent to us: taken as they come, onto the disk, and never more than is allowed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from fastapi import HTTPException, Request
from starlette.types import Message, Receive

MAX_BYTES = 50 * 1024 * 1024
_AROUND = 64 * 1024
"""What a form may have beside its file."""
_DRAINED = 10 * MAX_BYTES
"""How much is read and dropped, so that its sender gets to see the answer instead of a broken
connection."""
_IN_MEMORY = 1024 * 1024

TOO_LARGE = (
    f"The file is larger than {MAX_BYTES // 1024 // 1024} MB. Divide it, or import it with"
    " “onward import” on the machine Onward runs on, which takes files of any size"
)


def limited(receive: Receive) -> Receive:
    """Ends what is too large with 413, once it was sent."""
    size = 0

    async def received() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        while size > MAX_BYTES + _AROUND:
            if not message.get("more_body") or size > _DRAINED:
                raise HTTPException(413, TOO_LARGE)
            message = await receive()
            size += len(message.get("body", b""))
        return message

    return received


@asynccontextmanager
async def file_in(request: Request) -> AsyncIterator[BinaryIO]:
    """The body, as a file."""
    limiting = Request(request.scope, limited(request.receive))
    with SpooledTemporaryFile(_IN_MEMORY) as file:
        async for chunk in limiting.stream():
            file.write(chunk)
        if file.tell() > MAX_BYTES:
            raise HTTPException(413, TOO_LARGE)
        yield cast(BinaryIO, file)
