"""Guidelines: versions that never change, who has read which, and HTML that can do no harm."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import Invalid, NotAllowed, NotFound, StaleVersion
from annotator.formats.guidelines import html_of
from annotator.models import Guidelines, GuidelinesReading
from annotator.queries import guidelines as queries
from annotator.services import guidelines


def save(team, body, base, by=None, note=""):
    return guidelines.save(
        actor=by or team.owner, project_id=team.project.pk, body=body, base_version=base, note=note
    )


def news(team, name):
    return queries.news_for(team.who(name), team.project.pk)


def test_each_save_makes_the_next_version_and_an_event(team):
    save(team, "# Marks\r\n\r\nShort.", 0)
    made = save(team, "# Marks\n\nLong.", 1, by=team.curator, note=" Longer \n marks ")
    assert (made.version, made.note, made.html) == (2, "Longer marks", "<h2>Marks</h2>\n<p>Long.</p>")
    assert queries.version_of(team.reader, team.project.pk, 1).body == "# Marks\n\nShort."
    event = team.project.events.latest("seq")
    assert (event.verb, event.before, event.after) == (
        "guidelines.changed", {"version": 1}, {"version": 2, "note": "Longer marks"},
    )  # fmt: skip


def test_what_did_not_change_is_no_version(team):
    first = save(team, "Short.", 0)
    assert save(team, " Short.\n", 1) == first
    assert team.project.events.filter(verb="guidelines.changed").count() == 1


def test_of_two_who_save_at_once_the_second_is_told(team):
    save(team, "Short.", 0)
    for base in (0, 2):
        with pytest.raises(StaleVersion) as refusal:
            save(team, "Mine.", base, by=team.curator)
        assert refusal.value.facts["current"] == "Short."
    assert Guidelines.objects.count() == 1


@pytest.mark.parametrize("body", ["", " \n", "x" * 100_001])
def test_what_can_t_be_guidelines_is_refused(body, team):
    with pytest.raises(Invalid) as refusal:
        save(team, body, 0)
    assert refusal.value.field == "body"


def test_only_leads_change_them_and_read_who_has_read(team):
    save(team, "Short.", 0)
    for name in ("annotator", "reader"):
        with pytest.raises(NotAllowed):
            save(team, "Mine.", 1, by=team.who(name))
        with pytest.raises(NotAllowed):
            guidelines.restore(actor=team.who(name), project_id=team.project.pk, version=1)
        with pytest.raises(NotAllowed):
            queries.readings_of(team.who(name), team.project.pk)
    with pytest.raises(NotFound):
        queries.current_of(team.stranger, team.project.pk)


def test_an_earlier_version_comes_back_as_the_next_one(team):
    for base, body in enumerate(("One.", "Two.")):
        save(team, body, base)
    back = guidelines.restore(actor=team.owner, project_id=team.project.pk, version=1)
    assert (back.version, back.body, back.note) == (3, "One.", "= 1")
    assert guidelines.restore(actor=team.owner, project_id=team.project.pk, version=1) == back
    with pytest.raises(NotFound):
        guidelines.restore(actor=team.owner, project_id=team.project.pk, version=10**12)


def test_what_is_new_is_told_until_one_says_to_have_read_it(team):
    assert news(team, "reader") is None
    save(team, "One.", 0, note="First")
    assert news(team, "owner") is None, "who wrote them has read them"
    assert news(team, "reader").first
    guidelines.read(actor=team.reader, project_id=team.project.pk, version=1)
    assert news(team, "reader") is None
    save(team, "Two.", 1, note="Shorter")
    save(team, "Three.", 2, note="Shorter still")
    told = news(team, "reader")
    assert (told.version, told.first, told.notes) == (3, False, ["Shorter still", "Shorter"])
    assert news(team, "annotator").first


def test_who_has_read_a_version_has_not_read_less(team):
    for base, body in enumerate(("One.", "Two.")):
        save(team, body, base)
    read = {"actor": team.reader, "project_id": team.project.pk}
    assert guidelines.read(**read, version=2) == 2
    assert guidelines.read(**read, version=1) == 2
    assert GuidelinesReading.objects.filter(person=team.reader).count() == 1
    for version in (0, 3, 10**12):
        with pytest.raises(Invalid):
            guidelines.read(**read, version=version)
    rows = {
        each.user.username: each.read_version for each in queries.readings_of(team.owner, team.project.pk)
    }
    assert rows == {"owner": 2, "curator": None, "annotator": None, "reader": 2}


def test_what_is_new_costs_one_query(team, django_assert_num_queries):
    for base in range(8):
        save(team, f"{base}.", base, note=f"N{base}")
    with django_assert_num_queries(1):
        assert len(news(team, "reader").notes) == queries.MOST_NEWS


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("# A\n\n###### B", "<h2>A</h2>\n<h6>B</h6>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("![x](//a.example/)", '<p>!<a href="//a.example/" rel="nofollow noopener noreferrer">x</a></p>'),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", None),
    ],
)  # fmt: skip
def test_markdown_becomes_html_that_can_do_no_harm(body, html):
    if html is None:
        assert "<table>" in html_of(body)
    else:
        assert html_of(body) == html


@given(st.text(alphabet="<>\"'()[]!#*`|-=:/ \naejpscrit\u202e&;", max_size=200))
def test_no_words_become_a_script_a_style_or_a_handler(body):
    html = html_of(body).lower()
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert "\u202e" not in html
