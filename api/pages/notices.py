"""A sentence shown once on the next page, after something was done. Kept in a cookie as a word."""

from dataclasses import dataclass

from fastapi import Request, Response

_COOKIE = "onward_notice"


@dataclass(frozen=True)
class Notice:
    text: str
    tone: str = "good"


_NOTICES = {
    "paused": Notice("The journey is paused. Nothing goes out; it keeps listening."),
    "resumed": Notice("The journey is live again. Whoever was held goes on from where they stood."),
    "exit-asked": Notice("The customer is being taken out. That takes a moment."),
    "task-done": Notice("The task is done."),
    "replayed": Notice("The item was replayed and is an event now."),
    "not-replayed": Notice("The item is still not right, so it stays here.", "bad"),
    "not-enrolled": Notice("That did not start a passage.", "warn"),
}


def tell(response: Response, word: str) -> None:
    """Have the next page say it."""
    assert word in _NOTICES
    response.set_cookie(_COOKIE, word, max_age=60, httponly=True, samesite="lax")


def notice_of(request: Request) -> Notice | None:
    return _NOTICES.get(request.cookies.get(_COOKIE, ""))


def forget_notice(response: Response) -> None:
    response.delete_cookie(_COOKIE)
