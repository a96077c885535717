"""Templates into answers: the environment, what every page knows, and whole pages or fragments."""

from datetime import UTC, datetime
from functools import cache
from typing import Any, cast
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FunctionLoader, StrictUndefined

from api.not_set_up import MAILS_STAY, NAMELESS
from api.pages import moments
from api.pages.filters import FILTERS
from api.pages.notices import forget_notice, notice_of
from api.pages.static import static
from api.services import Services
from engine.store.sessions import Reader
from frontend import TEMPLATES

THEME_COOKIE = "onward_theme"
ZONE_COOKIE = "onward_zone"


def _source(name: str) -> str | None:
    file = TEMPLATES.joinpath(*name.split("/"))
    return file.read_text("utf-8") if file.is_file() else None


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_source),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"static": static, "nameless": NAMELESS, "mails_stay": MAILS_STAY}
    environment.filters.update(FILTERS)
    return environment


def services_of(request: Request) -> Services:
    return cast(Services, request.app.state.services)


def is_fragment(request: Request) -> bool:
    """Whether htmx asks for a piece of the page, and not for the page again."""
    return bool(request.headers.get("hx-request")) and not request.headers.get(
        "hx-history-restore-request"
    )


def zone_of(request: Request, reader: Reader | None) -> ZoneInfo:
    """The clock of whoever reads: their own, else their browser's, else the installation's."""
    return moments.zone_named(
        reader.time_zone if reader else None,
        request.cookies.get(ZONE_COOKIE),
        services_of(request).time_zone,
    )


def page(
    request: Request,
    template: str,
    *,
    reader: Reader | None,
    fragment: str | None = None,
    status: int = 200,
    **context: Any,
) -> HTMLResponse:
    """The template as an answer; `fragment` instead when htmx asks for a piece."""
    piece = fragment is not None and is_fragment(request)
    name = cast(str, fragment) if piece else template
    services = services_of(request)
    zone = zone_of(request, reader)
    theme = request.cookies.get(THEME_COOKIE)
    notice = None if piece else notice_of(request)
    response = HTMLResponse(
        _environment()
        .get_template(name)
        .render(
            {
                "reader": reader,
                "zone": zone,
                "zone_name": zone.key.replace("_", " "),
                "now": datetime.now(UTC),
                "theme": theme if theme in ("light", "dark") else None,
                "organization": services.organization_name,
                "notice": notice,
                "notice_about": (),
                "section": None,
                "path": request.url.path,
            }
            | context
        ),
        status_code=status,
    )
    if notice:
        forget_notice(response)
    return response


_HEADINGS = {
    403: "That is not allowed",
    404: "There is nothing here",
    409: "That cannot be done now",
    413: "The file is too large",
    422: "Something in the request is not right",
    429: "Too many attempts",
}


def problem_page(request: Request, status: int, detail: str | None) -> HTMLResponse:
    """A problem said to a person. To htmx it is a notice on the page that is there."""
    heading = _HEADINGS.get(status, "Something went wrong")
    said = detail or "Go back and try again."
    reader = getattr(request.state, "reader", None)
    if is_fragment(request):
        response = page(
            request,
            "_notice.html",
            reader=reader,
            status=status,
            notice={"tone": "bad", "text": said},
        )
        response.headers["HX-Retarget"] = "#notices"
        response.headers["HX-Reswap"] = "innerHTML show:window:top"
        return response
    template = "problem.html" if reader else "problem_signed_out.html"
    return page(request, template, reader=reader, status=status, heading=heading, detail=said)
