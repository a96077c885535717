"""What stands below every mail: who wrote, how to stop it, and where to choose, in the reader's own
language as far as our pages speak it."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from engine.languages import DEFAULT


@dataclass(frozen=True)
class _Words:
    stop: str
    choose: str


_WORDS: Mapping[str, _Words] = {
    "en": _Words("Unsubscribe from these mails", "Choose what you get"),
    "de": _Words("Diese E-Mails abbestellen", "Auswählen, was Sie bekommen"),
    "nl": _Words("Afmelden voor deze e-mails", "Kiezen wat u krijgt"),
    "fr": _Words("Se désabonner de ces e-mails", "Choisir ce que vous recevez"),
    "es": _Words("Darse de baja de estos correos", "Elegir lo que recibe"),
}


@dataclass(frozen=True)
class Footer:
    organization: str | None = None
    unsubscribe_url: str | None = None
    """None: nobody can unsubscribe from it."""
    preferences_url: str | None = None
    language: str = DEFAULT
    """One of `engine.languages.LANGUAGES`. The mail itself may be in another."""

    def html(self, around: str) -> str:
        """Safe HTML, empty when there is nothing to say. `around` is the language of the mail."""
        parts = [escape(self.organization)] if self.organization else []
        parts += [f'<a href="{escape(url)}">{escape(said)}</a>' for said, url in self._links()]
        if not parts:
            return ""
        other = "" if around == self.language else f' lang="{self.language}"'
        return f'<p class="footer"{other}>{" · ".join(parts)}</p>'

    def text(self) -> str:
        """The line of `-- ` is what mail programs cut a signature at."""
        lines = [self.organization] if self.organization else []
        lines += [f"{said}: {url}" for said, url in self._links()]
        return "\n".join(["", "-- ", *lines, ""]) if lines else ""

    def _links(self) -> list[tuple[str, str]]:
        words = _WORDS[self.language]
        pairs = ((words.stop, self.unsubscribe_url), (words.choose, self.preferences_url))
        return [(said, url) for said, url in pairs if url]
