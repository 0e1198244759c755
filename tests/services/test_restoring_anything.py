"""Whatever people did in a project: its dataset becomes a project whose dataset is the same to the byte."""

from __future__ import annotations

import json

from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from annotator.models import Annotation, Revision, User
from annotator.queries.articles import standing
from annotator.text.normalise import fingerprint, normalise
from tests.people import add_article
from tests.restored import empty, exported, restored
from tests.services.doing import Doing, deed
from tests.text.hostile import texts


def counting(project):
    """Return the annotations that count: those that none on a later text stands for."""
    rows = Annotation.objects.filter(standing(), deleted_at=None, revision__article__project=project)
    return set(rows.filter(revision__article__deleted_at=None).values_list("pk", flat=True))


def written(team, raw):
    """Bring hostile texts in: as accounts, or as a second revision of the first."""
    for number, each in enumerate(raw):
        text = normalise(each)
        if not text:
            continue
        if number % 3 == 2:
            team.article.revisions.filter(title=None).update(title=f"Before {number}", byline="By Jane Roe")
            Revision.objects.create(
                article=team.article,
                number=number + 2,
                text=text,
                raw=each.replace("\x00", ""),
                sha256=fingerprint(text),
                length=len(text),
                fetched_at=team.revision.fetched_at,
            )
        else:
            add_article(team.project, team.story if number % 2 else None, text, f"Account {number}")


@settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking so many deeds takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(raw=st.lists(texts, max_size=4), done=st.lists(deed, min_size=40, max_size=90))
def test_what_goes_out_comes_back_and_goes_out_the_same(team, do_jobs, raw, done):
    point = transaction.savepoint()
    try:
        written(team, raw)
        doing = Doing(team, do_jobs)
        for each in done:
            doing.does(*each)
        do_jobs()
        before = exported(team.owner, team.project, do_jobs)
        counted = counting(team.project)
        empty()
        actor = User.objects.create(username="somebody-else")
        made = restored(actor, before, do_jobs)
        assert list(made.refused.values_list("number", "kind", "path", "why")) == []
        assert sum(made.counts.values()) == len(before.splitlines())
        assert not made.renamed
        assert not made.unknown
        assert counting(made.project) == counted
        after = exported(actor, made.project, do_jobs)
        for one, other in zip(before.splitlines(), after.splitlines(), strict=True):
            assert other == one
        assert after == before
        for told in map(json.loads, before.splitlines()):
            assert told["type"] != "annotation" or told["deleted_at"] is None
    finally:
        transaction.savepoint_rollback(point)
