"""Which wording of something somebody has read, for what keeps no revision of its own. Pure."""

import hashlib
from typing import Any

import orjson

from engine.errors import Changed


def edition_of(what: Any) -> str:
    """The same for the same content, and another for any other."""
    written = orjson.dumps(what, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(written).hexdigest()[:32]


def expect_edition(what: Any, read: str | None, called: str) -> None:
    """Raises Changed when it is not what the caller has read. None: they do not care."""
    if read is not None and read != edition_of(what):
        raise Changed(
            f"“{called}” was changed since you read it. Load the page again, then redo your change."
        )
