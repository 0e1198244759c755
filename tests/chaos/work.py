"""Work of every kind, as people ask for it."""

from __future__ import annotations

import io
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Q

from annotator.errors import Refusal
from annotator.models import Article, Intake, Job
from annotator.models.jobs import JobState
from annotator.queries import overviews as overview_queries
from annotator.queries.agreements import Scope
from annotator.services import (
    agreements,
    exports,
    imports,
    intakes,
    invitations,
    jobs,
    overviews,
    releases,
    restoring,
)
from annotator.services import projects as project_services
from tests.intaken import BRAT, BRIDGE, MAPPED, packed
from tests.once import do_waiting
from tests.people import add_article, made_team, mark
from tests.released import asked as released
from tests.restored import exported
from tests.revised import revise

if TYPE_CHECKING:
    from random import Random

    from tests.people import Team

WORDS = "Officials said the bridge may be closed, probably until Monday. The mayor could resign. It rains. "
CARRIED = "The bridge may be closed."


@dataclass
class Asked:
    """What was asked for, and of whom."""

    team: Team
    data: bytes  # a dataset to bring in
    documents: int  # articles that it has
    number: int = 0
    texts: dict[str, int] = field(default_factory=dict)  # of imports, by id
    stopped: int = 0  # jobs that died as often as they were tried, and that somebody asked for again
    revised: list[int] = field(default_factory=list)  # revisions whose marks are carried on


def begin() -> Asked:
    """Make the people and a project, and do what follows from that before anything is killed."""
    team = made_team()
    team.owner.set_password("x")
    team.owner.save()
    data = exported(team.owner, team.project, do_waiting)
    while do_waiting():
        pass
    return Asked(team, data, Article.objects.filter(project=team.project).count())


def ask(asked: Asked, random: Random) -> None:
    """Ask for one thing, as a page or a program does; a few jobs come of it."""
    number = asked.number
    asked.number += 1
    kinds = (
        _import,
        _export,
        _article,
        _intake,
        _revise,
        _mail,
        _agreement,
        _overview,
        _release,
        _restore,
    )
    kinds[number % len(kinds)](asked, number, random)


def _import(asked: Asked, number: int, random: Random) -> None:
    texts = [f"Report {number}.{n}\n\n{WORDS * random.randint(1, 1500)}" for n in range(random.randint(1, 5))]
    made = imports.start(actor=asked.team.owner, project_id=asked.team.project.pk, pasted=texts)
    asked.texts[str(made.pk)] = len(texts)


def _export(asked: Asked, number: int, random: Random) -> None:
    form = random.choice(["jsonl", "csv", "sqlite"])
    exports.start(actor=asked.team.owner, project_id=asked.team.project.pk, form=form)


def _article(asked: Asked, number: int, random: Random) -> None:
    text = f"Account {number}.\n\n{WORDS * random.randint(1, 8)}"
    add_article(asked.team.project, asked.team.story if number % 20 < 10 else None, text, f"Account {number}")


def _intake(asked: Asked, number: int, random: Random) -> None:
    files = {
        f"{number}-{n}.{kind}": BRAT[f"one.{kind}"].replace(BRIDGE, f"{BRIDGE} {number} {n}")
        for n in range(random.randint(1, 4))
        for kind in ("txt", "ann")
    }
    file = io.BytesIO(packed(files))
    intakes.start(actor=asked.team.owner, project_id=asked.team.project.pk, name=f"{number}.zip", file=file)


def _mail(asked: Asked, number: int, random: Random) -> None:
    invitations.invite(
        actor=asked.team.owner,
        project_id=asked.team.project.pk,
        role="reader",
        emails=[f"person{number}@example.org"],
        site="https://annotator.example.org/",
    )


def _agreement(asked: Asked, number: int, random: Random) -> None:
    scope = Scope(story=random.choice([None, asked.team.story.pk]))
    agreements.ask(actor=asked.team.owner, project_id=asked.team.project.pk, scope=scope)


def _overview(asked: Asked, number: int, random: Random) -> None:
    story = overview_queries.story_for(asked.team.owner, asked.team.story.pk).it
    accounts = overview_queries.accounts_of(asked.team.owner, story)
    overviews.ask(actor=asked.team.owner, story=story, accounts=accounts)


def _revise(asked: Asked, number: int, random: Random) -> None:
    text = f"Before {number}. {CARRIED} Then nothing is sure."
    article = add_article(asked.team.project, None, text, f"Edited {number}")
    revision = article.revisions.get()
    for person in (asked.team.owner, asked.team.annotator):
        mark(person, revision, CARRIED)
        mark(person, revision, "nothing is sure")
    revise(asked.team.owner, article, f"It was edited.\n\n{text.replace('Then nothing', 'And little')}")
    asked.revised.append(revision.pk)


def _release(asked: Asked, number: int, random: Random) -> None:
    project = project_services.create(actor=asked.team.owner, name=f"Published {number}")
    article = add_article(project, None, f"Of {number}. {WORDS}", f"Of {number}")
    mark(asked.team.owner, article.revisions.get(), "Officials said")
    said = released(version=f"{number}.0", with_texts=bool(random.randrange(2)))
    releases.start(actor=asked.team.owner, project_id=project.pk, asked=said)


def _restore(asked: Asked, number: int, random: Random) -> None:
    if number % 20 > 10:
        project_services.create(actor=asked.team.owner, name=f"Beside {number}")
        return
    restoring.start(actor=asked.team.owner, name="data.jsonl", file=io.BytesIO(asked.data))


def go_on(asked: Asked, random: Random | None = None) -> None:
    """Do what people do meanwhile: map what was read and take it in, try again, and by `random` cancel."""
    for intake in Intake.objects.filter(state=Intake.State.READ):
        with suppress(Refusal):
            intakes.map_to(
                actor=asked.team.owner, intake_id=intake.pk, mapping=MAPPED, story_id=asked.team.story.pk
            )
            intakes.take(actor=asked.team.owner, intake_id=intake.pk)
    if random is not None and random.random() < 0.3:
        waiting = Job.objects.filter(state__in=(JobState.QUEUED, JobState.RUNNING)).order_by("?").first()
        if waiting is not None:
            with suppress(Refusal):
                jobs.cancel(job=waiting)
    for ended in Job.objects.filter(state__in=(JobState.CANCELLED, JobState.FAILED)):
        died = ended.traceback.startswith("No traceback")  # as often as it was tried: it was stopped
        if ended.state == JobState.CANCELLED or died:
            asked.stopped += died
            with suppress(Refusal):
                jobs.retry(job=ended)


def is_calm() -> bool:
    """Say whether nothing is left to do."""
    unended = Q(state__in=(JobState.QUEUED, JobState.RUNNING, JobState.CANCELLED))
    died = Q(state=JobState.FAILED, traceback__startswith="No traceback")
    return (
        not Job.objects.filter(unended | died).exists()
        and not Intake.objects.filter(state=Intake.State.READ).exists()
    )
