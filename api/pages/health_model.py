"""The health model: scorecards in order, each as a form or as YAML, tried before it is saved."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response

from api.dependencies import Transaction
from api.pages import scorecard_form as forms
from api.pages.notices import go_to
from api.pages.numbers import whole_number
from api.pages.rendering import is_fragment, page
from api.pages.route import PageRoute
from api.pages.scorecard_form import Asked
from api.pages.sessions import Acting, SignedIn
from engine.definition.problems import Problem
from engine.errors import Changed, Conflict, DefinitionError
from engine.health import Scorecard, from_data, parse, to_json, to_yaml
from engine.health.words import threshold_in_words
from engine.sentences import Names, condition_sentence
from engine.store.database import Session
from engine.store.health import cards
from engine.store.health.cards import KeptCard
from engine.store.health.previewing import preview
from engine.store.reading.names import names
from engine.store.reading.vocabulary import account_segments
from engine.store.sessions import Reader

router = APIRouter(prefix="/health/model", route_class=PageRoute, include_in_schema=False)

NEW = "new"


@router.get("")
async def model(request: Request, transaction: Transaction, reader: SignedIn) -> Response:
    kept = await cards.list_cards(transaction)
    called = await names(transaction)
    return page(
        request,
        "health/model.html",
        reader=reader,
        section="health",
        cards=kept,
        for_whom={each.card.key: _for_whom(each.card, called) for each in kept},
        threshold=threshold_in_words,
    )


@router.get("/{key}")
async def scorecard(
    request: Request, transaction: Transaction, reader: SignedIn, key: str
) -> Response:
    if key == NEW:
        return await _form(request, transaction, reader, Asked(forms.beginning()), None)
    kept = await cards.get_card(transaction, key)
    return await _form(request, transaction, reader, Asked(to_json(kept.card)), kept)


@router.post("/{key}")
async def change(
    request: Request, transaction: Transaction, reader: SignedIn, actor: Acting, key: str
) -> Response:
    """Save it, or do to the form what a button says."""
    kept = None if key == NEW else await cards.get_card(transaction, key)
    form = [(name, str(value)) for name, value in (await request.form()).multi_items()]
    asked = forms.read(form, kept.card.key if kept else None)
    said = dict(form)
    if (what := said.get("do", "save")) != "save":
        asked = replace(asked, data=forms.done(asked.data, what))
        return await _form(request, transaction, reader, asked, kept)
    try:
        card = _read(asked)
        if kept is None and await _is_taken(transaction, card.key):
            raise Conflict(f"There is a scorecard “{card.key}” already: give it another name.")
        await cards.put_card(
            transaction,
            card,
            by=actor,
            now=datetime.now(UTC),
            revision=whole_number(said.get("revision", "")),
        )
    except DefinitionError as wrong:
        refused = replace(asked, problems=tuple(wrong.problems))
        return await _form(request, transaction, reader, refused, kept, refused=True)
    except (Conflict, Changed) as wrong:
        refused = replace(asked, problems=(_problem(wrong),))
        return await _form(request, transaction, reader, refused, kept, refused=True)
    return go_to(request, "/health/model", "scorecard-saved")


@router.post("/{key}/preview")
async def try_out(
    request: Request, transaction: Transaction, reader: SignedIn, key: str
) -> Response:
    """What the form would change, as a piece of the page."""
    form = [(name, str(value)) for name, value in (await request.form()).multi_items()]
    asked = forms.read(form, None if key == NEW else key)
    return page(request, "health/_effect.html", reader=reader, **await _effect(transaction, asked))


@router.get("/{key}/yaml")
async def as_text(
    request: Request, transaction: Transaction, reader: SignedIn, key: str
) -> Response:
    kept = await cards.get_card(transaction, key)
    return _text(request, reader, kept, to_yaml(kept.card), ())


@router.post("/{key}/yaml")
async def from_text(
    request: Request,
    transaction: Transaction,
    reader: SignedIn,
    actor: Acting,
    key: str,
    text: Annotated[str, Form(max_length=1_000_000)] = "",
    revision: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    kept = await cards.get_card(transaction, key)
    try:
        card = parse(text)
        if card.key != key:
            raise Conflict(f"It calls itself “{card.key}”: this one is “{key}”.")
        await cards.put_card(
            transaction, card, by=actor, now=datetime.now(UTC), revision=whole_number(revision)
        )
    except DefinitionError as wrong:
        return _text(request, reader, kept, text, wrong.problems)
    except (Conflict, Changed) as wrong:
        return _text(request, reader, kept, text, [_problem(wrong)])
    return go_to(request, "/health/model", "scorecard-saved")


@router.post("/{key}/move")
async def move(
    request: Request,
    transaction: Transaction,
    actor: Acting,
    key: str,
    place: Annotated[int, Form(ge=0, le=1_000)],
) -> Response:
    await cards.move_card(transaction, key, place, by=actor, now=datetime.now(UTC))
    return go_to(request, "/health/model", "scorecard-moved")


@router.post("/{key}/remove")
async def remove(request: Request, transaction: Transaction, actor: Acting, key: str) -> Response:
    await cards.remove_card(transaction, key, by=actor, now=datetime.now(UTC))
    return go_to(request, "/health/model", "scorecard-removed")


async def _form(
    request: Request,
    transaction: Session,
    reader: Reader,
    asked: Asked,
    kept: KeptCard | None,
    *,
    refused: bool = False,
) -> Response:
    last = (await cards.list_cards(transaction))[-1]
    return page(
        request,
        "health/card.html",
        fragment="health/_form.html",
        reader=reader,
        section="health",
        kept=kept,
        form_path=f"/health/model/{kept.card.key if kept else NEW}",
        is_piece=is_fragment(request),
        for_all=kept is not None and kept.card.key == last.card.key,
        card=forms.view(asked.data, asked.problems),
        measures=forms.MEASURES,
        operators=forms.OPERATORS,
        segments=await account_segments(transaction),
        status=422 if refused and not is_fragment(request) else 200,
        **await _effect(transaction, asked),
    )


async def _effect(transaction: Session, asked: Asked) -> dict[str, Any]:
    """What a form would change; `why_not` when it is no scorecard yet."""
    shares = forms.view(asked.data).parts
    try:
        card = _read(asked)
        return {
            "shares": shares,
            "effect": await preview(transaction, card, datetime.now(UTC)),
            "why_not": None,
        }
    except (DefinitionError, Conflict) as wrong:
        problems = getattr(wrong, "problems", ())
        said = _placed(problems[0], shares) if problems else str(wrong)
        return {"shares": shares, "effect": None, "why_not": said}


def _placed(problem: Problem, parts: Sequence[forms.Part]) -> str:
    """What is wrong, with the part it is in."""
    where, _, rest = problem.path.partition(".")
    place = rest.partition(".")[0]
    if where != "components" or not place.isdecimal() or int(place) >= len(parts):
        return problem.message
    return f"{parts[int(place)].name or 'New part'}: {problem.message}"


def _read(asked: Asked) -> Scorecard:
    """Raises DefinitionError."""
    if asked.problems:
        raise DefinitionError(asked.problems, of="The scorecard")
    if not asked.data["key"]:
        nameless = Problem(code="no_name", message="Give it a name.", path="name")
        raise DefinitionError([nameless], of="The scorecard")
    return from_data(asked.data)


async def _is_taken(transaction: Session, key: str) -> bool:
    return any(each.card.key == key for each in await cards.list_cards(transaction))


def _problem(wrong: Conflict | Changed) -> Problem:
    said = str(wrong)
    if isinstance(wrong, Changed):
        said += " Open it in another window and see what is different before you save again."
    return Problem(code=wrong.code, message=said)


def _text(
    request: Request, reader: Reader, kept: KeptCard, text: str, problems: Sequence[Problem]
) -> Response:
    return page(
        request,
        "health/yaml.html",
        reader=reader,
        section="health",
        kept=kept,
        text=text,
        problems=problems,
        status=422 if problems else 200,
    )


def _for_whom(card: Scorecard, called: Names) -> str:
    if card.segment is None:
        return "All accounts"
    return str(condition_sentence(card.segment, names=called).begun())
