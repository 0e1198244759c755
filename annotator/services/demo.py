"""The demo project: four fictional accounts of one event, marked by two fictional people."""

from __future__ import annotations

import uuid
from functools import cache
from typing import TYPE_CHECKING

from django.db import transaction

from annotator.formats import codebook, demo
from annotator.models import Article, Member, Project, Role, Story, User
from annotator.services import annotations as annotation_services
from annotator.services import articles, claims, codebooks, history, people
from annotator.services.annotations import Answer, Marked, RangeIn
from annotator.services.articles import ArticleFacts

if TYPE_CHECKING:
    from annotator.formats.demo import DemoAnnotation, DemoStory
    from annotator.models import Claim, Revision

# Names of accounts nobody can sign in to: they have no password.
_USERNAME = "demo-{}"


@transaction.atomic
def load() -> Project | None:
    """Make the demo project, unless it was made before, deleted or not (about 1,500 queries)."""
    if Project.objects.filter(is_demo=True).exists():
        return None
    told = demo.load()
    project = Project.objects.create(
        name="Demo: one event, four accounts",
        description="Fictional. Try everything here; nothing of it matters.",
        is_demo=True,
    )
    team = {name: _person(name, project) for name in told.annotators}
    codebooks.start(project=project, actor=None)
    story = Story.objects.create(project=project, title=told.title, description=told.description)
    accounts = {
        each.key: articles.write_article(
            actor=None,
            project=project,
            story=story,
            facts=ArticleFacts(
                title=each.title,
                byline=each.byline,
                source_name=each.source,
                url=each.url,
                published_at=each.published_at,
                published_precision=Article.Precision.MINUTE,
            ),
            raw=each.text,
            fetched_at=each.published_at,
        )
        for each in told.articles
    }
    _mark(told, story, accounts, team)
    owner = next(iter(team.values()))
    history.record(project_id=project.pk, actor=owner, verb="project.created", subject=project.pk)
    _give_to_owner(project)
    return project


def _person(name: str, project: Project) -> User:
    user = User(username=_USERNAME.format(name.lower()), name=name)
    user.set_unusable_password()
    user.save(force_insert=True)
    Member.objects.create(project=project, user=user, role=Role.ANNOTATOR)
    return user


@transaction.atomic
def first_account(*, username: str, password: str, name: str = "", email: str = "") -> User:
    """Make the account that owns the instance, and the demo with it (9 queries).

    Raises what :func:`annotator.services.people.sign_up` does.
    """
    user = people.sign_up(username=username, password=password, name=name, email=email)
    project = Project.objects.filter(is_demo=True, deleted_at=None).first()
    if user.is_superuser and project is not None:
        _give(project, user)
    return user


def _give_to_owner(project: Project) -> None:
    owner = User.objects.filter(is_superuser=True, is_active=True).order_by("pk").first()
    if owner is not None:
        _give(project, owner)


def _give(project: Project, owner: User) -> None:
    Member.objects.create(project=project, user=owner, role=Role.OWNER)
    history.record(
        project_id=project.pk, actor=owner, verb="member.joined", subject=owner.pk, after={"role": Role.OWNER}
    )


def _mark(told: DemoStory, story: Story, accounts: dict[str, Article], team: dict[str, User]) -> None:
    lead = next(iter(team.values()))
    rows: list[Claim] = [
        claims.create(actor=lead, story_id=story.pk, claim_id=uuid.uuid4(), wording=wording)
        for wording in told.claims
    ]
    revisions: dict[str, Revision] = {key: article.revisions.get() for key, article in accounts.items()}
    for each in told.annotations:
        made = annotation_services.create(
            actor=team[each.annotator],
            revision_id=revisions[each.article].pk,
            annotation_id=uuid.uuid4(),
            marked=_marked(each),
        )
        if each.claim is not None:
            claims.put(
                actor=team[each.annotator],
                claim_id=rows[each.claim].pk,
                annotation_id=uuid.UUID(made.data["id"]),
            )
    for cell in told.cells:
        claims.set_cell(
            actor=team[cell.annotator],
            claim_id=rows[cell.claim].pk,
            article_id=accounts[cell.article].pk,
            status=cell.status,
            certainty=cell.certainty,
            note=cell.note,
        )


def _marked(each: DemoAnnotation) -> Marked:
    return Marked(
        layer=each.layer,
        ranges=[RangeIn(span.start, span.end) for span in each.ranges],
        answers=[answer for key, value in each.codes.items() for answer in _answers(key, value)],
        note=each.note,
    )


def _answers(dimension: str, value: str | list[str]) -> list[Answer]:
    if isinstance(value, list):
        return [Answer(dimension, code=code) for code in value]
    if dimension in _in_words():
        return [Answer(dimension, words=value)]
    return [Answer(dimension, code=value)]


@cache
def _in_words() -> frozenset[str]:
    """Return the keys of the default codebook's dimensions that are answered in words."""
    layers = codebook.default().layers
    return frozenset(each.key for layer in layers for each in layer.dimensions if each.kind == "text")
