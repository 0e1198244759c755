"""The cast: the people of one project, one who has nothing to do with it, and nobody; and what they do."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.test import Client

from annotator.models import Member, Project, Role, User
from annotator.services import annotations, articles, projects
from annotator.services.annotations import Answer, Marked, RangeIn
from annotator.services.articles import ArticleFacts

if TYPE_CHECKING:
    from annotator.models import Article, Revision, Story
    from annotator.policies import Actor
    from annotator.services.annotations import Written

MEMBERS = ("owner", "curator", "annotator", "reader")
EVERYBODY = (*MEMBERS, "stranger", "anonymous")

TEXT = (
    "The mayor may resign on Monday, officials said.\n\n"
    "It is not clear whether the bridge was closed. \U0001f469\u200d\U0001f692 Nobody was hurt."
)
SURE = [Answer("certainty", "certain")]


@dataclass(frozen=True, slots=True)
class Team:
    """A project with its people, a story with one account, and a stranger with a project of their own."""

    owner: User
    curator: User
    annotator: User
    reader: User
    stranger: User
    project: Project
    story: Story
    article: Article
    revision: Revision
    elsewhere: Project  # the stranger's, with nothing in it

    def who(self, name: str) -> Actor:
        """Return a person of the cast by name; `anonymous` is nobody."""
        return AnonymousUser() if name == "anonymous" else getattr(self, name)

    def add_account(self, text: str, title: str = "Another account", *, source: str = "") -> Article:
        """Bring a further account into the story."""
        return add_article(self.project, self.story, text, title, source=source)


@pytest.fixture
def team(db: None) -> Team:
    return made_team()


def made_team() -> Team:
    """Write the people and what they have into the database."""
    people = {name: User.objects.create(username=name, name=name.title()) for name in (*MEMBERS, "stranger")}
    project = projects.create(actor=people["owner"], name="The bridge")
    for name in MEMBERS[1:]:
        Member.objects.create(project=project, user=people[name], role=Role(name))
    story = articles.create_story(actor=people["owner"], project_id=project.pk, title="The bridge is closed")
    article = add_article(project, story, TEXT, "Mayor may resign", source="The Beacon")
    elsewhere = Project.objects.create(name="Something else")
    Member.objects.create(project=elsewhere, user=people["stranger"], role=Role.OWNER)
    return Team(
        **people,
        project=project,
        story=story,
        article=article,
        revision=article.revisions.get(),
        elsewhere=elsewhere,
    )


def add_article(
    project: Project, story: Story | None, text: str, title: str, *, source: str = "", url: str = ""
) -> Article:
    """Write an article down as an import does."""
    with transaction.atomic():
        return articles.write_article(
            actor=project.created_by,
            project=project,
            story=story,
            facts=ArticleFacts(title=title, source_name=source, url=url),
            raw=text,
        )


def client(user: Actor, *, checks: bool = False) -> Client:
    """Return a browser in which `user` is signed in; with `checks` it needs CSRF tokens."""
    browser = Client(enforce_csrf_checks=checks)
    if isinstance(user, User):
        browser.force_login(user)
    return browser


def at(revision: Revision, quote: str) -> RangeIn:
    """Return the range of the first place where the revision has the quote."""
    start = revision.text.index(quote)
    return RangeIn(start, start + len(quote), quote)


def marked(revision: Revision, *quotes: str, **said: object) -> Marked:
    """Return a mark of passages as certain claims, or of what `said` makes of them."""
    return Marked(
        **{"layer": "claim", "ranges": [at(revision, each) for each in quotes], "answers": SURE} | said
    )


def mark(
    actor: User, revision: Revision, *quotes: str, key: uuid.UUID | None = None, **said: object
) -> Written:
    """Mark passages of a revision."""
    return annotations.create(
        actor=actor,
        revision_id=revision.pk,
        annotation_id=key or uuid.uuid4(),
        marked=marked(revision, *quotes, **said),
    )
