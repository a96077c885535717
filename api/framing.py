"""Messages in frames: shown as their readers see them, able to load nothing, run nothing and know
nothing.

A page's own policy forbids the styles a mail carries, and what a frame is given in `srcdoc` obeys
it. So a frame is given an address, and what is answered there brings a policy of its own.
"""

import re
from urllib.parse import quote

from fastapi.responses import HTMLResponse

_SANDBOX = "sandbox"
_SANDBOX_SCROLLED = "sandbox allow-same-origin"
_POLICY = (
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    "frame-ancestors 'self'",
)
_OWN_IMAGES = "img-src data:"
_ALL_IMAGES = "img-src data: https: http:"

_INERT = '<base target="_blank">'
"""Links lead to a window of their own, which a sandbox does not open: the message stays in its
frame whatever is pressed in it. It counts wherever it stands; at the end it is in nobody's way."""

_PICTURE = re.compile(r'(<img(?:\s+[\w-]+(?:="[^"]*")?)*?\s+src=")(?!data:)[^"]*(")')
_STAND_IN = "data:image/svg+xml," + quote(
    '<svg xmlns="http://www.w3.org/2000/svg" width="600" height="300" viewBox="0 0 600 300">'
    '<rect width="600" height="300" fill="#8a9693" fill-opacity=".18"/>'
    '<g fill="none" stroke="#8a9693" stroke-width="6" stroke-linejoin="round">'
    '<rect x="240" y="98" width="120" height="104" rx="10"/><circle cx="274" cy="130" r="10"/>'
    '<path d="m244 186 34-32 24 22 26-30 30 34"/></g></svg>'
)


_CALL = re.compile(r'<a\b[^>]*\shref="tel:[^"]*"[^>]*>(.*?)</a>', re.DOTALL)
_READ_ONLY = '<span title="In the mail itself, this calls.">\\1</span>'


def has_pictures(page: str) -> bool:
    """Whether it would ask for pictures elsewhere."""
    return _PICTURE.search(page) is not None


def framed(page: str, *, images: bool, scrolled: bool = False) -> HTMLResponse:
    """The document for a frame, in which links lead nowhere, and telephone numbers are plain text.
    Without `images` nothing is asked of anybody: pictures that lie elsewhere are stood in for.
    `scrolled`: the page around it may see where it stands. It still runs nothing."""
    shown = page if images else _PICTURE.sub(rf"\g<1>{_STAND_IN}\g<2>", page)
    sandbox = _SANDBOX_SCROLLED if scrolled and not images else _SANDBOX
    policy = "; ".join((sandbox, *_POLICY, _ALL_IMAGES if images else _OWN_IMAGES))
    return HTMLResponse(
        _CALL.sub(_READ_ONLY, shown) + _INERT,
        headers={
            "Content-Security-Policy": policy,
            "X-Frame-Options": "SAMEORIGIN",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
        },
    )
