"""How a simulated team worked: who was asked to do what, what the log has, and the round that was kept."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils import timezone

from annotator.models import Annotation, AnnotationCode, Assignment, Keeping, Role, Round
from annotator.queries.rounds import work_on
from annotator.services import history
from annotator.services.history import Happened
from annotator.services.transactions import callers_transaction

if TYPE_CHECKING:
    from uuid import UUID

    from annotator.formats.demo_team import Plan
    from annotator.models import Article, Project, User
    from annotator.queries.codebooks import CodebookIndex

_AT_ONCE = 500  # rows of one statement


@callers_transaction
def work(*, owner: User, planned: Plan, people: list[User], accounts: list[Article]) -> None:
    """Give each article to the people who did it, most of whom are done; a few lie in the pool."""
    now = timezone.now()
    State = Assignment.State  # noqa: N806 - a class
    rows = []
    for number, (each, article) in enumerate(zip(planned.articles, accounts, strict=True)):
        for person in each.people:
            late = number not in planned.revealed and (number + person) % 9
            state = State.IN_PROGRESS if late == 1 else State.REOPENED if late == 2 else State.DONE  # noqa: PLR2004
            done = now - timedelta(days=max(0, 18 - number * 18 // len(accounts)))
            rows.append(
                Assignment(
                    article=article,
                    person=people[person],
                    state=state,
                    due=(now + timedelta(days=number % 12 - 3)).date(),
                    seconds=600 + 37 * ((number * 7 + person * 13) % 40),
                    started_at=done - timedelta(hours=1),
                    done_at=done if state == State.DONE else None,
                    created_by=owner,
                )
            )
        if number % 10 == 0:
            rows.append(Assignment(article=article, created_by=owner))
    Assignment.objects.bulk_create(rows, _AT_ONCE)


@callers_transaction
def record(*, project: Project, owner: User, people: list[User], accounts: list[Article]) -> None:
    """Write the events of the project, its members and each mark."""
    history.record(project_id=project.pk, actor=owner, verb="project.created", subject=project.pk)
    told: dict[int, list[Happened]] = {}
    for (_, person), work in work_on([each.pk for each in accounts]).items():
        told.setdefault(person, []).extend(
            Happened("annotation.created", each["id"], f"revision:{each['revision']}", None, each)
            for each in work.annotations
        )
    for each in people:
        joined = Happened("member.joined", each.pk, "", None, {"role": Role.ANNOTATOR.value})
        happened = [joined, *told.get(each.pk, [])]
        history.record_many(project_id=project.pk, actor=each, happened=happened)


@callers_transaction
def reveal(
    *,
    owner: User,
    planned: Plan,
    accounts: list[Article],
    marks: list[Annotation],
    codebook: CodebookIndex,
) -> None:
    """Keep the first round of the revealed articles; then people see the others' work, and some revise."""
    if not planned.revealed:
        return
    now = timezone.now()
    revealed = [accounts[number] for number in sorted(planned.revealed)]
    opened = now - timedelta(days=20)
    first = {
        article.pk: Round(article=article, number=1, opened_at=opened, opened_by=owner, closed_at=now)
        for article in revealed
    }
    Round.objects.bulk_create(first.values())
    Keeping.objects.bulk_create(
        [
            Keeping(round=first[article], person_id=person, annotations=work.annotations, cells=work.cells)
            for (article, person), work in work_on(list(first)).items()
        ]
    )
    Round.objects.bulk_create(
        [Round(article=article, number=2, opened_at=now, opened_by=owner) for article in revealed]
    )
    certainty = codebook.layers["claim"].dimensions["certainty"]
    revised: dict[UUID, Any] = {
        mark.pk: certainty.codes[each.answers["certainty"][0]]
        for each, mark in zip(planned.marks, marks, strict=True)
        if each.first and each.first != each.answers["certainty"][0]
    }
    rows = list(AnnotationCode.objects.filter(annotation__in=revised, dimension=certainty.row))
    for row in rows:
        row.code = revised[row.annotation_id]
    AnnotationCode.objects.bulk_update(rows, ["code"], _AT_ONCE)
    Annotation.objects.filter(pk__in=revised).update(version=F("version") + 1)


@callers_transaction
def spread(*, planned: Plan, people: list[User], accounts: list[Article]) -> None:
    """Spread the marks over three weeks, article by article, as a team would have made them."""
    for number, (each, article) in enumerate(zip(planned.articles, accounts, strict=True)):
        earlier = timedelta(days=20 - 18 * number / len(accounts))
        for person in each.people:
            rows = Annotation.objects.filter(revision__article=article, author=people[person])
            rows.update(created_at=F("created_at") - earlier - timedelta(minutes=11 * person))
