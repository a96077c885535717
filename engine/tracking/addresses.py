"""Who has which email address, as of the calls that were followed so far. Pure."""

from collections.abc import Iterable

from engine.tracking.people import Person


class Addresses:
    """Contacts by the address in their own `email` column, whatever its case."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._had: dict[str, dict[str, Person]] = {}
        for person in people:
            self.note(person)

    def note(self, person: Person) -> None:
        """To be told whenever a contact's address may have become another."""
        if address := _address(person):
            self._had.setdefault(address, {})[person.id] = person

    def holders(self, address: str) -> list[Person]:
        """Those whose address it is now; `address` is in lower case. Of very many, some."""
        had = self._had.get(address, {}).values()
        return [
            person for person in had if person.merged_into is None and _address(person) == address
        ]


def _address(person: Person) -> str | None:
    email = person.columns.get("email")
    return email.lower() if email else None
