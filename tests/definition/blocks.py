"""Blocks of designed mails made up by Hypothesis: every type, with everything that may be in it."""

from typing import Any

from hypothesis import strategies as st

from tests.definition.values import Data, both, maybe, only, text

aligned = maybe(align=st.sampled_from(["left", "center", "right"]))
conditional = maybe(if_=text())
headings = both(
    only(type=st.just("heading"), text=text()), aligned, maybe(level=st.sampled_from([1, 2, 3]))
)
texts = only(type=st.just("text"), markdown=text(400))
buttons = both(only(type=st.just("button"), label=text(), url=text()), aligned)
images = both(
    only(type=st.just("image"), src=text(), alt=text(least=0)),
    aligned,
    maybe(link=text(), width=st.integers(16, 600)),
)
dividers = only(type=st.just("divider"))
spacers = only(type=st.just("spacer"), height=st.integers(4, 200))
quotes = both(only(type=st.just("quote"), text=text(400)), maybe(by=text()))
lists = both(
    only(
        type=st.just("list"),
        items=st.lists(both(only(title=text()), maybe(text=text(400))), min_size=1, max_size=3),
    ),
    maybe(bullets=st.sampled_from(["numbers", "ticks"])),
)
simple: st.SearchStrategy[Data] = both(
    st.one_of(headings, texts, buttons, images, dividers, spacers, quotes, lists), conditional
)
columns = both(
    only(
        type=st.just("columns"),
        columns=st.lists(st.lists(simple, max_size=2), min_size=2, max_size=3),
    ),
    conditional,
)
blocks: st.SearchStrategy[list[Any]] = st.lists(simple | columns, min_size=1, max_size=4)
colours = st.from_regex(r"\A#[0-9a-fA-F]{6}\Z")
themes = maybe(accent=colours, background=colours)
