"""Whose reports are believed, and how the certificates that prove some of them are come by."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import httpx

from engine.mailing.reporting import Reporter
from engine.sources.delivery import Refused

Fetch = Callable[[str], Awaitable[bytes]]
"""What is at an address that has been found to be the provider's. Raises `CannotFetch`."""

_WHOLE = timedelta(seconds=5)
_LARGEST = 64 * 1024
_MOST_KEPT = 20


class CannotFetch(Exception):
    """It cannot be had now; it may be later."""


async def fetch(url: str) -> bytes:
    """Never asked for an address that a stranger could choose."""
    try:
        async with (
            httpx.AsyncClient(
                timeout=_WHOLE.total_seconds(), follow_redirects=False, trust_env=False
            ) as client,
            client.stream("GET", url) as answer,
        ):
            answer.raise_for_status()
            found = b""
            async for part in answer.aiter_bytes():
                found += part
                if len(found) > _LARGEST:
                    raise CannotFetch("It is far too large.")
            return found
    except httpx.HTTPError as error:
        raise CannotFetch(str(error)) from error


@dataclass(frozen=True)
class MailReports:
    """The secrets of each provider. Without any, nothing is believed."""

    secrets: Mapping[str, list[str]] = field(default_factory=dict, repr=False)
    fetch: Fetch = fetch
    _kept: dict[str, bytes] = field(default_factory=dict, repr=False)

    def of(self, reporter: Reporter) -> list[str]:
        """Raises Refused when there is none: what nobody can check is not believed."""
        secrets = [each for each in self.secrets.get(reporter.key, []) if each.strip()]
        if not secrets:
            raise Refused(
                "no_secret",
                f"Nobody has said yet how to know {reporter.name}. Add {reporter.secret} to"
                " ONWARD_MAIL_EVENTS.",
            )
        return secrets

    async def certificate(self, url: str) -> bytes:
        """Kept once it has been fetched: it is the same for months."""
        if url not in self._kept:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[url] = await self.fetch(url)
        return self._kept[url]
