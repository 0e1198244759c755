from __future__ import annotations

import pytest
from hypothesis import given

from annotator.errors import Invalid
from annotator.text.attribution import SourceKind, Speech, attributions, english, parse_lexicon
from annotator.text.segments import sentences
from tests.text.hostile import raw_texts

CASES = [
    ("Police said that he had fled.", "Police", "said", ["he had fled"]),
    ("Police said he had fled.", "Police", "said", ["he had fled"]),
    ("Hifter has long implied he had backing.", "Hifter", "has long implied", ["he had backing"]),
    ("She did not say whether he left.", "She", "did not say", ["whether he left"]),
    ("“We won,” said Roe, a poet of Rome.", "Roe, a poet of Rome", "said", ["“We won,”"]),
    ('"We won," she said on Monday.', "she", "said", ['"We won,"']),
    ('"Yes," he said, "we won."', "he", "said", ['"Yes,"', '"we won."']),
    ("The bridge, officials say, will close.", "officials", "say", ["The bridge", "will close"]),
    ("The bridge will close, officials said on Monday.", "officials", "said", ["The bridge will close"]),
    ("According to the Post, the bridge fell.", "the Post", "According to", ["the bridge fell"]),
    ("The bridge fell, according to a report.", "a report", "according to", ["The bridge fell"]),
    ('Ann Lee: "No comment."', "Ann Lee", ":", ['"No comment."']),
    ('"We lost a lot." (Lee)', "Lee", "(Lee)", ['"We lost a lot."']),
    ("She told reporters the bridge was safe.", "She", "told", ["the bridge was safe"]),
    ("“Who pays?” Justice Elena Kagan asked.", "Justice Elena Kagan", "asked", ["“Who pays?”"]),
    ("Lee, the mayor of Rome, said she left.", "Lee, the mayor of Rome", "said", ["she left"]),
    ("The minister's claim that he won was false.", "The minister", "claim", ["he won was false"]),
    ("Reports that he fled were denied.", None, "Reports", ["he fled were denied"]),
    ("He is said to be ill.", None, "is said to", ["He", "be ill"]),
    ("He reportedly fled to Rome.", None, "reportedly", ["He", "fled to Rome"]),
    ("He resigned, saying he was ill.", "He", "saying", ["he was ill"]),
    ("He rose, with many speculating he had left.", "many", "speculating", ["he had left"]),
    ("In 2014 he announced he was leaving.", "he", "announced", ["he was leaving"]),
    ("A friend of the city of Rome said it fell.", "A friend of the city of Rome", "said", ["it fell"]),
    ('Lee said in an interview "we were crazy to go."', "Lee", "said", ['"we were crazy to go."']),
]  # fmt: skip


@pytest.mark.parametrize(("text", "source", "cue", "content"), CASES, ids=[c[0][:30] for c in CASES])
def test_who_said_what(text, source, cue, content):
    (one,) = attributions(text)
    assert (one.source and one.source.of(text)) == source
    assert one.cue.of(text) == cue
    assert [piece.of(text) for piece in one.content] == content


@pytest.mark.parametrize(
    "text",
    [
        "He was told to leave.",
        "The United States has an army.",
        "The mayor criticized the bridge.",
        "She accused him of murder.",
        "The self-described poet left.",
        "He spoke about the bridge.",
        "They fled the “army” of Rome.",
        "The statement was short.",
        "It goes according to plan.",
    ],
)
def test_what_reports_nothing(text):
    assert attributions(text) == []


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("Ann Lee", SourceKind.NAMED),
        ("She", SourceKind.NAMED),
        ("President Obama", SourceKind.NAMED),
        ("Ann Lee, a spokeswoman for the city,", SourceKind.NAMED),
        ("A spokesman for the Interior Ministry", SourceKind.ROLE),
        ("The prime minister", SourceKind.ROLE),
        ("Critics", SourceKind.GROUP),
        ("The Interior Ministry", SourceKind.GROUP),
        ("They", SourceKind.GROUP),
        ("A senior official", SourceKind.ANONYMOUS),
        ("Sources", SourceKind.ANONYMOUS),
        ("The report", SourceKind.DOCUMENT),
        ("A study by the university", SourceKind.DOCUMENT),
    ],
)
def test_kinds_of_sources(source, kind):
    (one,) = attributions(f"{source} said that it was late.")
    assert one.source_kind is kind


def test_anonymity_is_told_by_what_follows_too():
    (one,) = attributions("An officer said on condition of anonymity that talks failed.")
    assert one.source_kind is SourceKind.ANONYMOUS


@pytest.mark.parametrize(
    ("text", "speech"),
    [
        ("“We won it,” he said.", Speech.DIRECT),
        ("He said they had “won it all” in Rome.", Speech.MIXED),
        ("He said they had won.", Speech.INDIRECT),
    ],
)
def test_how_it_is_reported(text, speech):
    assert [one.speech for one in attributions(text)] == [speech]


def test_a_quotation_of_several_sentences_is_one():
    text = "“We won. We won it all,” she said."
    (one,) = attributions(text)
    assert one.content[0].of(text) == "“We won. We won it all,”"
    assert one.sentence == sentences(text)[1]


def test_a_quotation_goes_on_after_its_speaker_was_named():
    text = "“We won,” said Ann Lee. “It was hard.” The “army” left.\n\n“Who knows,” it read."
    first, second, *_ = attributions(text)
    assert second.content[0].of(text) == "“It was hard.”"
    assert (second.source, second.cue, second.speech) == (first.source, first.cue, Speech.DIRECT)


def test_every_verb_and_phrase_is_found_in_its_own_example():
    rows = [row for row in english().rows if row.kind in {"verb", "noun", "source", "passive"}]
    assert len(rows) > 50
    assert [row.pattern for row in rows if not attributions(_sentence(row))] == []


def _sentence(row):
    """The examples of nouns, phrases and some verbs are no whole sentences."""
    if row.kind == "source":
        return f"The bridge fell, {row.remark}."
    return f"{row.remark.rstrip('.')}." if row.kind != "noun" else f"{row.remark} and left."


def test_a_bad_lexicon_names_its_line():
    with pytest.raises(Invalid, match=r"own\.tsv, line 2: 'verbal'"):
        parse_lexicon("say\tverb\tclause\tx\nsay\tverbal\tclause\tx", "own.tsv")


def test_another_lexicon_is_used():
    own = parse_lexicon("opine~\tverb\tclause\tHe opined it was late.\n", "own.tsv")
    text = "He opined it was late. He said it was late."
    assert [one.cue.of(text) for one in attributions(text, lexicon=own)] == ["opined"]


@given(raw_texts)
def test_spans_lie_in_the_text_and_the_cue_in_its_sentence(text):
    for one in attributions(text):
        assert one.sentence.start <= one.cue.start
        assert one.cue.end <= one.sentence.end
        assert one.content
        for span in (*one.content, *([one.source] if one.source else [])):
            assert span.of(text).strip()
            assert span.end <= len(text)


@pytest.mark.parametrize(
    "unit", ["he said that ", '"a" said he ', "said ", "according to ", 'he said "', 'A: "x". ']
)
def test_long_runs_of_one_thing_come_to_an_end(unit):
    assert attributions(unit * 1_000) is not None
