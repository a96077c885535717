"""What a draft lacks before it is a journey, for people who draw it and never see its text."""

from collections.abc import Iterable
from dataclasses import replace

from fastapi import Request, Response

from api.pages.rendering import page
from engine.definition.problems import Problem
from engine.errors import UnreadableDraft
from engine.store.reading.journeys import JourneySummary
from engine.store.sessions import Reader

_LACKING = {
    "name": ("The journey has no name.", "Write it at the top of the builder."),
    "entry": ("Nothing says who enters.", "Choose it in the builder, under “Who enters”."),
    "start": ("Nothing says where it begins.", "Put in a first step in the builder."),
    "steps": ("There are no steps yet.", "Put in the first one in the builder."),
}


def unfinished(
    request: Request, reader: Reader, journey: JourneySummary, error: UnreadableDraft
) -> Response:
    """In place of a page about the journey."""
    return page(
        request,
        "versions/unreadable.html",
        reader=reader,
        status=422,
        section="journeys",
        journey=journey,
        problems=_in_builder_words(error.problems),
    )


def _in_builder_words(problems: Iterable[Problem]) -> list[Problem]:
    """The problems, with what a whole journey lacks said as the builder says it. Its key is
    nobody's to write there, and comes with the first edit."""
    return [_said(each) for each in problems if not _lacks(each, "journey")]


def _said(problem: Problem) -> Problem:
    for key, (message, hint) in _LACKING.items():
        if _lacks(problem, key):
            return replace(problem, message=message, hint=hint, path="")
    return problem


def _lacks(problem: Problem, key: str) -> bool:
    return problem.code == "missing_key" and problem.path == key
