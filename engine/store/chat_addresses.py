"""Whether something can be the address at which a channel of Slack or Teams takes messages."""

import re
from ipaddress import ip_address
from typing import Literal
from urllib.parse import SplitResult, urlsplit

from engine.errors import Invalid

Chat = Literal["slack", "teams"]

_LABEL = re.compile(r"(?!-)[\w-]{1,63}(?<!-)")
_WHERE = {
    "slack": "The right one is under “Incoming Webhooks” of your app in Slack; it begins with"
    " https://hooks.slack.com/services/.",
    "teams": "The right one is shown at the end of the channel’s “Workflows”, “Post to a channel"
    " when a webhook request is received”.",
}
_PAGES = {"slack": ("slack.com",), "teams": ("teams.microsoft.com", "teams.cloud.microsoft")}
"""Where the pages of a chat are, and below them."""
_HOOKS = {
    "slack": ("hooks.slack.com", "hooks.slack-gov.com"),
    "teams": ("webhook.office.com", "logic.azure.com", "api.powerplatform.com"),
}
_NAMES = {"slack": "Slack", "teams": "Teams"}


def check_address(url: str, kind: Chat) -> None:
    """Raises Invalid, which says what is wrong with it and where the right one is.

    A host that is neither’s own may be a proxy of yours, also by `http://`.
    """
    wrong = _wrong(url, kind)
    if wrong is not None:
        raise Invalid(f"{wrong} {_WHERE[kind]}", code="channel_url")


def _wrong(url: str, kind: Chat) -> str | None:
    if len(url) > 2_000:
        return "This is too long for an address."
    parts = _read(url)
    if parts is None:
        return "This is no address that anything could be posted to."
    host = parts.hostname or ""
    other: Chat = "teams" if kind == "slack" else "slack"
    if _below(host, _HOOKS[other]) or _below(host, _PAGES[other]):
        return f"This is an address of {_NAMES[other]}, and the channel is one of {_NAMES[kind]}."
    if _below(host, _PAGES[kind]) and not _below(host, _HOOKS[kind]):
        return "This is the address of a page, where nothing can be posted."
    if not _below(host, _HOOKS[kind]):
        return None
    if _is_cut_off(kind, parts.path):
        return "This address is cut off."
    return None if parts.scheme == "https" else "The address begins with https://."


def _read(url: str) -> SplitResult | None:
    """None: it is none."""
    try:
        parts = urlsplit(url)
        usable = parts.port is None or parts.port > 0
    except ValueError:
        return None
    usable = usable and parts.scheme in ("http", "https") and _is_host(parts.hostname or "")
    return parts if usable and not re.search(r"\s", url) else None


def _is_host(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        labels = host.removesuffix(".").split(".")
        # What ends in a number is meant as an address of four, and is none.
        return all(map(_LABEL.fullmatch, labels)) and not labels[-1].isdigit()
    return True


def _is_cut_off(kind: Chat, path: str) -> bool:
    parts = [part for part in path.split("/") if part]
    return len(parts) < (4 if kind == "slack" and parts[:1] == ["services"] else 2)


def _below(host: str, domains: tuple[str, ...]) -> bool:
    return any(host == each or host.endswith(f".{each}") for each in domains)
