"""Where findings are shown."""

from engine.definition.document import from_data
from engine.validation import validate


def test_what_is_wrong_with_a_message_is_shown_where_it_is_sent_first() -> None:
    sends = {"type": "email", "template": "hello"}
    journey = from_data(
        {
            "journey": "hello",
            "name": "Hello",
            "entry": {"triggers": [{"event": "Account Created"}]},
            "start": "first",
            "steps": {
                "first": {**sends, "next": "second"},
                "second": {**sends, "next": "done"},
                "done": {"type": "exit"},
            },
            "templates": {
                "hello": {"subject": "Hello", "body": "{{ account.nmae"},
                "old": {"subject": "Bye", "body": "Bye"},
            },
        }
    )
    places = {problem.path: problem.step for problem in validate(journey)}
    assert places["templates.hello.body"] == "first"
    assert places["templates.old"] is None
