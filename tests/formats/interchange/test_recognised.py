"""What we write for annotation tools is known for what it is when it comes back."""

from __future__ import annotations

import pytest

from annotator.formats.interchange import brat, conll, doccano, label_studio
from annotator.formats.interchange.incoming import Incoming
from annotator.formats.interchange.readers import READERS, recognised
from tests.formats.interchange.made import a_mark, a_packed, one_text, written

FORMS = {"brat": brat, "conll": conll, "label_studio": label_studio, "doccano": doccano}
SHORT = "The mayor may resign."
LONG = "\n".join([SHORT] * 4_000)  # longer than what is looked at of a file


@pytest.mark.parametrize("text", [SHORT, LONG], ids=["short", "long"])
@pytest.mark.parametrize("form", FORMS)
def test_an_export_is_known_for_what_it_is(form, text):
    packed = written(FORMS[form].write, one_text(text, a_mark(text, "mayor"))).packed
    assert "manifest.json" in packed.names()
    reader = recognised(packed)
    assert reader.key == form
    (document,) = reader.read(packed) if form != "doccano" else list(reader.read(packed))[:1]
    assert len(document.marks) == 1


@pytest.mark.parametrize("form", FORMS)
def test_two_people_of_one_name_stay_two(form):
    marks = [
        a_mark(SHORT, "mayor", ident=f"a{number}", author={"id": number, "name": "Ada"})
        for number in (7, 8, 7)
    ]
    documents = list(FORMS[form].read(written(FORMS[form].write, one_text(SHORT, *marks)).packed))
    people = {mark.person for each in documents if isinstance(each, Incoming) for mark in each.marks}
    assert people == {"Ada", "Ada (8)"}


@pytest.mark.parametrize("form", FORMS)
def test_a_revision_without_its_text_is_lost_with_its_marks(form):
    source = one_text(SHORT, a_mark(SHORT, "mayor"))
    del source.texts[0].revision["text"]
    out = written(FORMS[form].write, source)
    assert (out.lost("revision"), out.lost("annotation")) == ({"1"}, {"a1"})


def test_basil_and_tables_of_others_have_their_readers():
    assert recognised(a_packed(x_ann__json='{"phrase-level-annotations": []}')) is READERS["basil"]
    assert recognised(a_packed(a__csv="quote,label\n")) is READERS["csv"]
