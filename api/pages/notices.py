"""A sentence shown once on the next page, after something was done. Kept in a cookie as a word."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

_COOKIE = "onward_notice"


@dataclass(frozen=True)
class Notice:
    text: str
    tone: str = "good"


_NOTICES = {
    "paused": Notice("The journey is paused. Nothing goes out; it keeps listening."),
    "resumed": Notice("The journey is live again. Whoever was held goes on from where they stood."),
    "published": Notice("It is published. New customers enter this version."),
    "published-moved": Notice(
        "It is published. New customers enter this version, and those inside go on as you chose."
    ),
    "retried": Notice("Those who failed are tried again."),
    "wait-skipped": Notice("The wait is skipped. What follows is done in a moment."),
    "moved": Notice("The customer stands there now. What follows is done in a moment."),
    "tried-now": Notice("It is tried again now."),
    "exit-asked": Notice("The customer is being taken out. That takes a moment."),
    "task-complete": Notice("The task is done."),
    "task-cancel": Notice("It is cancelled."),
    "task-hold": Notice("The message is held. It goes out only when you release and approve it."),
    "task-release": Notice("It is released, and has as long as it had at first."),
    "task-assign": Notice("It is theirs now, and they are told."),
    "task-snooze": Notice("It is out of sight until then. It is due as before."),
    "task-wake-up": Notice("It is back."),
    "task-tick": Notice("It is noted."),
    "task-edit": Notice("It goes out in these words once it is approved."),
    "tasks-done": Notice("It is done with all of them."),
    "tasks-some": Notice("It is done with the others. These are as they were:", "warn"),
    "tasks-not": Notice("None of them has changed:", "warn"),
    "tasks-unticked": Notice("None is ticked, so nothing was done. Tick some tasks first.", "warn"),
    "tasks-to-whom": Notice("Nothing was done: choose to whom first.", "warn"),
    "tasks-until": Notice("Nothing was done: choose a day that is still to come first.", "warn"),
    "password-changed": Notice("Your password is changed. Elsewhere you are signed out."),
    "team-saved": Notice("It is saved."),
    "pool-saved": Notice("The pool is saved."),
    "pool-removed": Notice("The pool is gone. What waited in it is nobody’s.", "warn"),
    "user-disabled": Notice("They are signed out for good. Their tasks are with others.", "warn"),
    "user-enabled": Notice("They can sign in again."),
    "tried-again": Notice("The event is tried again. If that works, it leaves this list."),
    "source-added": Notice(
        "The source is there. Enter its address where the product asks for one."
    ),
    "source-changed": Notice("That is so from the next call on."),
    "source-moved": Notice("The source has another address. The old one is void.", "warn"),
    "contact-removed": Notice("They no longer belong to this account, and get nothing more of it."),
    "identity-removed": Notice("It no longer means this contact. What came with it stays theirs."),
    "import-started": Notice("The rows are being taken."),
    "import-stopped": Notice("No more of its rows are taken. What was taken stays.", "warn"),
    "import-discarded": Notice("The file is forgotten. Nothing of it was taken."),
    "secret-retired": Notice("Only the newest secret is taken from now on."),
    "delivery-replayed": Notice("It was read again, as the source is set up now."),
    "let-in": Notice("They are let in. The journey begins with them in a moment."),
    "audience-stopped": Notice("It is stopped. Who is in stays."),
    "in-app-revoked": Notice("It is revoked. What is signed with it is refused.", "warn"),
    "in-app-closed": Notice("The app is closed. Nobody sees anything through it.", "warn"),
    "settings-saved": Notice("It is saved."),
    "pressure-saved": Notice("It is saved. What waits is decided about anew by it."),
    "topic-removed": Notice("Its words are gone. What contacts said about it stays and holds."),
    "segment-made": Notice("The segment is there. Everybody who may be in it is looked at now."),
    "segment-wanted": Notice(
        "The segment is there, and the journey that asks for it finds it."
        " Everybody who may be in it is looked at now."
    ),
    "segment-changed": Notice("It is kept."),
    "segment-filled": Notice("They are in it."),
    "segment-left": Notice("They are out of it."),
    "segment-archived": Notice("The segment is put away."),
    "health-set": Notice("It counts from now on, and until the day you said."),
    "health-computed": Notice("The computed health counts again."),
    "scorecard-saved": Notice("It is saved. Every account is looked at anew in the next minutes."),
    "scorecard-removed": Notice("It is gone. Its accounts are scored by the next that holds."),
    "scorecard-moved": Notice("The order is another. Every account is looked at anew."),
    "test-mail-sent": Notice("The mail is on its way to you. What became of it is below."),
    "channel-added": Notice("The channel is there. Post a greeting to it to see that it works."),
    "channel-taken": Notice("The greeting was taken. Look into the channel."),
    "channel-not-taken": Notice("The greeting was not taken. Why stands with the channel.", "warn"),
    "channel-removed": Notice("It is gone. Steps that still name it fail, and say why.", "warn"),
    "suppressed": Notice("No mail goes to this address any more."),
    "suppression-lifted": Notice("Mail may go there again."),
    "template-saved": Notice("It is kept. What is live sends it from now on."),
    "template-restored": Notice("It says what it said then, as a new version."),
    "template-deleted": Notice("It is gone."),
    "call-taken": Notice("It was called again, and was taken."),
    "call-not-taken": Notice(
        "It was called again, and was not taken. What it answered is below.", "warn"
    ),
    "address-opened": Notice("It is called again from now on."),
    "replayed": Notice("The item was replayed and is an event now."),
}


MOST_NAMED = 5
"""Of those a notice is about; of more it is said how many there are."""


@dataclass(frozen=True)
class About:
    """What a notice is about."""

    ids: Sequence[UUID]
    more: int
    """How many there are beside."""


def go_to(
    request: Request, path: str, notice: str | None = None, about: Sequence[UUID] = ()
) -> Response:
    """Show another page after something was done, and have it say so. That page names what the
    notice is `about`."""
    response: Response
    if request.headers.get("hx-request"):
        response = Response(status_code=204, headers={"HX-Redirect": path})
    else:
        response = RedirectResponse(path, status_code=303)
    if notice is not None:
        assert notice in _NOTICES
        ids = [each.hex for each in about[:MOST_NAMED]]
        word = ".".join([notice, str(len(about) - len(ids)), *ids]) if ids else notice
        response.set_cookie(_COOKIE, word, max_age=60, httponly=True, samesite="lax")
    return response


def notice_of(request: Request) -> Notice | None:
    return _NOTICES.get(request.cookies.get(_COOKIE, "").partition(".")[0])


def about_of(request: Request) -> About:
    """What the notice of this page is about."""
    _, more, *ids = *request.cookies.get(_COOKIE, "").split("."), "0"
    try:
        return About([UUID(each) for each in ids[:-1]], int(more))
    except ValueError:
        return About((), 0)


def forget_notice(response: Response) -> None:
    response.delete_cookie(_COOKIE)
