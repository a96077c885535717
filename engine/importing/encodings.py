"""Which encoding a file is in: what it says itself, what its bytes allow, or else a guess."""

import codecs
from typing import BinaryIO

from engine.errors import Invalid

ENCODINGS = ("utf-8", "utf-16", "windows-1252", "windows-1250", "iso-8859-1", "iso-8859-15")
"""Those somebody may name."""

_GUESS = (
    "The file is not UTF-8, so it was read as Windows-1252, the western European one. Look whether"
    " names with accents are right; if not, save it as UTF-8."
)
_CHUNK = 1024 * 1024


def encoding_of(stream: BinaryIO, named: str | None) -> tuple[str, str | None]:
    """The encoding, as Python calls it, and what to tell people about it. Raises Invalid."""
    stream.seek(0)
    head = stream.read(4096)
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig", None
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", None
    if named is not None:
        return _named(named), None
    if (wide := _without_mark(head)) is not None:
        return wide, None
    stream.seek(0)
    return ("utf-8", None) if _is_utf8(stream) else ("cp1252", _GUESS)


def _named(name: str) -> str:
    if name.lower() not in ENCODINGS:
        raise Invalid(f"Encodings are: {', '.join(ENCODINGS)}.", code="bad_encoding")
    return {"windows-1252": "cp1252", "windows-1250": "cp1250"}.get(name.lower(), name.lower())


def _without_mark(head: bytes) -> str | None:
    """UTF-16 that does not begin by saying so: of western text every other byte is zero."""
    half = len(head) // 2
    if half < 2:
        return None
    if head[1::2].count(0) > half * 0.7 and head[::2].count(0) < half * 0.1:
        return "utf-16-le"
    if head[::2].count(0) > half * 0.7 and head[1::2].count(0) < half * 0.1:
        return "utf-16-be"
    return None


def _is_utf8(stream: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := stream.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
