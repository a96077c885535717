"""Hands mails to a provider over HTTP. Nothing is retried here.

What an answer means for the mail: taken, put off (429, and whatever is wrong on the provider's side
or with our account there), or refused for good. A key that is not accepted refuses no mail: once it
has been put right, those that wait go out.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from textwrap import shorten

import httpx

from activities.calling.http import asked_pause
from activities.mail.message import Mail
from activities.mail.providers.asking import Provider, json_of
from activities.mail.transport import on_the_wire
from activities.receipts import NotTaken, PermanentFailure, Receipt, TemporaryFailure

_OUR_ACCOUNT = frozenset({401, 402, 403, 404})
"""Something about our account there: its key, its domain, its bill."""
_NOT_TAKEN_NOW = frozenset({408, 425, 429, 503})
_TOLD = 300
_WHOLE = timedelta(seconds=20)
"""For one mail, from connecting to the answer."""
_CONNECTING = timedelta(seconds=5)
_CONNECTIONS = 8


class HttpMail:
    """One provider. Connections are made when needed, and used again. `clock` is real time."""

    def __init__(self, provider: Provider, clock: Callable[[], datetime]) -> None:
        self._provider = provider
        self._clock = clock
        self._opened: httpx.AsyncClient | None = None

    async def send(self, mail: Mail) -> Receipt:
        called = self._provider.called
        asked = self._provider.ask(mail, on_the_wire(mail), self._clock())
        request = self._client().build_request(
            "POST", asked.url, content=asked.body, headers=asked.headers
        )
        try:
            async with asyncio.timeout(_WHOLE.total_seconds()):
                answer = await self._client().send(request)
        except httpx.PoolTimeout as error:
            reason = "Too many mails at a time; this one waits its turn."
            raise TemporaryFailure(reason) from error
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise TemporaryFailure(f"{called} cannot be reached: {error}") from error
        except (httpx.TimeoutException, TimeoutError) as error:
            raise TemporaryFailure(f"{called} did not answer in time.", maybe_sent=True) from error
        except httpx.HTTPError as error:
            reason = f"The connection to {called} was lost."
            raise TemporaryFailure(reason, maybe_sent=True) from error
        if answer.is_success:
            known_as = self._provider.taken(answer)
            return Receipt(self._provider.name, f"{answer.status_code} {known_as}".strip())
        raise self._failure(answer)

    async def close(self) -> None:
        opened, self._opened = self._opened, None
        if opened is not None:
            await opened.aclose()

    def _client(self) -> httpx.AsyncClient:
        if self._opened is None:
            self._opened = httpx.AsyncClient(
                timeout=httpx.Timeout(
                    _WHOLE.total_seconds(), connect=_CONNECTING.total_seconds(), pool=10
                ),
                limits=httpx.Limits(max_connections=_CONNECTIONS),
                headers={"User-Agent": "Onward", "Accept": "application/json"},
                follow_redirects=False,
                trust_env=False,
            )
        return self._opened

    def _failure(self, answer: httpx.Response) -> NotTaken:
        status = answer.status_code
        said = shorten(answer.text.replace("\x00", ""), _TOLD, placeholder=" …")
        reason = f"{self._provider.called} answered {status}: {said}".rstrip(": ")
        if status in _NOT_TAKEN_NOW:
            return TemporaryFailure(reason, asked_pause(answer.headers, self._clock()))
        if status >= 500:
            # Whether it was taken before it went wrong, nobody can know.
            pause = asked_pause(answer.headers, self._clock())
            return TemporaryFailure(reason, pause, maybe_sent=True)
        if found := self._provider.refusal(status, json_of(answer), reason):
            return found
        if status in _OUR_ACCOUNT:
            return TemporaryFailure(reason)
        return PermanentFailure(reason)
