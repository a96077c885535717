"""What a journey has from the library is there, and fits."""

from engine.definition.document import parse
from engine.template_library import Shelf
from engine.validation import Known, is_publishable, validate
from tests.library.test_shelf import JOURNEY, SHELF


def test_what_there_is_not_or_does_not_fit_is_told() -> None:
    journey = parse(JOURNEY)
    for known in (Known(library=SHELF), Known()):
        assert is_publishable(validate(journey, known=known))
    without = Shelf(kinds={"welcom": "mail", "note": "mail", "signature": "partial"})
    told = {
        each.code: f"{each.message} {each.hint}"
        for each in validate(journey, known=Known(library=without))
    }
    assert "no template “welcome” in the library. Did you mean" in told["unknown_template"]
    assert "“note” of the library is not a template for an in-app" in told["wrong_template"]
    assert "no partial “signature”" in told["unknown_partial"]
