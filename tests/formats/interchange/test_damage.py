"""Files that were damaged on their way, in the formats of annotation tools: an answer, and no accident."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotator.formats.interchange import basil, brat, conll, csv_rows, doccano, label_studio
from annotator.formats.interchange.incoming import Unreadable
from tests.formats.interchange.made import a_link, a_mark, a_packed, found, one_text, written

TEXT = "The mayor 🦊 may resign.\nNobody knows why."
CODES = [{"dimension": "tag", "code": "spin"}, {"dimension": "target", "words": "the\nmayor"}]
MARKS = (
    a_mark(TEXT, "mayor", "may resign.\nNobody", ident="a", layer="bias", codes=CODES, note="Hm.\nWell."),
    a_mark(TEXT, "knows", ident="b", layer="bias"),
)
MENTIONS = [{"mention_id": f"m-{each['id']}", "annotation_id": each["id"]} for each in MARKS]
WORLD = one_text(TEXT, *MARKS, mention=MENTIONS, link=[a_link(1, "same", "m-a", "m-b")])
ARTICLE = {
    "uuid": "u", "body-paragraphs": [["One two.", "Three."], ["Four."]], "title": "T", "main-event": "E",
    "phrase-level-annotations": [{"id": "p1", "start": 0, "end": 5, "txt": "Three", "bias": "lex"}],
}  # fmt: skip
TABLE = "document,text,start,end,quote,label\nd,One two.,0,3,One,claim\nd,,4,7,two,claim\n"

FILES = {
    "brat": (
        brat.read,
        lambda out: {"a.txt": TEXT.encode(), "a.ann": out.text("annotator-1/1-1.ann").encode()},
    ),
    "conll": (conll.read, lambda out: {"a.conllup": out.text("annotations.conllup").encode()}),
    "label_studio": (label_studio.read, lambda out: {"a.json": out.text("tasks.json").encode()}),
    "doccano": (doccano.read, lambda out: {"a.jsonl": out.text("entities.jsonl").encode()}),
    "basil": (basil.read, lambda _: {"a.json": json.dumps(ARTICLE).encode()}),
    "csv": (csv_rows.read, lambda _: {"a.csv": TABLE.encode()}),
}
WRITERS = {"brat": brat, "conll": conll, "label_studio": label_studio, "doccano": doccano}
WHOLE = {
    form: make(written(WRITERS[form].write, WORLD) if form in WRITERS else None)
    for form, (_, make) in FILES.items()
}

BYTES = b"\x00 \xff \xed\xa0\x80 \xef\xbb\xbf \xe2\x80\xa8"
WORDS = b"\\ud800 \\u0000 { } [ ] -1 null true 1e999 NaN T1 ; 0"
pieces = st.one_of(
    st.binary(max_size=4),
    st.sampled_from([*BYTES.split(), *WORDS.split(), b'"']),
    st.sampled_from([b"\n", b"\t", b"\r", b" ", b"9" * 30, b"*\tX T1 T2"]),
)


def answer(form: str, files: dict[str, bytes]):
    try:
        return found(FILES[form][0], a_packed(**files))
    except Unreadable as error:  # what looks like a zip is refused before any format is looked at
        return [], [error.refused]


@pytest.mark.parametrize("form", FILES)
def test_a_whole_file_is_read(form):
    documents, refused = found(FILES[form][0], a_packed(**WHOLE[form]))
    assert sum(len(each.marks) for each in documents) >= 1
    assert refused == []


@pytest.mark.parametrize("form", FILES)
@given(data=st.data())
def test_a_file_that_lost_or_got_a_few_bytes_is_read_or_refused(form, data):
    files = dict(WHOLE[form])
    name = data.draw(st.sampled_from(sorted(files)))
    for _ in range(data.draw(st.integers(1, 3))):
        whole = files[name]
        start = data.draw(st.integers(0, len(whole)))
        end = min(len(whole), start + data.draw(st.integers(0, 12)))
        files[name] = whole[:start] + data.draw(pieces) + whole[end:]
    documents, refused = answer(form, files)
    assert documents or refused or not files[name].strip(), "nothing is passed over in silence"


@pytest.mark.parametrize("form", FILES)
@given(data=st.binary(max_size=200))
@example(data=b"PK\x07\x08")
@example(data=b"[" * 20_000)
@example(data=b'{"a":' * 20_000)
@example(data=b"\xff\xfe\x00\xd8")
def test_whatever_bytes_come_there_is_an_answer(form, data):
    name = sorted(WHOLE[form])[0]
    answer(form, {**WHOLE[form], name: data})
