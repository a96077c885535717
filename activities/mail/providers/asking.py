"""What a provider's file says: how a mail is put to it, and what its answers mean."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

import httpx
import orjson

from activities.mail.message import Mail
from activities.receipts import NotTaken

TAG = "onward_message"
"""Under which name every provider is told our message's id, and tells it back with its events."""


@dataclass(frozen=True)
class Asked:
    """One request, which may be made again as it is."""

    url: str
    body: bytes = field(repr=False)
    headers: dict[str, str] = field(default_factory=dict, repr=False)


class Provider(Protocol):
    name: str
    """As receipts name it: `postmark`."""
    called: str
    """As people know it: `Postmark`."""

    def ask(self, mail: Mail, raw: bytes, now: datetime) -> Asked:
        """The request that hands the mail over. `raw` is the mail as it goes over the wire."""
        ...

    def taken(self, answer: httpx.Response) -> str:
        """By what the provider knows it from now on, read from a good answer."""
        ...

    def refusal(self, status: int, said: Any, reason: str) -> NotTaken | None:
        """What a refusal with this JSON means. None: what its status says. `reason` is a sentence
        that quotes it."""
        ...


def json_body(content: Any) -> bytes:
    return orjson.dumps(content)


def text_of(answer: httpx.Response, *names: str) -> str:
    """The first of these fields of a JSON answer that holds text."""
    said = json_of(answer)
    if isinstance(said, dict):
        for name in names:
            if isinstance(said.get(name), str):
                return str(said[name])
    return ""


def json_of(answer: httpx.Response) -> Any:
    """The answer's JSON; None when it is none."""
    try:
        return orjson.loads(answer.content)
    except orjson.JSONDecodeError:
        return None


def extra_headers(mail: Mail, raw_headers: dict[str, str]) -> dict[str, str]:
    """Of a written mail's headers those that a provider does not write by itself."""
    return {name: value for name, value in raw_headers.items() if name in _EXTRA}


_EXTRA = (
    "Auto-Submitted",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "X-Onward-Message",
    "X-Onward-Test",
)
