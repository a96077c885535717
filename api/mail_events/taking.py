"""One report of a provider, from its bytes to what became of messages: believed, read, stored."""

from collections.abc import Iterator, Sequence

from pydantic import JsonValue

from api.mail_reports import MailReports
from engine.mailing.happening import MailEvent
from engine.mailing.reporters import SES
from engine.mailing.reporting import Reporter, Token, used_before
from engine.mailing.sns import certificate_url, check_signature, subscribe_url
from engine.sources.delivery import Delivery, Unreadable
from engine.sources.reading import payload_of
from engine.store.database import Database
from engine.store.message_events import Noted, note_events, use_up
from engine.tracking.inspecting import keepable

_AT_A_TIME = 100
_MOST = 10_000


async def take(
    database: Database, reports: MailReports, reporter: Reporter, sent: Delivery
) -> Noted:
    """Raises Refused, Unreadable, and `CannotFetch` for what proves it and cannot be had now."""
    # What is signed is compared as it came; what no database takes is replaced afterwards.
    data = payload_of(sent)
    secrets = reports.of(reporter)
    if not isinstance(data, dict | list):
        raise Unreadable("not_an_object", "The body is neither a JSON object nor a list.")
    token = await _believed(reports, reporter, secrets, sent, data)
    if reporter is SES and (confirming := subscribe_url(data)):
        await reports.fetch(confirming)
        return Noted()
    events = reporter.read(sent, keepable(data))
    if len(events) > _MOST:
        raise Unreadable("too_many", f"There are more than {_MOST:,} events in it.")
    return await _store(database, reporter, events, token, sent)


async def _believed(
    reports: MailReports,
    reporter: Reporter,
    secrets: list[str],
    sent: Delivery,
    data: JsonValue,
) -> Token | None:
    if reporter is not SES:
        return reporter.verify(secrets, sent, data)
    url = certificate_url(secrets, data)
    check_signature(await reports.certificate(url), data, sent)
    return None


async def _store(
    database: Database,
    reporter: Reporter,
    events: Sequence[MailEvent],
    token: Token | None,
    sent: Delivery,
) -> Noted:
    noted = Noted()
    for page in _pages(events):
        async with database.transaction() as session:
            if token and not await use_up(session, reporter.key, token, sent.received_at):
                raise used_before()
            noted += await note_events(session, reporter.key, page, sent.received_at)
    return noted


def _pages(events: Sequence[MailEvent]) -> Iterator[Sequence[MailEvent]]:
    for start in range(0, max(len(events), 1), _AT_A_TIME):
        yield events[start : start + _AT_A_TIME]
