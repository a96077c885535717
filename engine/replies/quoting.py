"""What somebody wrote themselves, without the mail they answer."""

import re
from collections.abc import Sequence

MOST_TEXT = 2_000
"""Characters that are kept."""

_WROTE = re.compile(
    r"^(on|am|op|le|el|il|em)\b(?=.*[\d@]).{4,300}\b(wrote|schrieb|schreef|a écrit|escribió|"
    r"ha scritto|escreveu)\b.*:$",
    re.IGNORECASE,
)
_LINES = 3
"""Into how many a mail program may break who wrote when."""
_DIVIDER = re.compile(
    r"^\s*(-{2,}\s*(original message|ursprüngliche nachricht|oorspronkelijk bericht|"
    r"message d.origine|mensaje original|messaggio originale|forwarded message).*|"
    r"_{20,}|-{20,})\s*$",
    re.IGNORECASE,
)
_HEADER = re.compile(r"^\s*\*?(from|von|van|de|da)\s?:\*?\s.*[@<].*$", re.IGNORECASE)
_SIGNATURE = re.compile(r"^--\s?$")


def written(text: str) -> str:
    """The answer alone, cut to what is kept. Where all of it is quoted, nothing."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    own: list[str] = []
    for number, line in enumerate(lines):
        if _SIGNATURE.match(line) or _DIVIDER.match(line) or _HEADER.match(line):
            break
        if _says_who_wrote(lines[number : number + _LINES]):
            break
        if not line.lstrip().startswith(">"):
            own.append(line.rstrip())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(own)).strip()[:MOST_TEXT]


def _says_who_wrote(lines: Sequence[str]) -> bool:
    """Whether a quotation is begun here: `On Monday, Maya wrote:`."""
    together = ""
    for line in lines:
        together = f"{together} {line.strip()}".strip()
        if _WROTE.match(together):
            return True
    return False
