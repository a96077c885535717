"""`/api/v1/topics`: what customers choose among, in words they read."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from api.auth.keys import Admin, Reader
from api.dependencies import Transaction
from engine.definition.base import Key
from engine.languages import Words
from engine.store import topics
from engine.store.tables.columns import utc_now
from engine.store.topics import TopicSummary

router = APIRouter(prefix="/topics", tags=["Topics and preferences"])

asking = APIRouter(prefix="/ask-again", tags=["Topics and preferences"])

TopicKey = Annotated[Key, Path()]


class WordsContent(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=topics.LONGEST_NAME)]
    description: Annotated[str, Field(max_length=topics.LONGEST_DESCRIPTION)] = ""


class TopicContent(BaseModel):
    model_config = ConfigDict(extra="forbid")

    words: dict[str, WordsContent]
    """By language: `{"en": {"name": "Product news", "description": "Once a month."}}`."""
    opt_in: bool = False
    """It reaches only who has asked for it."""
    transactional: bool = False
    """It is part of the service itself: nobody can refuse it, and its mails carry no unsubscribe
    link."""


@router.get("")
async def list_topics(key: Reader, transaction: Transaction) -> list[TopicSummary]:
    """Those that are described and those that live journeys use, by name."""
    return await topics.list_topics(transaction)


@router.get("/{topic}")
async def get_topic(key: Reader, transaction: Transaction, topic: TopicKey) -> TopicSummary:
    return await topics.get_topic(transaction, topic)


@router.put("/{topic}")
async def put_topic(
    key: Admin, transaction: Transaction, topic: TopicKey, content: TopicContent
) -> TopicSummary:
    """Describe a topic, or describe it anew. It holds from the next message on."""
    return await topics.set_topic(
        transaction,
        topic,
        words={code: Words(said.name, said.description) for code, said in content.words.items()},
        opt_in=content.opt_in,
        transactional=content.transactional,
        by=key.actor,
        now=utc_now(),
    )


@router.delete("/{topic}", status_code=204)
async def remove_topic(key: Admin, transaction: Transaction, topic: TopicKey) -> None:
    """Forget its words. What contacts said about it stays and holds."""
    await topics.remove_topic(transaction, topic, by=key.actor)


class AskAgain(BaseModel):
    model_config = ConfigDict(extra="forbid")

    days: Annotated[int, Field(ge=1, le=3_650)] | None = None
    """How long whoever refused is left alone before they may be asked again. Null: for good."""


@asking.get("")
async def get_ask_again(key: Reader, transaction: Transaction) -> AskAgain:
    after = await topics.ask_again_after(transaction)
    return AskAgain(days=after.days if after else None)


@asking.put("")
async def put_ask_again(key: Admin, transaction: Transaction, content: AskAgain) -> AskAgain:
    """Where what a contact wants is shown, it then says from when they may be asked."""
    await topics.set_ask_again_after(transaction, content.days, by=key.actor, now=utc_now())
    return content
