"""Links in mails that lead nowhere, said in the language the browser asks for."""

from typing import Literal, assert_never

from fastapi import Request
from fastapi.responses import HTMLResponse

from api.pages.public_words import words_of
from api.pages.rendering import page, services_of
from engine.languages import accepted, page_language

Purpose = Literal["anything", "answering", "unsubscribing"]


def unknown_link(request: Request, purpose: Purpose) -> HTMLResponse:
    """Not a link of ours. Says what to do instead, by what it was for."""
    language = page_language(*accepted(request.headers.get("accept-language")))
    words = words_of(language, named=bool(services_of(request).organization_name))
    match purpose:
        case "anything":
            said = words.unknown_said
        case "answering":
            said = words.unknown_to_answer
        case "unsubscribing":
            said = words.unknown_to_unsubscribe
        case _:
            assert_never(purpose)
    return page(
        request,
        "link_unknown.html",
        reader=None,
        status=404,
        language=language,
        words=words,
        said=said,
    )
