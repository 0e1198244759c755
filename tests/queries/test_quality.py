"""Figures of quality: counted again by hand, few queries, and nobody's but one's own for an annotator."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotator.errors import NotAllowed
from annotator.findings.pace import distance, hourly
from annotator.models import Annotation, Assignment, Member, Project, Suggestion, SuggestionAnswer, User
from annotator.queries.agreements import Scope
from annotator.queries.figures import figures
from annotator.queries.quality import quality_for
from annotator.services import agreements
from annotator.services.annotations import Answer
from tests.people import TEXT, add_article, mark
from tests.trying import tried

MONDAY, NEXT = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 9, 9, tzinfo=UTC)


def figures_of(actor, project, of):
    told = figures(quality_for(actor, project.pk))
    return next(each for each in told["people"] if each["person"]["id"] == of.pk)


def put(who, article, quote, step="certain", at=MONDAY):
    made = mark(who, article.revisions.get(), quote, answers=[Answer("certainty", step)]).data
    Annotation.objects.filter(pk=made["id"]).update(created_at=at)


def worked(who, article, seconds=0, state="done", at=MONDAY):
    return Assignment.objects.create(
        article=article, person=who, state=state, seconds=seconds, done_at=at if state == "done" else None
    )


@pytest.fixture
def busy(team):
    """Two articles of ten words; the annotator took 60 and 120 seconds, and began a third."""
    words = "one two three four five six seven eight nine ten"
    made = [add_article(team.project, team.story, f"{words} {n}", f"A{n}") for n in range(3)]
    who = team.annotator
    for n, (article, seconds, at) in enumerate(zip(made, (60, 120), (MONDAY, NEXT), strict=False)):
        worked(who, article, seconds, at=at)
        put(who, article, "one two", "certain", at)
        put(who, article, "four five", "possible" if n else "certain", at)
        put(team.owner, article, "one two", "possible" if n else "certain", at)
    worked(who, made[2], state="in_progress")
    return made


def test_times_and_weeks_are_those_that_were_counted(team, busy):
    found = figures_of(team.curator, team.project, team.annotator)
    assert (found["done"], found["begun"], found["marks"]) == (2, 3, 4)
    assert found["time"]["median"] == 90
    assert found["time"]["n"] == 2
    first, second = found["weeks"]
    assert (first["begins"], second["begins"]) == (date(2026, 3, 2), date(2026, 3, 9))
    assert (first["per_hour"], second["per_hour"]) == (hourly(2, 60), hourly(2, 120)) == (120.0, 60.0)
    assert first["steps"] == {"certain": 1.0}
    assert second["steps"] == {"certain": 0.5, "possible": 0.5}
    assert {each["caution"] for each in found["cautions"]} == {"few_articles", "few_marks"}


def test_a_week_is_from_monday_to_sunday(team):
    for quote, at in (
        ("may resign", datetime(2026, 3, 8, 23, 59, 59, tzinfo=UTC)),
        ("Nobody was hurt", datetime(2026, 3, 2, 0, 0, tzinfo=UTC)),
        ("officials said", datetime(2026, 3, 9, 0, 0, tzinfo=UTC)),
    ):
        mine = add_article(team.project, team.story, f"{quote}.", quote)
        put(team.annotator, mine, quote, at=at)
    weeks = figures_of(team.curator, team.project, team.annotator)["weeks"]
    assert [(each["begins"], each["marks"]) for each in weeks] == [(MONDAY.date(), 2), (NEXT.date(), 1)]


def test_answers_are_set_beside_those_of_the_others(team, busy):
    found = figures_of(team.curator, team.project, team.annotator)
    certainty = next(each for each in found["answers"] if each["of"] == "claim.certainty")
    assert (certainty["n"], certainty["others_n"]) == (4, 2)
    assert certainty["distance"] == distance({"certain": 3, "possible": 1}, {"certain": 1, "possible": 1})
    assert {each["value"]: (each["own"], each["others"]) for each in certainty["values"]} == {
        "certain": (0.75, 0.5), "possible": (0.25, 0.5),
    }  # fmt: skip


def test_agreement_is_the_newest_reports_and_not_computed_anew(team, busy, do_jobs):
    assert figures_of(team.curator, team.project, team.annotator)["agreement"]["others"] == 0
    agreements.ask(actor=team.curator, project_id=team.project.pk, scope=Scope())
    do_jobs()
    found = figures_of(team.curator, team.project, team.annotator)
    assert found["agreement"]["others"] == 1
    assert found["agreement"]["codes"] == {"share": 0.5, "n": 2}
    assert [(each["agreement"], each["compared"]) for each in found["weeks"]] == [(1.0, 1), (0.0, 1)]
    put(team.owner, busy[2], "one two")
    put(team.annotator, busy[2], "one two")
    again = quality_for(team.curator, team.project.pk)
    assert figures(again)["report"]["since"] > 0
    assert figures_of(team.curator, team.project, team.annotator)["agreement"] == found["agreement"]


def test_suggestions_that_were_answered(team):
    for at, verdict in enumerate(("accepted", "edited", "rejected", "rejected")):
        proposed = Suggestion.objects.create(
            revision=team.revision, engine="1", layer="cue", start=at, end=at + 1, quote=TEXT[at], entry="x"
        )
        SuggestionAnswer.objects.create(suggestion=proposed, person=team.annotator, verdict=verdict)
    found = figures_of(team.owner, team.project, team.annotator)["suggestions"]
    assert found == {"accepted": 1, "edited": 1, "rejected": 2, "share": 0.5, "n": 4}


def test_trials_are_told_by_kind(team):
    tried(team, team.article, "attention", "The mayor may resign", "Nobody was hurt")
    mark(team.annotator, team.revision, "The mayor may resign")
    worked(team.annotator, team.article)
    (found,) = figures_of(team.owner, team.project, team.annotator)["trials"]
    assert (found["kind"], found["articles"], found["passages"]) == ("attention", 1, 2)
    assert found["overlap"] == {"precision": 1.0, "recall": 0.5, "f1": 0.6667}
    assert found["answers"] == {"share": 1.0, "n": 1}


# -- who is told what


def test_an_annotator_sees_nothing_unless_it_is_chosen(team):
    for who in (team.annotator, team.reader):
        with pytest.raises(NotAllowed):
            quality_for(who, team.project.pk)
    Project.objects.update(quality_shown=True)
    assert quality_for(team.annotator, team.project.pk).own
    with pytest.raises(NotAllowed):
        quality_for(team.reader, team.project.pk)


@pytest.mark.parametrize("kind", ["training", "gold", "attention"])
def test_ones_own_figures_tell_of_training_only(team, kind):
    Project.objects.update(quality_shown=True)
    tried(team, team.article, kind, "The mayor may resign")
    mark(team.annotator, team.revision, "The mayor may resign")
    worked(team.annotator, team.article)
    found = figures(quality_for(team.annotator, team.project.pk))
    assert [each["person"]["id"] for each in found["people"]] == [team.annotator.pk]
    assert [each["kind"] for each in found["people"][0]["trials"]] == ["training"] * (kind == "training")


def test_one_other_alone_is_not_told(team, busy, do_jobs):
    """Beside a single other person, the figures of the others would be that person's."""
    Project.objects.update(quality_shown=True)
    agreements.ask(actor=team.curator, project_id=team.project.pk, scope=Scope())
    do_jobs()
    found = figures_of(team.annotator, team.project, team.annotator)
    assert {each["others_n"] for each in found["answers"]} == {0}
    assert found["agreement"]["others"] == 0
    assert {each["compared"] for each in found["weeks"]} == {0}
    put(team.curator, busy[0], "one two")
    found = figures_of(team.annotator, team.project, team.annotator)
    certainty = next(each for each in found["answers"] if each["of"] == "claim.certainty")
    assert certainty["others_n"] == 3
    assert found["agreement"]["others"] == 1


def test_what_is_blind_does_not_show_through(team, busy, do_jobs):
    agreements.ask(actor=team.curator, project_id=team.project.pk, scope=Scope())
    do_jobs()
    Project.objects.update(blind="revealed", quality_shown=True)
    before = figures(quality_for(team.annotator, team.project.pk))
    assert before["hidden"]
    assert before["report"] is None
    put(team.curator, busy[0], "one two")
    put(team.owner, busy[0], "four five")
    assert figures(quality_for(team.annotator, team.project.pk)) == before
    worked(team.curator, busy[1], state="to_do")  # a lead who annotates that one sees others' work elsewhere
    seen = figures_of(team.curator, team.project, team.annotator)
    assert (seen["marks"], seen["agreement"]["others"]) == (2, 0)


def test_it_takes_at_most_twelve_queries_whatever_there_is(team, busy, do_jobs):
    def asked():
        with CaptureQueriesContext(connection) as captured:
            figures(quality_for(team.curator, team.project.pk))
        return len(captured)

    agreements.ask(actor=team.curator, project_id=team.project.pk, scope=Scope())
    do_jobs()
    tried(team, team.article, "gold", "The mayor may resign")
    asked()  # this process has met the codebook
    few = asked()
    for n in range(3):
        who = User.objects.create(username=f"more{n}")
        Member.objects.create(project=team.project, user=who, role="annotator")
        worked(who, team.article, 30)
        mark(who, team.revision, "The mayor may resign")
        put(who, busy[n], "one two")
    assert asked() == few <= 12
    Project.objects.update(blind="own_done")
    assert asked() <= 12
