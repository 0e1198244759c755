"""A simulated team, written at once: people, articles, marks, cells, assignments and a first round.

It goes by :mod:`annotator.formats.demo_team`, which says what is where. Rows are written in bulk: ten
thousand marks one by one would take minutes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from annotator.errors import Conflict
from annotator.formats import demo_team
from annotator.models import (
    Annotation,
    AnnotationCode,
    Article,
    Blindness,
    Cell,
    Claim,
    Link,
    Member,
    Mention,
    Project,
    Range,
    Revision,
    Role,
    Story,
    User,
)
from annotator.queries.codebooks import current_for_project
from annotator.services import acting, articles, codebooks
from annotator.services.articles import ArticleFacts
from annotator.services.transactions import callers_transaction
from annotator.text import anchoring
from annotator.text.spans import Span

if TYPE_CHECKING:
    from annotator.formats.demo_team import Plan, PlannedMark, Size
    from annotator.queries.codebooks import CodebookIndex

_USERNAME = "team-{}"
_AT_ONCE = 500  # rows of one statement


@dataclass(frozen=True, slots=True)
class Staged:
    """What was written, and the plan that it goes by: people, articles and marks in the plan's order."""

    project: Project
    plan: Plan
    people: list[User]
    articles: list[Article]
    marks: list[Annotation]


@transaction.atomic
def stage(*, size: Size | None = None, seed: int = 1) -> Staged:
    """Write the simulated team of an instance's owner (about 2,000 queries at full size).

    Raises :class:`Conflict` when it is there already, or when nobody owns the instance yet.
    """
    owner = User.objects.filter(is_superuser=True, is_active=True).order_by("pk").first()
    if owner is None:
        raise Conflict(
            "Nobody has signed up here yet. The first account owns the site; make it, then try again."
        )
    if User.objects.filter(username=_USERNAME.format(1)).exists():
        raise Conflict(
            "The simulated team is here already. It is made once; start with empty data for another."
        )
    planned = demo_team.plan(size, seed)
    project = Project.objects.create(
        name=f"Simulated team: {len(planned.stories)} events, {len(planned.names)} annotators",
        description="Made by a program, disagreement included: agreement, assignments and rounds to look at.",
        created_by=owner,
        suggestions_on=False,
        blind=Blindness.REVEALED,
    )
    Member.objects.create(project=project, user=owner, role=Role.OWNER)
    people = [_person(project, number, name) for number, name in enumerate(planned.names, start=1)]
    codebooks.start(project=project, actor=owner)
    accounts, claims = _texts(project, owner, planned)
    marks = _marks(project, planned, people, accounts)
    _mentions(planned, people, accounts, claims, marks)
    _cells(planned, people, accounts, claims)
    acting.work(owner=owner, planned=planned, people=people, accounts=accounts)
    acting.record(project=project, owner=owner, people=people, accounts=accounts)
    acting.reveal(
        owner=owner,
        planned=planned,
        accounts=accounts,
        marks=marks,
        codebook=current_for_project(project.pk),
    )
    acting.spread(planned=planned, people=people, accounts=accounts)
    project.refresh_from_db()
    return Staged(project, planned, people, accounts, marks)


def _person(project: Project, number: int, name: str) -> User:
    user = User(username=_USERNAME.format(number), name=name)
    user.set_unusable_password()
    user.save(force_insert=True)
    Member.objects.create(project=project, user=user, role=Role.ANNOTATOR)
    return user


@callers_transaction
def _texts(project: Project, owner: User, planned: Plan) -> tuple[list[Article], list[list[Claim]]]:
    stories = [
        Story.objects.create(project=project, title=title, created_by=owner) for title in planned.stories
    ]
    claims = [
        Claim.objects.bulk_create(
            [
                Claim(story=story, wording=wording, position=at, created_by=owner)
                for at, wording in enumerate(wordings, start=1)
            ]
        )
        for story, wordings in zip(stories, planned.claims, strict=True)
    ]
    begun = timezone.now() - timedelta(days=60)
    accounts = [
        articles.write_article(
            actor=owner,
            project=project,
            story=stories[each.story],
            facts=ArticleFacts(
                title=each.title, source_name=each.source, published_at=begun + timedelta(days=each.day)
            ),
            raw=each.text,
        )
        for each in planned.articles
    ]
    return accounts, claims


@callers_transaction
def _marks(project: Project, planned: Plan, people: list[User], accounts: list[Article]) -> list[Annotation]:
    codebook = current_for_project(project.pk)
    revisions = {each.article_id: each for each in Revision.objects.filter(article__in=accounts)}
    made = []
    ranges = []
    codes = []
    for each in planned.marks:
        revision = revisions[accounts[each.article].pk]
        row = Annotation(revision=revision, layer=codebook.layers[each.layer].row, author=people[each.person])
        quote = anchoring.describe(revision.text, Span(each.start, each.end))
        made.append(row)
        ranges.append(
            Range(
                annotation=row,
                position=0,
                start=each.start,
                end=each.end,
                quote=quote.exact,
                prefix=quote.prefix,
                suffix=quote.suffix,
            )
        )
        codes += _codes(row, each, codebook)
    Annotation.objects.bulk_create(made, _AT_ONCE)
    Range.objects.bulk_create(ranges, _AT_ONCE)
    AnnotationCode.objects.bulk_create(codes, _AT_ONCE)
    return made


def _codes(row: Annotation, each: PlannedMark, codebook: CodebookIndex) -> list[AnnotationCode]:
    """Return the answers of a mark; of one that was revised, those of the first round."""
    answers = each.answers | ({"certainty": [each.first]} if each.first else {})
    found = []
    for key, given in answers.items():
        dimension = codebook.layers[each.layer].dimensions[key]
        found += [
            AnnotationCode(annotation=row, dimension=dimension.row, code=dimension.codes[code])
            for code in given
        ]
    return found


@callers_transaction
def _mentions(
    planned: Plan,
    people: list[User],
    accounts: list[Article],
    claims: list[list[Claim]],
    marks: list[Annotation],
) -> None:
    rows = []
    first: dict[tuple[int, int], dict[int, Mention]] = {}  # by story and person: a quote of each claim
    for each, mark in zip(planned.marks, marks, strict=True):
        if each.claim is None:
            continue
        story = planned.articles[each.article].story
        row = Mention(claim=claims[story][each.claim], annotation=mark, author=people[each.person])
        rows.append(row)
        first.setdefault((story, each.person), {}).setdefault(each.claim, row)
    Mention.objects.bulk_create(rows, _AT_ONCE)
    links = []
    for (_, person), quotes in first.items():
        if 0 in quotes and 1 in quotes:
            one, other = sorted((quotes[0], quotes[1]), key=lambda each: each.pk)
            kind = Link.Kind.CONTRADICTS if person % 3 else Link.Kind.SAME
            links.append(
                Link(
                    project_id=accounts[0].project_id,
                    kind=kind,
                    from_mention=one,
                    to_mention=other,
                    author=people[person],
                )
            )
    Link.objects.bulk_create(links, _AT_ONCE)


@callers_transaction
def _cells(planned: Plan, people: list[User], accounts: list[Article], claims: list[list[Claim]]) -> None:
    Cell.objects.bulk_create(
        [
            Cell(
                claim=claims[planned.articles[each.article].story][each.claim],
                article=accounts[each.article],
                annotator=people[each.person],
                status=each.status,
                certainty=each.certainty,
            )
            for each in planned.cells
        ],
        _AT_ONCE,
    )
