"""BASIL: articles in sentences, spans that count within one, in two files or in one."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.interchange import basil
from tests.formats.interchange.made import a_packed, found, whys

ARTICLE = {
    "uuid": "a-1",
    "triplet-uuid": "0123456789ab",
    "title": "A storm over the harbour",
    "main-event": "The harbour vote",
    "source": "hpo",
    "url": "https://news.example/1",
    "date": "2024-05-02",
    "body-paragraphs": [["The 🦊 mayor raged.", "Nobody cared."], ["It was a fierce day."]],
}


def a_span(ident: str, start: int | None, end: int | None, txt: str, **more) -> dict:
    return {
        "id": ident,
        "start": start,
        "end": end,
        "txt": txt,
        "bias": "lex",
        "aim": "dir",
        "notes": "",
    } | more


def said(*spans, **more) -> dict:
    return {"uuid": "a-1", "phrase-level-annotations": list(spans)} | more


def read(*spans, article=ARTICLE, **more):
    packed = a_packed(
        **{
            "articles/2024/0123_1__json": json.dumps(article),
            "annotations/2024/0123_1_ann__json": json.dumps(said(*spans, **more)),
        }
    )
    documents, refused = found(basil.read, packed)
    return documents, refused


def test_spans_are_moved_to_where_their_sentence_stands():
    (document,), refused = read(
        a_span("p0", 12, 17, "raged", polarity="neg", target="Mayor", speaker="", notes="Strong."),
        a_span("p2", 9, 15, "fierce", bias="inf"),
    )
    assert refused == []
    assert document.text == "The 🦊 mayor raged. Nobody cared.\n\nIt was a fierce day."
    for mark in document.marks:
        (span,) = mark.spans
        assert document.text[span.start : span.end] == span.quote
    one, other = document.marks
    assert (one.label, one.note) == ("bias", "Strong.")
    assert one.codes == {"bias": ["lex"], "aim": ["dir"], "polarity": ["neg"], "target": ["Mayor"]}
    assert other.codes["bias"] == ["inf"]
    assert (document.name, document.unit) == ("a-1", "code points")
    assert document.facts == {
        "title": "A storm over the harbour",
        "url": "https://news.example/1",
        "source": "hpo",
        "published_at": "2024-05-02",
        "story": "The harbour vote (01234567)",
    }
    assert one.place.file.endswith("_ann.json")


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=("Cs",)), min_size=1), max_size=3), max_size=4
    ),
    st.data(),
)
def test_every_sentence_is_where_its_spans_say(body, data):
    sentences = [each for paragraph in body for each in paragraph]
    if not sentences:
        return
    number = data.draw(st.integers(0, len(sentences) - 1))
    start = data.draw(st.integers(0, len(sentences[number]) - 1))
    end = data.draw(st.integers(start + 1, len(sentences[number])))
    quote = sentences[number][start:end]
    whole = ARTICLE | said(a_span(f"p{number}", start, end, quote)) | {"body-paragraphs": body}
    documents, refused = found(basil.read, a_packed(a__json=json.dumps(whole)))
    if refused:
        assert "\x00" in quote, "only what no database keeps is left out"
        return
    (span,) = documents[0].marks[0].spans
    assert documents[0].text[span.start : span.end] == quote


def test_both_in_one_object_or_in_a_list_are_read():
    whole = ARTICLE | said(a_span("p1", 0, 6, "Nobody"))
    for data in (whole, [whole, whole | {"uuid": "a-2"}]):
        documents, refused = found(basil.read, a_packed(dataset__json=json.dumps(data)))
        assert refused == []
        assert [len(each.marks) for each in documents] == [1] * len(documents)
    assert [each.name for each in documents] == ["a-1", "a-2"]


def test_words_without_a_place_have_that_of_their_sentence_if_they_stand_in_it_once():
    (document,), _ = read(
        a_span("p1", None, None, "cared"), a_span("p0", -1, 2, "a"), a_span("p1", 3, 3, "Nobody")
    )
    assert [(mark.spans[0].start, mark.spans[0].quote) for mark in document.marks] == [
        (26, "cared"),
        (None, "a"),
        (19, "Nobody"),
    ]


@pytest.mark.parametrize(
    ("span", "why"),
    [
        (a_span("title", 2, 7, "storm"), "This marks the title, which is not in the text."),
        (a_span("p3", 0, 2, "It"), "There is no sentence p3 in the article."),
        (a_span("p-1", 0, 2, "It"), "There is no sentence p-1 in the article."),
        (a_span("p9999999999999999", 0, 2, "It"), "There is no sentence p9999999999999999 in the article."),
        (a_span("", 0, 2, "It"), "There is no sentence ? in the article."),
        (a_span("p0", None, None, ""), "It has neither start and end nor words (txt)."),
        (7, "A span is an object with names."),
    ],
)
def test_a_span_without_a_place_is_told_and_the_rest_is_read(span, why):
    (document,), refused = read(span, a_span("p1", 0, 6, "Nobody"))
    assert (len(document.marks), whys(refused)) == (1, [why])
    assert refused[0].place.path == "phrase-level-annotations[0]"


def test_what_is_said_of_the_whole_article_is_told():
    (_,), refused = read(**{"article-level-annotations": {"relative_stance": "center"}})
    assert whys(refused) == ["This is said of the whole article, and no range."]


@pytest.mark.parametrize(
    ("article", "why"),
    [
        (ARTICLE | {"uuid": "b-2"}, "These annotations are of another article (uuid a-1)."),
        ({"uuid": "a-1", "body-paragraphs": []}, "There is no text in it (body-paragraphs)."),
        ({"uuid": "a-1", "body-paragraphs": "x"}, "There is no text in it (body-paragraphs)."),
        (["x"], "What stands here is no JSON object."),
        ([[1]], "An article is an object with names."),
    ],
)
def test_an_article_that_is_none_is_refused(article, why):
    documents, refused = read(article=article)
    assert (documents, whys(refused)) == ([], [why])


def test_files_without_their_other_half():
    documents, refused = found(
        basil.read,
        a_packed(a__json=json.dumps(ARTICLE), b_ann__json=json.dumps(said()), c__txt="x", d__json=b"\xff"),
    )
    assert [(each.name, each.marks) for each in documents] == [("a-1", [])]
    assert whys(refused) == [
        "This is no JSON file.",
        "No JSON array or object begins here.",
        "There is no article to it (b.json).",
    ]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "This file is empty."),
        (b'{"uuid": "\xe9"}', "This is not UTF-8. Save it as that."),
        (
            b'{"body-paragraphs": [["a\\ud800"]]}',
            "This text has a character that can't be kept: NUL, or half of one.",
        ),
        (b'{"body-paragraphs": ' + b"[" * 5000 + b"]" * 5000 + b"}", "This is nested too deep to be read."),
    ],
)
def test_what_is_no_json_is_refused(data, why):
    documents, refused = found(basil.read, a_packed(a__json=data))
    assert (documents, whys(refused)) == ([], [why])
