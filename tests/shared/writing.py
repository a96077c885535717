"""What Python says, as JSON the builder's tests read: what is written twice must agree.

`journeys.json` holds real journeys as the API gives them, `others.json` more of them, written to
leave nothing out; every other file holds what Python says of all of these, by their keys. To write
them anew: `python -m tests.shared`.
"""

from collections.abc import Callable, Mapping

import orjson
from pydantic import JsonValue

from engine.definition.document import to_json
from engine.definition.journey import Journey
from tests.shared import (
    changes,
    definitions,
    findings,
    graphs,
    moments,
    rulers,
    sentences,
    stresses,
)

HERE = definitions.HERE


def definitions_of(journeys: Mapping[str, Journey]) -> str:
    plain = {key: to_json(journey) for key, journey in journeys.items()}
    return orjson.dumps(plain, option=orjson.OPT_INDENT_2).decode()


def of_all(say: Callable[[Journey], JsonValue]) -> str:
    return laid_out({key: say(journey) for key, journey in definitions.everything().items()})


FILES: Mapping[str, Callable[[], str]] = {
    "journeys.json": lambda: definitions_of(definitions.real()),
    "others.json": lambda: definitions_of(definitions.others()),
    "links.json": lambda: of_all(graphs.links_of),
    "ways.json": lambda: of_all(graphs.words_of),
    "graphs.json": lambda: of_all(graphs.graph),
    "ruler.json": lambda: of_all(rulers.ruler),
    "sentences.json": lambda: of_all(sentences.sentences),
    "named.json": lambda: laid_out(
        sentences.named({key: definitions.others()[key] for key in ("words", "whole")})
    ),
    "moments.json": lambda: laid_out(moments.moments()),
    "stresses.json": lambda: laid_out(stresses.stresses()),
    "findings.json": lambda: of_all(findings.findings),
    "broken.json": lambda: laid_out(findings.broken_findings()),
    "changes.json": lambda: laid_out(changes.changes()),
}


def written(name: str) -> bytes:
    """What the file of this name is to hold."""
    return f"{FILES[name]()}\n".encode()


def laid_out(value: JsonValue, levels: int = 3) -> str:
    """JSON of which so many levels of keys stand one a line, so that a change is one line too."""
    if not isinstance(value, dict) or not value or levels == 0:
        return orjson.dumps(value).decode()
    lines = [
        f"{orjson.dumps(key).decode()}: {laid_out(of, levels - 1)}" for key, of in value.items()
    ]
    inner = ",\n".join(lines).replace("\n", "\n  ")
    return f"{{\n  {inner}\n}}"
