"""What the forms of a source ask for, and what they say."""

from dataclasses import dataclass, field

from fastapi import Request
from pydantic import JsonValue

from engine.errors import Invalid
from engine.sources.schemes import Address, Scheme, Secret, Signature, as_data
from engine.store.hooks import HookSummary

KINDS = {
    "billing": "Billing",
    "support": "Support",
    "survey": "Surveys",
    "crm": "CRM",
    "meetings": "Meetings and webinars",
    "learning": "Courses",
    "community": "Community",
    "analytics": "Product analytics",
    "messaging": "Messages",
    "any": "Anything that follows a standard",
}
PATHS = (
    ("event", "What happened", "type"),
    ("user", "Whose: your id of the contact", "data.user.id"),
    ("account", "Your id of the account", "data.account.id"),
    ("email", "Or a mail address", "data.user.email"),
    ("at", "When it happened", "created_at"),
    ("id", "Its own id, so that it is taken once", "id"),
    ("properties", "What else is known", "data"),
    ("each", "A list of events, if there are several", "events"),
)
"""What a mapping names, how it is asked for, and an example."""
PROOFS = {
    "address": "By its secret address alone",
    "secret": "By a secret in a header",
    "signature": "By a signature of the body in a header (HMAC-SHA256)",
}


@dataclass(frozen=True)
class Proof:
    """How a source that no preset describes is known, as its form says it."""

    kind: str = "address"
    header: str = ""
    prefix: str = ""
    """What stands before a signature."""

    def scheme(self) -> Scheme:
        """Raises Invalid. The header's name is seen to by `scheme_from`."""
        header = self.header.strip().lower()
        if self.kind in ("secret", "signature") and not header:
            raise Invalid("Write the name of the header.", code="no_header")
        match self.kind:
            case "secret":
                return Secret(header=header)
            case "signature":
                prefix = self.prefix.strip()
                return Signature(header=header, prefix=prefix, encodings=("hex", "base64"))
            case "address":
                return Address()
            case _:
                raise Invalid("Choose how it is known.")

    def data(self) -> JsonValue:
        return as_data(self.scheme())


def proof_of(source: HookSummary) -> Proof:
    """As it is now. A scheme that only the API can write is shown by its header."""
    said = source.scheme
    return Proof(str(said["kind"]), str(said.get("header") or ""), str(said.get("prefix") or ""))


@dataclass(frozen=True)
class Asked:
    """What the form of a new source says."""

    preset: str = ""
    name: str = ""
    proof: Proof = Proof()
    wrong: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Typed:
    """What the form of a mapping shows."""

    paths: dict[str, JsonValue]
    read: str | None
    """The edition that was read before it was changed."""
    refused: str | None = None
    """Why it was not kept."""


async def paths_in(request: Request, source: HookSummary) -> dict[str, JsonValue]:
    """The mapping as the form has it. What the form does not ask for stays as it is."""
    form = await request.form()
    names = [*(name for name, _, _ in PATHS), "name"]
    given = {name: str(form.get(name) or "").strip() for name in names}
    kept = {name: value for name, value in (source.mapping or {}).items() if name not in given}
    return {**kept, **{name: value for name, value in given.items() if value}}
