"""How texts have changed, word by word."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.differences import compare
from engine.differences.wording import Piece, pieces
from tests.differences.test_comparison import WHOLE, after

FATES = {"same": "=", "removed": "-", "added": "+"}


def told(old: str, new: str) -> list[str]:
    return [f"{FATES[each.fate]}{each.text}" for each in pieces(old, new)]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("Hello", "Good morning", ["-Hello", "+Good morning"]),
        ("Good to have you.", "Good to meet you.", ["=Good to ", "-have", "+meet", "= you."]),
        (
            "Hi {{ contact.name }}!",
            "Hi {{ account.name }}!",
            ["=Hi ", "-[name]", "+[account name]", "=!"],
        ),
        (
            "Hi {{ contact.name }}!",
            "Hi {{ contact.name | default('you') }}!",
            ["=Hi ", "-{{ contact.name }}", "+{{ contact.name | default('you') }}", "=!"],
        ),
        ("One two three", "One 2 3", ["=One ", "-two three", "+2 3"]),
    ],
)
def test_changed_words_are_marked(old: str, new: str, found: list[str]) -> None:
    assert told(old, new) == found


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("Do **it now**, please", "Do **it soon**, please", "=Do |=it|= |-now|+soon|=, please"),
        ("## Hi\n- one", "## Ho\n- one", "-Hi|+Ho|=\n• one"),
        (
            "See [ours](https://a.b) now",
            "See [ours](https://c.d) now",
            "=See ours (https://|-a.b|+c.d|=) now",
        ),
        ("[Go](https://a.b){.button}", "[Come](https://a.b){.button}", "-Go|+Come|= (https://a.b)"),
        (
            "{% if account.plan %}a{% else %}b{% endif %}",
            "{% if account.plan %}a{% else %}c{% endif %}",
            "=[if known: account plan]a[otherwise]|-b|+c|=[in any case]",
        ),
        (
            "{% if account.n > 2 %}a{% endif %}",
            "{% if account.n > 3 %}a{% endif %}",
            "-[if account.n > 2]",
        ),
        ("It is good", "It is **good**", "=It is |-good|+good"),
        ("a_b * c", "a_b * d", "=a_b * |-c|+d"),
        ("\\*a", "\\*b", "=*|-a|+b"),
    ],
)
def test_a_text_is_told_as_its_readers_see_it(old: str, new: str, found: str) -> None:
    """**How it broke:** `**bold**` and `{% if … %}` were shown to who has never typed them."""
    said = "|".join(f"{FATES[each.fate]}{each.text}" for each in pieces(old, new, markdown=True))
    assert found in said


def test_what_is_bold_or_italic_is_known() -> None:
    found = list(pieces("It is *so* good", "It is *so* **very good**", markdown=True))
    assert Piece("same", "so", ("italic",)) in found
    assert Piece("added", "very good", ("bold",)) in found
    assert Piece("removed", "good") in found
    [_, _, both] = list(pieces("a b", "a ***b***", markdown=True))
    assert both == Piece("added", "b", ("bold", "italic"))


@given(
    st.text(alphabet="ab *_[](){}%\n\\#-.", max_size=40), st.text(alphabet="ab *_[]()", max_size=40)
)
@example("", "[*]*")
@example("[a]", "[*a*] and **[*b*]**")
def test_no_mark_of_ours_is_seen(old: str, new: str) -> None:
    for each in pieces(old, new, markdown=True):
        assert not set("\ufdd2\ufdd3") & set(each.text)


def test_what_is_far_from_a_change_is_left_out() -> None:
    kept = "All is well here. " * 20
    first, removed, added, last = told(f"{kept}Ana {kept}", f"{kept}Ben {kept}")
    assert (removed, added) == ("-Ana", "+Ben")
    assert first.startswith("=… ")
    assert last.endswith(" …")
    assert 30 < len(first) <= 42
    assert 30 < len(last) <= 42


@given(st.text(max_size=60), st.text(max_size=60))
def test_both_texts_are_told_whole_where_they_are_short(old: str, new: str) -> None:
    found = list(pieces(old, new))
    if any(piece.fate == "same" and len(piece.text) > 40 for piece in found):
        return

    def side(fate: str) -> str:
        return "".join(each.text for each in found if each.fate in ("same", fate))

    assert "…" in side("removed") or side("removed") == old
    assert "…" in side("added") or side("added") == new


def test_of_long_texts_the_lines_are_compared_first() -> None:
    """**How it broke:** a mail that was replaced by a long text, such as HTML that was pasted, was
    compared for a minute, word by word, and nothing else was answered meanwhile."""
    rest = [f"<p>Line {number} of all that we say.</p>" for number in range(100)]
    old, new = ("".join(f"{tag}<{tag}>{n}</{tag}>" for n in range(600)) for tag in ("i", "b"))
    found = told("".join([old, *rest, "End"]), "".join([new, *rest[:50], "Ours.", *rest[50:]]))
    assert [piece[0] for piece in found] == ["-", "+", "=", "+", "=", "-"]
    assert found[3] == "+Ours."


@pytest.mark.parametrize(
    "written",
    [
        "[" + "{{ contact.first_name }} " * 60,
        "[Open](https://x.example/?" + "a={{account.id}}&" * 60,
        "{% if" + " " * 5_000,
        "{{ " + "_a" * 500_000,
        "{{ a" * 100_000,
        "**a " * 20_000,
    ],
)
def test_what_never_ends_is_compared_as_fast(written: str) -> None:
    """**How it broke:** of a bracket that somebody had not closed, with some thirty fields behind
    it, every way to read each field was tried with every way to read the others, for hours. The
    same happened to a long word, and to many fields, behind braces that nothing closes."""
    found = list(pieces(written, f"{written}x", markdown=True))
    assert found[-1].fate == "added"


def test_a_word_in_a_long_line_is_found() -> None:
    line = " ".join(f"word{number}" for number in range(5_000))
    found = told(line, line.replace("word2500 ", "another "))
    assert [piece for piece in found if piece[0] != "="] == ["-word2500", "+another"]


def test_a_long_line_without_anything_of_the_old_one_is_all_new() -> None:
    old, new = ("".join(f"{word} {number} " for number in range(3_000)) for word in ("a", "b"))
    assert [piece[0] for piece in told(f"{old}old", f"{new}new")] == ["-", "+"]


def test_a_difference_of_a_text_knows_its_words() -> None:
    [found] = compare(
        WHOLE, after("body: Good to have you.", "body: Good to meet you.")
    ).differences
    assert found.about == "The body of “Greet”"
    assert Piece("removed", "have") in found.pieces
    assert "now" in found.text
