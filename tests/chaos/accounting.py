"""What has come of it all, asked from PostgreSQL and from what the mail server was handed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage

from engine.interpreter import Position
from engine.store.tables import Enrollment, Message
from tests.chaos.ledger import Ledger


@dataclass(frozen=True)
class Copies:
    """How often each mail arrived, by the id of its message."""

    by_message: Counter[str]
    contents: dict[str, set[bytes]]

    @property
    def beyond_the_first(self) -> int:
        return self.by_message.total() - len(self.by_message)


def copies(mails: Sequence[EmailMessage]) -> Copies:
    counted: Counter[str] = Counter()
    contents: dict[str, set[bytes]] = {}
    for mail in mails:
        message = str(mail["X-Onward-Message"])
        assert mail["Message-ID"].startswith(f"<{message}.")
        counted[message] += 1
        contents.setdefault(message, set()).add(mail.as_bytes())
    return Copies(counted, contents)


def every_mail_arrived(messages: Sequence[Message], arrived: Copies) -> None:
    """Each mail said to be sent arrived, none arrived that is not, and no more often than tried."""
    sent = {str(each.id): each for each in messages if each.channel == "email"}
    assert {each.status for each in sent.values()} == {"sent"}
    assert set(arrived.by_message) == set(sent)
    for message, times in arrived.by_message.items():
        assert times <= sent[message].attempts
        assert len(arrived.contents[message]) == 1, "copies of a mail differ"


async def every_passage_is_whole(world: Ledger, enrollments: Sequence[Enrollment]) -> None:
    """Each came to its end, with one gapless story in which nothing happens twice."""
    for enrollment in enrollments:
        assert (enrollment.status, enrollment.outcome) == ("ended", "completed")
        assert enrollment.current_step == "done"
        assert Position.model_validate(enrollment.position).step == "done"
        assert (enrollment.listens, enrollment.wakes_at, enrollment.trouble) == ([], None, None)
        entries = await world.timeline(enrollment.id)
        assert [entry.number for entry in entries] == list(range(1, enrollment.entries + 1))
        once = ("entered", "sent", "asked", "happened", "timed_out", "chose", "ended")
        done = Counter((entry.kind, entry.step) for entry in entries if entry.kind in once)
        assert set(done.values()) == {1}, done
        assert [entries[0].kind, entries[-1].kind] == ["entered", "ended"]


async def every_customer_got_theirs(
    world: Ledger, enrollments: Sequence[Enrollment], expected: dict[str, set[str]]
) -> None:
    """`expected`: the steps that send a mail, by the key of the journey."""
    keys = await world.journey_keys()
    mailed: dict[object, list[str]] = {}
    for message in await world.messages():
        if message.channel == "email":
            mailed.setdefault(message.enrollment_id, []).append(message.step)
    for enrollment in enrollments:
        steps = sorted(mailed.get(enrollment.id, []))
        assert steps == sorted(expected[keys[enrollment.journey_id]])


async def every_task_was_asked_once(world: Ledger, enrollments: Sequence[Enrollment]) -> None:
    keys = await world.journey_keys()
    onboarded = [each.id for each in enrollments if keys[each.journey_id] == "onboarding"]
    assert sorted(task.enrollment_id for task in await world.tasks()) == sorted(onboarded)
