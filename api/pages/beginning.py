"""A new journey: what it is called and whom it is about. The rest is the builder's."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request, Response

from api.dependencies import Transaction
from api.pages.gallery import all_offers
from api.pages.notices import go_to
from api.pages.rendering import page
from api.pages.route import PageRoute
from api.pages.sessions import Acting, SignedIn
from engine.definition.document import from_data
from engine.definition.journey import Journey
from engine.definition.spelling import LONGEST_KEY, key_from
from engine.errors import Conflict
from engine.sentences.words import name_in_words
from engine.store import journeys as editing
from engine.store.database import Session

Subject = Literal["account", "contact"]

LONGEST_NAME = 200
_NEARLY = 160
"""From here on it is said how much room is left."""
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")

router = APIRouter(prefix="/journeys/new", route_class=PageRoute, include_in_schema=False)


@dataclass(frozen=True)
class Wanted:
    """What the form says."""

    name: str = ""
    key: str = ""
    made: str = ""
    """The key that was made from the name. While it is the key, the key follows the name."""
    subject: Subject = "account"
    wrong: dict[str, str] = field(default_factory=dict)
    """What is wrong with a field, by its name."""

    @property
    def room(self) -> str:
        """Empty while there is plenty."""
        count = len(self.name)
        return f"{count} of {LONGEST_NAME} characters." if count >= _NEARLY else ""

    @property
    def for_customers(self) -> str:
        """What its mails are about, to whoever chooses among them, while it has no topic."""
        return name_in_words(self.key).capitalize()


@router.get("")
async def new(request: Request, transaction: Transaction, reader: SignedIn) -> Response:
    return page(
        request,
        "journeys/new.html",
        reader=reader,
        section="journeys",
        wanted=Wanted(),
        offers=await all_offers(request, transaction),
    )


@router.get("/key")
async def key_field(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    name: str = "",
    key: str = "",
    made: str = "",
) -> Response:
    """The field of the key as it should be now that the name, or the key, has changed; and whether
    the name fits."""
    wanted = await _keyed(transaction, Wanted(name.strip(), key.strip(), made))
    wanted.wrong.update(_too_long(wanted.name))
    return page(request, "journeys/_key.html", reader=reader, wanted=wanted, swapped=True)


@router.post("")
async def create(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    actor: Acting,
    name: Annotated[str, Form(max_length=1_000)] = "",
    key: Annotated[str, Form(max_length=200)] = "",
    made: Annotated[str, Form(max_length=200)] = "",
    subject: Annotated[Subject, Form()] = "account",
) -> Response:
    asked = Wanted(name.strip(), key.strip(), made, subject)
    wanted = await _keyed(transaction, asked)
    wrong = wanted.wrong | _too_long(wanted.name)
    if not wanted.name:
        wrong["name"] = "A journey needs a name."
    if not wrong:
        try:
            made_now = await editing.create(
                transaction, _blank(wanted), by=actor, now=datetime.now(UTC)
            )
            return go_to(request, f"/journeys/{made_now.key}/edit")
        except Conflict as error:  # somebody was quicker
            wrong["key"] = str(error)
    return page(
        request,
        "journeys/new.html",
        reader=reader,
        status=422,
        section="journeys",
        wanted=Wanted(wanted.name, wanted.key, wanted.made, wanted.subject, wrong),
        offers=await all_offers(request, transaction),
    )


async def _keyed(session: Session, wanted: Wanted) -> Wanted:
    """With a key that was made from the name, unless one was written; and what is wrong with it."""
    name, key, made, subject = wanted.name, wanted.key, wanted.made, wanted.subject
    if not key or key == made:
        free = await editing.free_key(session, key_from(name) or "journey") if name else ""
        return Wanted(name, free, free, subject)
    if not _KEY.fullmatch(key):
        better = key_from(key)
        hint = f" For example “{better}”." if better else ""
        said = f"Small letters, digits, “-” and “_”, at most {LONGEST_KEY}.{hint}"
        return Wanted(name, key, made, subject, {"key": said})
    free = await editing.free_key(session, key)
    if free != key:
        said = f"“{key}” is taken. “{free}” is free."
        return Wanted(name, key, made, subject, {"key": said})
    return Wanted(name, key, made, subject)


def _too_long(name: str) -> dict[str, str]:
    if len(name) <= LONGEST_NAME:
        return {}
    return {"name": f"A name has at most {LONGEST_NAME} characters; this one has {len(name)}."}


def _blank(wanted: Wanted) -> Journey:
    """The least a journey can be: nobody enters, and it ends at once."""
    return from_data(
        {
            "journey": wanted.key,
            "name": wanted.name,
            "subject": wanted.subject,
            "entry": {},
            "start": "done",
            "steps": {"done": {"type": "exit"}},
        }
    )
