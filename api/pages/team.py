"""The team: who works when, who shares which tasks, and who is away."""

import secrets
from collections import Counter
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Request, Response

from api.dependencies import Transaction
from api.pages.notices import go_to
from api.pages.rendering import page, services_of
from api.pages.route import PageRoute
from api.pages.sessions import Acting, Administering, SignedIn
from engine.definition.spelling import key_from
from engine.errors import Conflict, Invalid, NotAllowed, NotFound
from engine.pooling import Rule
from engine.store.access import create_user
from engine.store.chat import list_channels
from engine.store.database import Session
from engine.store.reading.vocabulary import time_zones
from engine.store.sessions import Reader
from engine.store.tasking.leaving import let_go
from engine.store.team import people, pools
from engine.working import TimeOff

router = APIRouter(prefix="/team", route_class=PageRoute, include_in_schema=False)

RULES = {
    "round_robin": "In turn",
    "least_loaded": "Who has the least to do",
    "least_arr": "Who looks after the least ARR",
}
_USUAL = {
    "working_days": "mon,tue,wed,thu,fri",
    "working_from": "09:00",
    "working_to": "17:00",
}
"""What the form shows where nobody has said anything. Left so, still nobody has."""
Address = Annotated[str, Form(max_length=320)]
Time = Annotated[str, Form(max_length=5)]


@router.get("")
async def team(request: Request, transaction: Transaction, reader: SignedIn) -> Response:
    return await _list(request, transaction, reader)


@router.post("")
async def add_colleague(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    actor: Administering,
    email: Address = "",
    name: Annotated[str, Form(max_length=200)] = "",
    role: Annotated[Literal["csm", "admin"], Form()] = "csm",
) -> Response:
    """The answer is the page itself: the password is on it, and on no other."""
    email, password = email.strip().lower(), secrets.token_urlsafe(12)
    asked = {"email": email, "name": name.strip(), "role": role}
    try:
        await create_user(
            transaction,
            email=email,
            name=name.strip() or email.partition("@")[0],
            role=role,
            password=password,
            by=actor,
        )
    except (Conflict, Invalid) as refused:
        return await _list(request, transaction, reader, asked=asked, wrong=str(refused))
    return await _list(request, transaction, reader, made=(email, password))


async def _list(
    request: Request,
    transaction: Session,
    reader: Reader,
    *,
    asked: dict[str, str] | None = None,
    wrong: str | None = None,
    made: tuple[str, str] | None = None,
) -> Response:
    now = datetime.now(UTC)
    shared = await pools.list_pools(transaction, now)
    shown = page(
        request,
        "team/list.html",
        reader=reader,
        status=422 if wrong else 200,
        section="team",
        people=await people.list_people(transaction, now),
        pools=shared,
        pool_names={each.key: each.name for each in shared},
        rules=RULES,
        default_zone=services_of(request).time_zone,
        asked=asked or {"email": "", "name": "", "role": "csm"},
        wrong=wrong,
        made=made,
    )
    if made is not None:
        shown.headers["Cache-Control"] = "no-store"
    return shown


@router.get("/pools/new")
async def new_pool(request: Request, transaction: Transaction, reader: SignedIn) -> Response:
    _require_admin(reader)
    return await _pool_form(request, transaction, reader, None)


@router.get("/pools/{key}")
async def pool(request: Request, transaction: Transaction, reader: SignedIn, key: str) -> Response:
    found = await pools.get_pool(transaction, key, datetime.now(UTC))
    return await _pool_form(request, transaction, reader, found)


@router.post("/pools")
async def save_pool(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    actor: Acting,
    key: Annotated[str, Form(max_length=63)] = "",
    name: Annotated[str, Form(max_length=200)] = "",
    is_new: Annotated[bool, Form()] = False,
    rule: Annotated[Rule, Form()] = "round_robin",
    member: Annotated[list[str], Form(max_length=200)] = [],  # noqa: B006 - FastAPI reads it
    most_open: Annotated[str, Form(max_length=6)] = "",
    hours_a_week: Annotated[str, Form(max_length=6)] = "",
    fallback: Address = "",
    channel: Annotated[str, Form(max_length=63)] = "",
) -> Response:
    _require_admin(reader)
    key, name = key.strip().lower(), name.strip()
    if is_new:
        key = await _unused(transaction, key or key_from(name) or "pool")
    await pools.set_pool(
        transaction,
        key,
        name=name or None,
        rule=rule,
        members=member,
        most_open=_number(most_open),
        hours_a_week=_number(hours_a_week),
        fallback=fallback or None,
        channel=channel or None,
        by=actor,
        now=datetime.now(UTC),
    )
    return go_to(request, "/team", "pool-saved")


async def _unused(transaction: Session, key: str) -> str:
    """The key. Raises Conflict where a pool has it, which would become another pool."""
    with suppress(NotFound):
        found = await pools.get_pool(transaction, key, datetime.now(UTC))
        raise Conflict(f"“{key}” is the key of the pool “{found.name}”. Choose another.")
    return key


@router.post("/pools/{key}/remove")
async def remove_pool(
    request: Request, transaction: Transaction, reader: SignedIn, actor: Acting, key: str
) -> Response:
    _require_admin(reader)
    await pools.remove_pool(transaction, key, by=actor)
    return go_to(request, "/team", "pool-removed")


@router.get("/{email}")
async def person(
    request: Request, transaction: Transaction, reader: SignedIn, email: str
) -> Response:
    now = datetime.now(UTC)
    found = await people.get_person(transaction, email, now)
    others = [
        each
        for each in await people.list_people(transaction, now)
        if each.disabled_at is None and each.email != found.email
    ]
    return page(
        request,
        "team/person.html",
        reader=reader,
        section="team",
        person=found,
        others=others,
        may_change=_may_change(reader, found.email),
        channels=await list_channels(transaction),
        zones=time_zones(),
        default_zone=services_of(request).time_zone,
    )


@router.post("/{email}")
async def change(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    actor: Acting,
    email: str,
    time_zone: Annotated[str, Form(max_length=60)] = "",
    day: Annotated[list[str], Form(max_length=7)] = [],  # noqa: B006 - FastAPI reads it
    working_from: Time = "",
    working_to: Time = "",
    holidays: Annotated[str, Form(max_length=20)] = "",
    most_open: Annotated[str, Form(max_length=6)] = "",
    hours_a_week: Annotated[str, Form(max_length=6)] = "",
    manager: Address = "",
    notify: Annotated[people.Notify, Form()] = "at_once",
    digest_at: Time = "08:00",
    channel: Annotated[str, Form(max_length=63)] = "",
) -> Response:
    _require(reader, email)
    hours = {"working_days": ",".join(day), "working_from": working_from, "working_to": working_to}
    person = await people.get_person(transaction, email, datetime.now(UTC))
    if hours == _USUAL and not any(getattr(person, name) for name in hours):
        hours = {}
    changes: dict[str, Any] = {
        "time_zone": time_zone or None,
        **{name: said or None for name, said in hours.items()},
        "holidays": holidays.strip().upper() or None,
        "notify": notify,
        "digest_at": digest_at or "08:00",
        "channel": channel or None,
    }
    if reader.role == "admin":
        changes |= {
            "most_open": _number(most_open),
            "hours_a_week": _number(hours_a_week),
            "manager": manager or None,
        }
    zone = services_of(request).time_zone
    await people.change_person(transaction, email, changes, by=actor, default_zone=zone)
    return go_to(request, f"/team/{email}", "team-saved")


@router.post("/{email}/time-off")
async def take_time_off(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    actor: Acting,
    email: str,
    first: Annotated[str, Form(max_length=10)] = "",
    last: Annotated[str, Form(max_length=10)] = "",
    note: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    _require(reader, email)
    begins = _date(first)
    period = TimeOff(begins, _date(last) if last else begins, note.strip() or None)
    today = datetime.now(UTC).date()
    zone = services_of(request).time_zone
    await people.add_time_off(transaction, email, period, by=actor, today=today, default_zone=zone)
    return go_to(request, f"/team/{email}", "team-saved")


@router.post("/{email}/time-off/remove")
async def give_back_time_off(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    actor: Acting,
    email: str,
    first: Annotated[str, Form(max_length=10)],
) -> Response:
    _require(reader, email)
    await people.remove_time_off(transaction, email, _date(first), by=actor)
    return go_to(request, f"/team/{email}", "team-saved")


@router.post("/{email}/disable")
async def disable(
    request: Request, transaction: Transaction, reader: SignedIn, actor: Acting, email: str
) -> Response:
    _require_admin(reader)
    if email.lower() == reader.email:
        raise Invalid("You cannot disable yourself.", code="oneself")
    await let_go(transaction, email, by=actor, now=datetime.now(UTC))
    return go_to(request, f"/team/{email}", "user-disabled")


@router.post("/{email}/enable")
async def enable(
    request: Request, transaction: Transaction, reader: SignedIn, actor: Acting, email: str
) -> Response:
    _require_admin(reader)
    await people.enable(transaction, email, by=actor)
    return go_to(request, f"/team/{email}", "user-enabled")


async def _pool_form(
    request: Request, transaction: Session, reader: Reader, found: pools.PoolSummary | None
) -> Response:
    everybody = await people.list_people(transaction, datetime.now(UTC))
    here = [each for each in everybody if each.disabled_at is None]
    return page(
        request,
        "team/pool.html",
        reader=reader,
        section="team",
        pool=found,
        members=[each.email for each in found.members] if found else [],
        people=here,
        namesakes=Counter(each.name for each in here),
        channels=await list_channels(transaction),
        rules=RULES,
        may_change=reader.role == "admin",
    )


def _may_change(reader: Reader, email: str) -> bool:
    return reader.role == "admin" or reader.email == email.lower()


def _require(reader: Reader, email: str) -> None:
    if not _may_change(reader, email):
        raise NotAllowed("Only they themselves and administrators may change this.")


def _require_admin(reader: Reader) -> None:
    if reader.role != "admin":
        raise NotAllowed("Only administrators may change this.")


def _number(written: str) -> int | None:
    """Raises Invalid."""
    if not written.strip():
        return None
    if not written.strip().isdecimal():
        raise Invalid("Write a whole number, or nothing.", code="no_number")
    return int(written)


def _date(written: str) -> date:
    """Raises Invalid."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise Invalid("Say on which day.", code="no_day") from None
