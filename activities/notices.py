"""Handing over what colleagues are told, by mail or in a chat. No journey has a part in it."""

import asyncio

from activities.advancing.addressing import sender
from activities.calling.bodies import body
from activities.calling.transport import Calling
from activities.mail.message import Mail, Person
from activities.notice_words import in_html, in_text
from activities.ports import Ports
from activities.receipts import PermanentFailure, TemporaryFailure
from engine.store.chat import address_of, note_use
from engine.store.tables import Notice, User
from engine.store.tasking import notices
from engine.store.tasking.notices import Going

AT_A_TIME = 8


class Notices:
    """Any number may run side by side."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports

    async def hand_over(self) -> int:
        """Those that are due. Returns how many there were."""
        async with self._ports.database.transaction() as session:
            due = await notices.take_due(session, AT_A_TIME, self._ports.clock())
        await asyncio.gather(*(self._hand_over(each) for each in due))
        return len(due)

    async def _hand_over(self, going: Going) -> None:
        notice, now = going.notice, self._ports.clock()
        try:
            await self._send(notice, going.to)
        except PermanentFailure as error:
            async with self._ports.database.transaction() as session:
                await notices.refused(session, notice.id, error.reason)
        except TemporaryFailure as error:
            async with self._ports.database.transaction() as session:
                await notices.postponed(session, notice.id, error.reason, now)
        else:
            async with self._ports.database.transaction() as session:
                await notices.sent(session, notice.id, now)

    async def _send(self, notice: Notice, to: User | None) -> None:
        if notice.channel is not None:
            await self._post(notice, notice.channel)
        elif to is None or to.disabled_at is not None:
            raise PermanentFailure("They no longer work here.")
        else:
            await self._ports.mail.send(self._mail(notice, to))

    async def _post(self, notice: Notice, channel: str) -> None:
        async with self._ports.database.transaction() as session:
            address = await address_of(session, channel)
        if address is None:
            raise PermanentFailure(f"There is no channel “{channel}” any more.")
        calling = Calling(
            message_id=notice.id,
            step="",
            visit=1,
            first_tried_at=notice.created_at,
            kind=address.kind,
            url=address.url,
            shown_as=channel,
            body=body(address.kind, in_text(notice, self._ports.organization.public_url)),
            title=notice.subject,
            chat=channel,
        )
        error: str | None = None
        try:
            await self._ports.calls.send(calling)
        except (PermanentFailure, TemporaryFailure) as failure:
            error = failure.reason
            raise
        finally:
            async with self._ports.database.transaction() as session:
                await note_use(session, channel, error, self._ports.clock())

    def _mail(self, notice: Notice, to: User) -> Mail:
        """The same row always makes the same mail."""
        organization = self._ports.organization
        return Mail(
            message_id=notice.id,
            sender=sender(None, organization),
            recipient=Person(to.email, to.name),
            subject=notice.subject,
            text=f"{in_text(notice, organization.public_url)}\n",
            html=in_html(notice, organization.public_url, organization.name),
            sent_at=notice.created_at,
        )
