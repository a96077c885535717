"""Whether it was a machine that opened a mail or followed its link: scanners and prefetching.

A guess, and made so that a customer is rather not heard than a machine taken for one: what is
suspected is kept and shown, and no journey hears of it.
"""

import re
from collections.abc import Mapping
from datetime import timedelta

AT_ONCE = timedelta(seconds=10)
"""Nobody has read a mail so soon after it went out or was delivered."""

_AGENTS = re.compile(
    r"googleimageproxy|ggpht|yahoomailproxy|bingpreview|barracuda|proofpoint|mimecast|safelinks"
    r"|symantec|trendmicro|forcepoint|fortiguard|cloudmark|bot\b|crawler|spider|preview|scanner"
    r"|curl/|wget/|python-|go-http-client|java/|headless|okhttp|libwww",
    re.IGNORECASE,
)
_BARE = ("", "mozilla/5.0", "mozilla/4.0 (compatible;)")
"""Browsers say more. Apple's Mail Privacy Protection fetches under the second."""
_AHEAD = ("purpose", "sec-purpose", "x-purpose", "x-moz")


def is_machine(
    agent: str | None,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
) -> bool:
    """What is None is not known, and tells nothing; except that an agent that does not name itself
    is a machine."""
    if method == "HEAD" or is_program(agent):
        return True
    asked_ahead = (headers or {}).get
    return any(re.search("prefetch|preview", asked_ahead(name, "")) for name in _AHEAD)


def is_program(agent: str | None) -> bool:
    """Whether it names itself as no browser or mail program that people use."""
    written = (agent or "").strip()
    return written.lower() in _BARE or _AGENTS.search(written) is not None
