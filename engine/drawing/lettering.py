"""How wide words are, and where lines of them break. Widths are of Inter, rounded up."""

from engine.sentences.words import Run, Sentence

_NARROW = frozenset("iljI.,:;'’‘|![]()tfr ")
_WIDE = frozenset("mwMW@%&—…")
_ELLIPSIS = "…"


def width_of(text: str, size: float, *, strong: bool = False) -> float:
    """The width of text in the unit of `size`, on the generous side."""
    return sum(map(_share, text)) * size * (1.06 if strong else 1.0)


def _share(letter: str) -> float:
    if letter in _NARROW:
        return 0.33
    if letter in _WIDE:
        return 0.92
    if ord(letter) > 0x2E7F:
        return 1.1  # CJK and emoji fill a square
    return 0.68 if letter.isupper() or letter.isdigit() else 0.585


def wrap(sentence: Sentence, width: float, size: float, most: int) -> tuple[Sentence, ...]:
    """The sentence in lines of at most `width`; what does not fit in `most` lines ends in `…`."""
    lines: list[list[Run]] = [[]]
    used = 0.0
    for word in _words(sentence, width, size):
        if lines[-1] and used + _width(word) * size > width:
            lines.append([])
            used = 0.0
        lines[-1] += [*word, Run(" ", word[-1].strong)]
        used += (_width(word) + _share(" ")) * size
    shown = [_merged(line[:-1]) for line in lines[:most]]
    if len(lines) > most:
        shown[-1] = _shortened(shown[-1], width, size)
    return tuple(shown)


def _width(word: list[Run]) -> float:
    return sum(width_of(run.text, 1.0, strong=run.strong) for run in word)


def _words(sentence: Sentence, width: float, size: float) -> list[list[Run]]:
    """Words, each of one or more emphases. A word wider than a line is cut into pieces."""
    words: list[list[Run]] = [[]]
    for run in sentence.runs:
        for number, text in enumerate(run.text.replace("\n", " ").split(" ")):
            if number:
                words.append([])
            if text:
                words[-1].append(Run(text, run.strong))
    return [
        piece
        for word in words
        if word
        for piece in ([word] if _width(word) * size <= width else _cut(word, width / size))
    ]


def _cut(word: list[Run], share: float) -> list[list[Run]]:
    pieces: list[list[Run]] = []
    for run in word:
        text = ""
        for letter in run.text:
            if text and width_of(text + letter, 1.0, strong=run.strong) > share:
                pieces.append([Run(text, run.strong)])
                text = ""
            text += letter
        pieces.append([Run(text, run.strong)])
    return pieces


def _merged(line: list[Run]) -> Sentence:
    runs: list[Run] = []
    for run in line:
        if runs and runs[-1].strong == run.strong:
            runs[-1] = Run(runs[-1].text + run.text, run.strong)
        else:
            runs.append(run)
    return Sentence(tuple(runs))


def _shortened(line: Sentence, width: float, size: float) -> Sentence:
    runs = list(line.runs)
    while runs and sum(width_of(r.text, size, strong=r.strong) for r in runs) + size > width:
        last = runs.pop()
        if len(last.text) > 1:
            runs.append(Run(last.text[:-1], last.strong))
    last = runs.pop() if runs else Run("")
    return Sentence((*runs, Run(last.text.rstrip(" ,") + _ELLIPSIS, last.strong)))
