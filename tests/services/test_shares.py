from __future__ import annotations

import json
import re
import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from annotator.errors import Invalid, NotAllowed, NotFound
from annotator.models import Event, Share
from annotator.queries import shares as queries
from annotator.services import attempts, claims, links, projects, shares
from tests.people import client, mark
from tests.queries.test_counts import queries as asked

PEOPLE = ("owner", "curator", "annotator", "reader", "stranger")
NOTE, LINK_NOTE, MARK_NOTE = "Heard it from Quentin.", "Zebedee doubts it.", "See page forty."


@pytest.fixture
def story(team):
    """A story in which each of several people left their name and a note wherever one can."""
    for name in PEOPLE:
        person = team.who(name)
        person.username, person.name, person.email = (
            f"{name}-u5er",
            f"{name.title()} Nam3",
            f"{name}@m4il.example",
        )
        person.save()
    team.project.name = "Secret undertaking"
    team.project.save(update_fields=["name"])
    other = team.add_account("The mayor will resign. " * 30, "Another account", source="The Packet")
    rows = []
    for number, quote in enumerate(("may resign", "Nobody was hurt")):
        made = mark(team.annotator, team.revision, quote, note=MARK_NOTE)
        row = claims.create(
            actor=team.annotator,
            story_id=team.story.pk,
            claim_id=uuid.uuid4(),
            wording=f"Claim number {number}.",
            annotation_id=made.data["id"],
        )
        set_cell(team.curator, row, team.article, "asserted", certainty=2)
        set_cell(team.owner, row, other, "not_reported")
        rows.append(row)
    long = mark(team.curator, other.revisions.get(), ("The mayor will resign. " * 30).strip())
    claims.put(actor=team.curator, claim_id=rows[0].pk, annotation_id=long.data["id"])
    links.link_claims(
        actor=team.annotator,
        link_id=uuid.uuid4(),
        kind="contradicts",
        from_id=rows[0].pk,
        to_id=rows[1].pk,
        note=LINK_NOTE,
    )
    return rows


def set_cell(actor, row, article, status, **found):
    claims.set_cell(actor=actor, claim_id=row.pk, article_id=article.pk, status=status, note=NOTE, **found)


def make(team, by=None, **shown):
    return shares.create(actor=by or team.owner, story_id=team.story.pk, **shown)


def opened(secret, address="shared", query=""):
    return client(None).get(reverse(address, args=[secret]) + query)


def everywhere(secret):
    """Return all that a link gives anybody: the page, the page for a projector, and the API."""
    return "".join(
        opened(secret, *each).content.decode() for each in (("shared",), ("shared", "?big"), ("api:shared",))
    )


# -- what is shown


def test_without_names_no_name_user_name_note_or_e_mail_stands_anywhere(team, story):
    told = everywhere(make(team).secret)
    assert "Claim number 0." in told
    assert "may resign" in told
    for secret in ("u5er", "Nam3", "m4il", NOTE, LINK_NOTE, MARK_NOTE, team.project.name, "elsewhere"):
        assert secret not in told
    assert "@" not in told


def test_no_id_stands_anywhere(team, story):
    told = everywhere(make(team, with_names=True, with_notes=True).secret)
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-", told)
    for address in (
        "/articles/",
        "/claims/",
        "/stories/",
        "/projects/",
        "/people/",
        "/account",
        "/sign-in",
        "/inbox",
    ):
        assert address not in told
    assert '"id"' not in told


def test_names_and_notes_are_shown_where_the_link_says_so(team, story):
    names = everywhere(make(team, with_names=True).secret)
    assert "Curator Nam3" in names
    assert NOTE not in names
    notes = everywhere(make(team, with_notes=True).secret)
    assert NOTE in notes
    assert LINK_NOTE in notes
    assert "Nam3" not in notes
    for told in (names, notes):
        assert "u5er" not in told
        assert "m4il" not in told
        assert MARK_NOTE not in told  # an article's own notes are no part of the matrix


def test_quotes_are_cut_short(team, story):
    told = json.loads(opened(make(team).secret, "api:shared").content)
    quotes = [quote["text"] for row in told["rows"] for cell in row["cells"] for quote in cell["quotes"]]
    assert max(map(len, quotes)) <= queries.LONGEST_QUOTE + 1
    assert any(quote.endswith("\u2026") for quote in quotes)


def test_a_row_says_how_many_found_what_and_how_it_is_linked(team, story):
    told = json.loads(opened(make(team).secret, "api:shared").content)
    row = told["rows"][0]
    cell = row["cells"][0]
    assert cell["contested"]
    assert sorted((each["status"], each["certainty"], each["people"]) for each in cell["findings"]) == [
        ("asserted", 2, 1),
        ("asserted", 4, 1),
    ]
    assert [(each["kind"], each["number"]) for each in row["links"]] == [("contradicts", 2)]


def test_no_search_engine_and_no_next_page_learns_of_it(team, story):
    for answer in (opened(make(team).secret), opened("guessed")):
        assert "noindex" in answer["X-Robots-Tag"]
        assert b'name="robots" content="noindex' in answer.content
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["Cache-Control"] == "no-store"
        assert not answer.cookies


def test_it_takes_as_many_queries_whatever_the_size(team, story):
    secret = make(team).secret
    browser, address = client(None), reverse("shared", args=[secret])
    browser.get(address)  # the first one in a while sweeps out old counts
    few = len(asked(lambda: browser.get(address)))
    for number in range(4):
        team.add_account(f"Account number {number}.", source=f"Source {number}")
    assert len(asked(lambda: browser.get(address))) == few <= 13  # two of them count who asks


# -- which links work


def test_only_a_digest_is_kept(team):
    made = make(team)
    row = Share.objects.get()
    assert made.secret not in str(Share.objects.values().get())
    assert row.digest == shares.digest_of(made.secret)
    assert made.secret not in str(list(Event.objects.values("before", "after")))


def test_all_that_does_not_work_is_refused_in_the_same_words(team, story):
    revoked, expired, gone, mine = (make(team) for _ in range(4))
    shares.revoke(actor=team.curator, share_id=revoked.share.pk)
    Share.objects.filter(pk=expired.share.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    left = make(team, by=team.curator)
    projects.remove_member(actor=team.curator, member_id=team.project.members.get(user=team.curator).pk)
    answers = {
        opened(secret).content
        for secret in (revoked.secret, expired.secret, left.secret, "guessed", "\u2603")
    }
    assert len(answers) == 1
    assert b"Ask for a new one." in answers.pop()
    assert opened(revoked.secret).status_code == opened(revoked.secret, "api:shared").status_code == 404
    assert opened(mine.secret).status_code == 200
    projects.delete(actor=team.owner, project_id=team.project.pk)
    assert opened(gone.secret).status_code == 404


def test_it_is_counted_how_often_a_link_was_opened(team):
    made = make(team)
    opened(made.secret)
    opened(made.secret, "api:shared")
    opened("guessed")
    [row] = queries.shares_of(team.curator, team.story.pk)
    assert row.opened == 2
    assert row.last_opened_at is not None
    assert row.works


def test_who_guesses_waits_and_who_does_not_is_let_in(team, monkeypatch):
    monkeypatch.setitem(attempts.LIMITS, "secret", replace(attempts.LIMITS["secret"], most=3))
    made = make(team)
    browser = client(None)
    guesser = {"REMOTE_ADDR": "192.0.2.7"}
    for _ in range(3):
        assert browser.get(reverse("shared", args=["guessed"]), **guesser).status_code == 404
    assert browser.get(reverse("shared", args=["guessed"]), **guesser).status_code == 429
    assert browser.get(reverse("api:shared", args=[made.secret]), **guesser).status_code == 429
    assert browser.get(reverse("shared", args=[made.secret]), REMOTE_ADDR="192.0.2.8").status_code == 200


def test_who_leads_makes_and_takes_back(team):
    for name in ("annotator", "reader"):
        with pytest.raises(NotAllowed, match="share"):
            make(team, by=team.who(name))
    with pytest.raises(NotFound):
        make(team, by=team.stranger)
    with pytest.raises(Invalid, match="366 days"):
        make(team, days=1000)
    made = make(team, by=team.curator, days=7)
    assert made.share.expires_at is not None
    shares.revoke(actor=team.owner, share_id=made.share.pk)
    shares.revoke(actor=team.owner, share_id=made.share.pk)
    verbs = Event.objects.filter(verb__startswith="share.").values_list("verb", flat=True)
    assert list(verbs) == ["share.created", "share.revoked"]
    assert queries.shares_of(team.owner, team.story.pk) == []


def test_a_made_link_is_shown_once_on_its_page(team):
    browser, address = client(team.owner), reverse("story-share", args=[team.story.pk])
    browser.post(address, {"days": ""})
    assert b"/shared/" in browser.get(address).content
    assert b"/shared/" not in browser.get(address).content
