"""Trials: what makes one, and how people did on it."""

import pytest

from annotator.errors import Conflict, Invalid, NotAllowed, NotFound
from annotator.models import Event, Trial
from annotator.queries import trials as queries
from annotator.services import assigning, assignments, trials
from annotator.services.annotations import Answer
from tests.people import mark
from tests.trying import decided, dropped, tried

MAYOR, BRIDGE, HURT = "The mayor may resign", "the bridge was closed", "Nobody was hurt"


def done(team, who, article):
    (task,) = assigning.assign(
        actor=team.owner, project_id=team.project.pk, people=[who.pk], articles=[article.pk], pool=0
    )
    return assignments.done(actor=who, assignment_id=task.pk)


def test_an_article_without_a_gold_layer_tries_nobody(team):
    with pytest.raises(Conflict, match="no gold layer yet"):
        trials.put(actor=team.curator, article_id=team.article.pk, kind="gold")
    decided(team, team.article, MAYOR, kept=False, reason="It is none.")
    with pytest.raises(Conflict):
        trials.put(actor=team.curator, article_id=team.article.pk, kind="gold")
    decided(team, team.article, BRIDGE)
    assert trials.put(actor=team.curator, article_id=team.article.pk, kind="gold").kind == "gold"


def test_a_trial_is_made_changed_and_ended_once(team):
    decided(team, team.article, MAYOR)
    for kind in ("gold", "gold", "training"):
        trials.put(actor=team.owner, article_id=team.article.pk, kind=kind)
    for _ in range(2):
        trials.end(actor=team.curator, article_id=team.article.pk)
    told = Event.objects.filter(verb__startswith="trial.").order_by("seq")
    assert [(each.verb, (each.after or {}).get("kind")) for each in told] == [
        ("trial.made", "gold"), ("trial.changed", "training"), ("trial.ended", None),
    ]  # fmt: skip
    assert not Trial.objects.exists()
    with pytest.raises(Invalid, match="training"):
        trials.put(actor=team.owner, article_id=team.article.pk, kind="test")


@pytest.mark.parametrize("who", ["annotator", "reader"])
def test_only_leads_make_and_end_them(team, who):
    decided(team, team.article, MAYOR)
    with pytest.raises(NotAllowed):
        trials.put(actor=team.who(who), article_id=team.article.pk, kind="gold")
    with pytest.raises(NotAllowed):
        trials.end(actor=team.who(who), article_id=team.article.pk)
    with pytest.raises(NotFound):
        trials.put(actor=team.stranger, article_id=team.article.pk, kind="gold")


def test_how_somebody_did(team):
    tried(team, team.article, "training", MAYOR, BRIDGE, HURT)
    who = team.annotator
    mark(who, team.revision, MAYOR)
    mark(who, team.revision, "bridge was closed", answers=[Answer("certainty", "possible")])
    extra = mark(who, team.revision, "Monday, officials said").data
    dropped(team, extra, "It says when, and claims nothing.")
    done(team, who, team.article)
    found = queries.result_for(who, team.article.pk)
    assert [each.exact for each in found.held.both] == [True, False]
    assert [each.differing for each in found.held.both] == [(), ("certainty",)]
    assert [found.gold[each.marking.id].ranges.get().quote for each in found.held.missed] == [HURT]
    assert found.dropped == {extra["id"]: "It says when, and claims nothing."}
    assert found.held.outcome.answers == (1, 2)


def test_others_marks_are_not_ones_own(team):
    tried(team, team.article, "training", MAYOR)
    mark(team.owner, team.revision, MAYOR)
    done(team, team.annotator, team.article)
    held = queries.result_for(team.annotator, team.article.pk).held
    assert (len(held.both), len(held.missed)) == (0, 1)


@pytest.mark.parametrize("kind", ["gold", "attention"])
def test_of_these_nobody_is_told_but_leads(team, kind):
    tried(team, team.article, kind, MAYOR)
    done(team, team.annotator, team.article)
    assert not queries.is_told(team.annotator, team.article.pk)
    for person in (None, team.annotator.pk, team.owner.pk):
        with pytest.raises(NotFound):
            queries.result_for(team.annotator, team.article.pk, person)
    found = queries.result_for(team.curator, team.article.pk, team.annotator.pk)
    assert len(found.held.missed) == 1
    with pytest.raises(NotFound):
        queries.result_for(team.curator, team.article.pk, team.stranger.pk)


def test_training_is_told_when_done_and_not_while_it_is_tried_again(team):
    tried(team, team.article, "training", MAYOR)
    with pytest.raises(NotFound):
        queries.result_for(team.annotator, team.article.pk)
    task = done(team, team.annotator, team.article)
    assert queries.is_told(team.annotator, team.article.pk)
    assignments.reopen(actor=team.annotator, assignment_id=task.pk)
    with pytest.raises(NotFound):
        queries.result_for(team.annotator, team.article.pk)


def test_whoever_is_done_and_marked_nothing_has_missed_all(team):
    tried(team, team.article, "gold", MAYOR, HURT)
    other = team.add_account("The mayor may resign, they say.", "Other")
    tried(team, other, "gold", MAYOR)
    mark(team.annotator, other.revisions.get(), MAYOR)
    done(team, team.annotator, team.article)
    found = queries.tried_in(
        team.owner, team.project, [], {(team.annotator.pk, team.article.pk), (team.reader.pk, 10**6)}
    )
    (tried_,) = found.pop(team.annotator.pk)
    sums = tried_.outcome.all_spans
    assert (tried_.articles, sums.overlap, sums.key, sums.own) == (2, 1, 3, 1)
    assert found == {}


def test_who_is_still_at_it_is_not_counted(team):
    tried(team, team.article, "gold", MAYOR)
    mark(team.annotator, team.revision, MAYOR)
    assert team.annotator.pk in queries.tried_in(team.owner, team.project, [], ())
    assigning.assign(
        actor=team.owner, project_id=team.project.pk, people=[team.annotator.pk],
        articles=[team.article.pk], pool=0,
    )  # fmt: skip
    assert queries.tried_in(team.owner, team.project, [], ()) == {}
