"""WebAnno TSV 3, by its description: texts put together, spans over tokens, ties, and files that break it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.formats.interchange.incoming import Incoming, Refused, Span
from annotator.formats.interchange.webanno_tsv import read
from annotator.formats.interchange.webanno_tsv.columns import plain, split, values_of
from tests.formats.interchange.worlds import attempt, packed, reasons

HEAD = "#FORMAT=WebAnno TSV 3.3\n"


def file(head: str, *sentences: str) -> bytes:
    return (HEAD + head + "\n\n\n" + "\n\n".join(sentences) + "\n").encode()


def only(data: bytes) -> Incoming:
    (found,) = read(packed(data, "a.tsv"))
    assert isinstance(found, Incoming), found
    return found


def marked(document: Incoming) -> list[tuple[str, str, dict]]:
    """Each mark's label, passage and codes; offsets are UTF-16."""
    units = document.text.encode("utf-16-le")
    return [
        (
            mark.label,
            units[mark.spans[0].start * 2 : mark.spans[0].end * 2].decode("utf-16-le"),
            {key: list(value) for key, value in mark.codes.items()},
        )
        for mark in document.marks
    ]


def test_spans_over_several_tokens_and_stacked_ones_are_told_apart():
    found = only(
        file(
            "#T_SP=custom.Span|value",
            "#Text=Ann Lee left .\n"
            "1-1\t0-3\tAnn\tPER[1]|FIRST[2]\t\n"
            "1-2\t4-7\tLee\tPER[1]\t\n"
            "1-3\t8-12\tleft\tACT\t\n"
            "1-4\t13-14\t.\t_\t",
        )
    )
    assert found.text == "Ann Lee left ."
    assert found.unit == "UTF-16"
    assert marked(found) == [
        ("custom.Span", "Ann Lee", {"value": ["PER"]}),
        ("custom.Span", "Ann", {"value": ["FIRST"]}),
        ("custom.Span", "left", {"value": ["ACT"]}),
    ]
    assert [mark.spans[0].quote for mark in found.marks] == [None, "Ann", "left"]


def test_a_layer_may_have_several_features_or_none():
    found = only(
        file(
            "#T_SP=custom.Bias|kind|target\n#T_SP=custom.Plain|\n#T_SP=custom.Bare",
            "#Text=Sad\n1-1\t0-3\tSad\tloaded\t*\t*\t_\t",
        )
    )
    assert marked(found) == [("custom.Bias", "Sad", {"kind": ["loaded"]}), ("custom.Plain", "Sad", {})]


def test_sentences_are_put_together_in_their_places():
    found = only(
        file(
            "#T_SP=custom.Span|value",
            "#Text=One .\n1-1\t0-3\tOne\t_\t\n1-2\t4-5\t.\t_\t",  # a line end comes behind
            "#Sentence.id=s2\n#Text=Two\n2-1\t6-9\tTwo\t_\t",
            "#Text=Joined\n3-1\t9-15\tJoined\tX\t",  # no gap
            "#Text=Far\n4-1\t20-23\tFar\tX\t",  # a gap: the line end, and spaces
        )
    )
    assert found.text == "One .\nTwoJoined\n    Far"
    assert [passage for _, passage, _ in marked(found)] == ["Joined", "Far"]


def test_a_sentence_may_have_several_lines():
    found = only(file("#T_SP=a.B|c", "#Text=One\n#Text=two\n1-1\t0-3\tOne\tx[1]\t\n1-2\t4-7\ttwo\tx[1]\t"))
    assert found.text == "One\ntwo"
    assert marked(found) == [("a.B", "One\ntwo", {"c": ["x"]})]


def test_offsets_are_utf_16_as_the_format_says():
    found = only(
        file(
            "#T_SP=a.B|c",
            "#Text=\U0001f60a it\n1-1\t0-2\t\U0001f60a\tx\t\n1-2\t3-5\tit\ty\t",
            "#Text=\U0001f60a\n2-1\t6-8\t\U0001f60a\tz\t",
        )
    )
    assert found.unit == "UTF-16"
    assert [passage for _, passage, _ in marked(found)] == ["\U0001f60a", "it", "\U0001f60a"]


def test_a_file_that_can_only_be_code_points_is_told_to_be():
    found = only(
        file(
            "#T_SP=a.B|c",
            "#Text=\U0001f60a it\n1-1\t0-1\t\U0001f60a\tx\t\n1-2\t2-4\tit\ty\t",
            "#Text=\U0001f60a\n2-1\t5-6\t\U0001f60a\tz\t",
        )
    )
    assert found.unit == "code points"
    assert found.text[5:6] == "\U0001f60a"


def test_parts_of_tokens_are_spans_and_places_between_are_none():
    found = list(
        read(
            packed(
                file(
                    "#T_SP=a.B|c",
                    "#Text=plays\n1-1\t0-5\tplays\t_\t\n1-1.1\t0-4\tplay\tstem\t\n"
                    "1-1.2\t3-5\tys\tend\t\n1-1.3\t5-5\t\tnull\t",
                ),
                "a.tsv",
            )
        )
    )
    assert reasons(found) == ["This annotation is a place between two characters, and marks nothing."]
    assert found[0].place.path == "1-1.3"
    assert marked(found[1]) == [("a.B", "play", {"c": ["stem"]}), ("a.B", "ys", {"c": ["end"]})]


def test_what_is_escaped_is_itself():
    found = only(
        file("#T_SP=a.B|c", "#Text=a\\\\b\\tc\n1-1\t0-5\ta\\\\b\\tc\t\\*\\_\\|\\[x\\]\\->\\;\\\\\\n[3]\t")
    )
    assert found.text == "a\\b\tc"
    assert marked(found) == [("a.B", "a\\b\tc", {"c": ["*_|[x]->;\\\n"]})]


def test_chains_are_marks_that_follow_each_other():
    found = only(
        file(
            "#T_CH=a.Coref|referenceType|referenceRelation",
            "#Text=He shot himself\n1-1\t0-2\tHe\tpr[1]\tcoref->1-1\t\n1-2\t3-7\tshot\t_\t_\t\n"
            "1-3\t8-15\thimself\t*[1]\t*->1-2\t",
        )
    )
    assert marked(found) == [
        ("a.Coref", "He", {"referenceType": ["pr"], "referenceRelation": ["coref"]}),
        ("a.Coref", "himself", {}),
    ]
    (tie,) = found.relations
    assert (tie.kind, tie.one, tie.other) == ("a.Coref", found.marks[0].ident, found.marks[1].ident)


def test_relations_lead_from_one_mark_to_another():
    found = only(
        file(
            "#T_SP=a.Ent|value\n#T_RL=a.Rel|kind|BT_a.Ent",
            "#Text=A is B\n1-1\t0-1\tA\t*\t_\t_\t\n1-2\t2-4\tis\t_\t_\t_\t\n"
            "1-3\t5-6\tB\tx[1]|y[2]\tknows\t1-1[0_2]\t",
        )
    )
    (tie,) = found.relations
    by_id = {mark.ident: dict(mark.codes) for mark in found.marks}
    assert (tie.kind, by_id[tie.one], by_id[tie.other]) == ("knows", {}, {"value": ["y"]})


def test_slots_are_ties_by_their_roles():
    found = only(
        file(
            "#T_SP=a.Frame|FE|ROLE_a.Frame:Roles_a.FrameRolesLink|a.Lu\n#T_SP=a.Lu|v",
            "#Text=Bob sold the clock\n1-1\t0-3\tBob\t_\t_\t_\tbob\t\n"
            "1-2\t4-8\tsold\tsale\tseller;goods\t1-1;1-3[4]\t_\t\n"
            "1-3\t9-12\tthe\t_\t_\t_\tclock[4]\t\n1-4\t13-18\tclock\t_\t_\t_\tclock[4]\t",
        )
    )
    passages = {mark.ident: told[1] for mark, told in zip(found.marks, marked(found), strict=True)}
    assert {(tie.kind, passages[tie.one], passages[tie.other]) for tie in found.relations} == {
        ("a.Frame.Roles:seller", "sold", "Bob"),
        ("a.Frame.Roles:goods", "sold", "the clock"),
    }


def test_a_tie_to_what_is_no_mark_is_told():
    found = list(
        read(
            packed(
                file(
                    "#T_SP=a.Ent|value\n#T_RL=a.Rel|kind|BT_a.Ent",
                    "#Text=A B\n1-1\t0-1\tA\t_\t_\t_\t\n1-2\t2-3\tB\tx\tknows\t1-1\t",
                ),
                "a.tsv",
            )
        )
    )
    assert reasons(found) == ["One end of this tie, at %(unit)s, is no mark of this file."]
    assert len(found[1].marks) == 1


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no sentence"),
        (b"1-1\t0-1\tx\n", "no WebAnno TSV 3"),
        (b"#FORMAT=WebAnno TSV 2.0\n", "no WebAnno TSV 3"),
        (file("#T_SP=a.B|c"), "no sentence"),
        (file("#T_SP=a.B|c", "#Text=x\n1-1\t0-1\tx"), "columns"),
        (file("#T_SP=a.B|c", "#Text=x\n1-1\tzero\tx\t_"), "columns"),
        (file("#T_SP=a.B|c", "#Text=x\nrubbish\t0-1\tx\t_"), "columns"),
        (file("", "#Text=long\n1-1\t0-4\tlong", "#Text=y\n2-1\t2-3\ty"), "does not stand there"),
        (file("", "#Text=x\n1-1\t999999999-999999999\tx"), "does not stand there"),
        (file("", "#Text=one\n1-1\t0-3\ttwo"), "does not stand there"),
        (HEAD.encode() + b"#Text=a\x00b\n", "NUL"),
        (HEAD.encode() + b"#Text=\xff\xfe\n", "UTF-8"),
        (HEAD.encode() + b"#Text=\xed\xa0\x80\n", "surrogate"),
    ],
)
def test_what_is_no_such_file_is_refused_with_its_line(data, why):
    (found,) = read(packed(data, "a.tsv"))
    assert isinstance(found, Refused)
    assert why in found.why
    assert found.place.file == "a.tsv"
    assert found.place.line


def test_a_byte_order_mark_and_other_line_ends_change_nothing():
    data = file("#T_SP=a.B|c", "#Text=One\n1-1\t0-3\tOne\tx\t")
    assert only(b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n")) == only(data)


def test_in_a_zip_other_files_are_told_and_ours_are_not():
    data = file("#T_SP=a.B|c", "#Text=One\n1-1\t0-3\tOne\tx\t")
    found = list(read(packed({"a.tsv": data, "b.txt": "x", "manifest.json": "{}"})))
    assert [type(each) for each in found] == [Incoming, Refused]
    assert found[0].name == "a"
    assert found[0].marks[0].spans == [Span(0, 3, "One")]


@settings(deadline=None)
@given(st.lists(st.text(), min_size=1))
def test_values_joined_and_escaped_come_apart_again(texts):
    signs = ["\\", "[", "]", "|", "_", "->", ";", "\t", "\n", "*"]

    def escaped(text: str) -> str:
        told = text.replace("\\", "\\\\")
        for each in signs[1:]:
            told = told.replace(each, "\\" + {"\t": "t", "\n": "n"}.get(each, each))
        return told

    assert [plain(each) for each in split("|".join(map(escaped, texts)), "|")] == texts
    if texts != [""]:
        assert [each.text for each in values_of("|".join(map(escaped, texts)))] == texts


@settings(deadline=None)
@given(st.binary(max_size=200), st.text(alphabet="#Text=T_SPRLCH|_*[]1-20.\t\n;\\>a", max_size=200))
def test_whatever_comes_is_read_or_refused_and_nothing_else(data, text):
    for each in attempt(read, data, "a.tsv"):
        assert isinstance(each, Incoming | Refused)
    for each in read(packed((HEAD + "#T_SP=a.B|c\n#T_RL=a.R|BT_a.B\n" + text).encode(), "a.tsv")):
        assert isinstance(each, Incoming | Refused)
