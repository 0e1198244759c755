"""CoNLL, read: the schemes and columns that others have, and files that are not what they seem."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.formats.interchange import conll
from tests.formats.interchange.made import a_packed, found, whys

DOCCANO = Path(__file__).parents[4] / "shared" / "corpora" / "doccano"
CONLL_2003 = """-DOCSTART- -X- O O

Ada NNP I-NP I-PER
Lovelace NNP I-NP I-PER
Oslo NNP I-NP I-LOC
Bergen NNP I-NP B-LOC
rains VBZ I-VP O

# # I-NP O
1 CD I-NP I-LOC

-DOCSTART- -X- O O

Rome NNP I-NP I-LOC
"""


def read(data: str | bytes, name: str = "a__conll"):
    documents, refused = found(conll.read, a_packed(**{name: data}))
    return documents, whys(refused)


def marks(document) -> list[tuple[str, str]]:
    for mark in document.marks:
        (span,) = mark.spans
        assert document.text[span.start : span.end] == span.quote
    return [(mark.label, mark.spans[0].quote) for mark in document.marks]


def test_conll_2003_is_read_in_its_own_scheme():
    (one, other), refused = read(CONLL_2003)
    assert refused == []
    assert one.text == "Ada Lovelace Oslo Bergen rains\n# 1"
    assert marks(one) == [("PER", "Ada Lovelace"), ("LOC", "Oslo"), ("LOC", "Bergen"), ("LOC", "1")]
    assert marks(other) == [("LOC", "Rome")]
    assert (one.name, other.name, one.unit) == ("a.conll", "a.conll#2", "code points")
    assert one.marks[0].place.line == 3


@pytest.mark.parametrize(
    "tags",
    [
        "B-PER I-PER B-PER O B-LOC",  # IOB2
        "I-PER I-PER B-PER O I-LOC",  # IOB1
        "B-PER E-PER S-PER O S-LOC",  # BIOES
        "B-PER L-PER U-PER O U-LOC",  # BILOU
        "B-PER M-PER W-PER _ W-LOC",
    ],
)
def test_each_scheme_says_the_same(tags):
    lines = "".join(f"{form}\t{tag}\n" for form, tag in zip("abcde", tags.split(), strict=True))
    (document,), refused = read(lines)
    assert (marks(document), refused) == ([("PER", "a b"), ("PER", "c"), ("LOC", "e")], [])


def test_a_chunk_ends_with_its_sentence_and_with_another_label():
    (document,), _ = read("a\tB-X\n\nb\tI-X\nc\tI-Y\n")
    assert marks(document) == [("X", "a"), ("X", "b"), ("Y", "c")]
    assert document.text == "a\nb c"


def test_columns_that_are_named_are_read_by_their_names():
    head = "# global.columns = ID FORM NER NER.sure CUE\n# newdoc id = d7\n"
    (document,), refused = read(head + "1\tAda\tB-PER\tyes,no\tO\n2\tmay\tO\t_\tB-hedge\n")
    assert (document.name, document.text, refused) == ("d7", "Ada may", [])
    one, other = document.marks
    assert (one.label, one.codes, other.label, other.codes) == ("PER", {"sure": ["yes", "no"]}, "hedge", {})


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("x\tPER", "PER is no tag: O, or B-, I-, E-, S- and a label."),
        ("x\tB-", "B- is no tag: O, or B-, I-, E-, S- and a label."),
        ("x", "There are 1 columns here, and 2 elsewhere."),
        ("x\ty\tO", "There are 3 columns here, and 2 elsewhere."),
    ],
)
def test_a_bad_line_is_told_and_its_token_stays(line, why):
    (document,), refused = read(f"a\tB-X\n{line}\nb\tI-X\n")
    assert refused == [why]
    assert document.text == "a x b"
    assert marks(document) == [("X", "a"), ("X", "b")]


def test_syntax_is_told_apart_from_marks():
    documents, refused = read("1\tAda\tAda\tPROPN\tNNP\t_\t0\troot\t_\t_\n" * 3)
    assert (documents, refused) == ([], ["This is syntax (CoNLL-U or its like), and has no marks."])


OURS = "# global.columns = FORM START END claim\n\n# newdoc id = 1-1\n"


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ('# text = "Ada may"\nAda\t1\t4\tO\n', "The text does not have Ada at that place."),
        (
            '# text = "Ada may"\nAda\t0\t9999999999999999999\tO\n',
            "The text does not have Ada at that place.",
        ),
        ('# text = "Ada may"\nAda\tx\n', "The text does not have Ada at that place."),
        ('# text = "Ada may"\n\t0\t0\tO\n', "The text does not have  at that place."),
        ('# text = "Ada\nmay"\nAda\t0\t3\tO\n', "This is no JSON"),
        ("# text = 7\nAda\t0\t3\tO\n", "text is no JSON string."),
    ],
)
def test_ours_with_a_bad_place_or_fact_is_told(lines, why):
    _, refused = read(OURS + lines)
    assert any(each.startswith(why) for each in refused)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "There is no token in it."),
        (b"\n\n", "There is no token in it."),
        (b"caf\xe9\tO\n", "is not UTF-8"),
        (b"a\tO\nb\x00\tO\n", "NUL"),
        (b"\xed\xa0\x80\tO\n", "lone surrogate"),
    ],
)
def test_what_is_no_text_is_refused(data, why):
    documents, refused = read(data)
    assert why in refused[0]
    assert [each.text for each in documents] == ([] if b"\x00" not in data else ["a"])


def test_a_byte_order_mark_and_crlf_do_no_harm():
    (document,), refused = read("\ufeffAda\tB-PER\r\nmay\tO\r\n")
    assert (document.text, marks(document), refused) == ("Ada may", [("PER", "Ada")], [])


def test_the_corpus_reads_or_is_refused_with_its_lines():
    files = sorted(DOCCANO.rglob("*.conll"))
    if not files:
        pytest.skip("shared/corpora/doccano is not here")
    told = {}
    for each in files:
        documents, refused = read(each.read_bytes())
        told[each.name] = (len(documents), sum(len(one.marks) for one in documents), refused)
    bad = "SOCCERO is no tag: O, or B-, I-, E-, S- and a label."
    assert told["example.conll"] == (1, 2, [])
    assert told["labeling.trailing.conll"] == (1, 2, [])
    assert told["labeling.invalid.conll"] == (1, 5, [bad])
