"""Makes calls over HTTP, to addresses that were checked, and reads from the answer what became of
them. Nothing is retried here."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cached_property
from http import HTTPStatus
from textwrap import shorten
from weakref import WeakValueDictionary

import httpx

from activities.calling.addresses import Guard
from activities.calling.signing import signature_headers
from activities.calling.transport import Calling
from activities.receipts import NotTaken, PermanentFailure, Receipt, TemporaryFailure

_TEMPORARY = frozenset({408, 425, 429})
_TOLD = 300
"""Characters of an answer that are quoted where people read why a call failed."""
_LONGEST_PAUSE = timedelta(days=1)
"""A receiver may ask for more; within the three days a call is tried, it is asked again."""


@dataclass(frozen=True)
class CallLimits:
    connect: timedelta = timedelta(seconds=5)
    """To each address of the host."""
    whole: timedelta = timedelta(seconds=18)
    """From connecting until the status of the answer is there."""
    turn: timedelta = timedelta(seconds=10)
    """To get one of the places at a host."""
    reading: timedelta = timedelta(seconds=2)
    """For the text of an answer, once its status has said what became of the call."""
    at_a_time: int = 8
    """To one host, from one process: neither side drowns when a thousand customers move at once."""
    answer: int = 2_048
    """Bytes of the answer that are read, for people who look for what went wrong."""


class HttpCalls:
    """Calls any host the guard allows."""

    def __init__(
        self,
        guard: Guard,
        clock: Callable[[], datetime],
        *,
        limits: CallLimits | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """`clock` is real time, aware UTC, whatever time a journey lives in. `tls`: None, the
        certificate authorities browsers trust."""
        self._clock = clock
        self._limits = limits or CallLimits()
        self._turns: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()
        self._client = httpx.AsyncClient(
            transport=_Pinned(guard, tls),
            timeout=httpx.Timeout(
                self._limits.whole.total_seconds(), connect=self._limits.connect.total_seconds()
            ),
            headers={"User-Agent": "Onward", "Accept-Encoding": "identity", "Connection": "close"},
            follow_redirects=False,
            trust_env=False,
        )

    async def send(self, calling: Calling) -> Receipt:
        try:
            request = self._request(calling)
        except (httpx.InvalidURL, ValueError) as error:
            raise PermanentFailure(f"{calling.shown_as} is not an address to call.") from error
        async with self._turn(request.url.host):
            try:
                async with asyncio.timeout(self._limits.whole.total_seconds()):
                    response = await self._client.send(request, stream=True)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                reason = f"{request.url.host} cannot be reached."
                raise TemporaryFailure(reason) from error
            except (httpx.TimeoutException, TimeoutError) as error:
                reason = f"{request.url.host} did not answer in time."
                raise TemporaryFailure(reason, maybe_sent=True) from error
            except httpx.HTTPError as error:
                reason = f"The connection to {request.url.host} was lost."
                raise TemporaryFailure(reason, maybe_sent=True) from error
            return await self._answered(response)

    async def close(self) -> None:
        """Nothing is held: each call has a connection of its own."""

    def _request(self, calling: Calling) -> httpx.Request:
        headers = {"Content-Type": "application/json"}
        if calling.kind == "webhook":
            headers |= signature_headers(
                calling.message_id, calling.body, calling.keys, now=self._clock()
            )
        request = self._client.build_request(
            "POST", calling.url, content=calling.body, headers=headers
        )
        if request.url.scheme not in ("http", "https") or not request.url.host:
            raise ValueError(request.url.scheme)
        return request

    @asynccontextmanager
    async def _turn(self, host: str) -> AsyncIterator[None]:
        turns = self._turns.setdefault(host, asyncio.Semaphore(self._limits.at_a_time))
        try:
            async with asyncio.timeout(self._limits.turn.total_seconds()):
                await turns.acquire()
        except TimeoutError as error:
            reason = f"Too many calls to {host} at a time; this one waits its turn."
            raise TemporaryFailure(reason) from error
        try:
            yield
        finally:
            turns.release()

    async def _answered(self, response: httpx.Response) -> Receipt:
        try:
            said = await self._said(response)
        finally:
            await response.aclose()
        if response.is_success:
            return Receipt("http", said, response.status_code)
        raise _failure(response, said, self._clock())

    async def _said(self, response: httpx.Response) -> str:
        """Status and beginning of the answer. That it breaks off changes nothing: the status has
        said it all."""
        text = b""
        try:
            async with asyncio.timeout(self._limits.reading.total_seconds()):
                async for part in response.aiter_raw():
                    text += part
                    if len(text) >= self._limits.answer:
                        break
        except (httpx.HTTPError, TimeoutError):
            pass
        words = text[: self._limits.answer].decode("utf-8", "replace").replace("\x00", "").strip()
        return f"{_status(response.status_code)} {words}".strip()


class _Pinned(httpx.AsyncBaseTransport):
    """Connects to the addresses the guard has looked at, under the name they were asked for.

    No connection is kept: another host at the same address must not be sent what is for this one.
    """

    def __init__(self, guard: Guard, tls: ssl.SSLContext | None) -> None:
        self._guard = guard
        self._tls = tls

    @cached_property
    def _http(self) -> httpx.AsyncHTTPTransport:
        """With the first call: to read the certificate authorities takes a while."""
        return httpx.AsyncHTTPTransport(
            verify=self._tls or True,
            trust_env=False,
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        named = request.url
        port = named.port or (443 if named.scheme == "https" else 80)
        host = named.raw_host.decode("ascii")
        *others, last = await self._guard.addresses(host, port)
        request.extensions = {**request.extensions, "sni_hostname": host}
        for address in others:
            request.url = named.copy_with(host=address)
            try:
                return await self._http.handle_async_request(request)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
        request.url = named.copy_with(host=last)
        return await self._http.handle_async_request(request)


def _failure(response: httpx.Response, said: str, now: datetime) -> NotTaken:
    status, said = response.status_code, shorten(said, _TOLD, placeholder=" …")
    if status in _TEMPORARY or status >= 500:
        pause = asked_pause(response.headers, now)
        return TemporaryFailure(f"Answered {said}", pause, status=status)
    if 300 <= status < 400:
        moved = _status(status).rstrip(".")
        return PermanentFailure(f"Answered {moved}: redirects are not followed.", status=status)
    return PermanentFailure(f"Answered {said}", status=status)


def asked_pause(headers: httpx.Headers, now: datetime) -> timedelta | None:
    """What Retry-After asks for, as seconds or as a date (RFC 9110, 10.2.3)."""
    asked = headers.get("retry-after", "").strip()
    if asked.isascii() and asked.isdigit():
        seconds = min(float(asked), _LONGEST_PAUSE.total_seconds())
        return timedelta(seconds=max(1.0, seconds))
    try:
        until = parsedate_to_datetime(asked)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(until - now, timedelta(seconds=1)), _LONGEST_PAUSE)


def _status(code: int) -> str:
    try:
        return f"{code} {HTTPStatus(code).phrase}."
    except ValueError:
        return f"{code}."
