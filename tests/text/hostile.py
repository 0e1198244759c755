"""Strings that break text programs, as hypothesis strategies."""

from __future__ import annotations

from hypothesis import strategies as st

PIECES = [
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",  # a family: three people, two joiners
    "\U0001f1e9\U0001f1ea",  # a flag
    "\U0001f1e9",  # half of one
    "e\u0301", "\u0301", "\u0915\u094d\u0937", "\u1100\u1161\u11a8",  # marks, conjuncts, jamo
    "\u05d0\u05d1", "\u202e", "\u0600",  # right to left, and its controls
    "\r\n", "\r", "\n", "\n\n", "\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\t",
    "\u00a0", "\u3000", "\u200b", "\u00ad", "\ufeff", " ", "  ",
    "\x00", "\x1c", "\x7f", "\ufffe", "\uffff",
    "。", "！", "…", "...", "?", '?"', '."', ".”", "“", '"', "'", "(", ")", "-", "— ", "• ", "1. ",
    "Gen. Hifter", "U.S.", "Inc.", "a.m.", "No. 5", "J. ", "Yahoo! ", "iPhone",
    "said", "it is not clear whether", "may", "according to", "no doubt", "suggests",
    "The mayor", "would-be", ": ",
]  # fmt: skip
SURROGATES = ["\ud800", "\udfff", "\udc00\ud800"]

texts = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=30).map("".join)
raw_texts = st.lists(
    st.one_of(
        st.sampled_from(PIECES + SURROGATES), st.text(st.characters(exclude_categories=()), max_size=5)
    ),
    max_size=30,
).map("".join)
