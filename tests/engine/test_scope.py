"""What templates can read of everybody is what is said to be there."""

from datetime import date
from uuid import UUID

from engine.advancing.passage import Colleague, Company, Person
from engine.advancing.scope import values
from engine.templates.fields import BUILT_IN

ID = UUID(int=1)


def test_built_in_names_are_those_that_are_there_without_any_trait() -> None:
    found = values(
        Company(ID, "acme", "Acme", {}, "UTC", date(2027, 1, 1)),
        Person(ID, "ada", "ada@acme.example", "Ada Ames", {}, "UTC", locale="nl-NL"),
        Colleague(ID, "Kim Klein", "kim@example.com", "https://cal.example"),
        ("hello", "Hello"),
        {},
    )
    for whose in ("account", "contact", "owner", "journey"):
        assert found[whose].keys() == BUILT_IN[whose].keys()
