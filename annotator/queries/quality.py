"""Quality: reads. Each annotator's figures beside those of the others, aggregated by the database.

To talk about how people work: nothing here is one number for a person, and nobody is ranked.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Count, DateField, F, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce, TruncWeek

from annotator.errors import NotAllowed
from annotator.findings.pace import Week
from annotator.models import (
    Annotation,
    AnnotationCode,
    Assignment,
    Member,
    Revision,
    SuggestionAnswer,
    TextFacts,
    Trial,
)
from annotator.policies import RULES, Action, Seen, shut_in, work_seen
from annotator.queries import projects, rated, trials
from annotator.queries.agreements import Scope, newest_of
from annotator.queries.codebooks import current_for_project

if TYPE_CHECKING:
    from datetime import date

    from django.db.models.sql.compiler import SQLCompiler

    from annotator.agreement.counting import Dimension
    from annotator.models import AgreementReport, Project, User
    from annotator.queries.codebooks import CodebookIndex
    from annotator.queries.trials import Tried


class WeekOf(TruncWeek):
    """The Monday (UTC) of a moment's week. SQLite has it itself: Django's way calls Python for each row."""

    output_field = DateField()

    def as_sqlite(self, compiler: SQLCompiler, *_: Any, **__: Any) -> Any:  # noqa: ANN401 - as Django has it
        """Return the day: six before the Sunday that is, or comes next."""
        inner, given = compiler.compile(self.lhs)
        return f"date({inner}, 'weekday 0', '-6 days')", given


LAYERS = "layers"
"""As a question: which layers a person marks on."""

GROUP = 2  # others at least that an annotator is set beside: of one alone it would be that one's figures
_LETTERS = 6  # code points of a word and its space, where nobody has counted the words yet
Task = tuple[int, int]  # a person and an article


@dataclass(slots=True)
class Person:
    """One person's figures. `answers` has, by question, how often they gave which answer."""

    user: User
    expected: bool  # to annotate: an annotator now; leads are listed where they have work
    done: int = 0
    begun: int = 0
    marks: int = 0
    timed: list[tuple[int, int]] = field(default_factory=list)  # seconds and words, an article each
    answers: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    weeks: dict[date, Week] = field(default_factory=dict)
    suggestions: Counter[str] = field(default_factory=Counter)  # by verdict
    tried: list[Tried] = field(default_factory=list)
    pairs: list[dict[str, Any]] = field(default_factory=list)  # lines of the report, each with `of`

    def week(self, begins: date) -> Week:
        """Return a week of theirs."""
        return self.weeks.setdefault(begins, Week(begins))


@dataclass(frozen=True, slots=True)
class Quality:
    """The figures of a project's annotators, or of one who reads their own.

    `others` has all answers by question, from which one's own are to be taken away. Without a report there
    are no figures of agreement; `hidden`: there is one, and it tells of work that is not in sight yet.
    """

    seen: Seen[Project]
    own: bool
    people: list[Person]
    codebook: CodebookIndex
    dimensions: list[Dimension]
    answers: dict[str, Counter[str]]
    others: int  # how many people gave answers, the reader apart where the figures are their own
    steps: str  # the question of the steps by week
    report: AgreementReport | None
    hidden: bool


def quality_for(actor: User, project_id: int) -> Quality:
    """Return the figures of all annotators to a lead; to an annotator their own, where these are shown.

    At most 12 queries, whatever there is. An annotator is told how they did on training articles only, and
    of the others no figure that would be one person's alone. Raises :class:`NotAllowed`.
    """
    seen = projects.project_for(actor, project_id)
    project = seen.it
    own = not seen.may(Action.MEASURE)
    if own and not (project.quality_shown and seen.may(Action.ANNOTATE)):
        raise NotAllowed("Figures of quality are for the owners and curators of this project.")
    codebook = current_for_project(project.pk)
    _, dimensions = rated.asked_in(codebook)
    hidden = shut_in(actor, project)
    people = _people(project)
    done, took = _timed(project, people)
    home, steps = _marked(actor, project, people, took), _steps(dimensions)
    answers = _answered(actor, project, people, steps)
    answers[LAYERS] = sum((each.answers[LAYERS] for each in people.values()), Counter())
    _suggested(actor, project, people)
    report = None if hidden else newest_of(project, Scope()).report
    if report is not None:
        _agreed(people, report, home)
    over = {each for each in done if not hidden or each[0] == actor.pk}
    for who, tried in trials.tried_in(actor, project, dimensions, over).items():
        if who in people:
            people[who].tried = tried
    working = {key for key, each in people.items() if each.marks}
    if own:
        people = {actor.pk: people[actor.pk]}
        _own_only(people[actor.pk], len(working - {actor.pk}))
    return Quality(
        seen=seen,
        own=own,
        people=[each for each in people.values() if each.expected or each.marks or each.begun],
        codebook=codebook,
        dimensions=dimensions,
        answers=answers,
        others=len(working - {actor.pk}) if own else len(working),
        steps=steps,
        report=report,
        hidden=hidden,
    )


def _own_only(person: Person, others: int) -> None:
    """Leave out what an annotator is not told: trials they should not know of, a lone other's answers."""
    person.tried = [each for each in person.tried if each.kind == Trial.Kind.TRAINING]
    if others < GROUP:
        person.pairs = []
        for week in person.weeks.values():
            week.compared = week.alike = 0


def _steps(dimensions: list[Dimension]) -> str:
    ordinal = [each.name for each in dimensions if each.level == "ordinal"]
    return next((each for each in ordinal if each.endswith(".certainty")), ordinal[0] if ordinal else "")


def _people(project: Project) -> dict[int, Person]:
    """Return everybody who was ever in the project, by name (1 query)."""
    rows = Member.objects.filter(project=project).select_related("user")
    return {
        row.user_id: Person(row.user, row.removed_at is None and row.role in _EXPECTED)
        for row in rows.order_by("user__name", "user__username", "pk")
    }


_EXPECTED = RULES[Action.ANNOTATE] - RULES[Action.MEASURE]


def _timed(project: Project, people: dict[int, Person]) -> tuple[set[Task], dict[Task, int]]:
    """Count tasks and times (1 query); return who is done with what, and how long what took."""
    counted = TextFacts.objects.filter(revision__article=OuterRef("article")).order_by("-revision__number")
    newest = Revision.objects.filter(article=OuterRef("article")).order_by("-number")
    words = Coalesce(
        Subquery(counted.values("words")[:1]),
        Subquery(newest.values("length")[:1]) / _LETTERS,
        0,
        output_field=IntegerField(),
    )
    rows = (
        Assignment.objects.filter(article__project=project, article__deleted_at=None, person__in=list(people))
        .exclude(state=Assignment.State.ABANDONED)
        .annotate(words=words)
        .order_by()
    )
    done, took = set(), {}
    for who, article, state, seconds, n in rows.values_list("person", "article", "state", "seconds", "words"):
        each, task = people[who or 0], (who or 0, article)
        each.begun += state != Assignment.State.TO_DO
        took[task] = seconds
        if state == Assignment.State.DONE:
            each.done += 1
            done.add(task)
            if seconds:
                each.timed.append((seconds, n))
    return done, took


def _marked(
    actor: User, project: Project, people: dict[int, Person], took: dict[Task, int]
) -> dict[Task, date]:
    """Count marks by person, layer and week (1 query).

    Return in which week each person made most of their marks on each article.
    """
    rows = (
        Annotation.objects.filter(
            work_seen(actor, "revision__article", "author", project=project),
            revision__article__project=project,
            revision__article__deleted_at=None,
            deleted_at=None,
            author__in=list(people),
        )
        .order_by()
        .annotate(week=WeekOf("created_at"))
        .values_list("author", "revision__article", "layer__key", "week")
        .annotate(n=Count("pk"))
    )
    weeks: defaultdict[Task, Counter[date]] = defaultdict(Counter)
    for who, article, layer, week, n in rows:
        people[who].marks += n
        people[who].answers[LAYERS][layer] += n
        weeks[who, article][week] += n
    home = {key: max(found, key=lambda day: (found[day], day)) for key, found in weeks.items()}
    for (who, article), begins in home.items():
        week = people[who].week(begins)
        week.articles += 1
        week.marks += (n := weeks[who, article].total())
        if seconds := took.get((who, article)):
            week.timed_marks += n
            week.seconds += seconds
    return home


def _answered(
    actor: User, project: Project, people: dict[int, Person], steps: str
) -> dict[str, Counter[str]]:
    """Count answers by person, question and week (1 query); return all of them by question."""
    rows = (
        AnnotationCode.objects.filter(
            work_seen(actor, "annotation__revision__article", "annotation__author", project=project),
            annotation__revision__article__project=project,
            annotation__revision__article__deleted_at=None,
            annotation__deleted_at=None,
            annotation__author__in=list(people),
            code__isnull=False,
        )
        .order_by()
        .annotate(week=WeekOf("annotation__created_at"), who=F("annotation__author"))
        .values_list("who", "dimension__layer__key", "dimension__key", "code__key", "week")
        .annotate(n=Count("pk"))
    )
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for who, layer, dimension, code, week, n in rows:
        name = f"{layer}.{dimension}"
        found[name][code] += n
        people[who].answers[name][code] += n
        if name == steps:
            people[who].week(week).steps[code] += n
    return dict(found)


def _suggested(actor: User, project: Project, people: dict[int, Person]) -> None:
    """Count what people did with suggestions (1 query)."""
    rows = SuggestionAnswer.objects.filter(
        work_seen(actor, "suggestion__revision__article", "person", project=project),
        suggestion__revision__article__project=project,
        suggestion__revision__article__deleted_at=None,
        person__in=list(people),
    )
    for who, verdict, n in rows.order_by().values_list("person", "verdict").annotate(n=Count("pk")):
        people[who].suggestions[verdict] = n


def _agreed(people: dict[int, Person], report: AgreementReport, home: dict[Task, date]) -> None:
    """Take the figures of agreement from the newest report, by week those that it counted by article.

    By week only questions with a single answer: of several, people agree mostly on what is not there.
    """
    for group in ("layers", "dimensions"):
        for name, told in report.data.get(group, {}).items():
            for line in told.get("pairs", ()):
                for who in line["raters"]:
                    if who in people:
                        people[who].pairs.append(
                            {"group": group, "of": name, "several": told.get("several"), **line}
                        )
    for article, raters in report.data.get("compared", {}).items():
        for rater, (n, same) in raters.items():
            task = (int(rater), int(article))
            if task in home and task[0] in people:
                week = people[task[0]].week(home[task])
                week.compared += n
                week.alike += same
