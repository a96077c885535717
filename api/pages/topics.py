"""Topics: what customers choose among, in words they read; and when who refused may be asked.

Administrators decide it: a topic that goes to everybody, always, passes every refusal there is.
"""

from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from starlette.datastructures import FormData

from api.dependencies import Transaction
from api.pages.notices import go_to
from api.pages.rendering import page
from api.pages.route import PageRoute
from api.pages.sessions import Administering, SignedIn
from engine.definition.spelling import key_from
from engine.errors import Invalid, NotFound
from engine.languages import DEFAULT, LANGUAGES, Words
from engine.sentences.words import name_in_words
from engine.store.topics import (
    ask_again_after,
    get_topic,
    list_topics,
    remove_topic,
    set_ask_again_after,
    set_topic,
)

router = APIRouter(prefix="/topics", route_class=PageRoute, include_in_schema=False)


@dataclass(frozen=True)
class Asked:
    """A topic as a form holds it."""

    key: str = ""
    words: dict[str, Words] = field(default_factory=dict)
    default: str = "opt_out"
    """opt_out, opt_in or always."""
    wrong: dict[str, str] = field(default_factory=dict)
    """What is wrong, by field."""


@router.get("")
async def topics(request: Request, transaction: Transaction, reader: SignedIn) -> Response:
    return await _list(request, transaction, reader)


async def _list(
    request: Request, transaction: Transaction, reader: SignedIn, *, wrong: str | None = None
) -> Response:
    found = await list_topics(transaction)
    after = await ask_again_after(transaction)
    return page(
        request,
        "topics/list.html",
        reader=reader,
        status=422 if wrong else 200,
        section="topics",
        described=[each for each in found if each.described],
        unnamed=[each for each in found if not each.described],
        days=after.days if after else "",
        languages=LANGUAGES,
        wrong=wrong,
    )


@router.post("")
async def ask_again(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    actor: Administering,
    days: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """How long who refused is left alone."""
    written = days.strip()
    try:
        number = int(written) if written else None
        await set_ask_again_after(transaction, number, by=actor, now=datetime.now(UTC))
    except (ValueError, Invalid):
        said = "Write from 1 to 3650 days, or leave it empty for never."
        return await _list(request, transaction, reader, wrong=said)
    return go_to(request, "/topics", "settings-saved")


@router.get("/new")
async def new(request: Request, reader: SignedIn, key: str = "") -> Response:
    """`key`: of a topic that journeys use and nobody has named yet."""
    name = name_in_words(key[:63]).capitalize()
    asked = Asked(key[:63], {DEFAULT: Words(name)} if name else {})
    return _form(request, reader, asked)


@router.post("/new")
async def make(
    request: Request, transaction: Transaction, reader: SignedIn, actor: Administering
) -> Response:
    asked = _asked(await request.form())
    if not asked.key and (said := next(iter(asked.words.values()), None)):
        asked = replace(asked, key=key_from(said.name))
    return await _set(request, transaction, reader, actor, asked)


@router.get("/{key}")
async def show(request: Request, transaction: Transaction, reader: SignedIn, key: str) -> Response:
    found = await get_topic(transaction, key)
    if not found.described:
        return go_to(request, f"/topics/new?key={key}")
    default = "always" if found.transactional else "opt_in" if found.opt_in else "opt_out"
    asked = Asked(key, dict(found.words), default)
    return _form(request, reader, asked, kept=key)


@router.post("/{key}")
async def change(
    request: Request, transaction: Transaction, reader: SignedIn, actor: Administering, key: str
) -> Response:
    await get_topic(transaction, key)
    asked = _asked(await request.form(), key)
    return await _set(request, transaction, reader, actor, asked, kept=key)


@router.post("/{key}/remove")
async def remove(
    request: Request, transaction: Transaction, actor: Administering, key: str
) -> Response:
    with suppress(NotFound):
        await remove_topic(transaction, key, by=actor)
    return go_to(request, "/topics", "topic-removed")


async def _set(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    actor: Administering,
    asked: Asked,
    *,
    kept: str | None = None,
) -> Response:
    try:
        await set_topic(
            transaction,
            asked.key,
            words=asked.words,
            opt_in=asked.default == "opt_in",
            transactional=asked.default == "always",
            is_new=kept is None,
            by=actor,
            now=datetime.now(UTC),
        )
    except Invalid as wrong:
        place = "key" if wrong.code == "topic_key" else "words"
        refused = Asked(asked.key, asked.words, asked.default, {place: str(wrong)})
        return _form(request, reader, refused, kept=kept, status=422)
    return go_to(request, "/topics", "settings-saved")


def _asked(form: FormData, key: str | None = None) -> Asked:
    """Languages without a name are left out, unless they say something."""

    def text(name: str) -> str:
        given = form.get(name)
        return given.strip() if isinstance(given, str) else ""

    codes = [name.removeprefix("name.") for name in form if name.startswith("name.")]
    words = {code: Words(text(f"name.{code}"), text(f"description.{code}")) for code in codes}
    return Asked(
        key=key if key is not None else text("key"),
        words={code: said for code, said in words.items() if said.name or said.description},
        default=text("default") or "opt_out",
    )


def _form(
    request: Request,
    reader: SignedIn,
    asked: Asked,
    *,
    kept: str | None = None,
    status: int = 200,
) -> Response:
    others = {code: code for code in asked.words if code not in LANGUAGES}
    known = {**LANGUAGES, **others}
    shown = {DEFAULT, *asked.words}
    return page(
        request,
        "topics/edit.html",
        reader=reader,
        status=status,
        section="topics",
        asked=asked,
        key=kept,
        made_from=DEFAULT,
        languages={code: name for code, name in known.items() if code in shown},
        more={code: name for code, name in known.items() if code not in shown},
    )
