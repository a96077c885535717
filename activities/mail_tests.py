"""Handing over test mails. No journey and no workflow has a part in it."""

import asyncio

from activities.advancing.addressing import sender_called
from activities.mail.message import Mail, Person
from activities.ports import Ports
from activities.receipts import PermanentFailure, TemporaryFailure
from engine.store import mail_tests
from engine.store.tables import MailTest

AT_A_TIME = 8


class MailTests:
    """Any number may run side by side."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports

    async def hand_over(self) -> int:
        """Those that are due. Returns how many there were."""
        async with self._ports.database.transaction() as session:
            due = await mail_tests.take_due(session, AT_A_TIME, self._ports.clock())
        await asyncio.gather(*(self._hand_over(each) for each in due))
        return len(due)

    async def _hand_over(self, row: MailTest) -> None:
        try:
            receipt = await self._ports.mail.send(self._mail(row))
        except PermanentFailure as error:
            async with self._ports.database.transaction() as session:
                await mail_tests.refused(session, row.id, error.reason)
        except TemporaryFailure as error:
            async with self._ports.database.transaction() as session:
                await mail_tests.postponed(
                    session, row.id, error.reason, error.retry_after, self._ports.clock()
                )
        else:
            async with self._ports.database.transaction() as session:
                await mail_tests.sent(session, row.id, receipt.response, self._ports.clock())

    def _mail(self, row: MailTest) -> Mail:
        """The same row always makes the same mail."""
        return Mail(
            message_id=row.id,
            sender=sender_called(row.from_name, self._ports.organization),
            recipient=Person(row.to_address, row.to_name),
            subject=row.subject,
            text=row.text,
            html=row.html,
            sent_at=row.created_at,
            reply_to=Person(row.reply_to) if row.reply_to else None,
            is_test=True,
        )
