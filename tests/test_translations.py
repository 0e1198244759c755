"""What is said is collected, translated whole, and told in the reader's language."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polib
import pytest
from django.utils import translation

from annotator.errors import Invalid, Refusal
from annotator.http import said

if TYPE_CHECKING:
    from django.test import Client

    from tests.people import Team

ROOT = Path(__file__).parent.parent
GERMAN = ROOT / "locale" / "de" / "LC_MESSAGES"


def _collector() -> Any:
    spec = importlib.util.spec_from_file_location("collect", ROOT / "locale" / "collect.py")
    assert spec
    assert spec.loader
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


collect = _collector()


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('gettext("One \\"word\\".")', [('One "word".', "")]),
        ('_("two " "halves") % {"a": 1}', [("two halves", "")]),
        ('ngettext("%(n)s mark", "%(n)s marks", n)', [("%(n)s mark", "%(n)s marks")]),
        ("_(sentence)", []),
        ('raise errors.Invalid("At most %(most)s.", most=3)', [("At most %(most)s.", "")]),
        ('raise Invalid("This." if one else "That.")', [("This.", ""), ("That.", "")]),
        ("raise Invalid(str(error) or 'Something.')", [("Something.", "")]),
        ('class Invalid:\n    def __init__(self, sentence="By itself."): ...', [("By itself.", "")]),
        ('losses.lose("note", ident, "No place for it.")', [("No place for it.", "")]),
        ('why = "None."\nlosses.lose("note", ident, why)', [("None.", "")]),
        ('other("not said")', []),
    ],
)
def test_python_is_read_for_what_it_says(source, found):
    assert list(collect.in_python(source, frozenset({"Invalid"}))) == found


@pytest.mark.parametrize(
    "source",
    [
        '_(f"{n} marks")',
        'Invalid(f"{n} of them")',
        '_("a %s" % b)',
        '_("a" + b)',
        'losses.lose("a", b, f"{c}")',
        "losses.lose(a, b, why)",
    ],
)
def test_what_is_made_up_on_the_spot_is_not_let_through(source):
    with pytest.raises(ValueError, match="made up on the spot"):
        list(collect.in_python(source, frozenset({"Invalid"})))


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<a title=\"{% trans 'It’s here' %}\">", [("It’s here", "")]),
        ('{% trans "A title" as title %}', [("A title", "")]),
        ('{{ name|default:_("nobody") }}', [("nobody", "")]),
        ("{% blocktrans with a=b.c|lower %}By “{{ a }}”{% endblocktrans %}", [("By “%(a)s”", "")]),
        ("{% blocktrans trimmed %}\n  Two\n  lines\n{% endblocktrans %}", [("Two lines", "")]),
        (
            "{% blocktrans count n=all with b=c %}{{ b }} mark{% plural %}{{ b }} marks{% endblocktrans %}",
            [("%(b)s mark", "%(b)s marks")],
        ),
        ("{# {% trans 'a remark' %} #}{% trans error %}", []),
    ],
)
def test_templates_are_read_for_what_they_say(source, found):
    assert list(collect.in_template(source)) == found


@pytest.mark.parametrize(
    ("english", "german", "fault"),
    [
        ("%(n)s left", "", "not translated"),
        ("%(n)s left", "%(m)s übrig", "other holes"),
        ("{count} left", "übrig", "other holes"),
        ("{count} left", "{count} übrig", "not what the .po says"),
    ],
)
def test_a_translation_that_would_break_is_told(english, german, fault, tmp_path, monkeypatch):
    monkeypatch.setattr(collect, "ROOT", tmp_path)
    file = polib.POFile()
    file.append(polib.POEntry(msgid=english, msgstr=german))
    assert any(fault in each for each in collect.faults(file, tmp_path / "none.mo"))


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_german_is_whole_and_compiled(domain):
    file = polib.pofile(str(GERMAN / f"{domain}.po"), wrapwidth=10_000)
    assert list(collect.faults(file, GERMAN / f"{domain}.mo")) == []


def test_a_refusal_is_told_in_the_readers_language_and_kept_in_english():
    refusal = Invalid("A note has at most %(most)s characters.", field="note", most=10_000)
    assert str(refusal) == refusal.message == "A note has at most 10,000 characters."
    with translation.override("de"):
        assert said(refusal) == "Eine Notiz hat höchstens 10.000 Zeichen."
        assert refusal.message == "A note has at most 10,000 characters."


def test_what_a_fact_says_is_not_read_as_a_hole():
    refusal = Refusal("There is no host named %(host)s.", host="%(host)s 100%")
    assert said(refusal) == refusal.message == "There is no host named %(host)s 100%."


def test_pages_and_their_scripts_speak_german(team: Team, client: Client):
    client.force_login(team.annotator)
    address = f"/articles/{team.article.pk}/"
    assert 'id="page-words"' not in client.get(address).content.decode()
    page = client.get(address, headers={"Accept-Language": "de"})
    html = page.content.decode()
    assert '<html lang="de"' in html
    assert ">Tasten<" in html
    block = re.search(r'<script id="page-words" type="application/json">(.*?)</script>', html, re.DOTALL)
    assert block, "data, no program: the content security policy has nothing against it"
    assert json.loads(block[1])["Save"] == "Speichern"
    assert "'unsafe-inline'" not in page["Content-Security-Policy"]


def test_the_api_refuses_in_german_with_the_same_slug(team: Team, client: Client):
    client.force_login(team.reader)
    answer = client.post(
        f"/api/v1/revisions/{team.revision.pk}/annotations/",
        {"id": "0190b5c8-0000-7000-8000-000000000001", "layer": "claim", "ranges": [{"start": 0, "end": 9}]},
        content_type="application/json",
        headers={"Accept-Language": "de"},
    )
    told = answer.json()
    assert (answer.status_code, told["type"]) == (403, "/problems/not-allowed")
    assert told["detail"] == "Ihre Rolle (Leser:in) erlaubt das nicht: in diesem Projekt markieren."
    assert (told["role"], told["title"]) == ("reader", "Das dürfen Sie nicht")
