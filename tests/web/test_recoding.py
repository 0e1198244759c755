"""The page of what a new codebook changed under existing marks: choose, count, re-code, take back."""

from __future__ import annotations

from annotator.models import Annotation
from tests.people import client, mark
from tests.services.test_recoding import (
    GONE,
    ONE_REASON,
    POSSIBLE,
    one_reason,
    save,
    several,
    without_possible,
)


def address(team):
    return f"/projects/{team.project.pk}/codebook/stale/"


def codes(team):
    rows = Annotation.objects.order_by("created_at").values_list("codes__code__key", flat=True)
    return list(rows)


def stale(team):
    made = [mark(team.annotator, team.revision, word, answers=POSSIBLE) for word in ("may resign", "bridge")]
    mark(team.curator, team.revision, "hurt", answers=POSSIBLE)
    save(team, claim=without_possible())
    return made


def test_it_shows_passages_in_their_context_and_counts(team, django_assert_max_num_queries):
    stale(team)
    browser = client(team.annotator)
    browser.get(address(team))  # reads the versions
    with django_assert_max_num_queries(12):
        page = browser.get(address(team)).content.decode()
    assert "“Possible” is gone" in page
    assert "3 marks" in page
    assert "you may re-code 2 of them" in page
    assert "<mark>may resign</mark>" in page
    assert f"/articles/{team.article.pk}/#mark=" in page


def test_one_counts_first_then_re_codes_then_takes_it_back(team):
    first, _second = stale(team)
    browser = client(team.annotator)
    said = {
        "version": "2",
        f"change {GONE}": "replace:unclear",
        f"one {first.data['id']} {GONE}": "replace:probable",
    }
    counted = browser.post(address(team), said | {"preview": "1"}).content.decode()
    assert "2 marks would be re-coded" in counted
    assert '<option value="replace:probable" selected>' in counted
    assert codes(team) == ["possible"] * 3
    page = browser.post(address(team), said, follow=True).content.decode()
    assert "2 marks were re-coded." in page
    assert codes(team) == ["probable", "unclear", "possible"]
    batch = browser.session["recoded"]
    back = browser.post(f"/projects/{team.project.pk}/codebook/recode/{batch}/undo/", follow=True)
    assert "2 marks are as they were before." in back.content.decode()
    assert codes(team) == ["possible"] * 3


def test_what_the_form_does_not_offer_is_refused(team):
    first, _second = stale(team)
    browser = client(team.annotator)
    for said in (
        {"version": "x"},
        {"version": "2", f"change {GONE}": "drop"},
        {"version": "2", "one x y": "keep"},
    ):
        assert browser.post(address(team), said).status_code == 422
    assert browser.post(address(team), {"version": "1"}).status_code == 412
    assert Annotation.objects.get(pk=first.data["id"]).version == 1


def test_where_everything_fits_it_says_so(team):
    mark(team.annotator, team.revision, "may resign")
    assert "Every mark fits" in client(team.reader).get(address(team)).content.decode()


def test_of_several_codes_a_passage_offers_its_own(team):
    made = mark(team.annotator, team.revision, "may resign", answers=several("epistemic", "condition"))
    save(team, claim=one_reason())
    page = client(team.annotator).get(address(team)).content.decode()
    assert "“Reason for the doubt” takes one code only now" in page
    one = page.split(f'name="one {made.data["id"]} {ONE_REASON}"')[1].split("</select>")[0]
    assert ['value="replace:epistemic"' in one, 'value="replace:doxastic"' in one] == [True, False]
    assert "only “Limits of knowledge”" in one
