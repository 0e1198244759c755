from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from annotator.text.anchoring import Quote, describe, find, reanchor
from annotator.text.spans import Span
from tests.text.hostile import raw_texts

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
REPORT = (
    "The ferry left at noon. Forty people were on board when it turned over. "
    "Fishermen pulled most of them out of the water. The mayor said the owner may have ignored a warning. "
    "Police are looking for the captain, who has not been seen since the accident."
)
CLAIM = "The mayor said the owner may have ignored a warning."


def at(text, quote):
    start = text.index(quote)
    return Span(start, start + len(quote))


def test_a_quote_has_its_context():
    assert describe(REPORT, at(REPORT, "noon"), context=9) == Quote("noon", " left at ", ". Forty p")


def test_context_ends_where_the_text_ends():
    assert describe("one two", Span(4, 7)) == Quote("two", "one ", "")
    assert describe("one two", Span(0, 7)) == Quote("one two", "", "")


def test_a_family_is_in_the_context_whole_or_not_at_all():
    text = f"{FAMILY}ab{FAMILY}"
    assert describe(text, Span(5, 7), context=4) == Quote("ab", "", "")
    assert describe(text, Span(5, 7), context=5) == Quote("ab", FAMILY, FAMILY)


def test_a_heap_of_accents_is_no_context():
    heap = "e" + "\u0301" * 60
    assert describe(f"{heap}x", Span(61, 62)).prefix == ""
    assert describe(f"x{heap}", Span(0, 1)).suffix == ""


def test_a_range_outside_the_text_is_refused():
    with pytest.raises(ValueError, match="outside"):
        describe("one", Span(1, 4))
    with pytest.raises(ValueError, match="outside"):
        reanchor("one", "two", [Span(1, 4)])


@st.composite
def marked(draw):
    text = draw(raw_texts.filter(bool))
    start = draw(st.integers(0, len(text) - 1))
    return text, Span(start, draw(st.integers(start + 1, len(text))))


@given(marked(), st.integers(0, 40))
def test_a_quote_is_a_slice_of_its_text(case, context):
    text, span = case
    quote = describe(text, span, context)
    assert quote.exact == span.of(text)
    assert text[: span.start].endswith(quote.prefix)
    assert text[span.end :].startswith(quote.suffix)
    assert max(len(quote.prefix), len(quote.suffix)) <= context


@given(marked())
def test_context_begins_at_a_grapheme_border(case):
    text, span = case
    begins = {cluster.start() for cluster in regex.finditer(r"\X", text[: span.start])} | {span.start}
    assert span.start - len(describe(text, span, 6).prefix) in begins


CASES = [
    ("exact", REPORT.replace("noon", "half past twelve"), CLAIM, "another sentence changed"),
    ("exact", f"News.\n\n{REPORT}", CLAIM, "something was put before"),
    ("exact", REPORT.replace(" ", "\n"), CLAIM.replace(" ", "\n"), "other white space"),
    ("moved", f"{CLAIM} {REPORT.replace(CLAIM + ' ', '')}", CLAIM, "now the first sentence"),
    (
        "changed",
        REPORT.replace("may have", "had probably"),
        CLAIM.replace("may have", "had probably"),
        "two words",
    ),
    ("orphan", REPORT.replace(CLAIM, "Nothing more is known."), None, "gone"),
    ("orphan", "", None, "all gone"),
]


@pytest.mark.parametrize(("state", "new", "quote", "why"), CASES)
def test_states(state, new, quote, why):
    (found,) = reanchor(REPORT, new, [at(REPORT, CLAIM)])
    assert found.state == state, why
    assert (found.span.of(new) if found.span else None) == (quote.rstrip() if quote else None)


def test_a_quote_that_now_stands_in_two_places_is_ambiguous():
    new = f"Update. {CLAIM} More soon. Update. {CLAIM} More soon. Nothing else of it was kept."
    (found,) = reanchor(REPORT, new, [at(REPORT, CLAIM)])
    assert found.state in {"ambiguous", "exact"}
    (found,) = [find(new, Quote(CLAIM, "Update. ", " More soon."))]
    assert found.state == "ambiguous"
    assert found.margin < 0.1


def test_context_tells_equal_quotes_apart():
    text = "Ana said no to the council. Later that day Ben said no to the press, and left."
    second = Span(text.rindex("said no"), text.rindex("said no") + 7)
    assert find(text, describe(text, second)).span == second
    assert reanchor(text, f"Well. {text}", [second])[0].span == Span(second.start + 6, second.end + 6)


def test_a_short_quote_needs_its_context_on_both_sides():
    new = REPORT.replace(CLAIM, "Her lawyer denies it.") + " A warning came too late for many, experts say."
    short = at(REPORT, "a warning")
    assert reanchor(REPORT, new, [short])[0].state == "orphan"


def test_a_search_that_would_take_too_long_is_not_begun(monkeypatch):
    new = f"{CLAIM.replace('may have', 'had probably')} {REPORT.replace(CLAIM + ' ', '')}"
    assert find(new, Quote(CLAIM, "", "")).state == "changed"
    monkeypatch.setattr("annotator.text.quotes._CELLS", len(new))
    assert find(new, Quote(CLAIM, "", "")).state == "orphan"


def test_several_ranges_come_back_in_their_order():
    spans = [at(REPORT, "Police"), at(REPORT, "The ferry left at noon."), at(REPORT, CLAIM)]
    found = reanchor(REPORT, REPORT.replace("Forty", "Fifty"), spans)
    assert [anchored.span for anchored in found] == spans


def test_another_normalisation_is_no_change():
    old = "“It’s not clear,” she\u00a0said – again – on Sunday evening, before she left the town."
    new = '"It\'s not clear," she said - again - on Sunday evening, before she left the town.'
    (found,) = reanchor(old, new, [Span(0, 30)])
    assert (found.state, found.span) == ("exact", Span(0, 30))


def test_a_foreign_quote_is_found_by_its_selector():
    found = find(REPORT, Quote("the owner may have ignored", "mayor said ", " a warning"))
    assert (found.state, found.span) == ("moved", at(REPORT, "the owner may have ignored"))
    assert find(REPORT, Quote(" \n", "", "")).state == "orphan"


def test_a_quote_without_context_is_found_when_it_stands_once():
    assert find(REPORT, Quote("captain", "", "")).span == at(REPORT, "captain")
    assert find("ab " * 2000, Quote("ab", "", "")).state == "ambiguous"


def test_a_changed_place_grows_to_whole_words_where_there_are_words():
    quote = Quote("Fishermen pulled most of them out of the wate", "over. ", "r. The")
    assert (
        find(REPORT.replace("most", "some"), quote).span.of(REPORT.replace("most", "some")).endswith("water")
    )
    chinese = "市长星期五上午在市政厅举行的新闻发布会上宣布因为渡轮事故而辞去所有职务并向遇难者家属道歉"
    found = find(f"据报道{chinese.replace('上午', '下午')}很多人感到意外", Quote(chinese, "", ""))
    assert (found.state, found.span) == ("changed", Span(3, 3 + len(chinese)))


@given(raw_texts.filter(bool))
def test_nothing_moves_in_a_text_that_stays(text):
    (found,) = reanchor(text, text, [Span(0, len(text))])
    assert (found.state, found.span, found.score) == ("exact", Span(0, len(text)), 1.0)


@given(marked(), raw_texts)
def test_any_two_strings_give_a_state_and_a_range_inside(case, new):
    old, span = case
    (found,) = reanchor(old, new, [span])
    assert (found.span is None) == (found.state == "orphan")
    assert found.span is None or found.span.end <= len(new)
    assert 0.0 <= found.score <= 1.0


@given(marked(), raw_texts)
def test_what_is_told_to_be_the_same_is(case, more):
    old, span = case
    new = f"{more}\n\n{old}"
    (found,) = reanchor(old, new, [span])
    if found.state in {"exact", "moved"}:
        assert "".join(found.span.of(new).split()) == "".join(span.of(old).split()) or "’" in old
