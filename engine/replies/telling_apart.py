"""Whether a mail is a person's answer, a holiday notice, a bounce or another machine's.

By what mail programs say of themselves first (RFC 3834, RFC 3464), then by words.
"""

import re
from dataclasses import dataclass
from typing import Literal

from engine.replies.mail import Incoming

Kind = Literal["reply", "out_of_office", "bounce", "automatic"]
"""`automatic` is any other machine's: a ticket number, a delay, a read receipt. It is no answer."""


@dataclass(frozen=True)
class Told:
    kind: Kind
    because: str
    """As a sentence."""


_AWAY = re.compile(
    r"\b(out of (the )?office|on (vacation|holiday|leave)|away from (my|the) (desk|office)|"
    r"abwesen|abwesenheit|nicht im büro|im urlaub|afwezig|niet op kantoor|met vakantie|"
    r"absence du bureau|absent|en congé|en vacances|fuera de (la )?oficina|ausencia|"
    r"de vacaciones|fuori (sede|ufficio)|fora do escritório)",
    re.IGNORECASE,
)
_AUTOMATIC = re.compile(
    r"^\W*(automatic reply|auto[- ]?reply|auto(matische)?[- ]?antwort|automatisch antwoord|"
    r"réponse automatique|respuesta automática|risposta automatica|resposta automática|"
    r"autosvar|automatisk svar)\b",
    re.IGNORECASE,
)
_FAILED = re.compile(
    r"^(undeliver(ed|able)|mail delivery (failed|failure|subsystem)|delivery status notification "
    r"\(failure\)|returned mail|failure notice|unzustellbar|onbestelbaar|non remis|"
    r"no se puede entregar)",
    re.IGNORECASE,
)
_MACHINES = ("mailer-daemon@", "postmaster@", "mail-daemon@")


def told_apart(mail: Incoming) -> Told:
    if mail.report is not None:
        return _of_report(mail.report.get("action", ""), mail.report.get("status", ""))
    sender = mail.from_address or ""
    if sender.startswith(_MACHINES) and _FAILED.search(mail.subject):
        return Told("bounce", "A mail server says that it could not be delivered.")
    if _AUTOMATIC.search(mail.subject):
        return Told("out_of_office", f"Its subject says so: “{mail.subject[:120]}”.")
    automatic = _says_automatic(mail)
    if _AWAY.search(mail.subject) and (automatic or not _is_answer(mail.subject)):
        return Told("out_of_office", f"Its subject says so: “{mail.subject[:120]}”.")
    if automatic and _is_away(mail):
        return Told("out_of_office", f"It says of itself that it is automatic ({automatic}).")
    if automatic:
        return Told("automatic", f"It says of itself that it is automatic ({automatic}).")
    if sender.startswith(_MACHINES) or mail.headers.get("return-path") == "<>":
        return Told("automatic", "It comes from a mail server, not from a person.")
    return Told("reply", "Somebody answered.")


def _of_report(action: str, status: str) -> Told:
    if action.lower() == "failed":
        return Told("bounce", f"A delivery report says that it failed ({status or 'no status'}).")
    return Told("automatic", f"A delivery report says: {action or 'nothing'}.")


def _says_automatic(mail: Incoming) -> str | None:
    """The header by which it says so."""
    submitted = mail.headers.get("auto-submitted", "no").partition(";")[0].strip().lower()
    if submitted != "no":
        return f"Auto-Submitted: {submitted}"
    for name in ("x-autoreply", "x-autorespond", "x-autoresponder"):
        if mail.headers.get(name, "no").lower() not in ("no", "false", ""):
            return name.title()
    suppress = mail.headers.get("precedence", "").lower()
    if suppress in ("auto_reply", "bulk", "junk"):
        return f"Precedence: {suppress}"
    return None


def _is_away(mail: Incoming) -> bool:
    """What answers by itself is mostly a holiday notice; what counts tickets says so."""
    submitted = mail.headers.get("auto-submitted", "").lower()
    if mail.headers.get("precedence", "").lower() == "auto_reply" or "x-autoreply" in mail.headers:
        return True
    if submitted.startswith("auto-replied"):
        return not re.search(r"\b(ticket|case|request|anfrage)\b|#\d{3,}", mail.subject, re.I)
    return bool(_AWAY.search(mail.subject) or _AWAY.search(mail.text[:2_000]))


def _is_answer(subject: str) -> bool:
    """`Re:` and what it is called elsewhere: a person may answer a mail about holidays."""
    return bool(re.match(r"^\s*(re|aw|antw|sv|tr|rv|r|fwd?|wg)\s*:", subject, re.IGNORECASE))
