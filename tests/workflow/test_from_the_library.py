"""A message whose text is the library's: the version of the day, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from engine.store.audit import Actor
from engine.store.library import save
from engine.store.tables import Contact, LibraryItem, LibraryVersion
from engine.store.tables.columns import utc_now
from tests.workflow.driver import Driver
from tests.world import World

JOURNEY = """
journey: hello
name: Hello
entry: {triggers: [{event: Account Created}], reentry: always}
start: mail
steps:
  mail: {type: email, template: library/welcome, next: shown}
  shown: {type: in_app, template: own, next: done}
  done: {type: exit}
templates:
  own: {title: Hi, body: "Hello. {{ partial.bye }}", locales: {de: {title: Hallo, body: "{{ partial.bye }}"}}}
"""  # noqa: E501
WELCOME = {"subject": "Welcome", "body": "First.", "locales": {"de": {"subject": "S", "body": "D"}}}
BYE = {"text": "Bye", "locales": {"de": {"text": "Bis bald"}}}


async def _say(world: World, key: str, kind: str, content: Mapping[str, Any]) -> None:
    async with world.database.transaction() as session:
        await save(
            session, key, kind=kind, name=key, content=content, by=Actor("test"), now=utc_now()  # type: ignore[arg-type]
        )  # fmt: skip


async def test_messages_take_the_current_version_and_say_which_it_was(
    driver: Driver, world: World
) -> None:
    await _say(world, "welcome", "mail", WELCOME)
    await _say(world, "bye", "partial", BYE)
    await world.publish(JOURNEY)
    ada = await world.customer()
    await driver.happens("Account Created", ada)
    await driver.ends(ada)
    await _say(world, "welcome", "mail", {**WELCOME, "body": "Second."})
    bea = await world.customer("Beta")
    await world.change(Contact, bea.contact_id, locale="de_AT")
    await driver.happens("Account Created", bea)
    await driver.ends(bea)
    async with world.database.transaction() as session:  # in spite of all, it is gone
        await session.delete(await session.get_one(LibraryVersion, ("welcome", 2)))
        await session.delete(await session.get_one(LibraryVersion, ("welcome", 1)))
        await session.delete(await session.get_one(LibraryItem, "welcome"))
    carl = await world.customer("Carl")
    await driver.happens("Account Created", carl)
    await driver.ends(carl)
    found = [
        (m.subject, (m.text or "").split("\n")[0], m.library_version, m.language, m.status)
        for m in await world.messages()
    ]
    assert found == [
        ("Welcome", "First.", 1, None, "sent"),
        ("Hi", "Hello. Bye", None, None, "sent"),
        ("S", "D", 2, "de", "sent"),
        ("Hallo", "Bis bald", None, "de", "sent"),
        (None, "", None, None, "failed"),
        ("Hi", "Hello. Bye", None, None, "sent"),
    ]
    assert "in the library any more" in str((await world.messages())[4].reason)
