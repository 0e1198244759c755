"""Marks of others in the browser: a file is brought, mapped by a form without scripts, and taken in."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from annotator.models import Intake
from tests.intaken import AT, BRAT, BRIDGE, imported, packed, position, web_page


@pytest.fixture
def bring(team, client, do_jobs):
    """Return a function that brings a file by the page, has it read, and returns it."""
    client.force_login(team.owner)

    def go(files: dict[str, str], name: str = "set.zip") -> Intake:
        address = reverse("intakes", args=[team.project.pk])
        answer = client.post(address, {"file": SimpleUploadedFile(name, packed(files)), "form": ""})
        assert answer.status_code == 302, answer.content.decode()
        do_jobs()
        return Intake.objects.get()

    return go


def page(client, intake: Intake) -> str:
    answer = client.get(reverse("intake", args=[intake.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


class _Fields(HTMLParser):
    """What a form would send: the values of its fields as the page has them."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, str] = {}
        self.select = ""

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        if tag == "input" and told.get("name"):
            self.sent[told["name"]] = told.get("value", "")
        if tag == "select":
            self.select = told["name"]
            self.sent.setdefault(self.select, "")
        if tag == "option" and "selected" in told:
            self.sent[self.select] = told["value"]


def sent(html: str) -> dict[str, str]:
    fields = _Fields()
    fields.feed(html)
    return fields.sent


def mapped(client, intake: Intake, **changed: str):
    told = sent(page(client, intake)) | changed
    return client.post(reverse("intake-map", args=[intake.pk]), told, follow=True)


def test_a_file_is_brought_mapped_and_taken_in(team, client, bring, do_jobs):
    found = bring(BRAT)
    html = page(client, found)
    assert "The bridge may be closed" in html
    told = sent(html)
    assert (told["layer-0"], told["attribute-0-0"], told["code-0-0-0"]) == ("claim", "certainty", "possible")
    assert told["layer-1"] == ""
    answer = mapped(client, found, story=str(team.story.pk), act="take")
    assert answer.status_code == 200
    do_jobs()
    (mark,) = imported()
    assert mark.codes.get().code.key == "possible"
    html = page(client, found)
    assert "What went in" in html
    assert reverse("article", args=[mark.revision.article_id]) in html


def test_a_layer_that_is_chosen_brings_its_dimensions_with_it(client, bring):
    found = bring(BRAT)
    answer = mapped(client, found, **{"layer-1": "claim", "act": "save"})
    told = sent(answer.content.decode())
    assert told["layer-1"] == told["was-1"] == "claim"
    assert "otherwise-1-0" in told
    assert "Certainty is not answered yet." in answer.content.decode()
    answer = mapped(client, found, **{"otherwise-1-0": "certain"})
    assert "Certainty is not answered yet." not in answer.content.decode()


def test_a_value_can_be_left_out(client, bring):
    found = bring(BRAT)
    mapped(client, found, **{"code-0-0-0": ""})
    assert sent(page(client, found))["code-0-0-0"] == ""
    found.refresh_from_db()
    rule = found.mapping["labels"]["Claim"]["attributes"]["Certainty"]
    assert rule == {"dimension": "certainty", "codes": {"possible": None}}


def test_what_can_not_be_is_said_beside_what_was_sent(team, client, bring):
    found = bring(BRAT)
    told = sent(page(client, found)) | {"story": "new", "story_title": " "}
    answer = client.post(reverse("intake-map", args=[found.pk]), told)
    assert answer.status_code == 422
    assert "Give the story a title." in answer.content.decode()
    told |= {"layer-0": "no-such-layer", "story": ""}
    answer = client.post(reverse("intake-map", args=[found.pk]), told)
    assert answer.status_code == 422
    assert "no-such-layer" in answer.content.decode()


def test_the_unit_is_asked_for_where_nothing_tells_it(client, bring, do_jobs):
    found = bring(web_page(BRIDGE, position(AT + 1, AT + 8)))
    html = page(client, found)
    assert "What do the places in this file count?" in html
    assert 'value="take"' not in html
    client.post(reverse("intake-read", args=[found.pk]), {"unit": "UTF-16"})
    do_jobs()
    html = page(client, found)
    assert "you said so" in html
    assert 'value="take"' in html


def test_rows_that_do_not_go_in_are_a_page_and_a_table(client, bring):
    found = bring(BRAT | {"one.ann": "T1\tClaim 900 909\t=nowhere\n"})
    assert "1 row would not go in" in page(client, found)
    html = client.get(reverse("intake-refused", args=[found.pk])).content.decode()
    assert "stands nowhere in the text" in html
    answer = client.get(reverse("intake-refused-csv", args=[found.pk]))
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert lines[0] == "file,line,path,reason"
    assert lines[1].startswith("one.ann,1,,")


def test_a_formula_in_a_file_name_stays_words_in_the_table(client, bring):
    found = bring({"=1+1.ann": "T1\tClaim 0 1\tT\n"})
    answer = client.get(reverse("intake-refused-csv", args=[found.pk]))
    assert b"\r\n'=1+1.ann" in b"".join(answer.streaming_content)


def test_a_file_without_refusals_says_so(client, bring):
    html = client.get(reverse("intake-refused", args=[bring(BRAT).pk])).content.decode()
    assert "Nothing was refused" in html


def test_a_file_that_can_not_be_read_is_read_as_another_format(client, bring, do_jobs):
    found = bring({"a.bin": "no"})
    assert "in no format" in page(client, found)
    client.post(reverse("intake-read", args=[found.pk]), {"form": "brat"})
    do_jobs()
    found.refresh_from_db()
    assert (found.state, found.format) == ("read", "brat")
    client.post(reverse("intake-discard", args=[found.pk]))
    assert not Intake.objects.exists()


def test_a_bomb_is_refused_on_the_form(team, client):
    client.force_login(team.owner)
    file = SimpleUploadedFile("a.zip", b"PK\x03\x04" + bytes(100))
    answer = client.post(reverse("intakes", args=[team.project.pk]), {"file": file})
    assert answer.status_code == 422
    assert "damaged" in answer.content.decode()


def test_labels_of_others_are_words_and_no_markup(client, bring):
    label = "<script>alert(1)</script>"
    files = web_page(BRIDGE, position(0, 3))
    files["marks.json"] = json.dumps(
        [
            each | {"body": {"type": "TextualBody", "purpose": "tagging", "value": label}}
            for each in json.loads(files["marks.json"])
        ]
    )
    html = page(client, bring(files))
    assert label not in html
    assert "&lt;script&gt;alert(1)" in html


def test_an_empty_page_says_what_comes_next(team, client):
    client.force_login(team.owner)
    html = client.get(reverse("intakes", args=[team.project.pk])).content.decode()
    assert "Nothing was brought yet" in html


def test_the_columns_of_a_table_are_said_on_the_page(team, client, do_jobs):
    client.force_login(team.owner)
    file = SimpleUploadedFile("marks.csv", b"words,which\nThe mayor,Claim\n")
    client.post(reverse("intakes", args=[team.project.pk]), {"file": file, "form": ""})
    do_jobs()
    found = Intake.objects.get()
    html = page(client, found)
    assert "What its columns are" in html
    told = sent(html)
    assert (told["column-0"], told["column-1"]) == ("", "")
    client.post(reverse("intake-read", args=[found.pk]), {"column-0": "quote", "column-1": "label"})
    do_jobs()
    found.refresh_from_db()
    assert found.columns == {"words": "quote", "which": "label"}
    assert list(found.found["labels"]) == ["Claim"]


def test_relations_are_mapped_beside_the_labels_and_left_out_until_then(team, client, bring, do_jobs):
    tied = BRAT | {"one.ann": BRAT["one.ann"] + "R1\tClash Arg1:T1 Arg2:T2\n"}
    found = bring(tied)
    assert sent(page(client, found))["relation-0"] == ""
    mapped(client, found, **{"relation-0": "updates-turned", "layer-1": "claim"})
    html = page(client, found)
    assert sent(html)["relation-0"] == "updates-turned"
    mapped(client, found, **{"otherwise-1-0": "certain", "story": str(team.story.pk), "act": "take"})
    do_jobs()
    found.refresh_from_db()
    assert found.report["counts"]["links"] == 1
    html = page(client, found)
    assert "2 new claims" in html


def test_the_page_says_how_the_article_of_each_document_was_found(team, client, do_jobs):
    client.force_login(team.owner)
    rows = "article,quote,label\nMayor may resign,may resign,Claim\nThe flood,may resign,Claim\n"
    file = SimpleUploadedFile("marks.csv", rows.encode())
    client.post(reverse("intakes", args=[team.project.pk]), {"file": file, "form": ""})
    do_jobs()
    html = page(client, Intake.objects.get())
    assert reverse("article", args=[team.article.pk]) in html
    assert "by its title" in html
    assert "no article" in html
