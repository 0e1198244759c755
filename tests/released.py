"""Releases, as leads ask for them and workers write them."""

from __future__ import annotations

import io
import uuid
import zipfile
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.utils import timezone

from annotator.formats.interchange.releasing.cards import Author
from annotator.models import Release
from annotator.services import articles, claims, releases
from annotator.services.releases import Asked
from tests.people import add_article, mark

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.models import Project, User
    from tests.people import Team


def asked(**said: Any) -> Asked:
    """Return what is said of a release, or of what `said` makes of it."""
    usual: dict[str, Any] = {
        "version": "1.0",
        "title": "The bridge",
        "released_on": date(2026, 7, 1),
        "licence": "CC-BY-4.0",
        "authors": [Author("Lovelace", "Ada")],
    }
    return Asked(**usual | said)


def drafted(actor: User, project: Project, do_jobs: Callable[[], int], **said: Any) -> Release:
    """Return a draft, once a worker has written it."""
    release = releases.start(actor=actor, project_id=project.pk, asked=asked(**said))
    do_jobs()
    release.refresh_from_db()
    assert release.job is not None
    assert release.job.state == "done", release.job.traceback or release.job.error
    return release


def published(actor: User, project: Project, do_jobs: Callable[[], int], **said: Any) -> Release:
    """Return a release that was looked over and published."""
    draft = drafted(actor, project, do_jobs, **said)
    return releases.publish(actor=actor, release_id=draft.pk, sha256=draft.sha256)


def data_of(release: Release) -> bytes:
    """Return a release's file."""
    with release.file.open("rb") as file:
        found: bytes = file.read()
    return found


def files_of(release: Release) -> dict[str, bytes]:
    """Return the files in a release's file."""
    with zipfile.ZipFile(io.BytesIO(data_of(release))) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


REPORT: dict[str, Any] = {
    "counts": {"annotation": 2, "codebook": 1, "project": 1, "revision": 1},
    "layers": {"claim": 2},
    "people": 1,
    "codebook": 1,
    "splits": {
        "seed": 1,
        "shares": {"train": 80, "dev": 10, "test": 10},
        "parts": {
            part: {"units": 1, "texts": 1, "annotations": 2} for part in ("train", "dev", "test")
        },
    },
    "leakage": {
        "found": False, "lines": ["articles in no part: 0"], "articles_in_no_part": 0, "stories": 0,
        "equal_texts": 0, "one_origin": 0, "similar_texts": 0, "closest_share_of_words": 0.125,
    },
    "changes": {"annotation": {"added": 1, "removed": 0, "changed": 0}},
    "losses": {"text": {"count": 1, "why": "Texts are left out."}},
    "blanks": ["ethics"],
    "files": 40,
}  # fmt: skip


def written_rows(project: Project, actor: User) -> tuple[Release, Release]:
    """Return a published release and the draft of the next, as if a worker had written them."""
    told: dict[str, Any] = {
        "project": project, "title": "The bridge", "released_on": date(2026, 7, 1), "licence": "CC-BY-4.0",
        "authors": [{"family": "Lovelace", "given": "Ada"}], "shares": REPORT["splits"]["shares"],
        "created_by": actor, "size": 3, "sha256": "ab" * 32, "report": REPORT, "event_seq": 1,
        "finished_at": timezone.now(),
    }  # fmt: skip
    first = Release.objects.create(
        **told, version="1.0", published_at=timezone.now(), file=ContentFile(b"zip", name="first.zip")
    )
    draft = Release.objects.create(
        **told, version="1.1", previous=first, file=ContentFile(b"zip", name="draft.zip")
    )
    return first, draft


def worked_on(team: Team) -> None:
    """Fill a project: four stories, one of which has a text of another; marks of two people and a claim."""
    first = mark(team.annotator, team.revision, "The mayor may resign on Monday, officials said", note="so?")
    row = claims.create(
        actor=team.owner, story_id=team.story.pk, claim_id=uuid.uuid4(), wording="The mayor resigns."
    )
    claims.put(actor=team.annotator, claim_id=row.pk, annotation_id=first.data["id"])
    mark(team.curator, team.revision, "The mayor may resign")
    for number, word in enumerate(("river", "harbour", "tunnel")):
        story = articles.create_story(actor=team.owner, project_id=team.project.pk, title=f"The {word}")
        text = " ".join(f"{word}{number}{place}" for place in range(40))
        revision = add_article(team.project, story, f"The {word} may close. {text}", word).revisions.get()
        mark(team.annotator, revision, f"The {word} may close")
