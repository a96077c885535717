"""The gallery: programs to begin with, what each needs, and what of that is here already."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from fastapi import APIRouter, Request, Response

from api.dependencies import Transaction
from api.pages.diagram import Diagram, diagram
from api.pages.miniature import Miniature, miniature
from api.pages.notices import go_to
from api.pages.rendering import page, services_of
from api.pages.route import PageRoute
from api.pages.rules import rules_of
from api.pages.sessions import Acting, SignedIn
from engine.definition.document import parse
from engine.definition.journey import Journey
from engine.errors import NotFound
from engine.lasting import Lasting, lasting
from engine.listening import first_level
from engine.needs import Needs, needs_of
from engine.own_events import OWN_EVENTS
from engine.sentences.words import name_in_words, trait_in_words
from engine.store import journeys as editing
from engine.store.database import Session
from engine.store.knowledge import known
from engine.store.sent import ever_sent
from engine.templates.fields import BUILT_IN
from journeys import BUNDLED, GALLERY

router = APIRouter(prefix="/journeys/gallery", route_class=PageRoute, include_in_schema=False)


@dataclass(frozen=True)
class Program:
    journey: Journey
    needs: Needs
    lasting: Lasting
    diagram: Diagram
    miniature: Miniature


@dataclass(frozen=True)
class Need:
    """One thing a program needs."""

    name: str
    is_here: bool
    """Whether it has been seen here, or is set up."""
    said: str
    """The name in words."""
    starts: bool = False
    """Whether it is an event that lets customers in."""


@dataclass(frozen=True)
class Group:
    """Needs of one kind."""

    about: str
    missing: str
    """What happens without them, or where they come from."""
    needs: tuple[Need, ...]


@dataclass(frozen=True)
class Offer:
    """A program, and how much of what it needs is here."""

    program: Program
    groups: tuple[Group, ...]

    @property
    def here(self) -> int:
        return sum(need.is_here for group in self.groups for need in group.needs)

    @property
    def needed(self) -> int:
        return sum(len(group.needs) for group in self.groups)


@cache
def programs() -> Mapping[str, Program]:
    """By key: those that run from the first start, then those that are only offered."""
    found = {}
    for directory in (BUNDLED, GALLERY):
        for file in sorted(directory.iterdir(), key=lambda file: file.name):
            if file.name.endswith(".yaml"):
                journey = parse(file.read_text("utf-8"), format="yaml")
                drawn = diagram(journey, link=lambda step: None)
                found[journey.journey] = Program(
                    journey,
                    needs_of(journey),
                    lasting(journey),
                    drawn,
                    miniature(drawn.drawing),
                )
    return found


async def offers(session: Session, programs: Iterable[Program], settings: set[str]) -> list[Offer]:
    """`settings`: what is known of the organization, such as `app_url`."""
    wanted = list(programs)
    sent = await ever_sent(session, {name for each in wanted for name in each.needs.events})
    here = await known(session)
    return [
        Offer(
            each,
            tuple(
                group
                for group in (
                    _group(
                        "Events",
                        _EVENTS,
                        each.needs.events,
                        sent | OWN_EVENTS,
                        starting=each.needs.triggers,
                    ),
                    _group(
                        "Traits",
                        _TRAITS,
                        each.needs.traits,
                        _having(each, here.traits),
                        trait_in_words,
                    ),
                    _group("Roles", _ROLES, each.needs.roles, here.roles, name_in_words),
                    _group(
                        "Segments", _SEGMENTS, each.needs.segments, here.segments, name_in_words
                    ),
                    _group("Channels", _CHANNELS, each.needs.channels, here.channels),
                    _group("Journeys", _JOURNEYS, each.needs.journeys, here.journeys),
                    _group(
                        "About you", _SETTINGS, each.needs.organization, settings, _setting_in_words
                    ),
                )
                if group.needs
            ),
        )
        for each in wanted
    ]


_EVENTS = (
    "Sent by your product, by sources, or told by Onward itself. Rename those of your product in "
    "the builder to what it sends."
)
_TRAITS = "What is not known is left out of texts, and no condition holds by it."
_ROLES = "Given to contacts on the page of their account. Else the primary contact is written to."
_SEGMENTS = "Lists of customers, kept over the API."
_CHANNELS = "Set up by an administrator."
_JOURNEYS = "Other journeys that customers are let into."
_SETTINGS = "Set for the whole installation. What is not set is left out."


def _group(
    about: str,
    missing: str,
    names: Iterable[str],
    here: Iterable[str] | None,
    in_words: Callable[[str], str] = str,
    starting: Iterable[str] = (),
) -> Group:
    there, starts = frozenset(here or ()), frozenset(starting)
    needs = tuple(Need(name, name in there, in_words(name), name in starts) for name in names)
    return Group(about, missing, needs)


def _setting_in_words(name: str) -> str:
    return BUILT_IN["organization"].get(name, name)


def _having(program: Program, traits: frozenset[str] | None) -> set[str]:
    """The program's traits that some customer has; of one inside another, that has the outer."""
    return {path for path in program.needs.traits if first_level(path) in (traits or ())}


async def all_offers(request: Request, session: Session) -> list[Offer]:
    services = services_of(request)
    settings = {name for name, value in services.sender.values.items() if value}
    found = await asyncio.to_thread(programs)
    return await offers(session, found.values(), settings)


@router.get("")
async def gallery(request: Request, transaction: Transaction, reader: SignedIn) -> Response:
    return page(
        request,
        "gallery/list.html",
        reader=reader,
        section="journeys",
        offers=await all_offers(request, transaction),
    )


@router.get("/{key}")
async def program(
    request: Request, transaction: Transaction, reader: SignedIn, key: str
) -> Response:
    _called(key)
    found = await all_offers(request, transaction)
    offer = next(each for each in found if each.program.journey.journey == key)
    return page(
        request,
        "gallery/show.html",
        reader=reader,
        section="journeys",
        offer=offer,
        rules=rules_of(offer.program.journey),
        diagram=offer.program.diagram,
    )


@router.post("/{key}/use")
async def use(request: Request, transaction: Transaction, actor: Acting, key: str) -> Response:
    """A draft of one's own that says the same, under a key that is free."""
    journey = _called(key)
    free = await editing.free_key(transaction, key)
    number = free.removeprefix(key).lstrip("-")
    name = f"{journey.name} ({number})" if number else journey.name
    copy = journey.model_copy(update={"journey": free, "name": name})
    await editing.create(transaction, copy, by=actor, now=datetime.now(UTC))
    return go_to(request, f"/journeys/{free}/edit")


def _called(key: str) -> Journey:
    found = programs().get(key)
    if found is None:
        raise NotFound(f"There is no program “{key}” in the gallery.")
    return found.journey
