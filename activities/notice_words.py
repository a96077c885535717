"""What colleagues are told, as a chat and a mail show it: paragraphs, lists, and where to look."""

import re
from collections.abc import Iterator
from html import escape
from itertools import pairwise

from engine.store.tables import Notice
from engine.templates.footer import Footer
from engine.templates.layout import laid_out

_PATH = re.compile(r"^(- .+) (/(?:tasks|accounts)/[0-9a-f-]{36})$", re.MULTILINE)
"""An item of a list that ends with the page about it."""


def in_text(notice: Notice, public_url: str) -> str:
    """Plain text, with addresses written out."""
    place, label = _place(notice)
    said = _PATH.sub(rf"\1\n  {public_url}\2", notice.text)
    return f"{said}\n\n{label}: {public_url}{place}"


def in_html(notice: Notice, public_url: str, organization: str) -> str:
    """A whole document."""
    place, label = _place(notice)
    button = f'<p class="button"><a href="{escape(public_url + place)}">{label}</a></p>'
    body = "\n".join([*_paragraphs(notice, public_url), button])
    return laid_out(notice.subject, body, Footer(organization))


def _place(notice: Notice) -> tuple[str, str]:
    if notice.task_id:
        return f"/tasks/{notice.task_id}", "Open the task"
    return "/tasks?whose=mine", "See your tasks"


def _paragraphs(notice: Notice, public_url: str) -> Iterator[str]:
    parts = [part for part in notice.text.split("\n\n") if part.strip()]
    for index, (part, following) in enumerate(pairwise([*parts, ""])):
        if _is_list(part):
            yield "<ul>" + "".join(_item(line, public_url) for line in part.split("\n")) + "</ul>"
        elif part.endswith(":") and "\n" not in part and _is_list(following):
            yield f"<h3>{escape(part[:-1])}</h3>"
        elif index == 0:
            yield f"<h2>{escape(part)}</h2>"
        else:
            yield "<p>" + escape(part).replace("\n", "<br>") + "</p>"


def _is_list(part: str) -> bool:
    return all(line.startswith("- ") for line in part.split("\n"))


def _item(line: str, public_url: str) -> str:
    found = _PATH.match(line)
    if found is None:
        return f"<li>{escape(line[2:])}</li>"
    return f'<li><a href="{escape(public_url + found[2])}">{escape(found[1][2:])}</a></li>'
