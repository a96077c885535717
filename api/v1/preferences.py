"""`/api/v1/contacts/{contact}/preferences`: what somebody wants to be told about."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from api.auth.keys import Admin, Reader
from api.dependencies import Transaction
from engine.consent import Way
from engine.definition.base import Key
from engine.errors import Invalid, NotFound
from engine.languages import LANGUAGES, page_language
from engine.store import preferences
from engine.store.customers import contact_called
from engine.store.database import Session
from engine.store.preferences import Said, subscriber
from engine.store.reading import preferences as reading
from engine.store.reading.preferences import Change, Preferences
from engine.store.tables.columns import utc_now

router = APIRouter(prefix="/contacts/{contact}/preferences", tags=["Topics and preferences"])

LONGEST_PAUSE = timedelta(days=400)


class Choice(BaseModel):
    model_config = ConfigDict(extra="forbid")

    topic: Key
    way: Way = "email"
    wanted: bool


class PreferencesContent(BaseModel):
    """What is not given stays as it is."""

    model_config = ConfigDict(extra="forbid")

    topics: Annotated[list[Choice], Field(max_length=200)] = []
    nothing: bool = False
    """Nothing at all by any way. False: what is chosen by topic."""
    most_per_week: Annotated[int, Field(ge=1, le=50)] | None = None
    """Messages in seven days at most. Null: they set no number."""
    paused_until: AwareDatetime | None = None
    """Nothing until then. Null: no pause."""
    locale: str | None = None
    """A language of the preference page: en, de, nl, fr or es."""
    reason: Annotated[str, Field(min_length=1, max_length=500)] | None = None
    """Why it is changed for them. It stands in the history and in the audit."""


class PreferencesView(BaseModel):
    preferences: Preferences
    history: list[Change]
    """The latest first."""


@router.get("")
async def get_preferences(key: Reader, transaction: Transaction, contact: str) -> PreferencesView:
    """By topic and way, in words of the contact's language, and how it came to be."""
    found = await contact_called(transaction, contact)
    language = page_language(found.locale)
    return PreferencesView(
        preferences=await reading.get_preferences(transaction, found.id, language, utc_now()),
        history=await reading.list_changes(transaction, found.id),
    )


@router.patch("")
async def change_preferences(
    key: Admin, transaction: Transaction, contact: str, content: PreferencesContent
) -> PreferencesView:
    """Change what is given. It holds from that moment on, also for messages put off for later."""
    found = await subscriber(transaction, (await contact_called(transaction, contact)).id)
    if found is None:
        raise NotFound(f"There is no contact “{contact}”.")
    said = Said("api", utc_now(), key.actor, content.reason)
    given = content.model_fields_set
    chosen = {(each.topic, each.way): each.wanted for each in content.topics}
    await preferences.choose(transaction, found, chosen, said)
    if "nothing" in given:
        await preferences.choose_nothing(transaction, found, content.nothing, said)
    if "most_per_week" in given:
        await preferences.set_frequency(transaction, found, content.most_per_week, said)
    if "paused_until" in given:
        await _pause(transaction, found, content, said)
    if "locale" in given:
        if content.locale is not None and content.locale not in LANGUAGES:
            raise Invalid(f"The page speaks {', '.join(LANGUAGES)}.", code="locale")
        await preferences.set_locale(transaction, found, content.locale, said)
    await transaction.flush()
    return await get_preferences(key, transaction, contact)


async def _pause(session: Session, contact: UUID, content: PreferencesContent, said: Said) -> None:
    until = content.paused_until
    if until is not None and not said.now < until <= said.now + LONGEST_PAUSE:
        raise Invalid("A pause ends within the next 400 days.", code="pause")
    await preferences.pause(session, contact, until, said)
