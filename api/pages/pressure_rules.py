"""How much may reach customers, and when nothing does: the rules every touch passes, as a form."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Form, HTTPException, Request, Response
from pydantic import ValidationError

from api.dependencies import Transaction
from api.pages.bundle import SEGMENT_CONDITION, Directory, bundle_in
from api.pages.notices import go_to
from api.pages.rendering import page
from api.pages.route import PageRoute
from api.pages.sessions import Administering, SignedIn
from engine.arbiter import Cap, Hold, Policy, QuietHours
from engine.definition.document import reading_of
from engine.definition.spelling import key_from
from engine.errors import DefinitionError, Invalid
from engine.segments.written import condition_from, not_finished
from engine.sentences import condition_sentence
from engine.store.database import Session
from engine.store.holds import sound_policy
from engine.store.reading.names import names
from engine.store.sessions import Reader
from engine.store.settings import policy, policy_to_change, set_policy

router = APIRouter(prefix="/pressure", route_class=PageRoute, include_in_schema=False)

RULES = "/pressure/rules"

_BLANK = ("", "message", "contact", "7")
"""A cap nobody has written anything of."""

Words = Annotated[list[str], Form()]
Text = Annotated[str, Form(max_length=100_000)]


@router.get("/rules")
async def rules(request: Request, transaction: Transaction, reader: SignedIn) -> Response:
    return await _show(request, transaction, reader, await policy(transaction))


@router.post("/rules/caps")
async def caps(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    actor: Administering,
    at_most: Words,
    counts: Words,
    who: Words,
    days: Words,
) -> Response:
    """One row each; a row without a number goes, unless it was never there."""
    now = await policy_to_change(transaction)
    written = list(zip(at_most, counts, who, days, strict=False))
    try:
        _check_begun(written, now)
        chosen = [_cap(*row) for row in written if row[0].strip()]
        changed = Policy(**{**_parts(now), "caps": tuple(chosen)})
    except ValueError as wrong:
        return await _show(
            request, transaction, reader, now, caps_written=written, wrong={"caps": _said(wrong)}
        )
    await set_policy(transaction, changed, by=actor, now=datetime.now(UTC))
    return go_to(request, RULES, "pressure-saved")


@router.post("/rules/times")
async def times(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    actor: Administering,
    quiet: Annotated[bool, Form()] = False,
    begins: Annotated[str, Form(max_length=10, alias="from")] = "",
    ends: Annotated[str, Form(max_length=10, alias="to")] = "",
    holidays: Annotated[bool, Form()] = False,
    region: Annotated[str, Form(max_length=60)] = "",
) -> Response:
    """When no mail goes out."""
    now = await policy_to_change(transaction)
    asked = {"quiet": quiet, "from": begins, "to": ends, "holidays": holidays, "region": region}
    try:
        hours = QuietHours.model_validate({"from": begins, "to": ends}) if quiet else None
        changed = Policy(
            **{
                **_parts(now),
                "quiet": hours,
                "holidays": holidays,
                "region": region.strip() or None,
            }
        )
    except ValueError as wrong:
        return await _show(
            request, transaction, reader, now, times_written=asked, wrong={"times": _said(wrong)}
        )
    await set_policy(transaction, changed, by=actor, now=datetime.now(UTC))
    return go_to(request, RULES, "pressure-saved")


@router.get("/rules/holds/new")
async def new_hold(request: Request, reader: SignedIn, directory: Directory) -> Response:
    blank = {"name": "", "condition": "", "except_topics": "", "then": "wait"}
    return _hold_form(request, reader, directory, blank | {"touches": ("email", "in_app")})


@router.get("/rules/holds/{key}")
async def hold(
    request: Request, transaction: Transaction, reader: SignedIn, directory: Directory, key: str
) -> Response:
    found = _held(await policy(transaction), key)
    asks = found.when.model_dump(mode="json", by_alias=True, exclude_unset=True)
    asked = {
        "name": found.name,
        "condition": orjson.dumps(asks).decode(),
        "touches": found.touches,
        "then": found.then,
        "except_topics": ", ".join(found.except_topics),
    }
    return _hold_form(request, reader, directory, asked, key)


@router.post("/rules/holds/{key}")
async def keep_hold(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    actor: Administering,
    directory: Directory,
    key: str,
    name: Annotated[str, Form(max_length=200)] = "",
    condition: Text = "",
    touches: Annotated[list[str] | None, Form()] = None,
    then: Annotated[str, Form(max_length=10)] = "wait",
    except_topics: Annotated[str, Form(max_length=2_000)] = "",
) -> Response:
    now = await policy_to_change(transaction)
    asked: dict[str, Any] = {
        "name": name.strip(),
        "condition": condition,
        "touches": tuple(touches or ()),
        "then": then,
        "except_topics": except_topics,
    }
    kept_as = _free(now, asked["name"]) if key == "new" else _held(now, key).key
    try:
        changed = _with_hold(now, await _hold_from(asked, kept_as))
        await sound_policy(transaction, changed)
    except DefinitionError as wrong:
        said = not_finished(wrong.problems)
        return _hold_form(request, reader, directory, asked, key, said)
    except (Invalid, ValueError) as wrong:
        return _hold_form(request, reader, directory, asked, key, _said(wrong))
    await set_policy(transaction, changed, by=actor, now=datetime.now(UTC))
    return go_to(request, RULES, "pressure-saved")


async def _hold_from(asked: Mapping[str, Any], key: str) -> Hold:
    """Raises Invalid, DefinitionError and ValueError for what is none."""
    written = await _written(asked["condition"])
    if not asked["name"]:
        raise Invalid("Give it a name.")
    if not asked["touches"]:
        raise Invalid("Choose what is held.")
    topics = (each.strip() for each in asked["except_topics"].split(","))
    return Hold.model_validate(
        {
            "key": key,
            "name": asked["name"],
            "when": written,
            "touches": asked["touches"],
            "except_topics": tuple(filter(None, topics)),
            "then": asked["then"],
        }
    )


def _with_hold(now: Policy, chosen: Hold) -> Policy:
    """In the place of the one with its key, or as the last."""
    is_new = all(each.key != chosen.key for each in now.holds)
    holds = tuple(chosen if each.key == chosen.key else each for each in now.holds)
    return Policy(**{**_parts(now), "holds": (*holds, chosen) if is_new else holds})


@router.post("/rules/holds/{key}/remove")
async def remove_hold(
    request: Request, transaction: Transaction, actor: Administering, key: str
) -> Response:
    now = await policy_to_change(transaction)
    gone = _held(now, key)
    left = tuple(each for each in now.holds if each.key != gone.key)
    changed = Policy(**{**_parts(now), "holds": left})
    await set_policy(transaction, changed, by=actor, now=datetime.now(UTC))
    return go_to(request, RULES, "pressure-saved")


def _cap(at_most: str, counts: str, who: str, days: str) -> Cap:
    try:
        number, span = int(at_most), int(days or "7")
    except ValueError:
        raise ValueError("Write whole numbers.") from None
    if counts == "task":
        who = "account"
    return Cap.model_validate({"at_most": number, "counts": counts, "who": who, "days": span})


def _check_begun(written: Sequence[tuple[str, ...]], now: Policy) -> None:
    """Raises ValueError for a new row that asks for something, and does not say how much."""
    new = [row for row in written[len(now.caps) :] if not row[0].strip()]
    if any(row[1:] != _BLANK[1:] for row in new) or (new and not _is_any(written, now)):
        raise ValueError("Write how many at most. Without a number there is no cap to save.")


def _is_any(written: Sequence[tuple[str, ...]], now: Policy) -> bool:
    """Whether there is a cap to keep, or was one to take away."""
    return bool(now.caps) or any(row[0].strip() for row in written)


def _parts(now: Policy) -> dict[str, Any]:
    return {name: getattr(now, name) for name in Policy.model_fields}


def _held(now: Policy, key: str) -> Hold:
    found = next((each for each in now.holds if each.key == key), None)
    if found is None:
        raise HTTPException(404, f"There is no hold “{key}”.")
    return found


def _free(now: Policy, name: str) -> str:
    taken = {each.key for each in now.holds}
    wanted = key_from(name) or "hold"
    number, key = 2, wanted
    while key in taken or key == "new":
        key, number = f"{wanted[:56]}-{number}", number + 1
    return key


async def _written(text: str) -> Any:
    if text.strip() in ("", "{}"):
        raise Invalid("Say when.")
    return condition_from((await asyncio.to_thread(reading_of, text, "auto")).data)


def _said(wrong: Exception) -> str:
    """What is wrong, without the library's wrapping."""
    if not isinstance(wrong, ValidationError):
        return str(wrong)
    first = wrong.errors()[0]
    if first["type"] == "value_error":
        return str(first["ctx"]["error"])
    where = str(first["loc"][-1]) if first["loc"] else ""
    named = {"at_most": "How many", "days": "In how many days", "from": "From", "to": "To"}
    if where in ("from", "to"):
        return f"{named[where]}: write a time such as 20:00."
    return f"{named.get(where, where)}: {first['msg'].lower()}."


async def _show(
    request: Request,
    session: Session,
    reader: Reader,
    now: Policy,
    *,
    caps_written: Sequence[tuple[str, ...]] | None = None,
    times_written: dict[str, Any] | None = None,
    wrong: dict[str, str] | None = None,
) -> Response:
    caps = caps_written or [
        (str(cap.at_most), cap.counts, cap.who, str(cap.days)) for cap in now.caps
    ]
    quiet = now.quiet
    called = await names(session)
    asked = times_written or {
        "quiet": quiet is not None,
        "from": quiet.from_ if quiet else "20:00",
        "to": quiet.to if quiet else "08:00",
        "holidays": now.holidays,
        "region": now.region or "",
    }
    return page(
        request,
        "pressure/rules.html",
        reader=reader,
        section="pressure",
        caps=[*caps, *([] if caps and not caps[-1][0].strip() else [_BLANK])],
        times=asked,
        holds=[(each, condition_sentence(each.when, names=called)) for each in now.holds],
        wrong=wrong or {},
        may_change=reader.role == "admin",
        status=422 if wrong else 200,
    )


def _hold_form(
    request: Request,
    reader: Reader,
    directory: Directory,
    asked: dict[str, Any],
    key: str = "new",
    wrong: str | None = None,
) -> Response:
    return page(
        request,
        "pressure/hold.html",
        reader=reader,
        section="pressure",
        asked=asked,
        key=key,
        wrong=wrong,
        bundle=bundle_in(directory, SEGMENT_CONDITION),
        may_change=reader.role == "admin",
        status=422 if wrong else 200,
    )
