"""A watched article, its page on a real server, and a clock that the test moves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.utils import timezone

from annotator.models import Article, Watch
from annotator.services import fetching, looking, watches
from tests.people import TEXT, Team, add_article
from tests.serving import only, serving, url_of

if TYPE_CHECKING:
    from collections.abc import Callable

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
PLAIN = {"Content-Type": "text/plain; charset=utf-8"}


def text_page(text: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Return a page that is nothing but a text; underscores of a header's name stand for hyphens."""
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return 200, PLAIN | told, text.encode()


@dataclass
class Watched:
    """What a test of watching has in hand."""

    team: Team
    article: Article
    site: Any
    clock: Any
    do_jobs: Callable[[], int]

    def page(self, *answer: Any, **more: str) -> None:
        """Let the site answer so from now on: with a text, or a status, its headers and body."""
        self.site.pages["/page"] = (
            text_page(answer[0], **more) if isinstance(answer[0], str) else (*answer, {}, b"")[:3]
        )

    def now(self) -> datetime:
        return timezone.now()

    def watch(self) -> Watch:
        return Watch.objects.get(article=self.article)

    def look(self) -> Watch:
        """Let it be as late as the next look is due, and a worker sweep and do what there is."""
        self.clock.move_to(max(self.watch().due_at, self.watch().host.free_at, self.now()))
        looking.sweep()
        self.do_jobs()
        return self.watch()

    def start(self, every: int = 1) -> Watch:
        return watches.start(actor=self.team.curator, article_id=self.article.pk, every=every)

    def waits(self) -> float:
        """Return in how many hours it looks next."""
        return (self.watch().due_at - self.now()) / HOUR

    def revisions(self) -> list[str]:
        return list(self.article.revisions.order_by("number").values_list("text", flat=True))


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as moving:
        yield moving


@pytest.fixture
def site(monkeypatch):
    with serving() as server:
        monkeypatch.setattr(fetching, "is_public", only(server))
        yield server


@pytest.fixture
def it(team, site, clock, do_jobs):
    """An article that is watched by the hour, and whose page says what is known already."""
    article = add_article(team.project, team.story, TEXT, "Watched", url=url_of(site, "page"))
    made = Watched(team, article, site, clock, do_jobs)
    made.page(TEXT)
    made.start()
    return made
